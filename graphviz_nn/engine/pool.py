"""Work over all cores: a few threads, which run side by side because the kernels release Python's lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import local
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_LEAST = 256  # things a part: enough to cost more than handing it over
_PARTS = 4  # a core, so that a core held up holds up less

_here = local()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def submit(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
    """Let some work be done as soon as a core is free, in the order of the calls."""
    return _pool().submit(lambda: on_one_core(work, *args, **kwargs))


def on_one_core(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do some work on this thread, none of it on others: those have work of their own."""
    before = getattr(_here, "is_worker", False)
    _here.is_worker = True
    try:
        return work(*args, **kwargs)
    finally:
        _here.is_worker = before


def split(work: Callable[[slice], None], count: int) -> None:
    """Do some work on slices of `count` things that don't depend on each other, side by side."""
    size = max(_LEAST, -(-count // (_PARTS * cores())))
    parts = iter([slice(start, start + size) for start in range(0, count, size)])

    def take() -> None:
        for part in parts:  # each is handed out once: a list's iterator is as safe as Python's lock
            work(part)

    # A worker that waited for others could wait for ever; where there is but one part there is nothing to share.
    others = 0 if getattr(_here, "is_worker", False) or count <= size else cores() - 1
    helpers = [submit(take) for _ in range(others)]
    take()
    for helper in helpers:
        if not helper.cancel():  # one that has not begun, since others keep the cores, has nothing left to do
            helper.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), thread_name_prefix="core")


if hasattr(os, "register_at_fork"):  # a forked process has the pool without its threads
    os.register_at_fork(after_in_child=_pool.cache_clear)
