"""What of a drawing does not depend on sizes: which column everything stands in, and who stands above whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from graphviz_nn.graph.graph import Graph
from graphviz_nn.scene.layout.crossings import columns_of
from graphviz_nn.scene.layout.form import Form
from graphviz_nn.scene.layout.ranks import Arrow, depths, neighbours, pulled
from graphviz_nn.scene.layout.scopes import Scope, nodes_of, scopes_of
from graphviz_nn.scene.layout.sheet import WHOLE, Sheet, make_sheet

Kind: TypeAlias = Literal["card", "frame", "in", "out"]


class Item(NamedTuple):
    """What stands in a frame: a card or an inner frame by its index, or a port by the value that passes it."""

    kind: Kind
    part: int


class Wire(NamedTuple):
    """A link inside a frame.

    Attributes:
        source, target: what it leads from and to.
        value: what flows: the number of a card, or that of the `cable` which leaves a frame.
        bundle: tells apart the links that end at one node; −1 for all others.

    """

    source: Item
    target: Item
    value: int
    bundle: int = -1


class Joint(NamedTuple):
    """A piece of the wires of one value between neighbouring ranks, from a slot to a slot."""

    source: int
    target: int
    value: int


class Leg(NamedTuple):
    """The part of a bundle's way that lies inside one frame, by the indices of the frame and of the wire in it."""

    frame: int
    wire: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """How what stands in one frame stands there. Its slots are its items and, behind them, the bends of its wires.

    Attributes:
        items: the cards and the inner frames, and behind them the ports.
        wires: what connects them, from left to right.
        ways: the slots that each wire passes: it bends where it passes a rank.
        ranks: the column of each slot.
        columns: the slots of each rank, from top to bottom.
        joints: the pieces of the wires; those of one value share theirs as far as they go together.
        straight: the slots of the main path, which lies on one line.
        leaves: the slots of values that are given: they stand close to what needs them.

    """

    items: tuple[Item, ...]
    wires: tuple[Wire, ...]
    ways: tuple[tuple[int, ...], ...]
    ranks: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]
    joints: tuple[Joint, ...]
    straight: frozenset[int]
    leaves: frozenset[int]


@dataclass(frozen=True, eq=False)
class Order:
    """A drawing before anything has a size.

    Attributes:
        sheet: the cards, the frames and the bundles.
        patterns: one for each frame of the sheet.
        ways: for each bundle its legs, from its source to its target.

    """

    sheet: Sheet
    patterns: tuple[Pattern, ...]
    ways: tuple[tuple[Leg, ...], ...]


def ordered(graph: Graph, opened: AbstractSet[str] = frozenset()) -> Order:
    """Return the order of a graph's drawing, in which the scopes of these names are open.

    It is remembered, for it depends on nothing else.
    """
    return _ordered(Form(graph), frozenset(opened))


@lru_cache(maxsize=8)
def _ordered(form: Form, opened: frozenset[str]) -> Order:
    graph = form.graph
    sheet = make_sheet(graph, scopes_of(graph), opened)
    legs = [list(_legs(sheet, bundle)) for bundle in range(len(sheet.bundles))]
    found: list[dict[Wire, None]] = [{} for _ in sheet.frames]
    for frame, wire in (leg for those in legs for leg in those):
        found[frame][wire] = None
    wires = [sorted(those, key=_from_where) for those in found]
    patterns = tuple(_pattern(sheet, inner, those) for inner, those in zip(_inner(sheet), wires, strict=True))
    index_of = [{wire: index for index, wire in enumerate(those)} for those in wires]
    ways = tuple(tuple(Leg(frame, index_of[frame][wire]) for frame, wire in those) for those in legs)
    return Order(sheet, patterns, ways)


def _from_where(wire: Wire) -> int:
    """Return where a wire comes among those of its frame: those from ports, then those to ports, are the last."""
    return 2 if wire.target.kind == "out" else wire.source.kind == "in"


def _legs(sheet: Sheet, bundle: int) -> Iterator[tuple[int, Wire]]:
    """Yield the wires that a bundle takes: out of the frames around its source, and into those around its target."""
    source, target = sheet.ends[bundle]
    outwards, inwards = sheet.way_out(source), sheet.way_out(target)[::-1]
    depth = sum(1 for a, b in zip(outwards[::-1], inwards, strict=False) if a == b)
    here, value = Item("card", source), source
    for frame in outwards[: len(outwards) - depth]:
        out = value if sheet.frames[frame].is_layer else cable(frame)
        yield frame, Wire(here, Item("out", out), value)
        here, value = Item("frame", frame), out
    for frame, inner in pairwise(inwards[depth - 1 :]):
        yield frame, Wire(here, Item("frame", inner), value)
        here = Item("in", value)
    is_node = not isinstance(sheet.parts[target], Scope)
    yield inwards[-1], Wire(here, Item("card", target), value, bundle if is_node else -1)


