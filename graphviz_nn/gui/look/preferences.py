"""What the window remembers from one start to the next."""

from __future__ import annotations

import os
from math import isfinite
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from graphviz_nn.gui.look.theme import LARGEST_SCALE, SMALLEST_SCALE, THEMES, ThemeName

MOST_RECENT = 10


class Preferences:
    """Typed access to Qt's settings; what is missing or makes no sense counts as never set."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings("graphviz_nn", "graphviz_nn")

    def write(self) -> None:
        """Write what is remembered to the disk now; Qt does it by itself a little later."""
        self._settings.sync()

    @property
    def theme(self) -> ThemeName:
        """The theme that was chosen last."""
        stored = self._settings.value("theme", "light")
        return next((name for name in THEMES if name == stored), "light")

    @theme.setter
    def theme(self, name: ThemeName) -> None:
        self._settings.setValue("theme", name)

    @property
    def scale(self) -> float:
        """How much larger than usual text is, from 1 to 2."""
        return min(max(self._number("scale", 1.0), SMALLEST_SCALE), LARGEST_SCALE)

    @scale.setter
    def scale(self, scale: float) -> None:
        self._settings.setValue("scale", scale)

    @property
    def reduce_motion(self) -> bool:
        """Whether steps are shown at once, without anything travelling."""
        return str(self._settings.value("reduce_motion", "")).lower() == "true"

    @reduce_motion.setter
    def reduce_motion(self, reduce: bool) -> None:
        self._settings.setValue("reduce_motion", reduce)

    def pace(self, unit: str) -> str:
        """Return how fast time runs by op, update or epoch: the name of a pace; "" where none was chosen."""
        return str(self._settings.value(f"pace/{unit}", ""))

    def set_pace(self, unit: str, name: str) -> None:
        """Store how fast time runs by op, update or epoch."""
        self._settings.setValue(f"pace/{unit}", name)

    @property
    def legend(self) -> bool:
        """Whether the graph has a legend: at first it has."""
        return str(self._settings.value("legend", "")).lower() != "false"

    @legend.setter
    def legend(self, shown: bool) -> None:
        self._settings.setValue("legend", shown)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The documents and tables that were opened or saved last, the newest first.

        Whether they still exist is not looked up: a disk that does not answer would hold the window.
        """
        stored = self._settings.value("recent", [])
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        paths = dict.fromkeys(Path(name) for name in names if isinstance(name, str))
        return tuple(path for path in paths if path.is_absolute())[:MOST_RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a document at the head of the recent ones."""
        rest = [known for known in self.recent if known != path]
        self._settings.setValue("recent", [str(each) for each in (path.absolute(), *rest)[:MOST_RECENT]])

    @property
    def folder(self) -> Path | None:
        """Where a file was chosen last; None if nowhere, or if that is gone."""
        stored = str(self._settings.value("folder", ""))
        return Path(stored) if os.path.isabs(stored) and os.path.isdir(stored) else None

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._settings.setValue("folder", str(folder))

    def layout(self, name: str) -> QByteArray:
        """Return a geometry or a layout of docks that was stored under a name; empty if none was."""
        stored = self._settings.value(f"layout/{name}")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def set_layout(self, name: str, layout: QByteArray) -> None:
        """Store a geometry or a layout of docks."""
        self._settings.setValue(f"layout/{name}", layout)

    def _number(self, key: str, otherwise: float) -> float:
        try:
            number = float(str(self._settings.value(key, otherwise)))
        except ValueError:
            return otherwise
        return number if isfinite(number) else otherwise
