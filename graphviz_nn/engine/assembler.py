"""The table of a program while it is written: words, places, and which gradients have been written to already."""

from __future__ import annotations

import struct
from functools import lru_cache
from math import prod

from graphviz_nn.engine.code import PythonCall
from graphviz_nn.engine.codes import LINE, Mode
from graphviz_nn.engine.instructions import HEAD, OPCODES, Fill, Move
from graphviz_nn.engine.layout import Place, Strides, rows, sweep
from graphviz_nn.graph import Graph, Node
from graphviz_nn.ops import Shape

LINE_NUMBERS = LINE // 4  # that it has in float32; in float64 two lines have them


class Assembler:
    """Collects instructions and hands out places in the arena.

    Attributes:
        graph: what is being lowered.
        words: the instructions so far, end to end.
        calls: what Python does at the CALLs among them, by the number of their first word.
        size: the floats of the arena taken so far.
        aligned: whether places begin at a multiple of LINE_NUMBERS, so that vectors don't straddle two lines.
        values: the place of each node's value, by its index.
        gradients: the place of each node's gradient, by its index.
        kept: places of what a forward instruction leaves for its backward, by the node's index.

    """

    def __init__(self, graph: Graph, size: int = 0) -> None:
        self.graph = graph
        self.words: list[int] = []
        self.calls: dict[int, PythonCall] = {}
        self.size = size
        self.aligned = False
        self.values: dict[int, Place] = {}
        self.gradients: dict[int, Place] = {}
        self.kept: dict[int, tuple[Place, ...]] = {}
        self._written: set[int] = set()

    def emit(self, instruction: tuple[int, ...], *behind: int) -> None:
        """Append an instruction, and the words that come behind its fields."""
        self.words += (OPCODES[type(instruction)], HEAD + len(instruction) + len(behind))
        self.words += instruction
        self.words += behind

    def place(self, shape: Shape, strides: Strides | None = None) -> Place:
        """Take a place for a tensor, row by row if nothing else is asked for."""
        place = Place(self.size, shape, rows(shape) if strides is None else strides)
        self.size += prod(shape)
        if self.aligned:
            self.size += -self.size % LINE_NUMBERS
        return place

    def inputs(self, node: Node) -> list[Place]:
        """Return the places of the values of a node's inputs."""
        return [self.values[i] for i in node.inputs]

    def make(self, index: int, strides: Strides | None = None) -> Place:
        """Take the place of a node's value."""
        place = self.values[index] = self.place(self.graph.nodes[index].shape, strides)
        return place

    def wants(self, index: int) -> bool:
        """Say whether a node needs a gradient."""
        return self.graph.nodes[index].needs_gradient

    def fill(self, target: Place, number: float) -> None:
        """Write one number to all cells of a place."""
        self.emit(Fill(target.start, target.size, bits(number)))

    def move(
        self,
        mode: Mode,
        to: Place,
        to_strides: Strides,
        source: Place,
        strides: Strides,
        shape: Shape,
        divisor: float = 1.0,
    ) -> None:
        """Add source / divisor to a place, or assign it, walking both over `shape`."""
        if shape == ():  # the common case of a graph with very many nodes
            self.emit(Move(mode, to.start, 1, bits(divisor), 1, 1, 1, 1), to.start, source.start)
            return
        path = sweep(shape, to_strides, strides)
        to_step, step = path.steps
        fields = Move(mode, to.start, to.size, bits(divisor), path.cells, to_step, step, path.runs)
        self.emit(fields, *path.placed(to.start, source.start))

    def as_laid(self, source: Place, strides: Strides) -> Place:
        """Return the tensor with these strides: itself, or a copy."""
        if source.strides == strides:
            return source
        copy = self.place(source.shape, strides)
        self.move(Mode.ASSIGN, copy, strides, source, source.strides, source.shape)
        return copy

    def row_by_row(self, source: Place) -> Place:
        """Return the tensor lying row by row: itself, or a copy."""
        return self.as_laid(source, rows(source.shape))

    def mode(self, node: int, fresh: Mode = Mode.RESTART) -> Mode:
        """Return how to add to a node's gradient: `fresh` the first time, then on top."""
        if node in self._written:
            return Mode.ACCUMULATE
        self._written.add(node)
        return fresh

    def gradient(self, node: int) -> Place:
        """Return the place of a node's gradient, laid as its value."""
        if node not in self.gradients:
            value = self.values[node]
            self.gradients[node] = self.place(value.shape, value.strides)
        return self.gradients[node]

    def cleared(self, node: int) -> Place:
        """Return the place of a node's gradient, to add to parts of it: 0 everywhere if nothing was sent to it yet."""
        gradient = self.gradient(node)
        if node not in self._written:
            self.fill(gradient, 0.0)
            self._written.add(node)
        return gradient

    def received(self, node: int) -> bool:
        """Say whether anything has been sent to a node's gradient."""
        return node in self._written

    def target(self, node: int) -> Place:
        """Return where to assign a contribution that is shaped and laid as the node: its gradient, or beside it."""
        gradient = self.gradient(node)
        return self.place(gradient.shape, gradient.strides) if node in self._written else gradient

    def sent(self, node: int, contribution: Place) -> None:
        """Add what was assigned to `target` to the node's gradient, if it is not there already."""
        gradient = self.gradient(node)
        if contribution != gradient:
            self.send(node, contribution, contribution.strides, contribution.shape)
        self._written.add(node)

    def send(self, node: int, source: Place, strides: Strides, shape: Shape, divisor: float = 1.0) -> None:
        """Add a contribution of `shape`, divided, to a node's gradient, summed over what broadcasting stretched."""
        gradient = self.gradient(node)
        onto = gradient.stretched(shape)
        fresh = Mode.ASSIGN if prod(shape) == gradient.size else Mode.RESTART
        self.move(self.mode(node, fresh), gradient, onto, source, strides, shape, divisor)


@lru_cache(maxsize=256)
def bits(number: float) -> int:
    """Return a float as the word that holds its bits."""
    word: int = struct.unpack("<q", struct.pack("<d", number))[0]
    return word
