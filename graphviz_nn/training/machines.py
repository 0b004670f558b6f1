"""The one place that chooses what runs a problem."""

from __future__ import annotations

from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.problem import Problem


def make_machine(problem: Problem) -> Machine:
    """Return the machine for a problem."""
    return ReferenceMachine(problem)
