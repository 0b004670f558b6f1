"""A record, indexed once: what every node and edge holds at a position, looked up without replaying it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.graph import Edge
from graphviz_nn.ops import FloatArray

NEVER = 1 << 62
RANGE = 4.0  # powers of ten between the thinnest and the thickest edge


class Tape:
    """A record, indexed by node and edge.

    The arrays that it returns are the same objects from call to call, so pictures of them can be kept.

    Attributes:
        record: what is indexed.
        returned: the position at which backward is over: every gradient has arrived.

    """

    def __init__(self, record: Record) -> None:
        self.record = record
        nodes = record.graph.nodes
        self._written = [0 if node.is_leaf else NEVER for node in nodes]
        self._updated: dict[int, int] = {}
        self._arrivals: dict[int, list[int]] = defaultdict(list)
        self.returned = 0
        self._passed: dict[Edge, int] = {}
        self._sums: dict[int, list[FloatArray]] = {}
        self._limits: dict[int, list[float]] = {}
        self._value_limits: dict[tuple[int, bool], float] = {}
        for place, event in enumerate(record.events, start=1):
            self._enter(place, event)
        self._zero = {i for i, node in enumerate(nodes) if node.needs_gradient and i not in self._arrivals}

    def event(self, position: int) -> Event | None:
        """Return the event that happened last."""
        return self.record.events[position - 1] if position else None

    def value(self, node: int, position: int) -> FloatArray | None:
        """Return what a node holds: a parameter its new weights once updated, None before forward came by."""
        if self.is_updated(node, position):
            return self.record.change(self.record.graph.nodes[node].name).after
        return self.record.values[node] if self._written[node] <= position else None

    def is_updated(self, node: int, position: int) -> bool:
        """Whether the update has moved a parameter or a state by then."""
        return self._updated.get(node, NEVER) <= position

    def arrived(self, node: int, position: int) -> list[Event]:
        """Return the events that have added to a node's gradient by then."""
        return self._events(node)[: bisect_right(self._arrivals.get(node, []), position)]

    def awaited(self, node: int, position: int) -> list[Event]:
        """Return the events that will add to a node's gradient later."""
        return self._events(node)[bisect_right(self._arrivals.get(node, []), position) :]

    def values(self, position: int) -> list[FloatArray | None]:
        """Return what each node holds."""
        return [self.value(node, position) for node in range(len(self.record.graph.nodes))]

    def gradients(self, position: int) -> list[FloatArray | None]:
        """Return the gradient of each node as far as it has arrived."""
        return [self.gradient(node, position) for node in range(len(self.record.graph.nodes))]

    def has_gradient(self, node: int) -> bool:
        """Whether a node has a gradient in the end, though nothing may arrive and it be 0."""
        return node in self._arrivals or node in self._zero

    def gradient(self, node: int, position: int) -> FloatArray | None:
        """Return the gradient as far as it has arrived; None before it begins.

        One that nothing arrives at is 0, which is known once backward is over.
        """
        if node in self._zero and self.returned <= position:
            return self._sums.setdefault(node, [np.zeros(self.record.graph.nodes[node].shape)])[0]
        count = bisect_right(self._arrivals.get(node, []), position)
        return self.gradient_after(node, count) if count else None

    def gradient_after(self, node: int, count: int) -> FloatArray:
        """Return the gradient that a node's first contributions make up, so many of them, at least one."""
        return self._partial_sums(node)[count - 1]

    def value_limit(self, node: int, position: int) -> float:
        """Return the limit of the colours of a node's value: its largest number, before and after its update."""
        changed = self.is_updated(node, position)
        key = node, changed
        if key not in self._value_limits:
            before = self.record.values[node]
            arrays = (before, self.value(node, position)) if changed else (before,)
            self._value_limits[key] = max(_size(array) for array in arrays if array is not None) or 1.0
        return self._value_limits[key]

    def change_limit(self, node: int) -> float:
        """Return the limit of the colours of what the update added to a parameter."""
        return _size(self._changes(node)) or 1.0

    def gradient_limit(self, node: int, position: int) -> float:
        """Return the limit of the colours of a node's gradient: the largest number that it has held so far.

        What has not been shown yet has no say, so the colours of a gradient that has arrived stay as they are.
        """
        count = bisect_right(self._arrivals.get(node, []), position)
        return self._gradient_limits(node)[count - 1] if count else 1.0

    def change(self, node: int, position: int) -> FloatArray | None:
        """Return what the update added to a parameter; None before it."""
        return self._changes(node) if self.is_updated(node, position) else None

    def forward_at(self, edges: Iterable[Edge]) -> int:
        """Return the position from which on the values have flowed through all these edges."""
        return max(self._written[edge.consumer] for edge in edges)

    def backward_at(self, edges: Iterable[Edge]) -> int:
        """Return the position from which on a gradient has flowed back through one of these edges."""
        return min(self._passed.get(edge, NEVER) for edge in edges)

    def strength(self, edges: Iterable[Edge]) -> float:
        """Return the size of the largest contribution, on a log scale from 0 to 1, the record's largest being 1."""
        size = max((self._edge_sizes.get(edge, 0.0) for edge in edges), default=0.0)
        if not (size > 0 and self._peak > 0):
            return 0.0
        # The quotient of a small one and a large one may be 0, and its logarithm no number.
        return min(max(1 + (math.log10(size) - math.log10(self._peak)) / RANGE, 0.0), 1.0)

    @cached_property
    def _edge_sizes(self) -> dict[Edge, float]:
        pieces = self.record.contributions
        return dict(zip(pieces, _sizes(list(pieces.values())), strict=True))

    @cached_property
    def _peak(self) -> float:
        return max(self._edge_sizes.values(), default=0.0)

    def _events(self, node: int) -> list[Event]:
        return [self.record.events[place - 1] for place in self._arrivals.get(node, [])]

    def _enter(self, place: int, event: Event) -> None:
        if event.phase is Phase.BACKWARD:
            self._arrivals[event.node].append(place)
            self.returned = place
            if event.edge is not None:
                self._passed[event.edge] = place
        elif event.phase is Phase.UPDATE:
            self._updated[event.node] = place
        else:
            self._written[event.node] = place

    def _partial_sums(self, node: int) -> list[FloatArray]:
        if node not in self._sums:
            events = self.record.events
            pieces = [self.record.contribution(events[place - 1]) for place in self._arrivals[node]]
            sums = pieces[:1]
            with np.errstate(all="ignore"):
                for piece in pieces[1:]:
                    sums.append(sums[-1] + piece)
            self._sums[node] = sums
        return self._sums[node]

    def _gradient_limits(self, node: int) -> list[float]:
        if node not in self._limits:
            peaks = accumulate(_sizes(self._partial_sums(node)), max)
            self._limits[node] = [peak or 1.0 for peak in peaks]
        return self._limits[node]

    def _changes(self, node: int) -> FloatArray:
        key = -1 - node  # beside the gradients' sums, which use the node's own number
        if key not in self._sums:
            change = self.record.change(self.record.graph.nodes[node].name)
            self._sums[key] = [change.delta]
        return self._sums[key][0]


def _size(array: FloatArray) -> float:
    """Return the largest finite magnitude, 0 for none."""
    sizes = np.abs(array)
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))


def _sizes(arrays: Sequence[FloatArray]) -> list[float]:
    """Return the size of each of many arrays; numbers alone are taken together, or 100,000 would take a second."""
    if any(array.size != 1 for array in arrays):
        return [_size(array) for array in arrays]
    sizes = np.abs(np.fromiter((array.item() for array in arrays), np.float64, len(arrays)))
    return [float(size) for size in np.where(np.isfinite(sizes), sizes, 0.0)]
