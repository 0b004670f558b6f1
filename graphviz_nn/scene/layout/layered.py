"""A layered drawing: items in ranks, few crossings, the main path straight, links that keep clear of the items."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graphviz_nn.scene.layout.parts import Point

BEND = 7.0  # half the height of the lane that a link keeps free where it passes a rank
FAN = 11.0  # between the ends of links that arrive at the same item
STEEPNESS = 0.28  # the share of its height that a link gets as room to climb
WIDEST = 3.0  # times the gap: the most room that a link gets
PINNED = 1e12
MOST_BENDS = 20_000
_PASSES = 8
_SETTLINGS = 14


class Tangled(Exception):
    """The wires would have more than MOST_BENDS bends: too many to arrange in time."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to place: a card, a whole frame, or a port at the side of one.

    Attributes:
        rank: its column.
        width: in pixels.
        up, down: how far it reaches above and below its line, where its links start and end.
        side: −1 or 1 where it belongs above or below its neighbours if nothing else decides, else 0.
        align: where in a wider column it stands: 0 left, 1 right.
        fans: whether the links that arrive spread out over its side.

    """

    rank: int
    width: float
    up: float
    down: float
    side: int = 0
    align: float = 0.5
    fans: bool = True


@dataclass(frozen=True, slots=True)
class Wire:
    """A link from an item to one of a higher rank; `leave` and `arrive` are measured from the items' lines."""

    source: int
    target: int
    leave: float = 0.0
    arrive: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer: the left side and the line of each item, and the corners of each wire."""

    left: tuple[float, ...]
    line: tuple[float, ...]
    paths: tuple[list[Point], ...]


@dataclass(frozen=True, slots=True)
class _Joint:
    """A piece of a wire between neighbouring ranks."""

    source: int
    target: int
    leave: float
    arrive: float


def arrange(
    items: Sequence[Item], wires: Sequence[Wire], main: Sequence[int], across: float, down: float
) -> Placed:
    """Place the items; `main` lists the items of the main path, which lie on the line 0.

    `across` and `down` are the least gaps between ranks and between items of a rank. Raise Tangled where the
    wires pass too many ranks.
    """
    slots, ways = _with_bends(items, wires)
    joints = _joints(wires, ways)
    columns = _ordered(slots, joints)
    line = _settled(slots, columns, joints, _pinned(ways, main), down)
    edges = _column_edges(slots, line, joints, across)
    left = [edges[s.rank][0] + (edges[s.rank][1] - edges[s.rank][0] - s.width) * s.align for s in slots]
    ends = _fanned(slots, line, wires, ways)
    paths = tuple(
        _path(slots, left, line, edges, wire, way, end)
        for wire, way, end in zip(wires, ways, ends, strict=True)
    )
    return Placed(tuple(left[: len(items)]), tuple(line[: len(items)]), paths)


def _with_bends(items: Sequence[Item], wires: Sequence[Wire]) -> tuple[list[Item], list[list[int]]]:
    """Return the items with a bend for each rank that wires pass, and each wire's way through them.

    Wires that leave an item at the same place share their bends: a trunk with branches.
    """
    reach: dict[tuple[int, float], int] = {}
    for wire in wires:
        key = wire.source, wire.leave
        reach[key] = max(reach.get(key, 0), items[wire.target].rank)
    if sum(last - items[source].rank - 1 for (source, _), last in reach.items()) > MOST_BENDS:
        raise Tangled
    slots, trunks = list(items), {}
    for (source, leave), last in reach.items():
        first = items[source].rank + 1
        trunks[source, leave] = range(len(slots), len(slots) + max(last - first, 0))
        slots += [Item(rank, 0.0, BEND, BEND, fans=False) for rank in range(first, last)]
    ways = []
    for wire in wires:
        span = items[wire.target].rank - items[wire.source].rank
        ways.append([wire.source, *trunks[wire.source, wire.leave][: span - 1], wire.target])
    return slots, ways


def _joints(wires: Sequence[Wire], ways: Sequence[list[int]]) -> list[_Joint]:
    found: dict[_Joint, None] = {}
    for wire, way in zip(wires, ways, strict=True):
        for source, target in pairwise(way):
            leave = wire.leave if source == wire.source else 0.0
            arrive = wire.arrive if target == wire.target else 0.0
            found[_Joint(source, target, leave, arrive)] = None
    return list(found)


def _ordered(slots: Sequence[Item], joints: Sequence[_Joint]) -> list[list[int]]:
    """Return the items of each rank from top to bottom, with few crossings (barycentres, both ways in turn)."""
    before: list[list[int]] = [[] for _ in slots]
    after: list[list[int]] = [[] for _ in slots]
    for joint in joints:
        after[joint.source].append(joint.target)
        before[joint.target].append(joint.source)
    columns: list[list[int]] = [[] for _ in range(1 + max((s.rank for s in slots), default=-1))]
    for place in sorted(range(len(slots)), key=lambda i: slots[i].side):
        columns[slots[place].rank].append(place)
    best, fewest = columns, _crossings(columns, after)
    for turn in range(_PASSES if fewest else 2):
        columns = _swept(slots, columns, after if turn % 2 == 0 else before, turn % 2 == 0)
        crossings = _crossings(columns, after)
        if crossings < fewest or (turn < 2 and crossings == fewest):
            best, fewest = columns, crossings
    return best


def _swept(
    slots: Sequence[Item], columns: Sequence[list[int]], near: Sequence[list[int]], from_right: bool
) -> list[list[int]]:
    """Return the ranks, each sorted by where its items' neighbours in the rank before it stand."""
    place = {item: float(i) for column in columns for i, item in enumerate(column)}

    def key(item: int) -> tuple[float, int, float]:
        around = near[item]
        centre = sum(place[i] for i in around) / len(around) if around else place[item]
        return centre, slots[item].side, place[item]

    out = [list(column) for column in columns]
    for rank in reversed(range(len(out))) if from_right else range(len(out)):
        out[rank].sort(key=key)
        place.update((item, float(i)) for i, item in enumerate(out[rank]))
    return out


