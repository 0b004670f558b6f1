"""The loss over the rows of one mini-batch, at the very places of the surface over all rows."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial

from graphviz_nn.landscape.estimates import over_rows
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.landscape.surface import measured
from graphviz_nn.landscape.survey import described
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem


@dataclass(frozen=True, eq=False)
class BatchSurface:
    """What a mini-batch alone would descend.

    Attributes:
        surface: over its rows; the plane, the grid and the paths are those of `whole`.
        whole: the surface over all rows.
        problem, update: whose mini-batch it is, updates counted from 0.

    """

    surface: Surface
    whole: Surface
    problem: Problem
    update: int

    def is_of(self, whole: Surface, problem: Problem, update: int) -> bool:
        """Whether it is of the mini-batch of an update, at the places of this surface."""
        return self.whole is whole and self.problem is problem and self.update == update

    @property
    def rows(self) -> int:
        """How many rows the mini-batch has."""
        return self.problem.size_of(self.update)


def batch_surface(
    whole: Surface, problem: Problem, update: int, states: FloatArray | None = None
) -> Generator[float, None, BatchSurface]:
    """Measure the mini-batch of an update at the places of a surface; yield how far it is, from 0 to 1."""
    machine = make_machine(over_rows(problem, problem.batch_rows(update)))
    losses = partial(machine.losses_in, whole.plane.frame, states=states)
    made = yield from measured(losses, whole.plane, whole.across, whole.up)
    return BatchSurface(replace(whole, grid=described(made, machine, states)), whole, problem, update)
