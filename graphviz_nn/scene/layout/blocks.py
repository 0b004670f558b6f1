"""A pattern with sizes: where in a frame everything stands, and the corners of its wires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from graphviz_nn.scene.layout.lines import Size, lines_of
from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.order import Item, Pattern
from graphviz_nn.scene.layout.parts import Point
from graphviz_nn.scene.layout.sheet import Sheet

BEND = 7.0  # half the height of the lane that a wire keeps free where it passes a rank
PORT = 4.0  # half the height of a port
FAN = 11.0  # between the ends of wires that arrive at the same card
STEEPNESS = 0.28  # the share of its height that a wire gets as room to climb
WIDEST = 3.0  # times the gap: the most room that a wire gets


@dataclass(frozen=True, eq=False)
class Block:
    """What stands in a frame, relative to the frame's left side and to its line.

    Attributes:
        pattern: who stands where.
        sizes: of the pattern's slots.
        leave: where the wires leave an inner frame, from its line, by its slot and the value that flows.
        arrive: where they arrive at one.
        measures: the gaps.

    """

    pattern: Pattern
    sizes: Sequence[Size]
    leave: Mapping[tuple[int, int], float]
    arrive: Mapping[tuple[int, int], float]
    measures: Measures

    @cached_property
    def line(self) -> list[float]:
        """The line of each slot."""
        climbs = [
            self._leave(j.source, j.value) - self._arrive(j.target, j.value) for j in self.pattern.joints
        ]
        return lines_of(self.pattern, self.sizes, climbs, self.measures.down)

    @cached_property
    def left(self) -> list[float]:
        """The left side of each slot."""
        out = []
        for slot, (size, rank) in enumerate(zip(self.sizes, self.pattern.ranks, strict=True)):
            left, right = self._sides[rank]
            out.append(left + (right - left - size.width) * (1.0 if slot in self.pattern.leaves else 0.5))
        return out

    @cached_property
    def paths(self) -> list[list[Point]]:
        """The corners of each wire: level across every rank, climbing only between ranks."""
        return [self._path(wire) for wire in range(len(self.pattern.wires))]

    @cached_property
    def size(self) -> Size:
        """The size of the frame, with room for its sentence above its cards and wires."""
        padding, slots = self.measures.padding, range(len(self.sizes))
        up = max(self.sizes[slot].up - self.line[slot] for slot in slots)
        down = max(self.sizes[slot].down + self.line[slot] for slot in slots)
        inner = [slot for slot, item in enumerate(self.pattern.items) if item.kind in ("card", "frame")]
        right = max(self.left[slot] + self.sizes[slot].width for slot in inner) + self.measures.across / 2
        width = max([right, *(left for left, _ in self._sides[-1:])])
        return Size(width, padding + self.measures.caption + up, padding + down)

    def ports(self, kind: str) -> dict[int, float]:
        """Return the lines of the ports of a kind, by the value that passes."""
        items = enumerate(self.pattern.items)
        return {item.part: self.line[slot] for slot, item in items if item.kind == kind}

    def _leave(self, slot: int, value: int) -> float:
        return self.leave.get((slot, value), 0.0)

    def _arrive(self, slot: int, value: int) -> float:
        return self.arrive.get((slot, value), 0.0)

    @cached_property
    def _sides(self) -> list[Point]:
        """The left and the right side of each rank."""
        ranks = len(self.pattern.columns)
        widths, climbs = [0.0] * ranks, [0.0] * ranks
        for size, rank in zip(self.sizes, self.pattern.ranks, strict=True):
            widths[rank] = max(widths[rank], size.width)
        for source, target, value in self.pattern.joints:
            start, end = self._leave(source, value), self._arrive(target, value)
            rank = self.pattern.ranks[source]
            climbs[rank] = max(climbs[rank], abs(self.line[target] + end - self.line[source] - start))
        sides, x, across = [], 0.0, self.measures.across
        for rank, width in enumerate(widths):
            sides.append((x, x + width))
            # Beside a rank of ports there is only the padding of a frame to cross.
            has_ports = not width or (rank + 1 < ranks and not widths[rank + 1])
            least = across / 2 if has_ports else across
            x += width + min(max(least, climbs[rank] * STEEPNESS), WIDEST * across)
        return sides

    @cached_property
    def _ends(self) -> list[float]:
        """Where each wire arrives, from its target's line: at a card side by side, a level one on the line itself."""
        arriving: dict[int, list[int]] = {}
        out = []
        for wire, (way, (_, target, value, _)) in enumerate(
            zip(self.pattern.ways, self.pattern.wires, strict=True)
        ):
            out.append(self._arrive(way[-1], value))
            if target.kind == "card":
                arriving.setdefault(way[-1], []).append(wire)
        for slot, wires in arriving.items():
            if len(wires) > 1:
                for wire, y in zip(wires, self._fan(slot, wires), strict=True):
                    out[wire] = y
        return out

    def _fan(self, slot: int, wires: Sequence[int]) -> list[float]:
        """Return where several wires arrive at a card, in the order in which they come."""
        heights = []
        for wire in wires:
            way, value = self.pattern.ways[wire], self.pattern.wires[wire].value
            heights.append(self.line[way[-2]] + self._leave(way[-2], value))
        ranked = sorted(range(len(wires)), key=heights.__getitem__)
        level = [place for place, k in enumerate(ranked) if abs(heights[k] - self.line[slot]) < 0.5]
        middle = level[0] if len(level) == 1 else (len(wires) - 1) / 2
        size = self.sizes[slot]
        step = min(FAN, 0.7 * min(size.up, size.down) / max(middle, len(wires) - 1 - middle))
        place = {k: place for place, k in enumerate(ranked)}
        return [(place[k] - middle) * step for k in range(len(wires))]

    def _path(self, wire: int) -> list[Point]:
        way, value = self.pattern.ways[wire], self.pattern.wires[wire].value
        first, last, ranks = way[0], way[-1], self.pattern.ranks
        start = self.line[first] + self._leave(first, value)
        end = self.line[last] + self._ends[wire]
        points = [(self.left[first] + self.sizes[first].width, start), (self._sides[ranks[first]][1], start)]
        for bend in way[1:-1]:
            points += [(x, self.line[bend]) for x in self._sides[ranks[bend]]]
        return tidy([*points, (self._sides[ranks[last]][0], end), (self.left[last], end)])


def make_block(sheet: Sheet, pattern: Pattern, inner: Mapping[int, Block], measures: Measures) -> Block:
    """Return a frame's block; `inner` holds those of the frames in it."""
    sizes = [_size(sheet, item, inner, measures) for item in pattern.items]
    sizes += [Size(0.0, BEND, BEND)] * (len(pattern.ranks) - len(sizes))
    frames = [(slot, inner[item.part]) for slot, item in enumerate(pattern.items) if item.kind == "frame"]
    leave = {(slot, value): y for slot, block in frames for value, y in block.ports("out").items()}
    arrive = {(slot, value): y for slot, block in frames for value, y in block.ports("in").items()}
    return Block(pattern, sizes, leave, arrive, measures)


def _size(sheet: Sheet, item: Item, inner: Mapping[int, Block], measures: Measures) -> Size:
    if item.kind == "frame":
        return inner[item.part].size
    if item.kind != "card":
        return Size(0.0, PORT, PORT)
    width, height = measures.size(sheet.shape(item.part))
    return Size(width, height / 2, height / 2)


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
