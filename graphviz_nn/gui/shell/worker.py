"""Run the session's jobs on threads, and hand what they make back to the thread of the window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from time import perf_counter

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QThreadPool, Signal, Slot

from graphviz_nn.gui.due import Due
from graphviz_nn.gui.next_frame import BUDGET_S
from graphviz_nn.gui.turns import FRAME_MS
from graphviz_nn.session.jobs import Deliver, Done, Failed, Outcome, Part, Work

PATIENCE_MS = 800  # at the end, for what works to notice that it is cancelled
THREADS = 4  # a drawing must not wait for a training, which may take seconds


class ThreadRunner(QObject):
    """A `session.jobs.Runner` on two pools of threads; delivers on its own thread, once a frame.

    What someone has asked for has a pool of its own: else a file would be opened once a map of thousands of runs was
    made of what was there before.

    A frame delivers at most one outcome of each job, and no more than goes into a short event.
    """

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None, threads: int = THREADS) -> None:
        super().__init__(parent)
        self._asked, self._derived = QThreadPool(), QThreadPool()
        for pool in (self._asked, self._derived):
            pool.setMaxThreadCount(threads)
        self._tasks: list[_Task] = []
        self._since_delivery = QElapsedTimer()
        self._timer = Due(self, is_precise=True)
        self._timer.went_off.connect(self._on_frame)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[], Work], deliver: Deliver, *, is_derived: bool = False) -> _Task:
        """See `session.jobs.Runner`."""
        task = _Task(work, deliver, self._arrived.emit)
        # The list keeps the task until it was delivered: it must not die on the worker's thread.
        self._tasks.append(task)
        (self._derived if is_derived else self._asked).start(task.run)
        return task

    def shut_down(self) -> None:
        """Cancel everything, and wait a little for the threads to notice; see `is_at_rest`."""
        for task in self._tasks:
            task.cancel()
        self._timer.stop()
        until = perf_counter() + PATIENCE_MS / 1000
        for pool in (self._asked, self._derived):
            if not pool.waitForDone(max(0, round(1000 * (until - perf_counter())))):
                _working.append(pool)

    @Slot()
    def _on_arrived(self) -> None:
        if not self._timer.is_active:
            waited = self._since_delivery.elapsed() if self._since_delivery.isValid() else FRAME_MS
            self._timer.start(max(0, FRAME_MS - waited))

    @Slot()
    def _on_frame(self) -> None:
        """Deliver what has waited, the longest first; forget the tasks that have ended."""
        self._tasks = [task for task in self._tasks if not task.is_over]
        began = perf_counter()
        self._since_delivery.start()
        try:
            for task in list(self._tasks):
                if perf_counter() - began > BUDGET_S:
                    break
                if task.has_news:
                    self._tasks.remove(task)
                    self._tasks.append(task)
                    task.deliver_newest()
        finally:
            if any(task.has_news for task in self._tasks):
                self._timer.start(FRAME_MS)


def is_at_rest() -> bool:
    """Whether no thread works on that a runner has given up waiting for, and none aside."""
    pools = (*_working, QThreadPool.globalInstance())
    return not any(pool.activeThreadCount() for pool in pools)


_working: list[QThreadPool] = []  # Qt waits for a pool that is thrown away, however long that takes


class _Task:
    """One job: runs on a worker's thread, delivers on the window's."""

    def __init__(self, work: Callable[[], Work], deliver: Deliver, notify: Callable[[], None]) -> None:
        self._work, self._deliver, self._notify = work, deliver, notify
        self._cancelled, self._ended = Event(), Event()
        self._news: deque[Outcome] = deque(maxlen=1)  # a newer part replaces one that nobody has seen
        self._lock = Lock()

    @property
    def has_news(self) -> bool:
        """Whether something waits to be delivered."""
        return bool(self._news) and not self._cancelled.is_set()

    @property
    def is_over(self) -> bool:
        """Whether nothing is running and nothing waits."""
        return self._ended.is_set() and not self.has_news

    def cancel(self) -> None:
        """Stop the work at its next yield; nothing more is delivered."""
        self._cancelled.set()

    def deliver_newest(self) -> None:
        """Hand over what waits."""
        with self._lock:
            outcome = self._news.pop()
        self._deliver(outcome)

    def run(self) -> None:
        """Work until the end, a failure, or a cancellation."""
        try:
            self._run_through()
        except Exception as error:
            self._post(Failed(error))
        finally:
            self._ended.set()
            self._tell()

    def _run_through(self) -> None:
        if self._cancelled.is_set():
            return
        generator = self._work()
        while not self._cancelled.is_set():
            try:
                part = next(generator)
            except StopIteration as end:
                self._post(Done(end.value))
                return
            self._post(Part(part))
        generator.close()

    def _post(self, outcome: Outcome) -> None:
        with self._lock:
            self._news.append(outcome)
        self._tell()

    def _tell(self) -> None:
        if not self._cancelled.is_set():  # else nobody waits for it, and the window may be gone
            self._notify()
