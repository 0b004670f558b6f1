"""Why a network does not learn: what one update shows of it, each finding in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graphviz_nn.debug.not_finite import first_gradient, first_value
from graphviz_nn.debug.record import Record
from graphviz_nn.debug.steadier import steadier
from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import Node, Role
from graphviz_nn.ops import Array, FloatArray
from graphviz_nn.text import counted, short
from graphviz_nn.training.divergence import cure

MANY = 0.5  # the share of cells in a flat end from which on a node is saturated
ENOUGH_ROWS = 8  # in fewer examples a relu unit may be off by chance
VANISHED = 1e-4  # of the last layer's gradient
STANDS_STILL = 1e-6  # of the weights' size
EXPLODED = 1e3  # times the last layer's gradient, or the weights' size
LEARNT = 1e-3  # a loss below this leaves little to learn: small gradients are right then


@dataclass(frozen=True)
class Finding:
    """Something that keeps a network from learning.

    Attributes:
        kind: which check found it, as in `saturated`.
        node: the name of the node to look at.
        text: one sentence on the number and the cure; it begins with the node's name.

    """

    kind: str
    node: str
    text: str


def diagnose(record: Record) -> tuple[Finding, ...]:
    """Return what a whole update shows, the gravest first; where numbers are not finite, only that."""
    bad = tuple(_not_finite(record))
    if bad or record.optimiser is None:  # an expression has no layers to find fault with
        return bad
    learnt = _loss(record) < LEARNT
    checks = [check for check in _CHECKS if not (learnt and check in _OF_SMALL_GRADIENTS)]
    return tuple(finding for check in checks for finding in check(record))


def divergence_text(error: DivergenceError) -> str:
    """Return in one sentence where a training stopped, and the cure."""
    when = "Stopped before any update" if error.at_start else f"Diverged at update {error.update:,}"
    return f"{when}: {error.node} is not finite; {error.cure}."


def most_equal_columns(table: FloatArray) -> int:
    """Return how many columns are equal to each other, at most; their bytes are counted, which sorts nothing."""
    columns = np.ascontiguousarray(table.T + 0.0)  # −0 becomes 0
    return max(Counter(columns.view(f"V{columns[0].nbytes}").ravel().tolist()).values())


def _not_finite(record: Record) -> Iterator[Finding]:
    cell, way = first_value(record), "forward"
    if cell is None:
        cell, way = first_gradient(record), "backward"
    if cell is None:
        return
    what_to_do = "change the numbers that it is computed from"
    if record.optimiser is not None:
        node = record.graph.nodes[record.graph.index[cell.node]] if way == "forward" else None
        what_to_do = cure(node, record.update, is_fed=bool(record.rows))
    steady = steadier(record.graph, record.graph.index[cell.node])
    if steady and way == "forward":
        what_to_do = f"write {steady}, which comes to the same and does not overflow"
    text = f"{cell.node} is not finite, the first on the way {way}: {what_to_do}"
    yield Finding("not finite", cell.node, text)


def _saturated(record: Record) -> Iterator[Finding]:
    for index, node in enumerate(record.graph.nodes):
        flat = node.op.saturated(record.values[index]) if node.op else None
        if flat is None:
            continue
        right = _right(record, index)
        if right is not None:
            flat = flat & ~right
        share = float(flat.mean()) if flat.size else 0.0
        if share >= MANY:
            yield Finding(
                "saturated",
                node.name,
                f"{node.name} is saturated: {share:.0%} of its cells lie where the slope is almost 0; "
                "start from smaller weights, or standardise the inputs",
            )


def _dead(record: Record) -> Iterator[Finding]:
    for index, node in enumerate(record.graph.nodes):
        off = node.op.off(record.values[index]) if node.op else None
        if off is None or off.ndim < 2 or len(off) < ENOUGH_ROWS:
            continue
        *cells, units = off.shape
        dead = int(off.all(axis=tuple(range(len(cells)))).sum())
        if dead:
            of_all = counted(units, "filter" if off.ndim == 4 else "unit")
            # Before the first update no learning rate has driven them there.
            what_to_do = "draw other weights" if record.update == 1 else "lower the learning rate"
            yield Finding(
                "dead",
                node.name,
                f"{node.name} has {dead} of {of_all} at 0 for the whole mini-batch, "
                f"where no gradient passes: {what_to_do}, or take leaky_relu",
            )


def _vanishing(record: Record) -> Iterator[Finding]:
    kernels = _kernels(record)
    last = _norm(record, kernels[-1][0]) if kernels else 0.0
    for index, node in kernels:
        norm, moved = _norm(record, index), _moved(record, node)
        if norm == 0.0:
            text = "gets a gradient of exactly 0 and can't move: start from small random weights"
        elif norm < VANISHED * last:
            text = (
                f"gets {short(norm / last)} of the last layer's gradient: take tanh or relu, or fewer layers"
            )
        elif moved is not None and moved < STANDS_STILL:
            text = f"moves by {short(moved)} of its size in an update: it is at rest, or the learning rate is too small"
        else:
            continue
        yield Finding("vanishing", node.name, f"{node.name} {text}")


def _exploding(record: Record) -> Iterator[Finding]:
    kernels = _kernels(record)
    last = _norm(record, kernels[-1][0]) if kernels else 0.0
    for index, node in kernels:
        norm, moved = _norm(record, index), _moved(record, node)
        if last > 0 and norm > EXPLODED * last:
            text = f"gets {short(norm / last)} times the last layer's gradient: start from smaller weights"
        elif moved is not None and moved > EXPLODED:
            text = f"moves by {short(moved)} times its size in an update: lower the learning rate"
        else:
            continue
        yield Finding("exploding", node.name, f"{node.name} {text}")


def _symmetric(record: Record) -> Iterator[Finding]:
    for index, node in _kernels(record):
        kernel, gradient = record.values[index], record.gradients[index]
        if gradient is None or kernel.shape[-1] < 2:
            continue
        both = np.concatenate([kernel, gradient]).reshape(-1, kernel.shape[-1])
        equal = most_equal_columns(both)
        if equal > 1:
            yield Finding(
                "symmetric",
                node.name,
                f"{node.name} has {equal} equal columns with equal gradients: those units stay the same for ever; "
                "start from random weights",
            )


_CHECKS = (_saturated, _dead, _vanishing, _exploding, _symmetric)
_OF_SMALL_GRADIENTS = (_saturated, _vanishing)


def _kernels(record: Record) -> list[tuple[int, Node]]:
    """Return the layers' kernels in their order."""
    kernels = [scope.roles["kernel"] for scope in record.graph.scopes.values() if "kernel" in scope.roles]
    return [(index, record.graph.nodes[index]) for index in kernels]


def _norm(record: Record, index: int) -> float:
    gradient = record.gradients[index]
    return 0.0 if gradient is None else _length(gradient)


def _moved(record: Record, node: Node) -> float | None:
    """Return how far the update moved a parameter, as a share of its size; None where it has none."""
    change = record.changes.get(node.name)
    size = _length(change.before) if change is not None else 0.0
    return _length(change.after - change.before) / size if change is not None and size else None


def _length(vector: FloatArray) -> float:
    """Return the root of the sum of squares.

    Not by BLAS, which wakes all threads for it: on a machine with other work to do that takes a hundred times as long.
    """
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.square(vector).sum()))


def _loss(record: Record) -> float:
    return float(record.values[record.graph.index[record.graph.output]])


def _right(record: Record, index: int) -> Array | None:
    """Return where a prediction is near its target: a flat end is where it should be there. None inside the net."""
    for node in record.graph.nodes:
        if node.inputs[:1] == (index,) and len(node.inputs) == 2:
            target = record.graph.nodes[node.inputs[1]]
            if target.role is Role.INPUT and target.shape == record.values[index].shape:
                near: Array = np.abs(record.values[index] - record.values[node.inputs[1]]) < 0.5
                return near
    return None
