"""Know when a panel, or a line between panels, is being dragged: the layout must stay as it is for so long."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

_PRESS, _RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
_MOVE, _CLOSE = QEvent.Type.MouseMove, QEvent.Type.Close


class DockDrags(QObject):
    """Watches the mouse on a window and its docks, and lets changes of the layout wait for the end of a drag.

    During a drag Qt keeps the layout of before. `restoreState` would end the drag of a dock half-way through: the old
    layout comes back into the new one, and is deleted while the window still uses it, which crashes there or at the
    next call. While a line is dragged it would lose every dock at the next move.

    Attributes:
        is_line_held: whether the mouse holds a line between panels.
        ended: emitted when something was let go and is in its place, also after a mere click on it.
        moved, dropped: emitted with a panel that is dragged, and that has been let go, and the mouse's place on the
            screen.

    """

    ended = Signal()
    moved = Signal(QDockWidget, QPoint)
    dropped = Signal(QDockWidget, QPoint)
    _let_go = Signal()

    def __init__(self, window: QMainWindow, docks: Iterable[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, tuple(docks)
        self.is_line_held = False
        self._waiting: list[Callable[[], None]] = []
        self._dropped: tuple[QDockWidget, QPoint] | None = None
        # An event filter comes before Qt's own part, and a dock's event is no place to move docks in.
        self._let_go.connect(self._on_let_go, Qt.ConnectionType.QueuedConnection)
        for watched in (window, *self._docks):
            watched.installEventFilter(self)

    @property
    def is_under_way(self) -> bool:
        """Whether something is held, and Qt would move it with the mouse."""
        return self.is_line_held or any(map(_is_dragged, self._docks))

    def then(self, change: Callable[[], None]) -> None:
        """Change the layout: now, or when nothing is dragged any more."""
        self._waiting.append(change)
        if not self.is_under_way:
            self._perform()

    def let_go(self) -> None:
        """Leave what is dragged where it is, and make the changes that wait; what the platform drags stays with it."""
        self.is_line_held = False
        for dock in filter(_grabs, self._docks):
            dock.setFloating(True)
        self._on_let_go()

    def _perform(self) -> None:
        while self._waiting:
            self._waiting.pop(0)()

    @Slot()
    def _on_let_go(self) -> None:
        if self.is_under_way:
            return
        for dock in filter(_grabs, self._docks):
            dock.releaseMouse()  # Qt forgets to where the platform drags, and no click would reach anything else
        if self._dropped is not None:
            dock, place = self._dropped
            self._dropped = None
            self.dropped.emit(dock, place)
        self.ended.emit()
        self._perform()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a line taken, and anything let go; a dock that is closed is let go, too."""
        kind = event.type()
        if kind == _PRESS and watched is self._window and isinstance(event, QMouseEvent):
            is_left = event.button() == Qt.MouseButton.LeftButton
            self.is_line_held |= is_left and self._window.isSeparator(event.position().toPoint())
        elif kind == _MOVE and isinstance(watched, QDockWidget) and isinstance(event, QMouseEvent):
            if _is_dragged(watched):
                self.moved.emit(watched, event.globalPosition().toPoint())
        elif kind in (_RELEASE, _CLOSE):
            self.is_line_held = False
            if isinstance(watched, QDockWidget) and isinstance(event, QMouseEvent) and _is_dragged(watched):
                self._dropped = watched, event.globalPosition().toPoint()
            self._let_go.emit()
        return False


def _is_dragged(dock: QDockWidget) -> bool:
    """Whether a dock follows the mouse: it grabs the mouse then, or is the source of the platform's drag."""
    if _platform_drags():
        return dock.findChild(QDrag, options=Qt.FindChildOption.FindDirectChildrenOnly) is not None
    return _grabs(dock)


def _grabs(dock: QDockWidget) -> bool:
    return QWidget.mouseGrabber() is dock


def _platform_drags() -> bool:
    """Whether Qt lets the platform drag a dock like data, since no window may place itself there."""
    return QGuiApplication.platformName().startswith("wayland")
