"""What runs updates: the interface, and the reference behind it, in the ops' own NumPy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import Graph, reference
from graphviz_nn.model import build, prediction_name
from graphviz_nn.model.parameters import pack, unpack
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.metrics import METRICS
from graphviz_nn.training.problem import Problem, TrainingState


class Advance(NamedTuple):
    """What some updates did.

    Attributes:
        states: the states asked for, the last of them the state at the end.
        rows: for each update the mini-batch's loss before it, and the metrics; shape (updates, 1 + metrics).
        divergence: the reason why it stopped before an update, or None.

    """

    states: tuple[TrainingState, ...]
    rows: FloatArray
    divergence: DivergenceError | None


class Machine(ABC):
    """Runs the updates of one problem, from any state, to the same bits each time."""

    @abstractmethod
    def advance(
        self, state: TrainingState, updates: int, *, every: int = 0, metrics: tuple[str, ...] = ()
    ) -> Advance:
        """Do so many updates; stop before the first of which the loss or a new weight is not finite.

        Beside the last state keep each one whose number of updates is a multiple of `every`; 0 keeps the last alone.
        """

    @abstractmethod
    def losses(self, points: FloatArray) -> FloatArray:
        """Return the loss over all rows, of shape (n,), at n places in weight space, of shape (n, count)."""

    def losses_in(self, frame: FloatArray, places: FloatArray) -> FloatArray:
        """Return the loss, of shape (n,), at n places given by their coordinates in a frame, of shape (n, k).

        The frame is an origin and k directions in weight space, of shape (1 + k, count).
        """
        return self.losses(unfolded(frame, places))

    @abstractmethod
    def gradients(self, points: FloatArray) -> FloatArray:
        """Return the gradient of the loss over all rows at n places, both of shape (n, count)."""


@dataclass(frozen=True, eq=False)
class ReferenceMachine(Machine):
    """Every update through the reference, node by node."""

    problem: Problem

    def advance(
        self, state: TrainingState, updates: int, *, every: int = 0, metrics: tuple[str, ...] = ()
    ) -> Advance:
        """See `Machine`."""
        rows = np.empty((updates, 1 + len(metrics)))
        kept: list[TrainingState] = []
        for done in range(updates):
            try:
                state, rows[done] = self._update(state, metrics)
            except DivergenceError as error:
                return Advance((*kept, state), rows[:done], error)
            if every and state.update % every == 0 and done < updates - 1:
                kept.append(state)
        return Advance((*kept, state), rows, None)

    def losses(self, points: FloatArray) -> FloatArray:
        """See `Machine`."""
        graph = build(self.problem.model, len(self.problem.x))
        at = graph.index[graph.output]
        return np.array([float(reference.forward(graph, self._leaves(w))[at]) for w in points])

    def gradients(self, points: FloatArray) -> FloatArray:
        """See `Machine`."""
        graph = build(self.problem.model, len(self.problem.x))
        return np.array([self._gradient(graph, reference.forward(graph, self._leaves(w))) for w in points])

    def _update(self, state: TrainingState, metrics: tuple[str, ...]) -> tuple[TrainingState, FloatArray]:
        problem = self.problem
        chosen = problem.batch_rows(state.update)
        graph = build(problem.model, len(chosen))
        x, y = problem.x[chosen], problem.y[chosen]
        values = reference.forward(graph, {"x": x, "y": y, **unpack(problem.model, state.weights)})
        gradient = self._gradient(graph, values)
        with np.errstate(all="ignore"):
            optimiser, t = problem.training.optimiser, state.update + 1
            weights, memory = optimiser.step(state.weights, gradient, state.memory, t)
        loss = float(values[graph.index[graph.output]])
        if not (np.isfinite(loss) and np.isfinite(weights).all()):
            raise divergence(graph, values, state.update + 1)
        prediction = values[graph.index[prediction_name(problem.model)]]
        measured = [METRICS[metric](prediction, y) for metric in metrics]
        return TrainingState(weights, memory, state.update + 1), np.array([loss, *measured])

    def _leaves(self, weights: FloatArray) -> dict[str, FloatArray]:
        return {"x": self.problem.x, "y": self.problem.y, **unpack(self.problem.model, weights)}

    def _gradient(self, graph: Graph, values: list[FloatArray]) -> FloatArray:
        adjoints = reference.backward(graph, values)
        named = {node.name: g for node, g in zip(graph.nodes, adjoints, strict=True) if g is not None}
        return pack(self.problem.model, named)


def unfolded(frame: FloatArray, places: FloatArray) -> FloatArray:
    """Return points of weight space, of shape (n, count), given their coordinates in a frame."""
    points = np.tile(frame[0], (len(places), 1))
    for coordinates, direction in zip(places.T, frame[1:], strict=True):
        points += coordinates[:, None] * direction
    return points


def divergence(graph: Graph, values: list[FloatArray], update: int) -> DivergenceError:
    """Return the error that names the first node, forward then backward, whose numbers are not finite."""
    adjoints = reference.backward(graph, values)
    last_first = zip(reversed(graph.nodes), reversed(adjoints), strict=True)
    broken = [node.name for node, v in zip(graph.nodes, values, strict=True) if not np.isfinite(v).all()]
    broken += [
        f"the gradient of {n.name}" for n, g in last_first if g is not None and not np.isfinite(g).all()
    ]
    node = broken[0] if broken else "the update of the weights"
    return DivergenceError(
        f"Training diverged: at update {update} the numbers of {node} left the finite range. "
        "Lower the learning rate, or start from smaller weights.",
        update=update,
        node=node,
    )
