"""How large cards are: room for a line of words, and for the numbers of small tensors one by one."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from graphviz_nn.scene.layout.parts import Box, Point
from graphviz_nn.scene.pictures import holds_pictures
from graphviz_nn.scene.table import card_shape

MOST_NUMBERS, MOST_ROWS = 12, 4  # a tensor of more is not printed number by number

WIDENING = 0.5


@dataclass(frozen=True)
class Measures:
    """Sizes in pixels at zoom 1.

    Attributes:
        text: how much larger than usual words and numbers are.
        number, picture, sheet, folded: the room for a number of a small tensor, for the heat map of a larger one, for a
            tensor of pictures, and for a folded layer.
        columns: a tensor with more columns than these gets no room for its numbers.
        across, down: the least gaps between columns and between cards of one column.
        padding: the room inside a frame, around its cards.

    """

    text: float = 1.0
    columns: int = 4
    across: float = 26.0
    down: float = 9.0
    padding: float = 10.0
    side: float = 7.0
    gap: float = 4.0
    number: Point = (47.0, 20.0)
    picture: Point = (67.0, 28.0)
    sheet: Point = (96.0, 60.0)
    folded: Point = (104.0, 40.0)

    @property
    def caption(self) -> float:
        """The height of a frame's sentence."""
        return 20.0 * self.text

    @property
    def head(self) -> float:
        """Where on a card the value begins."""
        return 25.0 * self.text

    def size(self, shape: tuple[int, ...] | None) -> Point:
        """Return the width and height of the card of a tensor, or for None of a folded layer."""
        (wide, high), below = self._area(shape), self._is_stacked(shape)
        width = wide if below else 2 * wide + self.gap
        height = 2 * high + self.gap if below else high
        return width + 2 * self.side, self.head + height + self.side

    def areas(self, box: Box, shape: tuple[int, ...] | None) -> tuple[Box, Box]:
        """Return where on a card its value is and, beside or below it, its gradient."""
        wide, high = self._area(shape)
        value = Box(box.left + self.side, box.top + self.head, wide, high)
        is_stacked = self._is_stacked(shape)
        return value, value.moved(0.0, high + self.gap) if is_stacked else value.moved(wide + self.gap, 0.0)

    def _is_stacked(self, shape: tuple[int, ...] | None) -> bool:
        """Whether the gradient is below the value: where that is wide."""
        return shape is not None and self._has_numbers(shape) and card_shape(shape)[1] > 2

    def _has_numbers(self, shape: tuple[int, ...]) -> bool:
        rows = card_shape(shape)[0]
        few = prod(shape) <= MOST_NUMBERS and rows <= MOST_ROWS and (shape or (1,))[-1] <= self.columns
        return few and not holds_pictures(shape)

    def _area(self, shape: tuple[int, ...] | None) -> Point:
        """Return the width and height of the value on a card."""
        if shape is None:
            return self.folded
        # Larger words need wider cards, but pictures need not grow as much.
        wide, high = self.sheet if holds_pictures(shape) else self.picture
        wide *= 1 + (self.text - 1) * WIDENING
        if not self._has_numbers(shape):
            return wide, high
        rows, columns = card_shape(shape)
        return max(columns * self.number[0] * self.text, wide), max(rows * self.number[1] * self.text, high)


OPERATIONS = Measures()
LAYERS = Measures(across=84.0, down=20.0)
