"""The way that weights take, update by update."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import DivergenceError, SettingError
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import Machine

MOST_NUMBERS = 100_000_000  # in all points together, 800 MB


@dataclass(frozen=True, eq=False, repr=False)
class Path:
    """Where weights went.

    Attributes:
        weights: before the first update and after each, of shape (updates + 1, count); fewer where it diverged.
        losses: the loss over all rows at each of these points, of shape (updates + 1,).
        names: of each number, as in `dense/kernel[0, 1]`.
        divergence: why it stopped early, or None.

    """

    weights: FloatArray
    losses: FloatArray
    names: tuple[str, ...]
    divergence: DivergenceError | None = None

    @property
    def end(self) -> FloatArray:
        """The last weights, of shape (count,)."""
        return np.asarray(self.weights[-1])

    def __repr__(self) -> str:
        ends = f"loss {self.losses[0]:.4g} → {self.losses[-1]:.4g}"
        return f"<Path of {len(self.weights) - 1} updates of {len(self.names)} weights: {ends}>"


def path(machine: Machine, updates: int) -> Path:
    """Return the way from the start of a problem over so many updates.

    Raise SettingError for one of more numbers than the memory holds.
    """
    problem = machine.problem
    network = problem.network
    if (updates + 1) * network.count > MOST_NUMBERS:
        raise SettingError(
            f"A path of {updates:,} updates of {network.count:,} weights would hold {(updates + 1) * network.count:,} "
            f"numbers, and the most is {MOST_NUMBERS:,}. Ask for fewer updates."
        )
    states, _, divergence = machine.advance(problem.start, updates, every=1)
    taken = [problem.start, *(state for state in states if state.update > 0)]
    weights = np.array([state.weights for state in taken])
    if network.states:  # each point has moving averages of its own
        losses = np.array([machine.losses(state.weights[None], state.states)[0] for state in taken])
    else:
        losses = machine.losses(weights)
    names = tuple(network.cell_name(place) for place in range(network.count))
    return Path(weights, losses, names, divergence)
