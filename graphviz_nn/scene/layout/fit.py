"""The drawing that can be read best in a place: in how many rows, and how many numbers are printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from graphviz_nn.scene.layout.columns import Choice, Columns
from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.order import Order
from graphviz_nn.scene.layout.parts import Layout, Point
from graphviz_nn.scene.layout.placing import placed
from graphviz_nn.scene.layout.wrap import wrapped
from graphviz_nn.scene.table import table_shape

# Tensors with up to so many columns get room for their numbers, if then the zoom is at least this, or at least such a
# share of what it would be without.
CHOICES = ((4, 0.95, 1.0), (2, 0.62, 0.88), (1, 0.0, 0.0))
COMFORTABLE = 0.95  # the size of words, in the usual one, from which one row is not broken to enlarge it
WORTH = 1.12  # by how much another row must enlarge the drawing
TANGLE = 1.07  # and by how much each link that is led around to it


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

    def zoom(self, size: Point) -> float:
        """Return the zoom at which a drawing of a size fits."""
        wide, high = (max(side, 1.0) for side in self.size)
        return min(wide / max(size[0], 1.0), high / max(size[1], 1.0), self.largest)


def fitted(order: Order, room: Room, measures: Measures) -> Layout:
    """Return the drawing of an order for a place, its rows and its cards as can be read best there."""
    largest = 0.0
    for most, least, share in reversed(CHOICES):
        columns = columns_of(order, _with_columns(order, replace(measures, text=room.text), most))
        choice = _best(columns, room)
        zoom = room.zoom(choice.size)
        largest = max(largest, zoom)
        if zoom >= min(least, share * largest):
            best = columns, choice.cuts
    return wrapped(*best)


@lru_cache(maxsize=12)
def columns_of(order: Order, measures: Measures) -> Columns:
    """Return an order with sizes, in one row; remembered, for it does not depend on the place."""
    sheet = order.sheet
    leaves = frozenset(card for card in range(len(sheet.parts)) if sheet.is_given(card))
    return Columns(placed(order, measures), leaves, measures.text)


def _with_columns(order: Order, measures: Measures, most: int) -> Measures:
    """Return the measures with room for the numbers of tensors of so many columns, as far as there are such."""
    widths = (
        table_shape(shape)[1] for shape in map(order.sheet.shape, range(len(order.sheet.parts))) if shape
    )
    return replace(measures, columns=max((width for width in widths if width <= most), default=1))


def _best(columns: Columns, room: Room) -> Choice:
    """Return the rows that show a drawing largest; fewer where more would change little."""
    best = columns.choices[0]
    if room.zoom(best.size) >= COMFORTABLE:
        return best
    for choice in columns.choices[1:]:
        if _worth(choice, room) > WORTH * _worth(best, room):
            best = choice
    return best


def _worth(choice: Choice, room: Room) -> float:
    """Return the zoom of a drawing, less for every link beyond the main line that is led from row to row."""
    return room.zoom(choice.size) / TANGLE**choice.led
