"""The one place that chooses what runs a problem, and when the kernels are worth getting ready."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import ClassVar

from graphviz_nn.engine import beside, native
from graphviz_nn.ops import DType
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem

LOADING = 0.5  # seconds to load the kernels
COMPILING = 25.0  # seconds to compile them, once on a machine

_counting = Lock()


class _Account:
    """The seconds of work that have been left to the reference so far, while the kernels were not ready."""

    spent: ClassVar = dict[DType, float]()


def is_ready(*problems: Problem) -> bool:
    """Say whether the kernels that train some problems, and those that measure them, can be called without waiting."""
    return all(map(native.ready, _needed(problem.training.dtype for problem in problems)))


def is_compiled(*dtypes: DType) -> bool:
    """Say whether the kernels that train in some types of number, and those that measure, need no compiler."""
    return all(map(native.compiled, _needed(dtypes)))


def make_machine(problem: Problem, is_native: bool | None = None) -> Machine:
    """Return the native machine if its kernels are ready, else the reference; or the one that is asked for."""
    if is_ready(problem) if is_native is None else is_native:
        return NativeMachine(problem)
    return ReferenceMachine(problem)


def prepare(seconds: float, *dtypes: DType) -> None:
    """Get the kernels ready before work of so many seconds of the reference, if they are worth it.

    Those of float64, which measure, and those of the types of number that are trained in.

    They are when the reference would have worked for as long as getting ready takes, this work and what went before
    together: so the first small work never waits, and a script that goes on soon has them. Counted are the estimates
    of `effort`, not clocks, so that a script that is run twice trains by the same machines, to the same bits. Kernels
    that were never compiled on this machine are compiled by a process beside, and the script goes on meanwhile.
    """
    for dtype in sorted(_needed(dtypes), reverse=True):
        _prepare(seconds, dtype)


def _prepare(seconds: float, dtype: DType) -> None:
    total = _spent(dtype) + seconds
    if not native.ready(dtype) and total >= LOADING and (native.compiled(dtype) or must_wait(seconds, dtype)):
        native.load(dtype)
    if native.ready(dtype):
        return
    with _counting:
        _Account.spent[dtype] = _spent(dtype) + seconds
    if total >= LOADING:
        beside.compile_beside(dtype)


def must_wait(seconds: float, *dtypes: DType) -> bool:
    """Say whether `prepare` would wait half a minute for the compiler; so say it to who waits."""
    return any(_spent(each) + seconds >= COMPILING and not native.compiled(each) for each in _needed(dtypes))


def _needed(dtypes: Iterable[DType]) -> set[DType]:
    """Return the types of number of the kernels that train in some, and of those that measure."""
    return {"float64", *dtypes}


def _spent(dtype: DType) -> float:
    return _Account.spent.get(dtype, 0.0)
