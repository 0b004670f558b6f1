"""Which part of the window the keys go to: round all of them by one key, seen, and never lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QMainWindow, QTabBar, QWidget

from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.tab_order import bring_into_sight, stops_of
from graphviz_nn.gui.widgets.focus_ring import FocusRing

_BY_KEY = Qt.FocusReason.ShortcutFocusReason


class Focus(QObject):
    """Moves the focus from panel to panel.

    Attributes:
        ring: what it goes round, panels and other parts; those that are closed are left out.
        home: what has the focus where nothing else wants it.

    """

    def __init__(self, window: QMainWindow, ring: Sequence[QWidget], home: QWidget) -> None:
        super().__init__(window)
        self._window, self.ring, self.home = window, tuple(ring), home
        self._frame = FocusRing()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._watch = app.focusChanged.connect(self._on_focus_changed)

    @property
    def here(self) -> QWidget | None:
        """The part that has the focus."""
        now = QApplication.focusWidget()
        return next((part for part in self.ring if now is part or (now and part.isAncestorOf(now))), None)

    def go_round(self, by: int) -> None:
        """Give the focus to the next part, or with −1 to the one before."""
        open_parts = [part for part in self.ring if _is_open(part)]
        here = self.here
        if here in open_parts:
            self.give(open_parts[(open_parts.index(here) + by) % len(open_parts)])
        else:
            self.give(self.home)

    def turn_tabs(self, by: int) -> None:
        """Bring the next of the panels that share a place to the front: of those among which the focus is, if any."""
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        bars = [bar for bar in bars if bar.isVisible() and bar.count() > 1]
        dock = _dock_of(self.here) if self.here else None
        title = dock.windowTitle() if dock else ""
        bars.sort(key=lambda bar: title not in map(bar.tabText, range(bar.count())))
        if bars:
            bar = bars[0]
            front = (bar.currentIndex() + by) % bar.count()
            bar.setCurrentIndex(front)
            self.give(next(part for part in self.ring if _title_of(part) == bar.tabText(front)))

    def give(self, part: QWidget) -> None:
        """Give the focus to a part, in front of all that shares its place, and let it be seen there."""
        dock = _dock_of(part)
        if dock is not None:
            dock.raise_()
        entry = part.entry() if isinstance(part, Panel) else None
        stops = stops_of(part)
        target = entry if entry in stops else stops[0] if stops else part
        assert target is not None
        target.setFocus(_BY_KEY)
        bring_into_sight(target)
        self.show()

    def show(self) -> None:
        """Let it be seen which part has the focus, until the mouse is taken."""
        self._frame.surround(self.here)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let who has the focus have it after panels took other places, too, or the home where it went out of sight.

        Qt takes it from a widget that changes its parent, and gives it to whichever comes next.
        """
        before = QApplication.focusWidget()
        yield
        if before is not None and QApplication.focusWidget() is not before:
            (before if before.isVisible() else self.home).setFocus()

    def finish_typing(self) -> None:
        """Let what is being typed be taken, as a click elsewhere would."""
        now = QApplication.focusWidget()
        if isinstance(now, QLineEdit) and now.isModified():
            self.home.setFocus()

    def let_go(self) -> None:
        """Watch no longer: the application tells of the focus while the window is being destroyed, too."""
        QObject.disconnect(self._watch)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None and old is not None and self._window.isActiveWindow() and self.home.isVisible():
            self.home.setFocus()
        elif not self._frame.isHidden():  # it goes along with the keys, and leaves with the mouse
            by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            self._frame.surround(None if by_mouse else self.here)


def _dock_of(part: QWidget) -> QDockWidget | None:
    dock = part.parentWidget()
    return dock if isinstance(dock, QDockWidget) else None


def _title_of(part: QWidget) -> str:
    dock = _dock_of(part)
    return dock.windowTitle() if dock else ""


def _is_open(part: QWidget) -> bool:
    """Whether a part can be seen, be it behind others that share its place."""
    dock = _dock_of(part)
    return not dock.isHidden() if dock else part.isVisible()
