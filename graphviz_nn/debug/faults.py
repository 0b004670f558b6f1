"""Faults of single layers in one update: flat ends, units that are off, units that are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod
from typing import NamedTuple

import numpy as np

from graphviz_nn.debug.finding import Finding, driven
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Node, Role
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import counted
from graphviz_nn.training.scale import has_large_inputs

MANY = 0.5  # the share of cells in a flat end from which on a node is saturated
NEAR = 0.5  # what a prediction is off its target by, at most, where it is right
ENOUGH_ROWS = 8  # in fewer examples a relu unit may be off by chance


class Off(NamedTuple):
    """A node with units that are at 0 for a whole mini-batch.

    Attributes:
        place: where it stands in the graph.
        dead: how many of its units are off.
        units: how many it has.
        cells: in how many cells each was looked at.
        unit: what one is called.

    """

    place: int
    dead: int
    units: int
    cells: int
    unit: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing passes it at all, and not by the chance of a few cells."""
        return self.dead == self.units and self.units * self.cells >= ENOUGH_ROWS


def kernels(record: Record) -> list[tuple[int, Node]]:
    """Return the layers' kernels in their order, with their places in the graph."""
    places = [scope.roles["kernel"] for scope in record.graph.scopes.values() if "kernel" in scope.roles]
    return [(place, record.graph.nodes[place]) for place in places]


def saturated(record: Record) -> Iterator[Finding]:
    """Yield each node most of whose cells lie in a flat end."""
    start = "start from smaller weights"
    scale = ["standardise the inputs"] if has_large_inputs(record.graph, record.values) else []
    aims = _aims(record)
    at_start, later = [start, *scale], [start, "lower the learning rate", *scale]
    for index, node in enumerate(record.graph.nodes):
        flat = node.op.saturated(record.values[index]) if node.op else None
        if flat is None:
            continue
        if index in aims:  # where a prediction is near its target, a flat end is where it should be
            flat = flat & ~(np.abs(record.values[index] - record.values[aims[index]]) < NEAR)
        share = float(flat.mean()) if flat.size else 0.0
        if share >= MANY:
            what = f"is saturated, {share:.0%} of its cells lie where the slope is almost 0"
            yield driven("saturated", node.name, what, record.update, at_start=at_start, later=later)


def shut(record: Record) -> list[Off]:
    """Return the nodes with units that are off, from the input on.

    Behind one that is off as a whole nothing depends on the example: that units are off there is but a consequence.
    """
    found: list[Off] = []
    for index, node in enumerate(record.graph.nodes):
        off = node.op.off(record.values[index]) if node.op else None
        if off is None or off.ndim < 2 or not off.size:
            continue
        *cells, units = off.shape
        dead = int(off.all(axis=tuple(range(len(cells)))).sum())
        if dead:
            found.append(Off(index, dead, units, prod(cells), "filter" if off.ndim == 4 else "unit"))
            if found[-1].is_whole:
                break
    return found


def dead(record: Record) -> Iterator[Finding]:
    """Yield each node with units that are off, the one that is off as a whole first."""
    draw, lower, leaky = "draw other weights", "lower the learning rate", "take leaky_relu"
    for off in sorted(shut(record), key=lambda off: not off.is_whole):
        name, rows = record.graph.nodes[off.place].name, len(record.values[off.place])
        if not off.is_whole and rows < ENOUGH_ROWS:
            continue
        so = "so no gradient reaches what is before it" if off.is_whole else "where no gradient passes"
        what = f"has {off.dead} of {counted(off.units, off.unit)} at 0 for the whole mini-batch, {so}"
        # Of units that are off one by one, some may have been so from the start, and others been driven there.
        some = () if off.is_whole else (draw, lower, leaky)
        ways = {"at_start": (draw, leaky), "later": (lower, leaky), "ever_since": some}
        yield driven("off" if off.is_whole else "dead", name, what, record.update, **ways)


def symmetric(record: Record) -> Iterator[Finding]:
    """Yield each kernel with columns that are equal and stay so."""
    for index, node in kernels(record):
        kernel, gradient = record.values[index], record.gradients[index]
        if gradient is None or kernel.shape[-1] < 2:
            continue
        both = np.concatenate([kernel, gradient]).reshape(-1, kernel.shape[-1])
        equal = most_equal_columns(both)
        if equal > 1:
            text = f"has {equal} equal columns with equal gradients: those units stay the same for ever; "
            yield Finding("symmetric", node.name, f"{node.name} {text}start from random weights")


def most_equal_columns(table: FloatArray) -> int:
    """Return how many columns are equal to each other, at most; their bytes are counted, which sorts nothing."""
    columns = np.ascontiguousarray(table.T + 0.0)  # −0 becomes 0
    return max(Counter(columns.view(f"V{columns[0].nbytes}").ravel().tolist()).values())


def _aims(record: Record) -> dict[int, int]:
    """Return the place of the target beside that of each prediction, found in one walk through the graph."""
    nodes, found = record.graph.nodes, dict[int, int]()
    for node in nodes:
        if len(node.inputs) == 2:
            prediction, target = node.inputs
            if nodes[target].role is Role.INPUT and nodes[target].shape == record.values[prediction].shape:
                found.setdefault(prediction, target)
    return found
