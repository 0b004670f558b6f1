"""Which theme is on, and how large text is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.style import dress
from graphviz_nn.gui.look.theme import LARGEST_SCALE, SMALLEST_SCALE, Theme, ThemeName

SCALE_STEP = 0.1


class Appearance(QObject):
    """Holds the theme and changes it.

    Signals: `changed(Theme)`, once the application wears it.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._app, self._preferences = app, preferences
        self._presenting = False
        self.theme = self._wanted()
        dress(app, self.theme)

    @property
    def chosen(self) -> ThemeName:
        """The theme that the user chose; while presenting another one is on."""
        return self._preferences.theme

    def choose(self, name: ThemeName) -> None:
        """Put a theme on."""
        self._preferences.theme = name
        self._apply()

    def toggle(self) -> None:
        """Change between light and dark."""
        self.choose("light" if self.theme.is_dark else "dark")

    def resize_text(self, steps: int) -> None:
        """Make text larger, or smaller, by tenths of its usual size."""
        scale = round(self._preferences.scale + steps * SCALE_STEP, 1)
        self._preferences.scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        self._apply()

    def present(self, presenting: bool) -> None:
        """Put the projector's theme on for as long as someone presents."""
        self._presenting = presenting
        self._apply()

    def _wanted(self) -> Theme:
        name: ThemeName = "projector" if self._presenting else self._preferences.theme
        return Theme.load(name, self._preferences.scale)

    def _apply(self) -> None:
        self.theme = self._wanted()
        dress(self._app, self.theme)
        self.changed.emit(self.theme)
