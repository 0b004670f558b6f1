"""What becomes of the gradient on its way back through the layers: it stops, fades, grows, or moves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graphviz_nn.debug.faults import kernels, shut
from graphviz_nn.debug.finding import Finding, driven
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Node
from graphviz_nn.model import ACTIVATIONS
from graphviz_nn.ops import BinaryCrossentropy, CategoricalCrossentropy, Convolve, FloatArray, MatMul, Op
from graphviz_nn.text import either, short
from graphviz_nn.training.scale import goal_of, has_large_inputs

VANISHED = 1e-4  # of the last layer's gradient
STANDS_STILL = 1e-6  # of the weights' size
EXPLODED = 1e3  # times the last layer's gradient, or the weights' size
_SLOPES_AT: FloatArray = np.linspace(-8.0, 8.0, 161)  # 0 among them, where bounded activations are steepest


def vanishing(record: Record, saturated: Sequence[Finding]) -> Iterator[Finding]:
    """Yield where the gradient stops, where it fades most, and what an update hardly moves: each once.

    What follows from nodes that are saturated, or from a layer that is off, is left to the findings on those.
    """
    found = kernels(record)
    norms = {index: _norm(record, index) for index, _ in found}
    stopped = [node for index, node in found if norms[index] == 0.0]
    if stopped and not saturated and not any(off.dead == off.units for off in shut(record)):
        yield _stopped(record, stopped)
    last = norms[found[-1][0]] if found else 0.0
    faint = {index: norm for index, norm in norms.items() if 0.0 < norm < VANISHED * last}
    if faint:
        yield from _faded(record, min(faint, key=faint.__getitem__), found[-1][0], saturated)
    still = {
        node.name: moved
        for index, node in found
        if norms[index] and index not in faint and (moved := _moved(record, node)) is not None
        if moved < STANDS_STILL
    }
    if still:
        share = short(max(still.values()))
        text = f"by {share} of its size in an update: it is at rest, or the learning rate is too small"
        if len(still) > 1:
            text = f"by at most {share} of their size in an update: they are at rest, or the learning rate is too small"
        yield _of("at rest", list(still), "moves", "move", text)


def exploding(record: Record) -> Iterator[Finding]:
    """Yield where the gradient has grown most, and what an update moves by many times its size: each once."""
    found = kernels(record)
    last = _norm(record, found[-1][0]) if found else 0.0
    norms = {node.name: norm for index, node in found if (norm := _norm(record, index)) > EXPLODED * last > 0}
    if norms:
        name = max(norms, key=norms.__getitem__)
        text = f"gets {short(norms[name] / last)} times the last layer's gradient: start from smaller weights"
        yield Finding("exploding", name, f"{name} {text}")
    steps = {
        node.name: moved
        for _, node in found
        if node.name not in norms and (moved := _moved(record, node)) is not None and moved > EXPLODED
    }
    if steps:
        # Before anything has gone wrong, the rate is named without a lower one being asked for.
        is_first = record.update == 1
        why = "the learning rate is too large for such a gradient" if is_first else "lower the learning rate"
        whose = "its" if len(steps) == 1 else "their"
        text = f"by up to {short(max(steps.values()))} times {whose} size in an update: {why}"
        yield _of("large steps", list(steps), "moves", "move", text)


def _stopped(record: Record, nodes: Sequence[Node]) -> Finding:
    """Return the finding on kernels without a gradient, although nothing behind them is off or flat."""
    names = [node.name for node in nodes]
    goal = goal_of(record.graph)
    if goal is not None and _norm(record, goal.prediction) == 0.0:
        is_cut = (
            isinstance(goal.loss, BinaryCrossentropy | CategoricalCrossentropy) and not goal.loss.from_logits
        )
        others = ["take the loss from logits behind a linear layer"] if is_cut else []
        if has_large_inputs(record.graph, record.values):
            others.append("standardise the inputs")
        return driven(
            "vanishing",
            record.graph.nodes[goal.prediction].name,
            "lies where the loss has no slope, so nothing can move",
            record.update,
            at_start=["draw other weights", *others],
            later=["lower the learning rate", *others],
        )
    is_zero = any(not record.values[index].any() for index, _ in kernels(record))
    what_to_do = "start from small random weights" if is_zero else "draw other weights"
    text = f"a gradient of exactly 0 and can't move: {what_to_do}"
    return _of("vanishing", names, "gets", "get", text)


def _faded(record: Record, first: int, last: int, saturated: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the finding on a gradient that fades from the last kernel to another, with the op that is to blame."""
    nodes = record.graph.nodes
    near, far = nodes[first].name, nodes[last].name
    op = _blamed(record, first, last)
    if op is not None and any(nodes[record.graph.index[each.node]].op == op for each in saturated):
        return
    factor = short(_norm(record, last) / _norm(record, first))
    why = "" if op is None else f", most in {op.name}{_reason(op)}"
    ways = _ways(op)
    if len(kernels(record)) > 2:
        ways.append("take fewer layers")
    text = f"gets a gradient that fades from {far} to {near} by a factor of {factor}{why}: {either(ways)}"
    yield Finding("vanishing", near, f"{near} {text}")


