"""What several runs make of the plane of two features, each at a moment of its own, to be seen side by side."""

from __future__ import annotations

from dataclasses import dataclass

from graphviz_nn.data import Dataset
from graphviz_nn.landscape.agreement import agreement
from graphviz_nn.landscape.boundary import Boundary, Rest, boundary
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.score import Score, score_of

RUNS = "runs"  # stands for the plane of two features as every run sees it
SIDE = 48  # points of each grid along a feature
MOST = 24  # grids; more of them would be too small to be read


@dataclass(frozen=True, eq=False)
class Asked:
    """A run at a moment.

    Attributes:
        variant, seed: which run, by its places.
        problem, dataset: what it trains, and on which data of classes.
        state: its weights then.
        rest: where the features rest that are not drawn.

    """

    variant: int
    seed: int
    problem: Problem
    dataset: Dataset
    state: TrainingState
    rest: Rest = None

    def is_that_of(self, other: Asked) -> bool:
        """Whether the same picture comes of another one."""
        same = self.state is other.state and self.dataset is other.dataset
        return same and (self.variant, self.seed, self.rest) == (other.variant, other.seed, other.rest)


@dataclass(frozen=True, eq=False)
class Tile:
    """What a run makes of the plane.

    Attributes:
        of: the run.
        boundary: the model's outputs over the two features, of shape (SIDE, SIDE, outputs).
        logits: whether the outputs are logits.
        score: how many rows it tells right.

    """

    of: Asked
    boundary: Boundary
    logits: bool
    score: Score


def tile(asked: Asked, features: tuple[int, int]) -> Tile:
    """Ask a run about the plane of two features, by their places, and about every row of its data."""
    problem, dataset, state = asked.problem, asked.dataset, asked.state
    network, weights, states = problem.network, state.weights, state.states
    over = boundary(network, weights, dataset.x, features, SIDE, states, rest=asked.rest)
    said = agreement(network, weights, states, dataset.x, dataset.x_test)
    score = score_of(problem, dataset, said.training, said.held_out)
    return Tile(asked, over, is_parted_at_0(network.loss), score)
