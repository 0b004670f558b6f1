"""The depth of neurons: a column of circles for each layer, a link for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from graphviz_nn.graph.graph import Graph
from graphviz_nn.scene.layout.parts import Box, Point, bounds

Kind: TypeAlias = Literal["input", "unit", "bias", "loss"]
MOST_CIRCLES = 16  # in a column; the rest is counted in words
RADIUS = 27.0
PITCH = 72.0
COLUMN = 210.0
CAPTION = 54.0
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
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Dense:
    """The nodes of a dense layer, by their indices; bias is −1 without one, stages lead from matmul to the output."""

    caption: str
    source: int
    kernel: int
    bias: int
    stages: tuple[int, ...]

    @property
    def output(self) -> int:
        """The last of the stages: what the next layer reads."""
        return self.stages[-1]


def neurons(graph: Graph, features: Sequence[str] = ()) -> NeuronLayout | None:
    """Lay out the neurons of a stack of dense layers; None for a graph that is not one."""
    stack = _stack(graph)
    if not stack:
        return None
    circles: list[Circle] = []
    words: list[Words] = []
    columns = [_column(graph, (stack[0].source,), "input", features, 0, stack[0].bias, circles, words)]
    words.append(Words("inputs", (0.0, 0.0), True))
    for number, dense in enumerate(stack, start=1):
        bias = stack[number].bias if number < len(stack) else -1
        columns.append(_column(graph, dense.stages, "unit", (), number, bias, circles, words))
        words.append(Words(dense.caption, (number * COLUMN, 0.0), True))
    links = [
        link for k, dense in enumerate(stack) for link in _links(circles, columns[k], columns[k + 1], dense)
    ]
    loss = graph.index[graph.output]
    if loss != stack[-1].output:
        circles.append(Circle(loss, 0, "loss", "loss", (len(columns) * COLUMN, 0.0), (loss,)))
        links += [Link(c, len(circles) - 1, -1, ()) for c in columns[-1] if circles[c].kind == "unit"]
    stretch = _stretch(circles, len(columns))
    circles = [replace(c, centre=(c.centre[0] * stretch, c.centre[1])) for c in circles]
    words = _captions_above(circles, [replace(w, centre=(w.centre[0] * stretch, w.centre[1])) for w in words])
    around = [Box(c.centre[0] - COLUMN / 2, c.centre[1] - PITCH / 2, COLUMN, PITCH) for c in circles]
    texts = [Box(w.centre[0] - COLUMN / 2, w.centre[1] - 12, COLUMN, 24) for w in words]
    return NeuronLayout(tuple(circles), tuple(links), tuple(words), bounds([*around, *texts]))


def _stack(graph: Graph) -> list[_Dense]:
    """Return the layers with kernels in their order; empty if the graph is anything else than a stack of them.

    A layer without a kernel that works number by number belongs to the neurons of the one before it.
    """
    found: list[_Dense] = []
    for scope in graph.scopes.values():
        if not scope.stages:
            continue  # it changes nothing, as dropout in predicting
        source = graph.nodes[scope.stages[0]].inputs[0]
        if found and source != found[-1].output:
            return []
        kernel = scope.roles.get("kernel")
        if kernel is not None and len(graph.nodes[kernel].shape) == len(graph.nodes[source].shape) == 2:
            found.append(_Dense(scope.caption, source, kernel, scope.roles.get("bias", -1), scope.stages))
        elif kernel is None and found and graph.nodes[source].shape == graph.nodes[scope.stages[-1]].shape:
            found[-1] = replace(found[-1], stages=(*found[-1].stages, *scope.stages))
        else:
            return []
    return found


def _column(
    graph: Graph,
    stages: tuple[int, ...],
    kind: Kind,
    labels: Sequence[str],
    number: int,
    bias: int,
    circles: list[Circle],
    words: list[Words],
) -> range:
    """Add the circles of a node's last axis and of the bias that follows it; return their places."""
    node = stages[-1]
    first, units = len(circles), graph.nodes[node].shape[-1]
    shown = units if units <= MOST_CIRCLES else MOST_CIRCLES - 1
    rows = shown + (units > shown) + (bias >= 0)
    x, top = number * COLUMN, -(rows - 1) / 2 * PITCH
    for unit in range(shown):
        label = labels[unit] if unit < len(labels) else (f"x{unit + 1}" if kind == "input" else "")
        circles.append(Circle(node, unit, kind, label, (x, top + unit * PITCH), stages))
    if units > shown:
        words.append(Words(f"… {units - shown:,} more", (x, top + shown * PITCH), False))
    if bias >= 0:
        circles.append(Circle(bias, 0, "bias", "1", (x, top + (rows - 1) * PITCH)))
    return range(first, len(circles))


def _links(circles: Sequence[Circle], left: range, right: range, dense: _Dense) -> list[Link]:
    targets = [c for c in right if circles[c].kind == "unit"]
    out = []
    for source in left:
        circle = circles[source]
        for target in targets:
            unit = circles[target].unit
            is_bias = circle.kind == "bias"
            cell = (unit,) if is_bias else (circle.unit, unit)
            out.append(Link(source, target, dense.bias if is_bias else dense.kernel, cell))
    return out


def _stretch(circles: Sequence[Circle], columns: int) -> float:
    """Return by how much columns move apart where they are tall, so that links can be told apart."""
    heights = [circle.centre[1] for circle in circles]
    tall = (max(heights) - min(heights)) * ASPECT / (columns * COLUMN)
    return min(max(tall, 1.0), MOST_STRETCH)


def _captions_above(circles: Sequence[Circle], words: Sequence[Words]) -> list[Words]:
    """Return the words with all captions on one line above the highest circle."""
    top = min(circle.centre[1] for circle in circles) - CAPTION
    return [Words(w.text, (w.centre[0], top), True) if w.is_caption else w for w in words]
