"""A shift of a cluster: chunks handed to its workers in tasks of about one length, and what they send back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any, Generic, NamedTuple
from uuid import uuid4

from graphviz_nn.errors import ClusterError, GnnError
from graphviz_nn.training.crew import PROGRESS_SECONDS, Chunk, Fresh, Made
from graphviz_nn.training.order import Ground, Sent, ground_of, made_of, order_of
from graphviz_nn.version import __version__
from graphviz_nn.work import imported

TASK_SECONDS = 0.3  # about so long is a task: to hand it over takes some milliseconds
FIRST_PACE = 1 / 16  # seconds of a worker for one of the reference, before any is measured: rather too many
AHEAD = 3  # tasks for each thread of the workers: the one that it does, and those that wait for it
SHARE = 4  # a task is at most a fourth of a thread's part of what is left, so that all end at about one time;
LEAST_SECONDS = 0.05  # but not shorter than that
LOOK_SECONDS = 0.5  # after which the workers are counted anew
LOST_SECONDS = 60.0  # for which there may be none: one that died is often started again
ONE_TERABYTE = "1TB"

# In a worker: `train(version, shift, orders, ground)`, and what stops all that is done for a shift.
Train = Callable[[str, str, Sequence[bytes], Ground], tuple[float, list[Sent]]]
Stop = Callable[[str], None]


class _Task(NamedTuple):
    """Chunks on their way: their places among all, the seconds of the reference, and Dask's future."""

    places: tuple[int, ...]
    seconds: float
    future: Any


