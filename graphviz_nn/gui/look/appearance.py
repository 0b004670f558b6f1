"""Which theme is on, and how large text is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.style import dress, undress
from graphviz_nn.gui.look.theme import LARGEST_SCALE, SMALLEST_SCALE, Theme, ThemeName
from graphviz_nn.gui.next_frame import NextFrame

SCALE_STEP = 0.1
_FOR_A_HALL: Mapping[ThemeName, ThemeName] = MappingProxyType(
    {
        "light": "projector",
        "dark": "projector_dark",
        "projector": "projector",
        "projector_dark": "projector_dark",
    }
)
# What each becomes where light and dark change places.
_OTHER: Mapping[ThemeName, ThemeName] = MappingProxyType(
    {"light": "dark", "dark": "light", "projector": "projector_dark", "projector_dark": "projector"}
)


class Appearance(QObject):
    """Holds the theme and changes it.

    Qt works for long on every widget, twice, and then on every layout: each part of a change is an event of its own, so
    that the window answers between them. Nothing is painted until the last: the windows change as one.

    Signals:
        dressed: a theme has been put on, and is seen.

    """

    dressed = Signal()

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._app, self._preferences = app, preferences
        self._presenting = False
        self._with_it: list[Callable[[Theme], None]] = []
        self._then: list[Callable[[], None]] = []
        self._frames = NextFrame(self)
        self.theme = self._wanted()
        dress(app, self.theme)

    @property
    def chosen(self) -> ThemeName:
        """The theme that the user chose; while presenting another one is on."""
        return self._preferences.theme

    @property
    def is_changing(self) -> bool:
        """Whether a theme is on its way."""
        return self._frames.is_due

    def choose(self, name: ThemeName) -> None:
        """Put a theme on."""
        self._preferences.theme = name
        self._apply()

    def toggle(self) -> None:
        """Change between light and dark."""
        self.choose(_OTHER[self._preferences.theme])

    def resize_text(self, steps: int) -> None:
        """Make text larger, or smaller, by tenths of its usual size."""
        scale = round(self._preferences.scale + steps * SCALE_STEP, 1)
        self._preferences.scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        self._apply()

    def present(self, presenting: bool, then: Callable[[], None]) -> None:
        """Put a projector's theme on for as long as someone presents, dark where the chosen one is.

        `then` is done in that theme, before it is seen.
        """
        self._presenting = presenting
        self._apply(then)

    def dress_with_it(self, *parts: Callable[[Theme], None]) -> None:
        """Let these take the theme now, and each later one in their order, each in an event of its own."""
        self._with_it += parts
        for part in parts:
            part(self.theme)

    def flush(self) -> None:
        """Make at once what is still to be done for the theme."""
        while self.is_changing:
            self._frames.flush()

    def _wanted(self) -> Theme:
        name = self._preferences.theme
        return Theme.load(_FOR_A_HALL[name] if self._presenting else name, self._preferences.scale)

    def _apply(self, *then: Callable[[], None]) -> None:
        """Put on the theme that is wanted now, in place of one that is on its way; what was to follow that follows."""
        self._frames.forget()
        self._then += then
        self.theme = self._wanted()
        self._frames.ask(self._undress)

    def _do_what_follows(self) -> None:
        while self._then:
            self._then.pop(0)()

    def _undress(self) -> None:
        self._set_painting(False)
        undress(self._app)
        self._when_laid_out(self._dress)

    def _dress(self) -> None:
        dress(self._app, self.theme)
        self._when_laid_out(self._dress_parts)

    def _dress_parts(self) -> None:
        for part in self._with_it:
            self._frames.ask(partial(part, self.theme))
        self._frames.ask(self._do_what_follows)
        self._when_laid_out(self._show)

    def _when_laid_out(self, call: Callable[[], None]) -> None:
        """Let something be called in an event of its own after the next, which the layouts take that are asked for."""
        self._frames.ask(partial(self._frames.ask, call))

    def _show(self) -> None:
        self._set_painting(True)
        self.dressed.emit()

    def _set_painting(self, enabled: bool) -> None:
        for window in self._app.topLevelWidgets():
            window.setUpdatesEnabled(enabled)
            if enabled and window.isVisible():
                # What a screen asked for meanwhile, as in a window that it has made larger, Qt holds for done.
                window.repaint()
