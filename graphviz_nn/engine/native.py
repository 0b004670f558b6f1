"""Getting the kernels ready: loaded from the cache or compiled, in the background or at once."""

from __future__ import annotations

import pickle
from collections.abc import Generator
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from graphviz_nn.engine import cache
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.ops import FloatArray

_NO_FRAME = np.empty((0, 0))
_NO_TRAINING = (np.ones(16), np.ones(1), np.empty(0, np.int64))
_NO_STATES = np.empty((0, 2, 1))


class Progress(NamedTuple):
    """How far getting ready has come: steps done of all, and what comes next, in plain words."""

    done: int
    steps: int
    words: str


class Kernels(NamedTuple):
    """What Python can call; `perform` is the one compiled function, `kernels.training.perform`."""

    perform: Any

    def run(self, arena: Arena, code: IntArray) -> None:
        """Run a program once."""
        nothing = np.empty((1, 0))
        self.sweep(arena, code, nothing, nothing, 0)

    def sweep(
        self,
        arena: Arena,
        code: IntArray,
        points: FloatArray,
        out: FloatArray,
        place: int,
        frame: FloatArray = _NO_FRAME,
    ) -> None:
        """Run a program at points (n, weights); keep the numbers from `place` on in out (n, numbers).

        With a `frame` (1 + k, weights), an origin and k directions, the points are coordinates in it (n, k).
        """
        whole = np.array([(0, 0, len(code), 0, 0, 0, 0)], dtype=np.int64)
        span = np.array((place, 0, 0))
        nothing = frame, *_NO_TRAINING, out, _NO_STATES
        self.perform(False, arena, code, span, whole, points, *nothing, *_counters(0))

    def train(
        self,
        arena: Arena,
        code: IntArray,
        span: IntArray,
        batches: IntArray,
        x: FloatArray,
        y: FloatArray,
        settings: FloatArray,
        memory: FloatArray,
        metrics: IntArray,
        rows: FloatArray,
        kept: FloatArray,
    ) -> int:
        """Do updates until one is not finite, and return how many were; see `kernels.training.perform`."""
        done = self.perform(
            *(True, arena, code, span, batches, x, y, settings, memory, metrics, rows, kept),
            *_counters(len(x)),
        )
        return int(done)


def _counters(examples: int) -> tuple[IntArray, IntArray]:
    """Return what a call counts in: the order of the examples, and where it is."""
    return np.arange(examples), np.zeros(5, np.int64)


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
    yield Progress(0, 2, "starting the compiler")
    with _loading:
        found = _import()
        yield Progress(1, 2, f"{verb} the kernels")
        _first_call(found)
        found.perform.disable_compile()  # from here on another type of argument is an error, not half a minute
        cache.mark_filled()
        if not _loaded:
            _loaded.append(found)


def _first_call(found: Kernels) -> None:
    """Run nothing once: Numba loads or compiles at the first call. What is kept and can't be read is thrown away."""
    try:
        found.run(np.zeros(4), np.empty(0, np.int64))
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError):
        cache.clear()
        found.run(np.zeros(4), np.empty(0, np.int64))


def _import() -> Kernels:
    """Import the kernels, with Numba keeping what it compiles in our folder, and nobody else's there."""
    import numba

    settings: Any = numba.config
    before, settings.CACHE_DIR = settings.CACHE_DIR, str(cache.folder())
    try:
        from graphviz_nn.engine.kernels import training
    finally:
        settings.CACHE_DIR = before
    return Kernels(training.perform)
