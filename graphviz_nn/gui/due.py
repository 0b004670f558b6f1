"""What is due in one pass of the event loop, in which the window answers nobody: much of it can wait for the next."""

from __future__ import annotations

from functools import cache
from time import thread_time

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer, Signal, Slot

MOST_S = 0.03  # of the thread's time: after so much in one pass the rest is left to the next


class Due(QTimer):
    """A timer that goes off once; in a later pass where much has been done in the one in which its time comes.

    All timers whose time has come go off in one pass, after all events that wait, paintings among them: three plots to
    be drawn anew behind a painting of the whole window would keep a click waiting for all four.

    Signals:
        went_off: what it was started for is to be done.

    """

    went_off = Signal()

    def __init__(self, parent: QObject | None = None, interval: int = 0) -> None:
        super().__init__(parent, singleShot=True, interval=interval)
        self._is_put_off = False
        self._pass = _the_pass()
        self.timeout.connect(self._on_timeout)

    @Slot()
    def _on_timeout(self) -> None:
        """Go off, or in the next pass: a second time it waits only for others of its kind, each of which goes off."""
        may_wait = self._pass.is_used or not self._is_put_off
        self._is_put_off = may_wait and self._pass.worked() > MOST_S
        if self._is_put_off:
            self.start(0)
        else:
            self._pass.is_used = True
            self.went_off.emit()


class _Pass(QObject):
    """The pass of the window's event loop that is under way.

    Attributes:
        is_used: whether a timer has gone off in it.

    """

    def __init__(self) -> None:
        super().__init__()
        self._began, self.is_used = thread_time(), False
        dispatcher = QAbstractEventDispatcher.instance()
        # Of the platform's loops some say the one before they do what is due, and some the other.
        dispatcher.aboutToBlock.connect(self._begin)
        dispatcher.awake.connect(self._begin)

    def worked(self) -> float:
        """Return for how many seconds the thread has worked in it."""
        return thread_time() - self._began

    @Slot()
    def _begin(self) -> None:
        self._began, self.is_used = thread_time(), False


@cache
def _the_pass() -> _Pass:
    return _Pass()
