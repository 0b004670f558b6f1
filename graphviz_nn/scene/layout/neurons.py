"""The depth of neurons: a column of circles for each layer, a link for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, product
from typing import Literal, TypeAlias

from graphviz_nn.graph.graph import Graph
from graphviz_nn.scene.layout.parts import Box, Point, bounds

Kind: TypeAlias = Literal["input", "unit", "bias", "loss"]
MOST_CIRCLES = 16  # in a column; the rest is counted in words
RADIUS = 27.0
PITCH = 72.0
COLUMN = 210.0
CAPTION = 54.0
LINE = 20.0  # between two of its lines
ASPECT, MOST_STRETCH = 1.5, 2.2


@dataclass(frozen=True, slots=True)
class Circle:
    """One neuron.

    Attributes:
        node: the index of the node that holds its number.
        unit: which of the node's last axis it is.
        kind: what it stands for; a bias is the constant 1 that the bias weights start from.
        label: what stands beside it: the name of a feature, or "".
        centre: where it is.
        stages: the nodes that its number passes through, in order; the last is `node`.

    """

    node: int
    unit: int
    kind: Kind
    label: str
    centre: Point
    stages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One weight: `cell` of the parameter `node`; from an output to the loss there is no weight, and node is −1."""

    source: int
    target: int
    node: int
    cell: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, centred on a point: a column's caption, or how many circles are not drawn."""

    text: str
    centre: Point
    is_caption: bool