def cable(frame: int) -> int:
    """Return the number of what leaves a frame that is no layer: all its values together, as one."""
    return -1 - frame


def _inner(sheet: Sheet) -> list[list[Item]]:
    """Return the cards and frames that stand in each frame, by their first nodes."""
    found: list[list[tuple[int, Item]]] = [[] for _ in sheet.frames]
    for card, home in enumerate(sheet.homes):
        found[home].append((nodes_of(sheet.parts[card])[0], Item("card", card)))
    for frame, scope in enumerate(sheet.frames):
        if frame != WHOLE:
            found[sheet.around[frame]].append((scope.nodes[0], Item("frame", frame)))
    return [[item for _, item in sorted(those)] for those in found]


def _pattern(sheet: Sheet, inner: Sequence[Item], wires: Sequence[Wire]) -> Pattern:
    """Return how the cards and frames inside a frame stand there, with ports where wires enter and leave it."""
    items = tuple(dict.fromkeys((*inner, *_ports(wires))))
    slot_of = {item: slot for slot, item in enumerate(items)}
    arrows = [(slot_of[wire.source], slot_of[wire.target]) for wire in wires]
    ranks = _ranks(items, arrows)
    ways = _with_bends(ranks, arrows, [wire.value for wire in wires])
    pieces = zip(wires, ways, strict=True)
    joints = dict.fromkeys(Joint(*piece, wire.value) for wire, way in pieces for piece in pairwise(way))
    sides = [sheet.sides[item.part] if item.kind == "card" else 0 for item in items]
    main = _main(sheet, items, arrows, sides)
    sides += [0] * (len(ranks) - len(items))
    columns = columns_of(ranks, sides, [(joint.source, joint.target) for joint in joints])
    return Pattern(
        items,
        tuple(wires),
        tuple(ways),
        tuple(ranks),
        tuple(map(tuple, columns)),
        tuple(joints),
        _straight(main, ways),
        frozenset(i for i, item in enumerate(items) if item.kind == "card" and sheet.is_given(item.part)),
    )


def _ports(wires: Sequence[Wire]) -> Iterator[Item]:
    yield from (wire.source for wire in wires if wire.source.kind == "in")
    yield from (wire.target for wire in wires if wire.target.kind == "out")


def _ranks(items: Sequence[Item], arrows: Sequence[Arrow]) -> list[int]:
    """Return the column of each item, from 1 on: 0 and the last are those of ports."""
    inner = sum(item.kind in ("card", "frame") for item in items)
    within = [(source, target) for source, target in arrows if max(source, target) < inner]
    ranks = [rank + 1 for rank in pulled(depths(inner, within), within)]
    last = 1 + max(ranks)
    return [*ranks, *(0 if item.kind == "in" else last for item in items[inner:])]


def _with_bends(ranks: list[int], arrows: Sequence[Arrow], values: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the slots that each wire passes; add the ranks of the bends to those of the items.

    Wires of one value that leave one item share their bends: a trunk with branches.
    """
    reach: dict[tuple[int, int], int] = {}
    for (source, target), value in zip(arrows, values, strict=True):
        reach[source, value] = max(reach.get((source, value), 0), ranks[target])
    trunks = {}
    for (source, value), last in reach.items():
        passed = range(ranks[source] + 1, last)
        trunks[source, value] = range(len(ranks), len(ranks) + len(passed))
        ranks.extend(passed)
    return [
        (source, *trunks[source, value][: ranks[target] - ranks[source] - 1], target)
        for (source, target), value in zip(arrows, values, strict=True)
    ]


def _main(sheet: Sheet, items: Sequence[Item], arrows: Sequence[Arrow], sides: Sequence[int]) -> list[int]:
    """Return the longest path through a frame, to the graph's output if that is there.

    Of equal ones it is that whose leaf belongs neither above nor below.
    """
    depth = depths(len(items), arrows)
    ends = {Item("card", sheet.output), *(Item("frame", frame) for frame in sheet.way_out(sheet.output))}
    before = neighbours(len(items), ((target, source) for source, target in arrows))
    path = [max(range(len(items)), key=lambda slot: (items[slot] in ends, depth[slot]))]
    while before[path[-1]]:
        path.append(max(before[path[-1]], key=lambda slot: (depth[slot], not sides[slot])))
    return path[::-1]


def _straight(main: Sequence[int], ways: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """Return the slots of a path, the bends between its items among them."""
    steps = set(pairwise(main))
    return frozenset((*main, *(slot for way in ways if (way[0], way[-1]) in steps for slot in way)))