class Shift(Generic[Made]):
    """The chunks of one piece of work, done once.

    Of what has come back nothing is kept elsewhere, and no more is under way than keeps the workers at it: the memory
    of the cluster holds some tasks' results, not all.

    Attributes:
        handed: how many tasks have been handed over.
        under_way: those of them that have not come back, by their numbers.

    """

    def __init__(self, client: Any, chunks: Sequence[Chunk[Made]], train: Train, stop: Stop) -> None:
        self._client, self._chunks, self._train, self._stop = client, chunks, train, stop
        self._name = uuid4().hex
        self._address: str = client.scheduler.address
        self._left = deque(range(len(chunks)))
        self._seconds = [chunk.seconds for chunk in chunks]
        self._seconds_left = sum(self._seconds)
        self._pace = FIRST_PACE
        self.under_way: dict[int, _Task] = {}
        self._ended: SimpleQueue[int] = SimpleQueue()
        self._grounds: dict[tuple[int, ...], Any] = {}
        self.handed = 0
        self._workers = _Workers(client)

    def all_done(self) -> Fresh[Made]:
        """Do all; see `Crew.do`."""
        seen = {place: chunk.begun for place, chunk in enumerate(self._chunks)}
        fresh = {place: begun for place, begun in seen.items() if begun is not None}
        shown = float("-inf")
        try:
            while self._left or self.under_way:
                self._hand_over()
                if fresh and perf_counter() - shown >= PROGRESS_SECONDS:
                    yield fresh
                    fresh, shown = {}, perf_counter()
                fresh.update(self._come_back())
            return fresh
        finally:
            self._end()

    def _hand_over(self) -> None:
        """Give the workers as much as keeps them at it."""
        threads = self._workers.threads()
        while self._left and len(self.under_way) < AHEAD * threads:
            places = self._next(threads)
            seconds = sum(self._seconds[place] for place in places)
            self._seconds_left -= seconds
            future = self._client.submit(
                *(self._train, __version__, self._name),
                [order_of(self._chunks[place]) for place in places],
                self._ground(self._chunks[places[0]]),
                key=f"train-{self._name}-{self.handed}",
                pure=False,
            )
            self.under_way[self.handed] = _Task(places, seconds, future)
            future.add_done_callback(lambda _, number=self.handed: self._ended.put(number))
            self.handed += 1

    def _next(self, threads: int) -> tuple[int, ...]:
        """Take the chunks of the next task: as many of the same rows as make it long enough."""
        least, most = LEAST_SECONDS / self._pace, TASK_SECONDS / self._pace
        most = min(most, max(least, self._seconds_left / (SHARE * threads)))
        places = [self._left.popleft()]
        wanted, seconds = _key(self._chunks[places[0]]), self._seconds[places[0]]
        while self._left and seconds + self._seconds[self._left[0]] <= most:
            if _key(self._chunks[self._left[0]]) != wanted:
                break
            places.append(self._left.popleft())
            seconds += self._seconds[places[-1]]
        return tuple(places)

    def _ground(self, chunk: Chunk[Made]) -> Any:
        """Return the future of the arrays of a chunk: the result of a task, which is done again where it is lost."""
        key = _key(chunk)
        if key not in self._grounds:
            with imported("dask").config.set(
                {"distributed.admin.large-graph-warning-threshold": ONE_TERABYTE}
            ):
                name = f"rows-{self._name}-{len(self._grounds)}"
                self._grounds[key] = self._client.submit(ground, *ground_of(chunk), key=name, pure=False)
        return self._grounds[key]

    def _come_back(self) -> Mapping[int, Made]:
        """Wait for tasks, but not for long; return what came of their chunks, by their places."""
        numbers = list[int]()
        with suppress(Empty):
            numbers.append(self._ended.get(timeout=LOOK_SECONDS))
            while True:
                numbers.append(self._ended.get_nowait())
        tasks = [self.under_way.pop(number) for number in numbers]
        made: dict[int, Made] = {}
        for task, (took, sent) in zip(tasks, self._results(tasks), strict=True):
            task.future.release()
            self._pace = max(took, 1e-9) / max(task.seconds, 1e-9)
            for place, each in zip(task.places, sent, strict=True):
                made[place] = made_of(self._chunks[place], each)
        return made

    def _results(self, tasks: Sequence[_Task]) -> list[tuple[float, list[Sent]]]:
        try:
            found: list[tuple[float, list[Sent]]] = self._client.gather([task.future for task in tasks])
        except imported("distributed.scheduler").KilledWorker as error:
            raise ClusterError(
                f"A task was lost with each of the workers that took it on: {error}. They may have too little memory: "
                "start fewer of them on a machine, or keep fewer runs."
            ) from error
        except (CancelledError, OSError) as error:
            if isinstance(error, GnnError):
                raise
            raise gone(self._address) from error
        return found

    def _end(self) -> None:
        """Forget what is on the cluster; where it was not done, let the workers end it."""
        unfinished = [task.future for task in self.under_way.values()]
        self._grounds.clear()
        self.under_way.clear()
        if unfinished and self._client.status == "running":
            with suppress(Exception):  # where the cluster is gone, so is what it was at
                self._client.cancel(unfinished)
                self._client.run(self._stop, self._name, on_error="ignore")


class _Workers:
    """The workers as they were counted last."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._address: str = client.scheduler.address
        self._threads, self._counted, self._seen = 0, float("-inf"), perf_counter()

    def threads(self) -> int:
        """Return how many tasks they do at once, at least 1; raise ClusterError where there are none for long."""
        now = perf_counter()
        if now - self._counted >= LOOK_SECONDS:
            try:
                self._threads, self._counted = sum(self._client.nthreads().values()), now
            except (OSError, ValueError, RuntimeError) as error:
                raise gone(self._address) from error
            if self._threads:
                self._seen = now
            elif now - self._seen > LOST_SECONDS:
                raise ClusterError(
                    f"The scheduler at {self._address} has had no workers for {LOST_SECONDS:.0f} seconds. "
                    f"Start some, then begin anew: dask worker {self._address}"
                )
        return max(1, self._threads)


def ground(*arrays: Any) -> Ground:
    """Return arrays as they are, in a worker: those of the chunks of some rows."""
    return arrays


def gone(address: str) -> ClusterError:
    """Return the error of a scheduler that was there, and is no longer."""
    return ClusterError(
        f"The scheduler at {address} no longer answers. Start it and its workers, then begin anew."
    )


def _key(chunk: Chunk[Any]) -> tuple[int, ...]:
    return tuple(map(id, ground_of(chunk)))