@dataclass(frozen=True, slots=True)
class NeuronLayout:
    """The circles from left to right and top to bottom, the links, the words, and the box around them."""

    circles: tuple[Circle, ...]
    links: tuple[Link, ...]
    words: tuple[Words, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class _Dense:
    """The nodes of a dense layer, by their indices; bias is −1 without one, stages lead from matmul to the output.

    Captions are its own and those of the layers without kernels that its stages go on through.
    """

    captions: tuple[str, ...]
    source: int
    kernel: int
    bias: int
    stages: tuple[int, ...]

    @property
    def output(self) -> int:
        """The last of the stages: what the next layer reads."""
        return self.stages[-1]


@dataclass(frozen=True, slots=True)
class _Column:
    """Circles that stand above each other.

    Attributes:
        captions: what stands above it, line by line.
        kind: of all circles but the bias.
        stages: the nodes that the circles' numbers pass through.
        labels: what stands beside each circle.
        hidden: how many units have none.
        bias: the node whose constant 1 stands below them, or −1.

    """

    captions: tuple[str, ...]
    kind: Kind
    stages: tuple[int, ...]
    labels: Sequence[str]
    hidden: int
    bias: int

    @property
    def heights(self) -> list[float]:
        """The places from top to bottom, of the circles, of the word for the hidden ones, and of the bias."""
        rows = len(self.labels) + bool(self.hidden) + (self.bias >= 0)
        return [(row - (rows - 1) / 2) * PITCH for row in range(rows)]

    def circles(self, x: float) -> list[Circle]:
        """Return the circles of the column at a place."""
        node, heights = self.stages[-1], self.heights
        circles = [
            Circle(node, unit, self.kind, label, (x, y), self.stages)
            for unit, (label, y) in enumerate(zip(self.labels, heights, strict=False))
        ]
        return [*circles, Circle(self.bias, 0, "bias", "1", (x, heights[-1]))] if self.bias >= 0 else circles

    def words(self, x: float, top: float) -> list[Words]:
        """Return the words of the column at a place, the last line of its caption at the height `top`."""
        lines = enumerate(reversed(self.captions))
        caption = [Words(line, (x, top - number * LINE), True) for number, line in lines]
        more = f"… {self.hidden:,} more"
        return [*caption, Words(more, (x, self.heights[len(self.labels)]), False)] if self.hidden else caption


def neurons(graph: Graph, features: Sequence[str] = ()) -> NeuronLayout | None:
    """Lay out the neurons of a stack of dense layers; None for a graph that is not one."""
    inputs, before, stack = _stack(graph)
    if not stack:
        return None
    columns = _columns(graph, inputs, before, stack, features)
    width = COLUMN * _stretch(columns)
    groups = [column.circles(number * width) for number, column in enumerate(columns)]
    circles = [circle for group in groups for circle in group]
    top = min(circle.centre[1] for circle in circles) - CAPTION
    words = [word for number, column in enumerate(columns) for word in column.words(number * width, top)]
    around = [Box(c.centre[0] - COLUMN / 2, c.centre[1] - PITCH / 2, COLUMN, PITCH) for c in circles]
    texts = [Box(w.centre[0] - COLUMN / 2, w.centre[1] - 12, COLUMN, 24) for w in words]
    links = _links(groups, stack)
    return NeuronLayout(tuple(circles), tuple(links), tuple(words), bounds([*around, *texts]))


def _stack(graph: Graph) -> tuple[tuple[int, ...], tuple[str, ...], list[_Dense]]:
    """Return the nodes that the inputs pass through, what does that, and the layers with kernels in their order.

    There are none if the graph is anything else than a stack of them. A layer without a kernel that works number by
    number belongs to the neurons of the one before it; before the first one, to the inputs.
    """
    inputs: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    found: list[_Dense] = []
    for scope in graph.scopes.values():
        if not scope.stages:
            continue  # it changes nothing, as dropout in predicting
        source = graph.nodes[scope.stages[0]].inputs[0]
        inputs = inputs or (source,)
        if source != (found[-1].output if found else inputs[-1]):
            return inputs, before, []
        kernel = scope.roles.get("kernel")
        if kernel is not None and len(graph.nodes[kernel].shape) == len(graph.nodes[source].shape) == 2:
            found.append(_Dense((scope.caption,), source, kernel, scope.roles.get("bias", -1), scope.stages))
        elif kernel is not None or graph.nodes[source].shape != graph.nodes[scope.stages[-1]].shape:
            return inputs, before, []
        elif found:
            last = found[-1]
            stages, captions = (*last.stages, *scope.stages), (*last.captions, scope.caption)
            found[-1] = replace(last, stages=stages, captions=captions)
        else:
            inputs, before = (*inputs, *scope.stages), (*before, scope.caption)
    return inputs, before, found


def _columns(
    graph: Graph,
    inputs: tuple[int, ...],
    before: tuple[str, ...],
    stack: Sequence[_Dense],
    features: Sequence[str],
) -> list[_Column]:
    """Return the inputs, the layers and the loss; each bias stands in the column before its layer."""
    count = graph.nodes[stack[0].source].shape[-1]
    names = [*features[:count], *(f"x{unit + 1}" for unit in range(len(features), count))]
    columns = [_column(("inputs", *before), "input", inputs, names, stack[0].bias)]
    for dense, bias in zip(stack, [*(after.bias for after in stack[1:]), -1], strict=True):
        units = [""] * graph.nodes[dense.output].shape[-1]
        columns.append(_column(dense.captions, "unit", dense.stages, units, bias))
    loss = graph.index[graph.output]
    if loss != stack[-1].output:
        columns.append(_Column((), "loss", (loss,), ["loss"], 0, -1))
    return columns


def _column(
    captions: tuple[str, ...], kind: Kind, stages: tuple[int, ...], labels: Sequence[str], bias: int
) -> _Column:
    """Return a column with a circle for each label, or of too many for the first."""
    shown = len(labels) if len(labels) <= MOST_CIRCLES else MOST_CIRCLES - 1
    return _Column(captions, kind, stages, labels[:shown], len(labels) - shown, bias)


def _links(groups: Sequence[Sequence[Circle]], stack: Sequence[_Dense]) -> list[Link]:
    """Return the links between each column and the next; those to the loss have no weight."""
    firsts = [0, *accumulate(len(group) for group in groups)]
    links = []
    for column, (left, right) in enumerate(pairwise(groups)):
        dense = stack[column] if column < len(stack) else None
        for (i, source), (j, target) in product(enumerate(left), enumerate(right)):
            if target.kind != "bias":
                weight = (-1, ()) if dense is None else _weight(dense, source, target)
                links.append(Link(firsts[column] + i, firsts[column + 1] + j, *weight))
    return links


def _weight(dense: _Dense, source: Circle, target: Circle) -> tuple[int, tuple[int, ...]]:
    """Return the parameter that weights a link, and which of its numbers it is."""
    if source.kind == "bias":
        return dense.bias, (target.unit,)
    return dense.kernel, (source.unit, target.unit)


def _stretch(columns: Sequence[_Column]) -> float:
    """Return by how much columns move apart where they are tall, so that links can be told apart."""
    tallest = max(column.heights[-1] - column.heights[0] for column in columns)
    units = sum(column.kind != "loss" for column in columns)
    return min(max(tallest * ASPECT / (units * COLUMN), 1.0), MOST_STRETCH)
