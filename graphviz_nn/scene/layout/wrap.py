"""A drawing that is wider than its place, broken into rows like a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from graphviz_nn.scene.layout.columns import AROUND, BETWEEN, LANE, Columns, Row, between, reach
from graphviz_nn.scene.layout.parts import Box, Layout, Point, Tag, smooth

BEND = 9.0


def wrapped(columns: Columns, cuts: Sequence[int]) -> Layout:
    """Return the drawing in rows that end at these gaps.

    Links go on at the start of the next row; those from leaves begin there anew, at a tag.
    """
    return _Page(columns, cuts).layout if cuts else columns.layout


@dataclass(frozen=True)
class _Moved:
    """A row, and by how much it moves."""

    row: Row
    dx: float
    dy: float

    @property
    def bottom(self) -> float:
        """Where it ends after it has moved."""
        return self.row.box.bottom + self.dy

    def points(self, points: Sequence[Point]) -> list[Point]:
        """Return points of the drawing in one row where this row has them."""
        return [(x + self.dx, y + self.dy) for x, y in points]


@dataclass(frozen=True)
class _Piece:
    """The corners of a route in one row, and the lane in which it came from the row before, if it did."""

    row: int
    corners: Sequence[Point]
    lane: int


@dataclass(frozen=True, eq=False)
class _Page:
    """A drawing in rows."""

    columns: Columns
    cuts: Sequence[int]

    @cached_property
    def layout(self) -> Layout:
        """The whole of it."""
        old, tags = self.columns.layout, tuple(self._tags())
        cards = tuple(card.moved(row.dx, row.dy) for card in old.cards for row in (self._at(card.box),))
        frames = tuple(
            replace(frame, box=frame.box.moved(row.dx, row.dy))
            for frame in old.frames
            for row in (self._at(frame.box),)
        )
        routes = tuple(replace(route, points=self._route(index)) for index, route in enumerate(old.routes))
        return Layout(cards, routes, frames, self._box, tags)

    @property
    def _box(self) -> Box:
        """The box around the rows and what leads from one to the next."""
        rows = [moved.row for moved in self.rows]
        left = max(row.lead + reach(row.lanes) for row in rows)
        return Box(-left, rows[0].box.top, *self.columns.size(self.cuts))

    @cached_property
    def rows(self) -> list[_Moved]:
        """The rows from top to bottom, each at the left side, with room for the links between them."""
        moved: list[_Moved] = []
        for row in self.columns.rows(self.cuts):
            top = moved[-1].bottom + between(row.lanes) if moved else row.box.top
            moved.append(_Moved(row, -row.box.left, top - row.box.top))
        return moved

    @cached_property
    def _start_of(self) -> dict[int, Point]:
        """Where in its last row each route starts that starts at a tag there."""
        starts = (start for moved in self.rows for start in moved.row.starts)
        return {route: (tag.box.right, tag.box.centre[1]) for tag, routes in starts for route in routes}

    def _tags(self) -> Iterator[Tag]:
        for moved in self.rows:
            for tag, _ in moved.row.starts:
                yield replace(tag, box=tag.box.moved(moved.dx, moved.dy))

    def _at(self, box: Box) -> _Moved:
        return self.rows[self._row_of(box.left)]

    def _row_of(self, x: float) -> int:
        """Return the row of what is at a place while there is but one row."""
        return bisect_left(self.cuts, self.columns.column(x))

    def _route(self, route: int) -> tuple[Point, ...]:
        """Return the curves of a route: those through its pieces and between them, or from its tag through the last."""
        pieces = list(self._pieces(route))
        if route in self._start_of:
            last = pieces[-1]
            return smooth(self.rows[last.row].points([self._start_of[route], *last.corners]))
        points: list[Point] = []
        for piece in pieces:
            moved = self.rows[piece.row]
            corners = moved.points(piece.corners)
            if points:
                points += _around(points[-1], corners[0], self.rows[piece.row - 1], moved, piece.lane)[1:]
            points += smooth(corners)[1 if points else 0 :]
        return tuple(points)

    def _pieces(self, route: int) -> Iterator[_Piece]:
        """Yield the pieces of a route, row by row."""
        corners, done = self.columns.layout.routes[route].points[::3], 0
        row, lane = self._row_of(corners[0][0]), 0
        begin: tuple[Point, ...] = ()
        for cut in self.cuts[row:]:
            crossing = self.columns.crossings[cut].get(route)
            if crossing is None:
                break
            here = (*begin, *corners[done : crossing.corner + 1])
            yield _Piece(row, _distinct((*here, (self.rows[row].row.box.right, here[-1][1]))), lane)
            row, done, lane = row + 1, crossing.corner + 1, crossing.lane or 0
            begin = ((self.rows[row].row.box.left, corners[done][1]),)
        yield _Piece(row, _distinct((*begin, *corners[done:])), lane)


def _distinct(points: Sequence[Point]) -> list[Point]:
    return [points[0], *(b for a, b in pairwise(points) if a != b)]


def _around(start: Point, end: Point, above: _Moved, below: _Moved, lane: int) -> list[Point]:
    """Return the curves from the end of a row to the start of the next one, between the two.

    The highest link turns outermost on the right and innermost on the left, so that no two of them cross.
    """
    right = start[0] + AROUND + lane * LANE
    left = end[0] - below.row.lead - AROUND - (below.row.lanes - 1 - lane) * LANE
    y = above.bottom + BETWEEN + lane * LANE
    return _rounded([start, (right, start[1]), (right, y), (left, y), (left, end[1]), end])


def _rounded(corners: Sequence[Point]) -> list[Point]:
    """Return the straight lines through corners as curves, with round corners."""
    out = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        entry, leave = _towards(corner, before), _towards(corner, after)
        out += [out[-1], entry, entry, _middle(entry, corner), _middle(leave, corner), leave]
    return [*out, out[-1], corners[-1], corners[-1]]


def _towards(corner: Point, other: Point) -> Point:
    """Return the point near a corner on the way to another one."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    share = min(BEND / max(abs(dx), abs(dy), 1e-9), 0.5)
    return corner[0] + dx * share, corner[1] + dy * share


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