def _crossings(columns: Sequence[list[int]], after: Sequence[list[int]]) -> int:
    """Return how many pairs of joints cross."""
    total = 0
    for first, second in pairwise(columns):
        place = {item: i for i, item in enumerate(second)}
        seen: list[int] = []
        for item in first:
            ends = sorted(place[target] for target in after[item])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end, lo=bisect_left(seen, end))
    return total


def _pinned(ways: Sequence[list[int]], main: Sequence[int]) -> set[int]:
    """Return what lies on the main path: its items and the bends between them."""
    steps = set(pairwise(main))
    return {*main, *(slot for way in ways if (way[0], way[-1]) in steps for slot in way)}


def _settled(
    slots: Sequence[Item],
    columns: Sequence[list[int]],
    joints: Sequence[_Joint],
    pinned: set[int],
    gap: float,
) -> list[float]:
    """Return the line of each item: near its neighbours' lines, apart from each other, in the given order."""
    before: list[list[tuple[int, float]]] = [[] for _ in slots]
    after: list[list[tuple[int, float]]] = [[] for _ in slots]
    for joint in joints:
        shift = joint.leave - joint.arrive
        before[joint.target].append((joint.source, shift))
        after[joint.source].append((joint.target, -shift))
    apart = [_distances(slots, column, gap) for column in columns]
    line = [0.0] * len(slots)
    for turn in range(_SETTLINGS):
        rightwards = turn % 2 == 0
        for rank in range(len(columns)) if rightwards else reversed(range(len(columns))):
            near = (before, after) if turn >= _SETTLINGS - 4 else (before if rightwards else after,)
            pulls = [_pull(item, line, near, item in pinned) for item in columns[rank]]
            for item, y in zip(columns[rank], _spread(pulls, apart[rank]), strict=True):
                line[item] = y
    return line


def _distances(slots: Sequence[Item], column: Sequence[int], gap: float) -> list[float]:
    """Return how far each item's line must stay below the line of the one above it; 0 for the first."""
    return [0.0, *(slots[a].down + gap + slots[b].up for a, b in pairwise(column))][: len(column)]


