"""A drawing as columns that stand beside each other: where it can be broken into rows, and how large these would be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from graphviz_nn.scene.layout.parts import Box, Layout, Point, bounds
from graphviz_nn.scene.layout.tags import Start, starts_of

AROUND = 14.0  # between the cards of a row and the links that leave or enter it
LANE = 7.0  # between two such links
BETWEEN = 12.0  # between rows and the links between them
SHARE = 0.7  # a row may be so much shorter than the longest, if then fewer links are led to the next one
MOST_ROWS = 8
_HALVINGS = 16


class Crossing(NamedTuple):
    """Where a route passes the gap between two columns.

    Attributes:
        corner: the index of the route's corner before the gap.
        lane: the place of the link among those that are led to the next row, from the lowest to the highest; those at
            one height share theirs. A link that starts anew at a tag has none.

    """

    corner: int
    lane: int | None


@dataclass(frozen=True)
class Row:
    """The columns between two gaps, where they are while there is but one row.

    Attributes:
        box: around them, the links that pass them and, in height, the tags.
        starts: the tags on their left.
        lanes: how many links are led here from the row before.

    """

    box: Box
    starts: Sequence[Start]
    lanes: int

    @property
    def lead(self) -> float:
        """The room for tags on the left."""
        return max((self.box.left - start.tag.box.left for start in self.starts), default=0.0)


class Choice(NamedTuple):
    """Gaps at which rows may end, the size of the drawing then, and how many links beyond the main line that costs."""

    cuts: tuple[int, ...]
    size: Point
    led: int


@dataclass(frozen=True, eq=False)
class Columns:
    """A drawing, and what it is made of from left to right.

    Attributes:
        layout: the drawing, in one row.
        leaves: the cards of values that are given: their links are not led from row to row, but start anew at a tag.
        text: how much larger than usual words are.

    """

    layout: Layout
    leaves: frozenset[int] = frozenset()
    text: float = 1.0

    @cached_property
    def gaps(self) -> list[float]:
        """The middle between each column and the next: a row can end there, between frames."""
        sides = sorted((box.left, box.right) for box in self._parts)
        gaps: list[float] = []
        end = sides[0][1] if sides else 0.0
        for left, right in sides:
            if left > end:
                gaps.append((end + left) / 2)
            end = max(end, right)
        return gaps

    @property
    def _parts(self) -> list[Box]:
        return [*(card.box for card in self.layout.cards), *(frame.box for frame in self.layout.frames)]

    def column(self, x: float) -> int:
        """Return the column at a place."""
        return bisect_right(self.gaps, x)

    @cached_property
    def boxes(self) -> list[Box]:
        """The box around each column, with the links that pass it."""
        found: list[list[Box]] = [[] for _ in range(len(self.gaps) + 1)]
        for box in self._parts:
            found[self.column(box.left)].append(box)
        for route in self.layout.routes:
            for (x0, y0), (x1, y1) in pairwise(route.points[::3]):
                first, last = self.column(x0), self.column(x1)
                found[first].append(Box(x0, y0, 0.0, 0.0))
                for passed in range(
                    first + 1, last
                ):  # a level link may pass a whole column without a corner there
                    found[passed].append(Box(found[passed][0].left, y1, 0.0, 0.0))
                found[last].append(Box(x1, y1, 0.0, 0.0))
        return [bounds(boxes) for boxes in found]

    @cached_property
    def crossings(self) -> list[dict[int, Crossing]]:
        """What passes each gap, by route."""
        found: list[list[tuple[int, int, float]]] = [[] for _ in self.gaps]
        for index, route in enumerate(self.layout.routes):
            for corner, ((x0, y0), (x1, _)) in enumerate(pairwise(route.points[::3])):
                for gap in range(self.column(x0), self.column(x1)):
                    found[gap].append((index, corner, y0))
        return [self._crossings(those) for those in found]

    @cached_property
    def lanes(self) -> list[int]:
        """How many links would have to be led to the next row at each gap."""
        lanes = ((c.lane for c in those.values() if c.lane is not None) for those in self.crossings)
        return [1 + max(those, default=-1) for those in lanes]

    def rows(self, cuts: Sequence[int]) -> list[Row]:
        """Return the rows if they end at these gaps."""
        return [self._row(before, after) for before, after in pairwise((-1, *cuts, len(self.gaps)))]

    def size(self, cuts: Sequence[int]) -> Point:
        """Return the width and height of the drawing in rows, with room for the links between these."""
        rows = self.rows(cuts)
        left = max(row.lead + reach(row.lanes) for row in rows)
        led = [*(row.lanes for row in rows[1:]), 0]
        right = max(row.box.width + reach(lanes) for row, lanes in zip(rows, led, strict=True))
        return left + right, sum(row.box.height for row in rows) + sum(between(row.lanes) for row in rows[1:])

    def cuts(self, rows: int) -> tuple[int, ...]:
        """Return the gaps at which so many rows or fewer end that the longest of them is short."""
        least, most = 0.0, self.boxes[-1].right - self.boxes[0].left
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            if len(self._filled(middle)) < rows:
                most = middle
            else:
                least = middle
        return self._evened(tuple(self._filled(most)))

    def _evened(self, cuts: tuple[int, ...]) -> tuple[int, ...]:
        """Return the gaps with more in the last row, as long as it stays the shorter and as many links lead to it.

        Filled like a text it would often hold one card, far to the left of all that it belongs to.
        """
        while len(cuts) and cuts[-1] - 1 > (cuts[-2] if len(cuts) > 1 else -1):
            earlier = (*cuts[:-1], cuts[-1] - 1)
            before, last = (row.box.width for row in self.rows(earlier)[-2:])
            if last > before or self.lanes[earlier[-1]] > self.lanes[cuts[-1]]:
                break
            cuts = earlier
        return cuts

    @cached_property
    def choices(self) -> list[Choice]:
        """The drawing in one row, in two and so on; how large it would be does not depend on its place."""
        most = min(MOST_ROWS, len(self.boxes))
        found = dict.fromkeys(((), *(self.cuts(rows) for rows in range(2, most + 1))))
        return [Choice(cuts, self.size(cuts), self._led(cuts)) for cuts in found]

    def _led(self, cuts: Sequence[int]) -> int:
        """Return how many links are led from row to row beyond the main line."""
        return sum(max(self.lanes[cut] - 1, 0) for cut in cuts)

    def _crossings(self, passing: Sequence[tuple[int, int, float]]) -> dict[int, Crossing]:
        """Return what passes a gap, from each route, the corner before the gap, and the height there."""
        led = {round(y) for route, _, y in passing if self.layout.routes[route].source not in self.leaves}
        lane_of = {y: lane for lane, y in enumerate(sorted(led, reverse=True))}
        return {
            route: Crossing(
                corner, None if self.layout.routes[route].source in self.leaves else lane_of[round(y)]
            )
            for route, corner, y in passing
        }

    def _row(self, before: int, after: int) -> Row:
        """Return the row between two gaps, −1 being the left end of the drawing."""
        box = bounds(self.boxes[before + 1 : after + 1])
        if before < 0:
            return Row(box, (), 0)
        on = self.crossings[after] if after < len(self.gaps) else {}
        heights = {
            route: self.layout.routes[route].points[3 * (crossing.corner + 1)][1]
            for route, crossing in self.crossings[before].items()
            if crossing.lane is None and route not in on
        }
        starts = starts_of(self.layout, heights, box.left, self.text)
        level = [Box(box.left, start.tag.box.top, 0.0, start.tag.box.height) for start in starts]
        return Row(bounds([box, *level]), starts, self.lanes[before])

    def _filled(self, width: float) -> list[int]:
        """Return the gaps where rows end that take as many columns as fit into a width, and one at least.

        A row ends a little earlier where fewer links are broken there.
        """
        cuts: list[int] = []
        while True:
            start = cuts[-1] + 1 if cuts else 0
            left = self.boxes[start].left
            last = max(bisect_right(self._rights, left + width) - 1, start)
            if last == len(self.gaps):
                return cuts
            full = min(max(bisect_left(self._rights, left + SHARE * width), start), last)
            cuts.append(min(range(full, last + 1), key=lambda gap: (self.lanes[gap], -gap)))

    @cached_property
    def _rights(self) -> list[float]:
        """Where each column ends."""
        return list(accumulate((box.right for box in self.boxes), max))


def reach(lanes: int) -> float:
    """Return how far links reach out of the end or the start of a row."""
    return AROUND + LANE * (lanes - 1) if lanes else 0.0


def between(lanes: int) -> float:
    """Return the room that links need between two rows."""
    return 2 * BETWEEN + LANE * max(lanes - 1, 0)
