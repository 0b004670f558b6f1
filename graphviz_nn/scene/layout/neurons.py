"""The depth of neurons: a column of circles for each layer, a link for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, product
from typing import Literal, TypeAlias

from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.node import Role
from graphviz_nn.scene.layout.fit import Room
from graphviz_nn.scene.layout.parts import Box, Point, bounds
from graphviz_nn.scene.layout.spacing import GAP, OUT, OVER, Spacing, spaced

Kind: TypeAlias = Literal["input", "unit", "bias", "target", "loss"]
MOST_CIRCLES = 16  # in a column; the rest is counted in words
SMALL = 0.55  # the size of a bias's circle, and of what it takes of a column, in those of others
AMPLE = Room((960.0, 540.0))


@dataclass(frozen=True, slots=True)
class Circle:
    """One neuron.

    Attributes:
        node: the index of the node that holds its number.
        unit: which of the node's last axis it is.
        kind: what it stands for; a bias is the constant 1 that the bias weights start from.
        label: what stands beside it: the name of a feature, or "".
        centre, radius: where it is, and how large.
        stages: the nodes that its number passes through, in order; the last is `node`.

    """

    node: int
    unit: int
    kind: Kind
    label: str
    centre: Point
    radius: float
    stages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One weight: `cell` of the parameter `node`; what leads to the loss has no weight, and its node is −1."""

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
    """The circles from left to right and top to bottom, the links, the words, the box around them, and all sizes."""

    circles: tuple[Circle, ...]
    links: tuple[Link, ...]
    words: tuple[Words, ...]
    box: Box
    spacing: Spacing


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
    def rows(self) -> float:
        """How many circles high it is, a bias's counted as smaller, the word for hidden ones as half of one."""
        return len(self.labels) + 0.5 * bool(self.hidden) + SMALL * (self.bias >= 0)

    def heights(self, pitch: float) -> list[float]:
        """Return the places from top to bottom, of the circles, of the word for the hidden ones, and of the bias."""
        sizes = [1.0] * len(self.labels) + [0.5] * bool(self.hidden) + [SMALL] * (self.bias >= 0)
        ends = accumulate(sizes)
        return [(end - size / 2 - self.rows / 2) * pitch for end, size in zip(ends, sizes, strict=True)]

    def circles(self, x: float, sizes: Spacing) -> list[Circle]:
        """Return the circles of the column at a place."""
        node, heights = self.stages[-1], self.heights(sizes.pitch)
        circles = [
            Circle(node, unit, self.kind, label, (x, y), sizes.radius, self.stages)
            for unit, (label, y) in enumerate(zip(self.labels, heights, strict=False))
        ]
        if self.bias < 0:
            return circles
        return [*circles, Circle(self.bias, 0, "bias", "1", (x, heights[-1]), SMALL * sizes.radius)]

    def words(self, x: float, top: float, sizes: Spacing) -> list[Words]:
        """Return the words of the column at a place, the last line of its caption at the height `top`."""
        lines = enumerate(reversed(self.captions))
        caption = [Words(line, (x, top - number * sizes.caption), True) for number, line in lines]
        more, heights = f"… {self.hidden:,} more", self.heights(sizes.pitch)
        return [*caption, Words(more, (x, heights[len(self.labels)]), False)] if self.hidden else caption


def neurons(graph: Graph, features: Sequence[str] = (), room: Room = AMPLE) -> NeuronLayout | None:
    """Lay out the neurons of a stack of dense layers for a place; None for a graph that is not one."""
    inputs, before, stack = _stack(graph)
    if not stack:
        return None
    columns = _columns(graph, inputs, before, stack, features)
    end = _end(graph, stack[-1])
    rows = max(column.rows for column in (*columns, *end))
    count, lines = len(columns) + bool(end), max(len(column.captions) for column in columns)
    sizes = spaced(room, rows, count, lines, max(map(len, columns[0].labels)))
    groups = [column.circles(number * sizes.column, sizes) for number, column in enumerate(columns)]
    if end:
        groups.append(_ending(end, len(columns) * sizes.column, sizes))
    circles = [circle for group in groups for circle in group]
    top = min(c.centre[1] - c.radius for c in circles) - OVER * sizes.line - sizes.caption
    words = [
        w for number, column in enumerate(columns) for w in column.words(number * sizes.column, top, sizes)
    ]
    words += _words_of_loss(graph, stack[-1], groups[-1][0], sizes) if end else ()
    return NeuronLayout(
        tuple(circles), tuple(_links(groups, stack)), tuple(words), _around(circles, words, sizes), sizes
    )


