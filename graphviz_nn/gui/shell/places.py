"""Where the window is, and how large at first and at least, on the screens that there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from graphviz_nn.gui.look.theme import Theme

FIRST_SIZE = (1440, 900)
LEAST_SIZE = (560, 310)  # at the usual size of text: the graph with one column of panels beside it


MANAGED_MS = 200  # from a change of the screens until whoever manages the windows has done what it does
TITLE = 24  # pixels: of so high a title half its width is to be seen, or nobody will find the window


def first_place(screen: QRect) -> QRect:
    """Return the middle of the screen at the window's first size, or all of a smaller screen."""
    place = QRect(QPoint(), QSize(*FIRST_SIZE).boundedTo(screen.size()))
    place.moveCenter(screen.center())
    return place


def least_size(window: QWidget, theme: Theme) -> QSize:
    """Return what the window needs for its text, within what its screen has beside the window's frame."""
    frame = window.frameGeometry().size() - window.size()
    room = window.screen().availableGeometry().size() - frame
    return QSize(*map(theme.pixels, LEAST_SIZE)).boundedTo(room)


def within_reach(place: QRect, screens: Sequence[QRect]) -> QRect:
    """Return where a window can be seen and taken hold of: where it is, or in the middle of the first screen."""
    title = QRect(place.topLeft(), QSize(place.width(), TITLE))
    for screen in screens:
        seen = title.intersected(screen)
        if 2 * seen.width() >= title.width() and 2 * seen.height() >= title.height():
            return place
    size, screen = place.size().boundedTo(screens[0].size()), screens[0]
    beside = screen.size() - size
    return QRect(screen.topLeft() + QPoint(beside.width() // 2, beside.height() // 2), size)


class ScreenWatch(QObject):
    """Brings a window and its floating docks back within reach when a screen is unplugged or made smaller."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(MANAGED_MS)
        self._look.timeout.connect(self.look)
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenRemoved.connect(self._on_change)
        app.screenAdded.connect(self._on_added)
        for screen in app.screens():
            screen.availableGeometryChanged.connect(self._on_change)
        window.installEventFilter(self)

    def look(self) -> None:
        """Move what nobody can reach any more."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        primary = QGuiApplication.primaryScreen()
        if primary is None:  # the last one is gone: there is nothing to see until another comes
            return
        screens.insert(0, primary.availableGeometry())
        floating = [dock for dock in self._window.findChildren(QDockWidget) if dock.isFloating()]
        for each in (self._window, *floating):
            place = within_reach(each.frameGeometry(), screens)
            if each.isVisible() and place != each.frameGeometry():
                frame, inner = each.frameGeometry(), each.geometry()
                corner = inner.topLeft() - frame.topLeft()
                each.setGeometry(QRect(place.topLeft() + corner, place.size() + inner.size() - frame.size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look where the window is once it fills a screen no more."""
        if event.type() == QEvent.Type.WindowStateChange:
            self._on_change()
        return False

    def _on_added(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._on_change)
        self._on_change()

    def _on_change(self) -> None:
        self._look.start()
