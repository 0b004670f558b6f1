"""Getting the kernels ready: loaded from the cache or compiled, in the background or at once."""

from __future__ import annotations

from collections.abc import Generator
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from graphviz_nn.engine import beside, cache
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.codes import At
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.ops import DType, FloatArray
from graphviz_nn.work import imported

_NO_FRAME = np.empty((0, 0))
_NO_RULE, _NO_METRICS = np.ones(16), np.empty((0, 3))
_ONE_LANE = np.zeros((1, 4), dtype=np.int64)
_NEXT = int(At.NEXT)
_START = np.where(np.arange(len(At)) == _NEXT, -1, 0)


class Progress(NamedTuple):
    """How far getting ready has come: steps done of all, and what comes next, in plain words."""

    done: int
    steps: int
    words: str


class Kernels(NamedTuple):
    """What Python can call, for arenas of one type of number.

    `perform` is the one compiled function, `kernels.training.perform`. What is in the arena, or goes into it and comes
    out of it while training, is of that type; the settings, what is measured and `rows` are float64 always.
    """

    perform: Any
    dtype: DType = "float64"

    def run(self, arena: Arena, code: Code) -> None:
        """Run a program once."""
        nothing = np.empty((1, 0))
        self.sweep(arena, code, nothing, nothing, 0)

    def sweep(
        self,
        arena: Arena,
        code: Code,
        points: FloatArray,
        out: FloatArray,
        offset: int,
        frame: FloatArray = _NO_FRAME,
    ) -> None:
        """Run a program at points (n, weights); keep the numbers from `offset` on in out (n, numbers).

        With a `frame` (1 + k, weights), an origin and k directions, the points are coordinates in it (n, k).
        """
        whole = np.array([(0, 0, len(code), 0, 0, 0, 0, 0)], dtype=np.int64)
        points, frame = (np.require(each, self.dtype, ("C", "W")) for each in (points, frame))
        data = (np.array((offset, 0, 0)), _ONE_LANE, whole, points, frame, self._nothing(0, 0))
        rule = (_NO_RULE, self._nothing(1), _NO_METRICS)
        self._perform(False, 0, arena, code, *data, *rule, out, self._nothing(0, 2, 1))

    def train(
        self,
        arena: Arena,
        code: Code,
        span: IntArray,
        seeds: IntArray,
        batches: IntArray,
        x: FloatArray,
        y: FloatArray,
        weights: FloatArray,
        settings: FloatArray,
        memory: FloatArray,
        metrics: FloatArray,
        rows: FloatArray,
        kept: FloatArray,
    ) -> int:
        """Do updates until none is finite in any lane, and return how many were; see `kernels.training.perform`."""
        data, rule = (x, y, weights), (settings, memory, metrics)
        return self._perform(True, len(x), arena, code, span, seeds, batches, *data, *rule, rows, kept)

    def _nothing(self, *shape: int) -> FloatArray:
        """Return numbers that nobody reads, of the arena's type."""
        nothing: FloatArray = np.zeros(shape, self.dtype)
        return nothing

    def _perform(
        self,
        training: bool,
        examples: int,
        arena: Arena,
        code: Code,
        span: IntArray,
        seeds: IntArray,
        *rest: Any,
    ) -> int:
        """Run natively from CALL to CALL, and do in Python what each asks for; without one, all in one go."""
        order, at = np.repeat(np.arange(examples), len(seeds)), _START.copy()
        while True:
            done = int(self.perform(training, arena, code.words, code.stops, span, seeds, *rest, order, at))
            word = int(at[_NEXT])
            if word < 0:
                return done
            code.calls[word](arena)
            at[_NEXT] = word + code.words[word + 1]


_loading = Lock()
_loaded: dict[DType, Kernels] = {}


def ready(dtype: DType = "float64") -> bool:
    """Say whether the kernels can be called without waiting."""
    return dtype in _loaded


def compiled(dtype: DType = "float64") -> bool:
    """Say whether getting ready takes about a second; else the kernels must be compiled, once on this machine."""
    return ready(dtype) or cache.filled(dtype)


def kernels(dtype: DType = "float64") -> Kernels:
    """Return the kernels, getting them ready first if need be."""
    if dtype not in _loaded:
        load(dtype)
    return _loaded[dtype]


def load(dtype: DType = "float64") -> None:
    """Get the kernels ready and wait for them."""
    beside.wait()
    for _ in warm_up(dtype):
        pass


def warm_up(dtype: DType = "float64", *, apart: bool = False) -> Generator[Progress, None, None]:
    """Load the kernels from the cache, or compile them and keep them; yield before each step.

    Made for a background thread. Stopped halfway, it takes up where it stopped. What is compiled `apart`, in a process
    of its own, can be stopped at any time; here, where there can be no other process, only before a step.
    """
    yield Progress(0, 2, "starting the compiler")
    if apart:
        for _ in beside.compiling(dtype):
            yield Progress(0, 2, "compiling the kernels")
    verb = "loading" if cache.filled(dtype) else "compiling"
    with _loading:
        found = _import(dtype)
        yield Progress(1, 2, f"{verb} the kernels")
        found.perform.disable_compile(False)
        _first_call(found)
        found.perform.disable_compile()  # from here on another type of argument is an error, not half a minute
        cache.mark_filled(dtype)
        _loaded.setdefault(dtype, found)


def _first_call(found: Kernels) -> None:
    """Run nothing once: Numba loads or compiles at the first call. What is kept and can't be read is thrown away."""
    nothing, arena = Code(np.empty(0, np.int64), {}), np.zeros(4, found.dtype)
    try:
        found.run(arena, nothing)
    except Exception:
        # A flipped bit raises whatever it likes; what is wrong with the kernels themselves is raised once more.
        cache.clear()
        try:
            found.run(arena, nothing)
        except OSError:  # the disk is full: they are compiled by now, and only keeping them failed
            found.run(arena, nothing)


def _import(dtype: DType) -> Kernels:
    """Import the kernels, with Numba keeping what it compiles in our folder, and nobody else's there."""
    settings = imported("numba").config
    before = settings.CACHE_DIR
    try:
        if cache.is_possible():
            settings.CACHE_DIR = str(cache.folder())
        training = imported("graphviz_nn.engine.kernels.training")
    finally:
        settings.CACHE_DIR = before
    return Kernels(training.perform, dtype)
