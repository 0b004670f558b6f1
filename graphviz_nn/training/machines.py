"""The one place that chooses what runs a problem."""

from __future__ import annotations

from graphviz_nn.engine import native
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem

FEW = 5000  # up to so many updates the reference is done in a second or two, before kernels are compiled


def make_machine(problem: Problem, *, wait: bool = False) -> Machine:
    """Return the native machine if its kernels are ready and every op has one, else the reference.

    With `wait`, for scripts: a run of more than FEW updates first gets the kernels ready, in about a second if they
    have been compiled before; `must_compile` says whether they have.
    """
    if wait and problem.updates > FEW:
        native.load()
    machine = NativeMachine(problem)
    return machine if native.ready() and machine.has_kernels else ReferenceMachine(problem)


def must_compile(problem: Problem) -> bool:
    """Say whether `make_machine` would wait half a minute for the compiler; so say it to who waits."""
    return problem.updates > FEW and not native.compiled()
