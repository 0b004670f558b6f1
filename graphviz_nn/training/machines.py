"""The one place that chooses what runs a problem, and when the kernels are worth getting ready."""

from __future__ import annotations

from threading import Lock

from graphviz_nn.engine import beside, native
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem

LOADING = 0.5  # seconds to load the kernels
COMPILING = 25.0  # seconds to compile them, once on a machine

_counting = Lock()


class _Account:
    """The seconds of work that have been left to the reference so far, while the kernels were not ready."""

    spent = 0.0


def make_machine(problem: Problem, is_native: bool | None = None) -> Machine:
    """Return the native machine if its kernels are ready, else the reference; or the one that is asked for."""
    if native.ready() if is_native is None else is_native:
        return NativeMachine(problem)
    return ReferenceMachine(problem)


def prepare(seconds: float) -> None:
    """Get the kernels ready before work of so many seconds of the reference, if they are worth it.

    They are when the reference would have worked for as long as getting ready takes, this work and what went before
    together: so the first small work never waits, and a script that goes on soon has them. Counted are the estimates
    of `effort`, not clocks, so that a script that is run twice trains by the same machines, to the same bits. Kernels
    that were never compiled on this machine are compiled by a process beside, and the script goes on meanwhile.
    """
    total = _Account.spent + seconds
    if not native.ready() and total >= LOADING and (native.compiled() or must_wait(seconds)):
        native.load()
    if native.ready():
        return
    with _counting:
        _Account.spent += seconds
    if total >= LOADING:
        beside.compile_beside()


def must_wait(seconds: float) -> bool:
    """Say whether `prepare` would wait half a minute for the compiler; so say it to who waits."""
    return _Account.spent + seconds >= COMPILING and not native.compiled()
