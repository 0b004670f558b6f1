"""Know when a panel, or a line between panels, is being dragged: the layout must stay as it is for so long."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from graphviz_nn.faults import contained

_PRESS, _RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
LOOK_MS = 100  # from one look at the held button to the next
_MOVE, _CLOSE = QEvent.Type.MouseMove, QEvent.Type.Close


class DockDrags(QObject):
    """Watches the mouse on a window and its docks, and lets changes of the layout wait for the end of a drag.

    During a drag Qt keeps the layout of before. `restoreState` would end the drag of a dock half-way through: the old
    layout comes back into the new one, and is deleted while the window still uses it, which crashes there or at the
    next call. While a line is dragged it would lose every dock at the next move.

    A dock counts as dragged from its press to its release. That it grabs the mouse tells less: the grab may go while Qt
    moves the dock on, as when another window closes.

    Attributes:
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
        # From its press to its release: a dock, or the window, by one of its lines. And until Qt has done its own part.
        self._held: QWidget | None = None
        self._has_moved = self._is_ending = False
        # No event filter of the program: Python would hold on to whatever gets an event, which Qt may be destroying.
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)
        self._is_changing = False
        self._waiting: list[Callable[[], None]] = []
        self._dropped: tuple[QDockWidget, QPoint] | None = None
        # An event filter comes before Qt's own part, and a dock's event is no place to move docks in.
        self._let_go.connect(self._on_let_go, Qt.ConnectionType.QueuedConnection)
        for watched in (window, *self._docks):
            watched.installEventFilter(self)

    @property
    def is_line_held(self) -> bool:
        """Whether the mouse holds a line between panels."""
        return self._held is self._window

    @property
    def is_under_way(self) -> bool:
        """Whether something is held, and Qt would move it with the mouse."""
        return self._held is not None or self._is_ending or any(map(_is_dragged, self._docks))

    def then(self, change: Callable[[], None]) -> None:
        """Change the layout: now, or when nothing is dragged any more."""
        self._waiting.append(change)
        if not self.is_under_way:
            self._perform()

    def let_go(self) -> None:
        """Leave what is dragged where it is, and make the changes that wait; what the platform drags stays with it."""
        held = self._held
        self._hold(None)
        for dock in self._docks:
            if _grabs(dock) or (dock is held and dock.isFloating()):
                dock.setFloating(True)  # which ends Qt's drag, also of one that floats
        self._on_let_go()

    def _perform(self) -> None:
        """Make the changes that wait, one after the other: what one of them asks for comes after it, never within."""
        if self._is_changing:
            return
        self._is_changing = True
        try:
            while self._waiting and not self.is_under_way:
                with contained():
                    self._waiting.pop(0)()
        finally:
            self._is_changing = False

    @Slot()
    def _on_let_go(self) -> None:
        self._is_ending = False
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

    def _take(self, watched: QObject, press: QMouseEvent) -> None:
        """Note what is held from now on."""
        if press.button() != Qt.MouseButton.LeftButton:
            return
        self._make_up_release(press.globalPosition())
        if isinstance(watched, QDockWidget):
            self._hold(watched)
        elif self._window.isSeparator(press.position().toPoint()):
            self._hold(self._window)

    def _leave(self, watched: QObject, release: QMouseEvent) -> None:
        """Note that nothing is held any more. Any button's release on the window lets go of a line."""
        if isinstance(watched, QDockWidget):
            if release.button() != Qt.MouseButton.LeftButton:
                return
            if self._is_moved(watched):
                self._dropped = watched, release.globalPosition().toPoint()
        if watched is self._held:
            self._hold(None)
        self._end()

    def _move(self, dock: QDockWidget, move: QMouseEvent) -> bool:
        """Tell where a panel is dragged to. Return whether to keep the move from Qt: one with no button held.

        Such a move comes after a lost release. Qt would think of resizing the panel from then on, take the release that
        is made up for that one's end, and drag on: the panel's gap would stay in the layout, as a second item of it.
        """
        if dock is self._held and not move.buttons() & Qt.MouseButton.LeftButton:
            return True
        if self._is_moved(dock):
            self.moved.emit(dock, move.globalPosition().toPoint())
        return False

    def _end(self) -> None:
        """Go on as soon as Qt has done its part."""
        self._is_ending = True
        self._let_go.emit()

    def _is_moved(self, dock: QDockWidget) -> bool:
        """Whether a dock follows the mouse, or did since it was taken."""
        if dock is not self._held:
            return _is_dragged(dock)
        self._has_moved |= _is_dragged(dock)
        return self._has_moved

    def _hold(self, held: QWidget | None) -> None:
        self._held, self._has_moved = held, False
        if held is None:
            self._look.stop()
        else:
            self._look.start()

    @Slot()
    def _on_look(self) -> None:
        """Look whether the button is down still."""
        if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._make_up_release(QPointF(QCursor.pos()))

    def _make_up_release(self, place: QPointF) -> None:
        """Let go, where the mouse is, of what is held though no button is down: something else got its release."""
        held = self._held
        if held is not None:
            left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            local, keys = QPointF(held.mapFromGlobal(place)), QGuiApplication.keyboardModifiers()
            QApplication.sendEvent(held, QMouseEvent(_RELEASE, local, place, left, none, keys))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a panel or a line taken, moved and let go; a dock that is closed is let go, too.

        Where a dialog or a menu that came in the midst of a drag has got the button's release, the panel would hang on
        the mouse until the next click, and Qt would hold two at once after it: the layout of before would be mixed up.
        """
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind == _PRESS:
                self._take(watched, event)
            elif kind == _RELEASE:
                self._leave(watched, event)
            elif kind == _MOVE and isinstance(watched, QDockWidget):
                return self._move(watched, event)
        elif kind == _CLOSE:
            if watched is self._held:
                self._hold(None)
                self._end()
            else:
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
