"""A network as a value: what is trained, whatever it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph, Node
from graphviz_nn.kept import kept
from graphviz_nn.model.layers.base import Mode
from graphviz_nn.ops import Convolve, FloatArray, Shape
from graphviz_nn.text import cited

KEPT_NODES = 10_000  # of graphs that are asked for again: some 20 MB
EXAMPLES, TARGETS, WEIGHTS = "x", "y", "sample_weight"


class Slot(NamedTuple):
    """Where a parameter lies in the flat vector: `vector[start:stop].reshape(shape)`."""

    name: str
    shape: Shape
    start: int
    stop: int
    is_kernel: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """A graph for each size of mini-batch, and its parameters as one flat vector: a place in weight space is a point.

    Attributes:
        inputs: the shape of an example; None where no data feed it, as an expression.
        outputs: the shape of a target; None likewise.
        slots: where each parameter lies, in the order of the graph's leaves, for a layer in Keras's.
        states: where each state lies that training changes by no gradient, in a flat vector of their own.
        loss: the name of the loss, or "" where there is none but the result itself.
        predictions: the name of the node whose value it predicts, as in `dense_1/sigmoid`, in each mode's graph.
        make: `make(batch, mode)` returns the graph for so many examples, its leaves zero unless they are its own.
        draw: `draw(seed)` returns the first parameters, flat.
        first_states: the states before the first update, flat.
        weighted: whether each example has a weight of its own in the loss.
        made_from: what made it, as data, from which it can be made again elsewhere; None where that is not kept.

    """

    inputs: Shape | None
    outputs: Shape | None
    slots: tuple[Slot, ...]
    states: tuple[Slot, ...]
    loss: str
    predictions: Mapping[Mode, str]
    make: Callable[[int, Mode], Graph]
    draw: Callable[[int], FloatArray]
    first_states: FloatArray
    weighted: bool = False
    made_from: Struct | None = None

    @property
    def fed(self) -> frozenset[str]:
        """The names of the leaves that data feed."""
        if not self.is_fed:
            return frozenset()
        return frozenset({EXAMPLES, TARGETS} | ({WEIGHTS} if self.weighted else set()))

    @property
    def prediction(self) -> str:
        """The name of the node whose value is predicted; another while training, behind a dropout at the end."""
        return self.predictions["predict"]

    @property
    def is_fed(self) -> bool:
        """Whether data feed it."""
        return self.inputs is not None

    @property
    def count(self) -> int:
        """The number of parameters' numbers."""
        return self.slots[-1].stop if self.slots else 0

    @property
    def features(self) -> int:
        """How many numbers an example has."""
        return 0 if self.inputs is None else prod(self.inputs)

    @property
    def targets(self) -> int:
        """How many numbers a target has."""
        return 0 if self.outputs is None else prod(self.outputs)

    @cached_property
    def is_trainable(self) -> bool:
        """Whether updates can be taken: by mini-batches, or of variables; and towards one number that is to be small.

        A stack that is fed may have no parameters: its updates change nothing but states, and measure the loss.
        """
        graph = self.graph(1)
        return (self.is_fed or self.count > 0) and graph.nodes[graph.index[graph.output]].shape == ()

    @property
    def has_surface(self) -> bool:
        """Whether the loss is a function of at least one parameter."""
        return self.is_trainable and self.count > 0

    @cached_property
    def numbers_of_example(self) -> int:
        """How many numbers the nodes hold for one example, parameters left out, with the patches of convolutions."""
        graph = self.graph(1)
        return sum(prod(node.shape) + _patches(graph, node) for node in graph.nodes) - self.count

    def graph(self, batch: int, mode: Mode = "train") -> Graph:
        """Return the graph for so many examples."""
        return _graph(self, batch, mode)

    def initial(self, seed: int) -> FloatArray:
        """Draw all parameters, flat, of shape (count,)."""
        return self.draw(seed)

    def unpack(self, vector: FloatArray) -> dict[str, FloatArray]:
        """Return views of a flat vector of shape (count,), by parameter name."""
        return {slot.name: vector[slot.start : slot.stop].reshape(slot.shape) for slot in self.slots}

    def pack(self, arrays: Mapping[str, FloatArray]) -> FloatArray:
        """Return the flat vector of parameters given by name."""
        return np.concatenate([np.empty(0), *(np.ravel(arrays[slot.name]) for slot in self.slots)])

    def pack_gradient(self, graph: Graph, gradients: Sequence[FloatArray | None]) -> FloatArray:
        """Return the flat gradient, given that of each node of a graph that asks for one."""
        pairs = zip(graph.nodes, gradients, strict=True)
        return self.pack({node.name: gradient for node, gradient in pairs if gradient is not None})

    def leaves(
        self,
        weights: FloatArray,
        x: FloatArray,
        y: FloatArray | None = None,
        states: FloatArray | None = None,
        sample_weight: FloatArray | None = None,
    ) -> dict[str, FloatArray]:
        """Return the leaves of the graph for examples x (batch, features) and targets y (batch, targets).

        Where examples have weights (batch,), those that are not given are 1. Without targets they are zero: what is
        predicted does not depend on them. Constants are the graph's own, and noise is drawn by whoever trains.
        """
        own = self.arrays(weights, self.held(states))
        if self.inputs is None or self.outputs is None:
            return own
        batch = len(x)
        targets = np.zeros((batch, *self.outputs)) if y is None else y.reshape(batch, *self.outputs)
        if self.weighted:
            own |= {WEIGHTS: np.ones(batch) if sample_weight is None else sample_weight}
        return {EXAMPLES: x.reshape(batch, *self.inputs), TARGETS: targets, **own}

    def held(self, states: FloatArray | None) -> FloatArray:
        """Return states, flat; None will do for a network that has none.

        Raise TypeError where some were left out: the first ones in their place would give other predictions than the
        trained network's, in silence.
        """
        if states is None and self.states:
            raise TypeError(
                f"The network has the states {', '.join(slot.name for slot in self.states)}: give them."
            )
        return self.first_states if states is None else states

    def arrays(self, weights: FloatArray, states: FloatArray) -> dict[str, FloatArray]:
        """Return views of parameters and states by name, each group in its own order."""
        held = {slot.name: states[slot.start : slot.stop].reshape(slot.shape) for slot in self.states}
        return self.unpack(weights) | held

    def pack_states(self, arrays: Mapping[str, FloatArray]) -> FloatArray:
        """Return the flat vector of states given by name."""
        return np.concatenate([np.empty(0), *(np.ravel(arrays[slot.name]) for slot in self.states)])

    @property
    def tensor_names(self) -> tuple[str, ...]:
        """The names of parameters and states layer by layer, in Keras's order."""
        names = [slot.name for slot in (*self.slots, *self.states)]
        layers = {name: place for place, name in enumerate(self.graph(1).scopes)}
        return tuple(sorted(names, key=lambda name: layers.get(name.rpartition("/")[0], 0)))

    @property
    def tensor_shapes(self) -> dict[str, Shape]:
        """The shapes of parameters and states by name, in the order of `tensor_names`."""
        shapes = {slot.name: slot.shape for slot in (*self.slots, *self.states)}
        return {name: shapes[name] for name in self.tensor_names}

    def cell_name(self, index: int) -> str:
        """Return the name of one number of the flat vector, as in `dense/kernel[0, 1]`; of a scalar, its name."""
        slot = next(slot for slot in self.slots if index < slot.stop)
        cell: Sequence[np.intp] = np.unravel_index(index - slot.start, slot.shape) if slot.shape else ()
        return f"{slot.name}[{', '.join(map(str, cell))}]" if slot.shape else slot.name

    def place_of(self, name: str) -> int:
        """Return where a number lies in the flat vector, given its name as `cell_name` has it, with or without blanks.

        Raise SettingError, with names that would do, for any other.
        """
        wanted = "".join(name.split())
        for slot in self.slots:
            if wanted == slot.name and prod(slot.shape) == 1:
                return slot.start
            inside = wanted.removeprefix(f"{slot.name}[").removesuffix("]")
            if wanted == f"{slot.name}[{inside}]":
                cell = [int(part) if part.isdecimal() else -1 for part in inside.split(",")]
                if len(cell) == len(slot.shape) and all(
                    0 <= i < n for i, n in zip(cell, slot.shape, strict=True)
                ):
                    return slot.start + int(np.ravel_multi_index(cell, slot.shape))
        ends = [self.cell_name(place) for slot in self.slots for place in sorted({slot.start, slot.stop - 1})]
        raise SettingError(f"There is no weight {cited(name)}. Name one number, as in {', '.join(ends[:6])}.")

    def begun(self, weights: FloatArray, start: Mapping[str, float]) -> FloatArray:
        """Return flat weights with some of their numbers given, by name; the very same where none are.

        Raise SettingError for a name that is none.
        """
        if not start:
            return weights
        made = weights.copy()
        for name, number in start.items():
            made[self.place_of(name)] = number
        return made

    def __repr__(self) -> str:
        return f"<Network of {len(self.slots)} parameters, {self.count} numbers>"


def laid_out(
    parameters: Sequence[tuple[str, Shape]], kernels: frozenset[str] = frozenset()
) -> tuple[Slot, ...]:
    """Return the slots of parameters given by name and shape, end to end."""
    slots: list[Slot] = []
    for name, shape in parameters:
        start = slots[-1].stop if slots else 0
        slots.append(Slot(name, shape, start, start + prod(shape), name in kernels))
    return tuple(slots)


def _patches(graph: Graph, node: Node) -> int:
    """Return how many numbers a convolution lays out to multiply its kernel with."""
    if not isinstance(node.op, Convolve):
        return 0
    return prod(node.shape[:3]) * prod(graph.nodes[node.inputs[1]].shape[:3])


@kept(64, KEPT_NODES, weigh=lambda graph: len(graph.nodes), least=4)
def _graph(network: Network, batch: int, mode: Mode) -> Graph:
    return network.make(batch, mode)
