"""The drawing that can be read best in a place: in how many rows, and how many numbers are printed."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from graphviz_nn.graph.graph import Graph
from graphviz_nn.scene.layout.measures import LAYERS, OPERATIONS
from graphviz_nn.scene.layout.operations import layers, operations
from graphviz_nn.scene.layout.parts import Layout, Point
from graphviz_nn.scene.layout.wrap import wrapped

MOST_ROWS = 8
MOST_CARDS = 400  # a larger drawing is not broken into rows: it is looked at piece by piece
# Tensors with up to so many columns get room for their numbers, if then the zoom is at least this, or at least such a
# share of what it would be without; single numbers always do.
FINER = ((2, 0.62, 0.88), (4, 0.95, 1.0))
WORTH = 1.12  # by how much another row must enlarge the drawing


@dataclass(frozen=True)
class Room:
    """The place that a drawing is for.

    Attributes:
        size: its width and height; a side shorter than a pixel counts as one.
        largest: the zoom that nobody needs more of.
        text: how much larger than usual words are.

    """

    size: Point
    largest: float = 1.0
    text: float = 1.0

    def zoom(self, layout: Layout) -> float:
        """Return the zoom at which a drawing fits."""
        wide, high = (max(side, 1.0) for side in self.size)
        return min(wide / max(layout.box.width, 1.0), high / max(layout.box.height, 1.0), self.largest)


def fitting_operations(graph: Graph, folded: AbstractSet[str], room: Room) -> Layout:
    """Lay out a graph for a place, with some layers folded into one card each."""

    def drawn(columns: int) -> Layout:
        return _best(operations(graph, folded, replace(OPERATIONS, text=room.text, columns=columns)), room)

    best = drawn(1)
    largest = room.zoom(best)
    for columns, least, share in FINER if len(graph.nodes) <= MOST_CARDS else ():
        layout = drawn(columns)
        zoom = room.zoom(layout)
        largest = max(largest, zoom)
        if zoom >= min(least, share * largest):
            best = layout
    return best


def fitting_layers(graph: Graph, room: Room) -> Layout:
    """Lay out a graph for a place, with one card for each layer."""
    return _best(layers(graph, replace(LAYERS, text=room.text)), room)


def _best(layout: Layout, room: Room) -> Layout:
    """Return the drawing in the number of rows that shows it largest, fewer rows where that changes little."""
    best = layout
    for other in _rows(layout):
        if room.zoom(other) > WORTH * room.zoom(best):
            best = other
    return best


def _rows(layout: Layout) -> Iterable[Layout]:
    most = MOST_ROWS if len(layout.cards) <= MOST_CARDS and not layout.note else 1
    return (wrapped(layout, rows) for rows in range(2, most + 1))
