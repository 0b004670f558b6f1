"""A hand that reaches for what it finds in a window, by chance, with mouse, keys and wheel, as the platform does."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from typing import ClassVar, TypeVar

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from graphviz_nn.gui.dialogs.palette import Palette
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import Session
from tests.soak.subjects import Subject

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
BUTTONS = (LEFT, LEFT, LEFT, LEFT, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
PLAIN = Qt.KeyboardModifier.NoModifier
MODIFIERS = (
    *[PLAIN] * 6,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
)


def modal() -> QWidget | None:
    """Return what asks and lets nothing else be reached: a dialog, or the palette that lies over the window."""
    top = QApplication.activeModalWidget() or QApplication.activeWindow()
    directly = Qt.FindChildOption.FindDirectChildrenOnly
    palettes = [] if top is None else top.findChildren(Palette, options=directly)
    return next((each for each in palettes if each.isVisible()), QApplication.activeModalWidget())


def uppermost() -> QWidget | None:
    """Return what lies over all else: a menu that popped up, else what asks."""
    return QApplication.activePopupWidget() or modal()


class Hand:
    """What an act has at hand.

    Attributes:
        window: the window.
        subject: what is open in this run, and what else may be opened.
        folder: where the monkey keeps its files.
        chance: decides all that is left to chance in an act; of the act's own number.
        searched: seconds of the thread's processor time that went into looking for widgets: no work of the window's.

    """

    def __init__(self, window: MainWindow, subject: Subject, folder: Path) -> None:
        self.window, self.subject, self.folder = window, subject, folder
        self.chance = Random(0)
        self.searched = 0.0

    @property
    def session(self) -> Session:
        """The window's session."""
        return self.window.session

    def find(self, kind: type[W]) -> list[W]:
        """Return the widgets of a kind that can be reached: in what popped up, else in what asks, else everywhere."""
        began = time.thread_time()
        over = uppermost()
        tops = [over] if over else QApplication.topLevelWidgets()
        found: list[W] = []
        for top in tops:
            if top.isVisible():
                inside = top.findChildren(kind)
                found += [w for w in inside if w.isVisible() and not w.visibleRegion().isEmpty()]
                if isinstance(top, kind):
                    found.append(top)
        self.searched += time.thread_time() - began
        return found

    def one_of(self, kind: type[W]) -> W | None:
        """Return one of the widgets of a kind that can be reached and used; None where there is none."""
        found = [widget for widget in self.find(kind) if widget.isEnabled()]
        return self.chance.choice(found) if found else None

    def place_in(self, widget: QWidget) -> QPoint:
        """Return a place in what is seen of a widget."""
        box = widget.visibleRegion().boundingRect()
        x = box.left() + self.chance.randrange(max(1, box.width()))
        return QPoint(x, box.top() + self.chance.randrange(max(1, box.height())))

    def click(self, widget: QWidget, place: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
        """Press and let go."""
        grip = Grip(widget, place or self.place_in(widget), button)
        grip.let_go()

    def double_click(self, widget: QWidget, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        """Click twice, fast."""
        self.click(widget, place, button)
        if isValid(widget) and widget.isVisible():
            grip = Grip(widget, place, button, is_double=True)
            grip.let_go()

    def move(self, widget: QWidget, place: QPoint) -> None:
        """Move the mouse with no button held."""
        QTest.mouseMove(widget, place)

    def turn_wheel(self, widget: QWidget, place: QPoint, notches: int, held: Qt.KeyboardModifier) -> None:
        """Turn the wheel over a place."""
        turn = QWheelEvent(
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, turn)
        pause()

    def key(self, key: Qt.Key | str, held: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the focus is."""
        top = uppermost() or QApplication.activeWindow() or self.window
        if not top.isActiveWindow():
            top.activateWindow()
        QTest.keyClick(top.focusWidget() or top, key, held)  # type: ignore[arg-type]  # a letter is a key, too
        pause()

    def write(self, text: str) -> None:
        """Type a text where the focus is; what no key of a keyboard writes is pasted."""
        if text.isascii() and text.isprintable() and len(text) < 60:
            for letter in text:
                self.key(letter)
        else:
            QApplication.clipboard().setText(text)
            self.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def drop(self, path: Path) -> None:
        """Drop a file on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, middle = Qt.DropAction.CopyAction, self.window.rect().center()
        QApplication.sendEvent(self.window, QDragEnterEvent(middle, copy, data, LEFT, PLAIN))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(middle), copy, data, LEFT, PLAIN))


def pause(ms: int = 0) -> None:
    """Let the window answer, as it can between a person's keys and moves: each is an event of its own.

    In a loop like the window's own, which sees to what is due as soon as it is: `qWait` sleeps in between, and sees to
    all that has become due meanwhile in one go.
    """
    loop, timer = _pauses.pop() if _pauses else _new_pause()
    timer.start(ms)
    loop.exec()
    _pauses.append((loop, timer))


def _new_pause() -> tuple[QEventLoop, QTimer]:
    """Return a loop, and the timer that ends it: a call that is queued would end it before others that are due."""
    app = QApplication.instance()
    loop, timer = QEventLoop(app), QTimer(app, singleShot=True)
    timer.timeout.connect(loop.quit)
    return loop, timer


# Those that are not in use: of each that is connected some bytes stay in PySide, and a monkey pauses 20 times a second.
_pauses: list[tuple[QEventLoop, QTimer]] = []


class Grip:
    """Holds a button down on what is at a place of a widget until it lets go; that may vanish meanwhile.

    Events go to widgets and not to the platform's windows, of which Python keeps some that Qt has destroyed.

    Attributes:
        drags: whether a text that was marked hangs on the mouse: Qt waits then for it to be dropped, and there is no
            other mouse to drag another one with.

    """

    drags: ClassVar[bool] = False

    def __init__(
        self, widget: QWidget, place: QPoint, button: Qt.MouseButton = LEFT, *, is_double: bool = False
    ) -> None:
        self._button = button
        self._held = widget.childAt(place) or widget
        self._offset = self._held.mapFrom(widget, QPoint(0, 0))
        self._place = self._offset + place
        press = QTest.mouseDClick if is_double else QTest.mousePress
        press(self._held, button, PLAIN, self._place)

    def move(self, place: QPoint) -> None:
        """Move to a place, in the coordinates of the widget."""
        self._place = self._offset + place
        if isValid(self._held):
            Grip.drags = True
            try:
                QTest.mouseMove(self._held, self._place)
            finally:
                Grip.drags = False
            pause()

    def let_go(self) -> None:
        """Release the button."""
        if isValid(self._held):
            QTest.mouseRelease(self._held, self._button, PLAIN, self._place)