def _blamed(record: Record, first: int, last: int) -> Op | None:
    """Return the op that takes most of the gradient on its way back between two kernels, all of its kind together."""
    nodes = record.graph.nodes
    place, end = (_user(record, kernel) for kernel in (last, first))
    shares: dict[Op, float] = {}
    while place > end and nodes[place].inputs:
        node, before = nodes[place], nodes[place].inputs[0]
        here, there = _norm(record, place), _norm(record, before)
        if not (here and there) or node.op is None:
            return None
        shares[node.op] = shares.get(node.op, 1.0) * there / here
        place = before
    return min(shares, key=shares.__getitem__, default=None)


def _user(record: Record, kernel: int) -> int:
    """Return the place of the op that a kernel is the second input of."""
    return next(place for place, node in enumerate(record.graph.nodes) if node.inputs[1:2] == (kernel,))


def _reason(op: Op) -> str:
    """Return why an op lets little of a gradient through, as a clause about it."""
    if isinstance(op, MatMul | Convolve):
        return ", whose weights are small"
    if not op.elementwise or op.name not in ACTIVATIONS:
        return ""
    (slopes,) = op.backward(np.ones_like(_SLOPES_AT), op.forward(_SLOPES_AT), _SLOPES_AT)
    steepest = float(np.abs(slopes).max())
    return f", whose slope is at most {short(steepest)}" if steepest < 1 else ", whose slope is small here"


def _ways(op: Op | None) -> list[str]:
    """Return what lets more of a gradient through than an op does."""
    if op is None or op.name not in ACTIVATIONS:
        return ["start from larger weights"]
    return [f"take {' or '.join(name for name in ('tanh', 'relu') if name != op.name)}"]


def _of(kind: str, names: Sequence[str], verb: str, of_several: str, text: str) -> Finding:
    """Return the finding on one node, or on several at once."""
    first, *others = names
    if not others:
        subject = f"{first} {verb}"
    elif len(others) == 1:
        subject = f"{first} and {others[0]} {of_several}"
    else:
        subject = f"{first} and {len(others)} more, up to {others[-1]}, {of_several}"
    return Finding(kind, first, f"{subject} {text}")


def _norm(record: Record, index: int) -> float:
    gradient = record.gradients[index]
    return 0.0 if gradient is None else _length(gradient)


def _moved(record: Record, node: Node) -> float | None:
    """Return how far the update moved a parameter, as a share of its size; None where it has none."""
    change = record.changes.get(node.name)
    size = _length(change.before) if change is not None else 0.0
    return _length(change.delta) / size if change is not None and size else None


def _length(vector: FloatArray) -> float:
    """Return the root of the sum of squares.

    Not by BLAS, which wakes all threads for it: on a machine with other work to do that takes a hundred times as long.
    """
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.square(vector).sum()))
