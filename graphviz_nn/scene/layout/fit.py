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
# share of what it would be without.
CHOICES = ((4, 0.95, 1.0), (2, 0.62, 0.88), (1, 0.0, 0.0))
WORTH = 1.12  # by how much another row must enlarge the drawing


@dataclass(frozen=True)
class Room:
    """The place that a drawing is for.

    Attributes:
        size: its width and height.
        largest: the zoom that nobody needs more of.
        text: how much larger than usual words are.

    """

    size: Point
    largest: float = 1.0
    text: float = 1.0

    def zoom(self, layout: Layout) -> float:
        """Return the zoom at which a drawing fits."""
        wide, high = self.size[0] / max(layout.box.width, 1.0), self.size[1] / max(layout.box.height, 1.0)
        return min(wide, high, self.largest)


def fitting_operations(graph: Graph, folded: AbstractSet[str], room: Room) -> Layout:
    """Lay out a graph for a place, with some layers folded into one card each."""
    choices = CHOICES if len(graph.nodes) <= MOST_CARDS else CHOICES[-1:]
    largest = 0.0
    for columns, least, share in reversed(choices):
        measures = replace(OPERATIONS, text=room.text, columns=columns)
        layout = _best(operations(graph, folded, measures), room)
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
