"""What runs updates: the interface, and the reference behind it, in the ops' own NumPy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import Graph, reference
from graphviz_nn.model import Network
from graphviz_nn.model.network import TARGETS
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.divergence import divergence
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


class Stretch(NamedTuple):
    """Some updates to do, and what to keep of them: see `Machine.advance`."""

    updates: int
    every: int = 0
    epochs: bool = False
    metrics: tuple[str, ...] = ()


class Machine(ABC):
    """Runs the updates of one problem, from any state, to the same bits each time.

    Attributes:
        problem: what is trained or measured.

    """

    problem: Problem

    @abstractmethod
    def advance(
        self,
        state: TrainingState,
        updates: int,
        every: int = 0,
        epochs: bool = False,
        metrics: tuple[str, ...] = (),
    ) -> Advance:
        """Do so many updates; stop before the first of which the loss or a new weight is not finite.

        Beside the last state keep each one whose number of updates is a multiple of `every`, unless that is 0, and
        with `epochs` each one at the end of an epoch.
        """

    # What is measured is what predicting would give with these states; a network that has none needs none.
    @abstractmethod
    def losses(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """Return the loss over all rows, of shape (n,), at n places in weight space, of shape (n, count)."""

    def losses_in(
        self, frame: FloatArray, places: FloatArray, states: FloatArray | None = None
    ) -> FloatArray:
        """Return the loss, of shape (n,), at n places given by their coordinates in a frame, of shape (n, k).

        The frame is an origin and k directions in weight space, of shape (1 + k, count).
        """
        return self.losses(unfolded(frame, places), states)

    @abstractmethod
    def gradients(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """Return the gradient of the loss over all rows at n places, both of shape (n, count)."""


@dataclass(frozen=True, eq=False)
class ReferenceMachine(Machine):
    """Every update through the reference, node by node."""

    problem: Problem

    def advance(
        self,
        state: TrainingState,
        updates: int,
        every: int = 0,
        epochs: bool = False,
        metrics: tuple[str, ...] = (),
    ) -> Advance:
        """See `Machine`."""
        wanted = set(between(state.update, updates, every, self.problem.updates_per_epoch if epochs else 0))
        rows = np.empty((updates, 1 + len(metrics)))
        kept: list[TrainingState] = []
        for done in range(updates):
            try:
                state, rows[done] = self._update(state, metrics)
            except DivergenceError as error:
                return Advance((*kept, state), rows[:done], error)
            if state.update in wanted:
                kept.append(state)
        return Advance((*kept, state), rows, None)

    def losses(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """See `Machine`."""
        graph = self.problem.network.graph(len(self.problem.parts[0].x), "predict")
        if _is_elementwise(graph):
            return self._losses_at_once(graph, points)
        return over_all_rows(self.problem, lambda part: _losses(part, points, states))

    def gradients(self, points: FloatArray, states: FloatArray | None = None) -> FloatArray:
        """See `Machine`."""
        return over_all_rows(self.problem, lambda part: _gradients(part, points, states))

    def _update(self, state: TrainingState, metrics: tuple[str, ...]) -> tuple[TrainingState, FloatArray]:
        problem = self.problem
        graph = problem.network.graph(problem.size_of(state.update))
        leaves = problem.leaves(graph, state)
        values = reference.forward(graph.nodes, leaves)
        gradient = _gradient(problem.network, graph, values)
        after = problem.after(state, gradient, carried_states(problem.network, graph, values))
        loss = float(values[graph.index[graph.output]])
        if not (np.isfinite(loss) and np.isfinite(after.weights).all()):
            raise divergence(
                graph, values, state.update + 1, problem.training.dtype, is_fed=problem.network.is_fed
            )
        prediction = values[graph.index[problem.network.predictions["train"]]]
        measured = [problem.measured(metric, prediction, leaves[TARGETS]) for metric in metrics]
        return after, np.array([loss, *measured])

    def _losses_at_once(self, graph: Graph, points: FloatArray) -> FloatArray:
        """Measure a formula over numbers at all points in one pass, each leaf a column of them."""
        leaves = {**graph.leaves, **{slot.name: points[:, slot.start] for slot in self.problem.network.slots}}
        value = reference.forward(graph.nodes, leaves)[graph.index[graph.output]]
        return np.broadcast_to(value, len(points)).copy()


def over_all_rows(problem: Problem, measure: Callable[[Problem], FloatArray]) -> FloatArray:
    """Return what is measured of a loss over all rows of a problem, its parts one after the other."""
    if len(problem.parts) == 1:
        return measure(problem)
    rows = len(problem.x)
    with np.errstate(all="ignore"):
        return np.asarray(sum(measure(part) * (len(part.x) / rows) for part in problem.parts))


def _losses(part: Problem, points: FloatArray, states: FloatArray | None) -> FloatArray:
    graph = part.network.graph(len(part.x), "predict")
    at = graph.index[graph.output]
    return np.array([float(values[at]) for values in _forward(part, graph, points, states)])


def _gradients(part: Problem, points: FloatArray, states: FloatArray | None) -> FloatArray:
    graph = part.network.graph(len(part.x), "predict")
    found = [_gradient(part.network, graph, values) for values in _forward(part, graph, points, states)]
    return np.array(found)


def _forward(
    part: Problem, graph: Graph, points: FloatArray, states: FloatArray | None
) -> Iterator[list[FloatArray]]:
    """Yield the values of all nodes at each place."""
    for weights in points:
        fed = part.network.leaves(weights, part.x, part.y, states, part.sample_weight)
        yield reference.forward(graph.nodes, {**graph.leaves, **fed})


def _gradient(network: Network, graph: Graph, values: list[FloatArray]) -> FloatArray:
    adjoints = reference.backward(graph.nodes, graph.index[graph.output], values)
    return network.pack_gradient(graph, adjoints)


def between(update: int, updates: int, *steps: int) -> list[int]:
    """Return the multiples of some steps that lie inside a stretch of updates, in order; a step of 0 has none."""
    inside = (range((update // step + 1) * step, update + updates, step) for step in steps if step)
    return sorted({number for numbers in inside for number in numbers})


def carried_states(network: Network, graph: Graph, values: Sequence[FloatArray]) -> FloatArray:
    """Return the states after an update, flat, from the values of its graph."""
    after = [np.ravel(values[graph.index[graph.carries[slot.name]]]) for slot in network.states]
    return np.concatenate([np.empty(0), *after])


def _is_elementwise(graph: Graph) -> bool:
    """Whether it is a formula over numbers alone, so that each may stand for many."""
    return all(node.shape == () and (node.op is None or node.op.elementwise) for node in graph.nodes)


def unfolded(frame: FloatArray, places: FloatArray) -> FloatArray:
    """Return points of weight space, of shape (n, count), given their coordinates in a frame."""
    points = np.tile(frame[0], (len(places), 1))
    for coordinates, direction in zip(places.T, frame[1:], strict=True):
        points += coordinates[:, None] * direction
    return points
