"""Bring every exception that nobody caught, from any thread, to the thread of the window."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from graphviz_nn.gui.report import Fault, place_of
from graphviz_nn.gui.shell.culprit import NOBODY, Culprit, culprit_of, stop_timer

QUIET_SECONDS = 5.0  # without a fault after which it is told anew: one in painting comes again every frame
OFTEN = 10  # times without such a rest: what fails so is not left to fail on
log = logging.getLogger(__name__)


class Reporter(QObject):
    """Takes the place of Python's exception hooks.

    Attributes:
        show: told of each fault and who it came from, on the thread that this object lives on; and whether it is new,
            or has been told before and only has to be kept from where it is.

    """

    _caught = Signal(object, object, bool)

    def __init__(self, show: Callable[[Fault, Culprit, bool], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.show = show
        self._seen: dict[str, tuple[int, float]] = {}  # how often without a rest, and when last
        self._lock = threading.Lock()
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook for exceptions of every thread."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.hook
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give the hooks back to whoever had them."""
        sys.excepthook, threading.excepthook = self._before

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write the exception to stderr and queue it for the window; the same again soon after is left out."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        times = self._count(place_of(error))
        is_here = QThread.currentThread() is self.thread()
        culprit = culprit_of(trace) if is_here else NOBODY
        if times > OFTEN and is_here:
            stop_timer(trace)
            culprit = culprit._replace(covers=culprit.covers or culprit.panel is not None)
        if times == 1:
            traceback.print_exception(kind, error, trace)
            log.error("%s", Fault.of(error).trace)
        if times == 1 or culprit.covers:
            self._caught.emit(Fault.of(error), culprit, times == 1)

    def _count(self, place: str) -> int:
        """Return how many times a fault has come without a rest, this one among them."""
        now = monotonic()
        with self._lock:
            times, last = self._seen.get(place, (0, now))
            times = times + 1 if now - last < QUIET_SECONDS else 1
            self._seen[place] = times, now
        return times

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        error = args.exc_value or args.exc_type()
        self.hook(args.exc_type, error, args.exc_traceback)

    @Slot(object, object, bool)
    def _on_caught(self, fault: Fault, culprit: Culprit, is_new: bool) -> None:
        self.show(fault, culprit, is_new)
