"""The one place that chooses what runs a problem."""

from __future__ import annotations

from graphviz_nn.engine import native
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem

# Up to so many updates, over so many numbers in all, the reference is done in a second or two, before kernels are
# compiled.
FEW = 5000
FEW_NUMBERS = 30_000_000


def make_machine(problem: Problem, *, wait: bool = False) -> Machine:
    """Return the native machine if its kernels are ready, else the reference.

    With `wait`, for scripts: a long run first gets the kernels ready, in about a second if they have been compiled
    before; `must_compile` says whether they have.
    """
    if wait and _is_long(problem):
        native.load()
    return NativeMachine(problem) if native.ready() else ReferenceMachine(problem)


def must_compile(problem: Problem) -> bool:
    """Say whether `make_machine` would wait half a minute for the compiler; so say it to who waits."""
    return _is_long(problem) and not native.compiled()


def _is_long(problem: Problem) -> bool:
    """Whether the reference would take longer over a run than it takes to load the kernels."""
    numbers = problem.updates * problem.batch_size * problem.network.numbers_of_example
    return problem.updates > FEW or numbers > FEW_NUMBERS
