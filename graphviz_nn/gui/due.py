"""What is due in one pass of the event loop, in which the window answers nobody: much of it can wait for the next."""

from __future__ import annotations

from time import thread_time
from typing import ClassVar

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

MOST_S = 0.03  # of the thread's time: after so much in one pass the rest is left to the next
MOST_TIMES = (
    3  # that one is put off: others, of which each has the pass that it waits for, may come again and again
)


class Due(QObject):
    """Goes off once after a time; in a later pass where much has been done in the one in which its time comes.

    All timers whose time has come go off in one pass, after all events that wait, paintings among them: three plots to
    be drawn anew behind a painting of the whole window would keep a click waiting for all four.

    Signals:
        went_off: what it was started for is to be done.

    """

    went_off = Signal()

    def __init__(self, parent: QObject | None = None, *, is_precise: bool = False) -> None:
        super().__init__(parent)
        self._times = 0  # that it has been put off
        self._pass = _Pass.under_way()
        self._timer = QTimer(self, singleShot=True)
        if is_precise:
            self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_active(self) -> bool:
        """Whether it has been started, and has not gone off."""
        return self._timer.isActive()

    def start(self, ms: int = 0) -> None:
        """Go off after so many milliseconds, counted anew where it is active."""
        self._times = 0
        self._timer.start(ms)

    def stop(self) -> None:
        """Do not go off."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        """Go off, or wait for the next pass: after the first time only behind others, each of which goes off."""
        may_wait = self._times < MOST_TIMES and (self._pass.is_used or not self._times)
        if may_wait and self._pass.worked() > MOST_S:
            self._times += 1
            self._timer.start(0)
        else:
            self._times, self._pass.is_used = 0, True
            self.went_off.emit()


class _Pass(QObject):
    """The pass of the window's event loop that is under way.

    Attributes:
        is_used: whether something has gone off in it.

    """

    _made: ClassVar[_Pass | None] = None

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._began, self.is_used = thread_time(), False
        dispatcher = QAbstractEventDispatcher.instance()
        # Of the platform's loops some say the one before they do what is due, and some the other.
        dispatcher.aboutToBlock.connect(self._begin)
        dispatcher.awake.connect(self._begin)

    @classmethod
    def under_way(cls) -> _Pass:
        """Return the one of this application; another application has a loop of its own."""
        if cls._made is None or not isValid(cls._made):
            cls._made = cls()
        return cls._made

    def worked(self) -> float:
        """Return for how many seconds the thread has worked in it."""
        return thread_time() - self._began

    @Slot()
    def _begin(self) -> None:
        self._began, self.is_used = thread_time(), False