def _pull(
    item: int, line: Sequence[float], near: Sequence[Sequence[list[tuple[int, float]]]], pinned: bool
) -> tuple[float, float]:
    """Return where an item would like to be, and how much."""
    if pinned:
        return 0.0, PINNED
    around = [line[other] + shift for side in near for other, shift in side[item]]
    return (sum(around) / len(around), 1.0) if around else (line[item], 0.01)


def _spread(pulls: Sequence[tuple[float, float]], apart: Sequence[float]) -> list[float]:
    """Return the lines nearest to the wished ones (weighted squares) that keep apart: isotonic regression."""
    blocks: list[tuple[float, float, int]] = []
    offset = 0.0
    for (wish, weight), distance in zip(pulls, apart, strict=True):
        offset += distance
        mean, total, count = wish - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        blocks.append((mean, total, count))
    levels = (mean for mean, _, count in blocks for _ in range(count))
    out, offset = [], 0.0
    for level, distance in zip(levels, apart, strict=True):
        offset += distance
        out.append(level + offset)
    return out


def _column_edges(
    slots: Sequence[Item], line: Sequence[float], joints: Sequence[_Joint], across: float
) -> list[Point]:
    """Return the left and the right side of each rank."""
    ranks = 1 + max((slot.rank for slot in slots), default=-1)
    widths, climbs = [0.0] * ranks, [0.0] * ranks
    for slot in slots:
        widths[slot.rank] = max(widths[slot.rank], slot.width)
    for joint in joints:
        climb = abs(line[joint.target] + joint.arrive - line[joint.source] - joint.leave)
        rank = slots[joint.source].rank
        climbs[rank] = max(climbs[rank], climb)
    edges, x = [], 0.0
    for rank, width in enumerate(widths):
        edges.append((x, x + width))
        # Beside a rank of ports there is only the padding of a frame to cross.
        ports = not width or (rank + 1 < ranks and not widths[rank + 1])
        least = across / 2 if ports else across
        x += width + min(max(least, climbs[rank] * STEEPNESS), WIDEST * across)
    return edges


def _fanned(
    slots: Sequence[Item], line: Sequence[float], wires: Sequence[Wire], ways: Sequence[list[int]]
) -> list[float]:
    """Return where each wire arrives, from its target's line: side by side, a level one on the line itself."""
    arriving: dict[int, list[int]] = {}
    for i, wire in enumerate(wires):
        arriving.setdefault(wire.target, []).append(i)
    out = [wire.arrive for wire in wires]
    for target, those in arriving.items():
        slot = slots[target]
        if not slot.fans or len(those) < 2:
            continue
        height = [line[ways[i][-2]] + (wires[i].leave if len(ways[i]) == 2 else 0.0) for i in those]
        ranked = sorted(range(len(those)), key=lambda k: height[k])
        level = [place for place, k in enumerate(ranked) if abs(height[k] - line[target]) < 0.5]
        middle = level[0] if len(level) == 1 else (len(those) - 1) / 2
        step = min(FAN, 0.7 * min(slot.up, slot.down) / max(middle, len(those) - 1 - middle))
        for place, k in enumerate(ranked):
            out[those[k]] = (place - middle) * step
    return out


def _path(
    slots: Sequence[Item],
    left: Sequence[float],
    line: Sequence[float],
    edges: Sequence[Point],
    wire: Wire,
    way: Sequence[int],
    arrive: float,
) -> list[Point]:
    """Return the corners of a wire: level across every rank, climbing only between ranks."""
    first, last = way[0], way[-1]
    start, end = line[first] + wire.leave, line[last] + arrive
    points = [(left[first] + slots[first].width, start), (edges[slots[first].rank][1], start)]
    for bend in way[1:-1]:
        points += [(x, line[bend]) for x in edges[slots[bend].rank]]
    points += [(edges[slots[last].rank][0], end), (left[last], end)]
    return tidy(points)


def tidy(points: Sequence[Point]) -> list[Point]:
    """Return the corners without those where nothing happens."""
    out = [points[0]]
    for here, following in pairwise(points[1:]):
        flat = abs(out[-1][1] - here[1]) < 1e-6 and abs(here[1] - following[1]) < 1e-6
        if not flat and here != out[-1]:
            out.append(here)
    if points[-1] != out[-1]:
        out.append(points[-1])
    return out
