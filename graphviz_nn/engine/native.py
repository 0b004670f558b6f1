"""Getting the kernels ready: loaded from the cache or compiled, in the background or at once."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from graphviz_nn.engine import cache


class Progress(NamedTuple):
    """How far getting ready has come: steps done of all, and what comes next, in plain words."""

    done: int
    steps: int
    words: str


class Kernels(NamedTuple):
    """The two functions that Python calls; see `kernels.training`. More would each hold all kernels once more."""

    sweep: Callable[..., None]
    train: Callable[..., int]


_loading = Lock()
_loaded: list[Kernels] = []


def ready() -> bool:
    """Say whether the kernels can be called without waiting."""
    return bool(_loaded)


def compiled() -> bool:
    """Say whether getting ready takes about a second; else the kernels must be compiled, once on this machine."""
    return ready() or cache.filled()


def kernels() -> Kernels:
    """Return the kernels, getting them ready first if need be."""
    if not _loaded:
        load()
    return _loaded[0]


def load() -> None:
    """Get the kernels ready and wait for them."""
    for _ in warm_up():
        pass


def warm_up() -> Generator[Progress, None, None]:
    """Load the kernels from the cache, or compile them and keep them; yield before each step.

    Made for a background thread. Stopped halfway, it takes up where it stopped.
    """
    verb = "loading" if cache.filled() else "compiling"
    yield Progress(0, 3, "starting the compiler")
    with _loading:
        found = _import()
        for step, (name, call) in enumerate(_calls(found).items()):
            yield Progress(step + 1, 3, f"{verb} the kernels to {name}")
            call()
        cache.mark_filled()
        if not _loaded:
            _loaded.append(found)


def _import() -> Kernels:
    """Import the kernels, with Numba keeping what it compiles in our folder, and nobody else's there."""
    import numba

    settings: Any = numba.config
    before, settings.CACHE_DIR = settings.CACHE_DIR, str(cache.folder())
    try:
        from graphviz_nn.engine.kernels import training
    finally:
        settings.CACHE_DIR = before
    return Kernels(training.sweep, training.train)


def _calls(found: Kernels) -> dict[str, Callable[[], Any]]:
    """Return a call of each kernel with nothing to do: Numba compiles, or loads, at the first call."""
    arena, code = np.zeros(4), np.empty(0, np.int64)
    table, none, span = np.ones((1, 1)), np.empty(0, np.int64), np.zeros(5, np.int64)
    batches, settings, kept = np.ones((2, 7), np.int64), np.ones(16), np.empty((0, 2, 1))
    return {
        "run graphs": lambda: found.sweep(arena, code, 0, 0, table, table, 0),
        "train": lambda: found.train(
            arena, code, batches, table, table, settings, table.copy(), span, none, np.empty((0, 1)), kept
        ),
    }
