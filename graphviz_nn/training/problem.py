"""A network, its training settings and its rows together: all that a run depends on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.engine import epoch_order
from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.graph import Graph
from graphviz_nn.graph.node import drawn
from graphviz_nn.model import Network
from graphviz_nn.model.predict import parts_of
from graphviz_nn.ops import FloatArray, read_only, rounded
from graphviz_nn.optim import Memory, empty_memory
from graphviz_nn.text import cited, counted
from graphviz_nn.training.metrics import METRICS, Thresholds, accuracy, thresholds_of
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.targets import check_targets

MOST_UPDATES = 50_000_000  # some minutes of work for the smallest network
# In the values of all nodes for a mini-batch: 128 MB, and as much for the gradients.
MOST_NUMBERS = 16_000_000
NO_ROWS: FloatArray = np.empty((1, 0))  # for a network that no data feed: one mini-batch of nothing


@dataclass(frozen=True, eq=False)
class TrainingState:
    """Everything that the next update depends on.

    Attributes:
        weights: all parameters, flat, of shape (count,).
        memory: what the optimiser remembers, one array of that shape each.
        update: the number of updates done.
        states: what training changes by no gradient, as moving averages, flat; most networks have none.

    """

    weights: FloatArray
    memory: Memory
    update: int
    states: FloatArray = field(default_factory=lambda: np.empty(0))

    @property
    def to_read(self) -> TrainingState:
        """The same numbers, not to be changed by who is given them."""
        memory = tuple(map(read_only, self.memory))
        return TrainingState(read_only(self.weights), memory, self.update, read_only(self.states))


@dataclass(frozen=True, eq=False)
class Problem:
    """What is trained, how, and on what.

    Attributes:
        network: what is trained; without data, its updates are its epochs.
        training: the settings.
        x: the examples, of shape (rows, features).
        y: the targets, of shape (rows, targets).
        first: the weights and states to begin with, each flat; None for those of the seed.
        sample_weight: how much each example counts in the loss of a weighted network, of shape (rows,); None where
            all count as 1.
        ahead: by how much the optimiser's count of updates, which Adam and schedules read, is ahead of these updates;
            not 0 where a training goes on in mini-batches of another size.

    Raise DataError for rows that do not fit the network or its loss, and SettingError for more updates, or larger
    mini-batches, than the memory holds.
    """

    network: Network
    training: TrainingSpec
    x: FloatArray = field(default_factory=lambda: NO_ROWS)
    y: FloatArray = field(default_factory=lambda: NO_ROWS)
    first: tuple[FloatArray, FloatArray] | None = None
    sample_weight: FloatArray | None = None
    ahead: int = 0

    def __post_init__(self) -> None:
        wanted = (self.network.features, self.network.targets)
        given = (self.x.shape[-1], self.y.shape[-1])
        sides = (("feature", "input", ""), ("target", "unit", " in its last layer"))
        for (what, side, where), have, want in zip(sides, given, wanted, strict=True):
            if have != want:
                raise DataError(
                    f"The data have {counted(have, what)} an example, the model has {counted(want, side)}{where}. "
                    "Make the two equal."
                )
        if len(self.x) != len(self.y) or not len(self.x):
            raise DataError(
                f"There are {counted(len(self.x), 'example')} and {counted(len(self.y), 'target')}; "
                "training needs as many of one as of the other, at least 1."
            )
        self._check_size()
        self._check_range()
        self._check_start()
        check_targets(self.network.loss, self.y)

    @property
    def batch_size(self) -> int:
        """Examples in a full mini-batch."""
        return min(self.training.batch_size, len(self.x))

    @property
    def updates_per_epoch(self) -> int:
        """Mini-batches in an epoch; the last may be smaller, and is a mini-batch of its own."""
        return -(-len(self.x) // self.batch_size)

    @property
    def updates(self) -> int:
        """Updates in the whole run; none for an expression with nothing to train."""
        return self.training.epochs * self.updates_per_epoch if self.network.is_trainable else 0

    @cached_property
    def start(self) -> TrainingState:
        """The state before the first update."""
        network = self.network
        weights, states = self.first or (network.initial(self.training.seed), network.first_states)
        weights = network.begun(weights, self.training.start)
        weights, states = (rounded(numbers, self.training.dtype) for numbers in (weights, states))
        return TrainingState(weights, empty_memory(self.training.optimiser, weights), 0, states)

    def after(self, state: TrainingState, gradient: FloatArray, carried: FloatArray) -> TrainingState:
        """Return the state after an update by a gradient, all that it keeps rounded to the run's type of number."""
        with np.errstate(all="ignore"):
            step = self.training.optimiser.step
            weights, memory = step(state.weights, gradient, state.memory, self.count(state.update))
        weights, carried, *kept = (rounded(each, self.training.dtype) for each in (weights, carried, *memory))
        return TrainingState(weights, tuple(kept), state.update + 1, carried)

    @cached_property
    def thresholds(self) -> Thresholds:
        """What parts the classes of its targets, for the accuracy; raise DataError where they are no classes."""
        return thresholds_of(self.network.loss, self.y)

    @cached_property
    def parts(self) -> tuple[Problem, ...]:
        """The same with some of its rows each, in their order, of which a loss is measured at a time.

        Each loss is a mean over examples, and what is added to it depends on the weights alone: the loss over all rows
        is the mean of those of the parts, each counted by its rows.
        """
        cuts = parts_of(self.network, len(self.x))
        if len(cuts) == 1:
            return (self,)
        counting = self.sample_weight
        return tuple(
            replace(
                self,
                x=self.x[cut],
                y=self.y[cut],
                sample_weight=None if counting is None else counting[cut],
            )
            for cut in cuts
        )

    def is_on_the_ground_of(self, other: Problem) -> bool:
        """Whether both train one network on the same rows, so that they differ in their settings alone."""
        return self.network is other.network and self.x is other.x and self.y is other.y

    def measured(self, metric: str, prediction: FloatArray, target: FloatArray) -> float:
        """Return a metric, by its name in METRICS, of predictions and targets (rows, targets)."""
        if metric == "accuracy":
            return accuracy(prediction, target, self.thresholds)
        return METRICS[metric](prediction, target)

    def count(self, update: int) -> int:
        """Return the optimiser's number, from 1, of the update that follows after so many."""
        return update + 1 + self.ahead

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Return the rows in the order of an epoch, from 0."""
        rows = len(self.x)
        return epoch_order(self.training.seed, epoch, rows) if self.training.shuffle else np.arange(rows)

    def batch_rows(self, update: int) -> NDArray[np.int64]:
        """Return the numbers of the rows in the mini-batch of an update, from 0."""
        epoch, place = divmod(update, self.updates_per_epoch)
        return self.order(epoch)[place * self.batch_size : (place + 1) * self.batch_size]

    def size_of(self, update: int) -> int:
        """Return how many examples the mini-batch of an update has."""
        place = update % self.updates_per_epoch
        return min(self.batch_size, len(self.x) - place * self.batch_size)

    def leaves(self, graph: Graph, state: TrainingState) -> dict[str, FloatArray]:
        """Return every leaf of the graph of the update that follows a state: its mini-batch and its noise in them."""
        chosen = self.batch_rows(state.update)
        counting = None if self.sample_weight is None else self.sample_weight[chosen]
        fed = self.network.leaves(state.weights, self.x[chosen], self.y[chosen], state.states, counting)
        return {**graph.leaves, **fed, **drawn(graph.nodes, self.training.seed, state.update)}

    def _check_start(self) -> None:
        """Raise SettingError where the start names a weight that the network has not."""
        for name, number in self.training.start.items():
            try:
                self.network.place_of(name)
            except SettingError as error:
                raise SettingError(f"The start sets {cited(name)} to {number:g}. {error}") from None

    def _check_range(self) -> None:
        """Raise DataError where a number of the rows is beyond what float32 holds."""
        if self.training.dtype == "float64":
            return
        for what, numbers in (("examples", self.x), ("targets", self.y)):
            most = np.abs(numbers).max(initial=0.0)
            if most > np.finfo(np.float32).max:
                raise DataError(
                    f"The {what} have a number of {most:.3g}, and float32 has none beyond 3.4e38. "
                    f"Scale the {what}, or train in float64."
                )

    def _check_size(self) -> None:
        """Raise SettingError before anything is computed that would not fit into the memory."""
        if self.updates > MOST_UPDATES:
            raise SettingError(
                f"{self.training.epochs} epochs of {self.updates_per_epoch:,} mini-batches are more updates than "
                f"the most, {MOST_UPDATES:,}. Choose fewer epochs, or larger mini-batches."
            )
        numbers = self.batch_size * self.network.numbers_of_example
        if numbers > MOST_NUMBERS:
            raise SettingError(
                f"A mini-batch of {self.batch_size:,} rows through this model is {numbers:,} numbers, and the most is "
                f"{MOST_NUMBERS:,}. Choose smaller mini-batches, or give the layers fewer units."
            )