def _words_of_loss(graph: Graph, last: _Dense, circle: Circle, sizes: Spacing) -> tuple[Words, ...]:
    """Return what stands above the loss: that it is one of all examples, where there are several."""
    count, (x, y) = graph.nodes[last.output].shape[0], circle.centre
    lines = ("loss",) if count == 1 else (f"mean of {count:,}", "loss")
    low = y - circle.radius - OVER * sizes.line - sizes.caption
    return tuple(Words(text, (x, low - number * sizes.caption), True) for number, text in enumerate(lines))


def _around(circles: Sequence[Circle], words: Sequence[Words], sizes: Spacing) -> Box:
    """Return the box around everything: names left of the inputs, numbers under circles."""
    reach = sizes.reach
    whole = bounds(
        [
            Box(x - reach, y - c.radius - GAP, 2 * reach, 2 * c.radius + OUT * sizes.line + 2 * GAP)
            for c in circles
            for x, y in (c.centre,)
        ]
    )
    left = circles[0].centre[0] - sizes.radius - sizes.names
    texts = [Box(left, w.centre[1] - sizes.caption / 2, 1.0, sizes.caption) for w in words]
    return bounds([whole, *texts])


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
    """Return the inputs and the layers; each bias stands in the column before its layer."""
    count = graph.nodes[stack[0].source].shape[-1]
    names = [*features[:count], *(f"x{unit + 1}" for unit in range(len(features), count))]
    columns = [_column(("inputs", *before), "input", inputs, names, stack[0].bias)]
    for dense, bias in zip(stack, [*(after.bias for after in stack[1:]), -1], strict=True):
        units = [""] * graph.nodes[dense.output].shape[-1]
        columns.append(_column(dense.captions, "unit", dense.stages, units, bias))
    return columns


def _end(graph: Graph, last: _Dense) -> tuple[_Column, ...]:
    """Return the loss and, where it is one of rows against targets, the targets; nothing for a stack without one."""
    loss = graph.index[graph.output]
    if loss == last.output:
        return ()
    found = (_Column((), "loss", (loss,), ["loss"], 0, -1),)
    compared = (node for node in graph.nodes if node.inputs[:1] == (last.output,) and len(node.inputs) > 1)
    target = next((node.inputs[1] for node in compared if graph.nodes[node.inputs[1]].role is Role.INPUT), -1)
    if target < 0 or graph.nodes[target].shape != graph.nodes[last.output].shape:
        return found
    names = ["target"] * graph.nodes[target].shape[-1]
    return (*found, _column((), "target", (target,), names, -1))


def _ending(end: Sequence[_Column], x: float, sizes: Spacing) -> list[Circle]:
    """Return the circles of the last column: the loss, and below it the targets."""
    rows, top, circles = sum(column.rows for column in end), 0.0, []
    for column in end:
        shift = (top + column.rows / 2 - rows / 2) * sizes.pitch
        circles += [replace(c, centre=(x, c.centre[1] + shift)) for c in column.circles(x, sizes)]
        top += column.rows
    return circles


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
            if target.kind not in ("bias", "target"):
                weight = (-1, ()) if dense is None else _weight(dense, source, target)
                links.append(Link(firsts[column] + i, firsts[column + 1] + j, *weight))
    last = firsts[-2]
    targets = (i for i, circle in enumerate(groups[-1]) if circle.kind == "target")
    return [*links, *(Link(last + i, last, -1, ()) for i in targets)]


def _weight(dense: _Dense, source: Circle, target: Circle) -> tuple[int, tuple[int, ...]]:
    """Return the parameter that weights a link, and which of its numbers it is."""
    if source.kind == "bias":
        return dense.bias, (target.unit,)
    return dense.kernel, (source.unit, target.unit)
