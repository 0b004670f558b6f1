"""Work over all cores: a few threads over chunks, which run side by side because the kernels release the lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_LEAST = 64  # things a part: enough to cost more than handing it over


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Do some work for each item, as many at once as there are cores; return the results in order."""
    todo = list(items)
    threads = min(cores(), len(todo))
    if threads < 2:
        return [work(item) for item in todo]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, todo))


def split(work: Callable[[slice], None], count: int) -> None:
    """Do some work on slices of `count` things that don't depend on each other, side by side."""
    size = max(_LEAST, -(-count // (2 * cores())))  # two parts a core, so that a core held up holds up less
    side_by_side(work, [slice(start, start + size) for start in range(0, count, size)])
