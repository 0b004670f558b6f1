"""A drawing that is wider than its place, broken into rows like a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graphviz_nn.scene.layout.parts import Box, Card, Layout, Point, Route, bounds, smooth

AROUND = 14.0  # between the cards of a row and the links that leave or enter it
LANE = 7.0  # between two such links
BETWEEN = 12.0  # between rows and the links between them
BEND = 9.0
_HALVINGS = 24


@dataclass(frozen=True)
class _Row:
    """A part of the drawing between two cuts: what it holds moves by (dx, dy)."""

    box: Box
    dx: float
    dy: float


def wrapped(layout: Layout, rows: int) -> Layout:
    """Return the drawing in at most so many rows, cut between frames; links go on at the start of the next row."""
    columns = _columns(layout)
    cuts = _cuts(columns, rows)
    if not cuts:
        return layout
    lanes = _lanes(layout, cuts)
    placed = _placed(layout, cuts, [1 + max(row.values(), default=0) for row in lanes])

    def moves(box: Box) -> tuple[float, float]:
        row = placed[bisect_right(cuts, box.left)]
        return row.dx, row.dy

    cards = tuple(card.moved(*moves(card.box)) for card in layout.cards)
    frames = tuple(replace(frame, box=frame.box.moved(*moves(frame.box))) for frame in layout.frames)
    routes = tuple(
        _route(route, cuts, placed, [row.get(i, 0) for row in lanes]) for i, route in enumerate(layout.routes)
    )
    corners = [Box(*point, 0.0, 0.0) for route in routes for point in route.points]
    box = bounds([*(card.box for card in cards), *(frame.box for frame in frames), *corners])
    return Layout(cards, routes, frames, box, layout.note)


def _columns(layout: Layout) -> list[tuple[float, float]]:
    """Return the left and right sides of what stands above each other, from left to right."""
    sides = sorted((box.left, box.right) for box in _boxes(layout.cards, layout))
    out: list[tuple[float, float]] = []
    for left, right in sides:
        if out and left <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], right)
        else:
            out.append((left, right))
    return out


def _boxes(cards: Sequence[Card], layout: Layout) -> list[Box]:
    return [*(card.box for card in cards), *(frame.box for frame in layout.frames)]


def _cuts(columns: Sequence[tuple[float, float]], rows: int) -> list[float]:
    """Return the places between columns that give rows of the least width."""
    least, most = 0.0, columns[-1][1] - columns[0][0] if columns else 0.0
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        if len(_filled(columns, middle)) < rows:
            most = middle
        else:
            least = middle
    return _filled(columns, most)


def _filled(columns: Sequence[tuple[float, float]], width: float) -> list[float]:
    """Return the cuts where each row takes as many columns as fit into a width, and one at least."""
    cuts, start = [], columns[0][0] if columns else 0.0
    for (_, end), (left, right) in pairwise(columns):
        if right - start > width:
            cuts.append((end + left) / 2)
            start = left
    return cuts


def _lanes(layout: Layout, cuts: Sequence[float]) -> list[dict[int, int]]:
    """Return for each cut the lane of each route through it; those of one source at one height share theirs."""
    lanes: list[dict[int, int]] = []
    for cut in cuts:
        shared: dict[tuple[int, int], int] = {}
        lanes.append({})
        for place, route in enumerate(layout.routes):
            crossing = _crossing(route.points[::3], cut)
            if crossing is not None:
                key = route.source, round(crossing[1])
                lanes[-1][place] = shared.setdefault(key, len(shared))
    return lanes


def _crossing(corners: Sequence[Point], cut: float) -> tuple[int, float] | None:
    """Return the corner before a cut and its height; None for a link that does not cross it."""
    for place, (first, second) in enumerate(pairwise(corners)):
        if first[0] <= cut < second[0]:
            return place, first[1]
    return None


def _placed(layout: Layout, cuts: Sequence[float], lanes: Sequence[int]) -> list[_Row]:
    """Return the rows from top to bottom, each at the left side, with room for the links between them."""
    boxes: list[list[Box]] = [[] for _ in range(len(cuts) + 1)]
    for box in _boxes(layout.cards, layout):
        boxes[bisect_right(cuts, box.left)].append(box)
    for route in layout.routes:
        for (x0, y0), (x1, y1) in pairwise(route.points[::3]):
            first, last = bisect_right(cuts, x0), bisect_right(cuts, x1)
            # A level link may pass a whole row without a corner there.
            for row in range(first, last + 1):
                y = y0 if row == first else y1
                x = x0 if row == first else x1 if row == last else boxes[row][0].left
                boxes[row].append(Box(x, y, 0.0, 0.0))
    rows: list[_Row] = []
    for place, those in enumerate(boxes):
        box = bounds(those)
        above = rows[-1].box.bottom + rows[-1].dy if rows else box.top
        room = 2 * BETWEEN + LANE * (lanes[place - 1] - 1) if rows else 0.0
        rows.append(_Row(box, -box.left, above + room - box.top))
    return rows


def _route(route: Route, cuts: Sequence[float], rows: Sequence[_Row], lanes: Sequence[int]) -> Route:
    """Return a route with its parts moved and connected, through its lane at each cut."""
    corners = list(route.points[::3])
    start = bisect_right(cuts, corners[0][0])
    points: list[Point] = []
    for place in range(start, len(cuts)):
        crossing = _crossing(corners, cuts[place])
        if crossing is None:
            break
        at, y = crossing
        here, there, lane = rows[place], rows[place + 1], lanes[place]
        before = [*corners[: at + 1], (here.box.right, y)]
        corners = [(there.box.left, corners[at + 1][1]), *corners[at + 1 :]]
        if corners[0] == corners[1]:
            del corners[0]
        points = _joined(points, smooth(_shifted(_distinct(before), here)))
        points = _joined(points, _around(points[-1], _shifted(corners[:1], there)[0], here, lane))
    row = rows[bisect_right(cuts, corners[-1][0])]
    last = _shifted(corners, row)
    if not points:
        return replace(route, points=tuple((x + row.dx, y + row.dy) for x, y in route.points))
    return replace(route, points=tuple(_joined(points, smooth(last)) if len(last) > 1 else points))


def _distinct(points: Sequence[Point]) -> list[Point]:
    return [points[0], *(b for a, b in pairwise(points) if a != b)]


def _shifted(points: Sequence[Point], row: _Row) -> list[Point]:
    return [(x + row.dx, y + row.dy) for x, y in points]


def _joined(points: Sequence[Point], more: Sequence[Point]) -> list[Point]:
    return [*points, *(more[1:] if points else more)]


def _around(start: Point, end: Point, row: _Row, lane: int) -> list[Point]:
    """Return the curves from the end of a row to the start of the next one, between the two."""
    right, left = start[0] + AROUND + lane * LANE, end[0] - AROUND - lane * LANE
    y = row.box.bottom + row.dy + BETWEEN + lane * LANE
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
