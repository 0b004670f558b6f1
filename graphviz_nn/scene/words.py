"""What cards, pills and tool tips say."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.graph import Graph, Node, Role
from graphviz_nn.kept import kept_beside
from graphviz_nn.ops import FloatArray, Op, shape_text
from graphviz_nn.ops.notation import plain
from graphviz_nn.text import full, short

LONGEST_PILL = 26
# What stands in the place of a gradient that is not there, and the same where there is little room.
GRADIENT_STATES = (("no gradient", "none"), ("gradient not yet", "not yet"))


def symbol(graph: Graph, node: Node) -> str:
    """Return what a node's card shows large: `x · W`, `tanh`, `W`."""
    if node.op is None:
        return _letter(node)
    if node.op.symbol == "@":
        return plain(node.op.formula, _letters(graph, node, node.op))
    return node.op.symbol


def subtitle(graph: Graph, node: Node) -> str:
    """Return what stands below the symbol: the name; the formula or the role where the symbol says just that."""
    return graph.formula(node) if symbol(graph, node) == node.name else node.name


def short_name(node: Node) -> str:
    """Return a node's name without its layer's, for a card inside the layer's frame."""
    return node.name.removeprefix(f"{node.layer}/") if node.layer else node.name


def brief(x: float, digits: int) -> str:
    """Return a number with so many significant digits, 4 at most."""
    return short(float(f"{x:.{digits}g}"))


def example(record: Record, place: int) -> str:
    """Return which example of the mini-batch is shown: `point 1 of 16 · row 37`, the row as in the data, from 0."""
    count = batch_size(record)
    row = f" · row {record.rows[place]:,}" if place < len(record.rows) else ""
    return f"point {place + 1:,} of {count:,}{row}"


@kept_beside
def batch_size(record: Record) -> int:
    """Return how many examples a mini-batch has: the rows of its first input."""
    inputs = (node.shape for node in record.graph.nodes if node.role is Role.INPUT and len(node.shape) > 1)
    return next((shape[0] for shape in inputs), 1)


@lru_cache(maxsize=1024)
def _gradient_text(op: Op, argument: int, letters: tuple[tuple[str, str], ...]) -> str:
    return plain(op.gradients[argument], dict(letters))


def pill(graph: Graph, event: Event) -> str:
    """Return what flows through the edge of a backward event, as in `◂ g · Wᵀ`."""
    if event.edge is None:
        return ""
    node = graph.nodes[event.edge.consumer]
    assert node.op is not None
    letters = tuple(_letters(graph, node, node.op).items())
    text = _gradient_text(node.op, event.edge.argument, letters)
    return "◂ " + (text if len(text) <= LONGEST_PILL else text[: LONGEST_PILL - 1] + "…")


def happening(graph: Graph, event: Event) -> str:
    """Return what an event did, as one line of mathematics: `y = tanh(x)`, `gradient += g · Wᵀ`."""
    node = graph.nodes[event.node]
    if event.phase is Phase.UPDATE:
        return f"{symbol(graph, node)} ← {symbol(graph, node)} + Δ"
    if event.phase is Phase.BACKWARD:
        return f"gradient += {pill(graph, event).removeprefix('◂ ')}" if event.edge else "gradient = 1"
    assert node.op is not None
    return f"y = {plain(node.op.formula, _letters(graph, node, node.op))}"


def parameter_count(graph: Graph, nodes: tuple[int, ...]) -> int:
    """Return how many numbers the parameters among the nodes hold."""
    sizes = (graph.nodes[i].shape for i in nodes if graph.nodes[i].role is Role.PARAMETER)
    return sum(int(np.prod(shape)) for shape in sizes)


def counted(number: int, what: str) -> str:
    """Return `1 unit`, `4 units`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def array_tip(what: str, array: FloatArray) -> str:
    """Return the shape, the extremes and the mean of an array."""
    if array.size == 1:
        return f"{what} {full(float(array.reshape(-1)[0]))}"
    finite = array[np.isfinite(array)]
    parts = [f"{what} {shape_text(array.shape)}"]
    if finite.size:
        low, high, mean = float(finite.min()), float(finite.max()), float(finite.mean())
        parts.append(f"min {short(low)} · max {short(high)} · mean {short(mean)}")
    if finite.size < array.size:
        parts.append(f"{array.size - finite.size:,} not finite")
    return " · ".join(parts)


def cell_tip(node: Node, what: str, array: FloatArray, index: tuple[int, ...], shares: int) -> str:
    """Return one number in full, and where the drawn cell stands for several, that it is their largest."""
    place = f"[{', '.join(map(str, index))}]" if index else ""
    tip = f"{what} of {node.name}{place} = {full(float(array[index]))}"
    return tip if shares <= 1 else f"{tip}\nthe largest in size of {shares:,} numbers"


def spoken(node: Node, value: FloatArray | None, gradient: FloatArray | None) -> str:
    """Return a node in words for assistive technology."""
    kind = node.op.words if node.op else f"A {node.role.value}."
    held = "no value yet" if value is None else array_tip("value", value)
    arrived = "no gradient yet" if gradient is None else array_tip("gradient", gradient)
    return f"{node.name}, shape {shape_text(node.shape)}. {kind} {held}; {arrived}."


def wish(gradient: float) -> str:
    """Return what a gradient asks for, in words."""
    if not abs(gradient) > 0:
        return "no small change of it would change the loss"
    return f"the loss falls where it {'grows' if gradient < 0 else 'shrinks'}"


def gradient_state(has_gradient: bool) -> tuple[str, str]:
    """Return the words in the place of a gradient that is not there, and fewer words."""
    return GRADIENT_STATES[has_gradient]


def _letter(node: Node) -> str:
    return node.letter or node.name.rpartition("/")[2]


def _letters(graph: Graph, node: Node, op: Op) -> dict[str, str]:
    """Return the letters of a formula: those of textbooks where a layer's parameter takes part, else the op's own."""
    inputs = [graph.nodes[i] for i in node.inputs]
    known = any(n.letter for n in inputs)
    if not known or op.symbol != "@":
        return {letter: letter for letter in op.inputs}
    return {letter: n.letter or "x" for letter, n in zip(op.inputs, inputs, strict=True)}
