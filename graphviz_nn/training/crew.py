"""Chunks of a long work, as frozen values that come to the same bits wherever they are done; and who does them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from time import perf_counter
from typing import Generic, TypeAlias, TypeVar

from graphviz_nn.engine.pool import cores, submit

PROGRESS_SECONDS = 0.1
AHEAD = 4  # parts a core that wait for it: it never waits for the next, and other work for few

Made = TypeVar("Made")
Maker: TypeAlias = Generator[Made, None, Made]
# What has come further since the last time, by its place; what it returns is the last of it.
Fresh: TypeAlias = Generator[Mapping[int, Made], None, Mapping[int, Made]]


class Chunk(ABC, Generic[Made]):
    """Runs that are trained together, by one thread.

    Nothing that it comes to depends on where that is, nor on what was done there before: it says by itself whether the
    kernels do its updates, or the reference, whose last bits are others.

    Attributes:
        is_native: whether the kernels do the updates.

    """

    is_native: bool

    @property
    @abstractmethod
    def seconds(self) -> float:
        """How long the reference would take, about: see `effort`."""

    @property
    def begun(self) -> Made | None:
        """What there is to be seen of it before anything is done; None for nothing."""
        return None

    @abstractmethod
    def work(self) -> Maker[Made]:
        """Do it here; yield what there is of it now and then, and return the whole."""


class Crew(ABC):
    """Who does the chunks of a long work: the threads of this machine, or a cluster of machines."""

    @abstractmethod
    def do(self, chunks: Sequence[Chunk[Made]]) -> Fresh[Made]:
        """Do chunks, the first ones first; yield what has been made of them since. To close the generator stops it."""


class Threads(Crew):
    """The cores of this machine."""

    def do(self, chunks: Sequence[Chunk[Made]]) -> Fresh[Made]:
        """See `Crew`."""
        return in_turn([chunk.work() for chunk in chunks])


HERE = Threads()


def in_turn(makers: Sequence[Maker[Made]]) -> Fresh[Made]:
    """Make some things on all cores, each a part at a time, in turn; yield what has come further, by its place.

    To close the generator stops them all.
    """
    fresh: dict[int, Made] = {}
    due = deque(range(len(makers)))
    waiting: dict[Future[tuple[Made, bool]], int] = {}
    ended: SimpleQueue[Future[tuple[Made, bool]]] = SimpleQueue()

    def begin() -> None:
        while due and len(waiting) < AHEAD * cores():
            place = due.popleft()
            part = submit(_next_part, makers[place])
            waiting[part] = place
            part.add_done_callback(ended.put)

    shown = perf_counter()
    try:
        begin()
        while waiting:
            part = ended.get()
            place = waiting.pop(part)
            fresh[place], is_whole = part.result()
            if not is_whole:
                due.append(place)
            begin()
            if perf_counter() - shown >= PROGRESS_SECONDS:
                yield fresh
                fresh, shown = {}, perf_counter()
    finally:
        for part in waiting:
            part.cancel()
    return fresh


def all_of(work: Fresh[Made], count: int) -> Generator[tuple[Made, ...], None, tuple[Made, ...]]:
    """Yield so many things as far as they are, in their order, as soon as there is something of each; return them."""
    made: dict[int, Made] = {}
    try:
        while True:
            made.update(next(work))
            if len(made) == count:
                yield _in_order(made)
    except StopIteration as end:
        made.update(end.value)
        return _in_order(made)
    finally:
        work.close()


def _next_part(maker: Maker[Made]) -> tuple[Made, bool]:
    """Return what is made as far as it is, and whether that is all."""
    try:
        return next(maker), False
    except StopIteration as end:
        return end.value, True


def _in_order(made: Mapping[int, Made]) -> tuple[Made, ...]:
    return tuple(made[place] for place in sorted(made))
