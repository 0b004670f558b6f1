"""What the canvas shows: a drawing, the tape of a record, and where on it we are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Graph, Role
from graphviz_nn.ops import shape_text
from graphviz_nn.scene import words
from graphviz_nn.scene.drawing import PLAIN, Drawing, DrawingWish, make_drawing
from graphviz_nn.scene.layout import Card, Layout, NeuronLayout

NO_NEURONS = "There are no neurons here, only operations: this is not a stack of dense layers."


@dataclass(frozen=True)
class Face:
    """What a card always says.

    Attributes:
        node: the index of the node whose numbers it shows.
        symbol, subtitle, shape: its words.
        is_parameter: whether it has the green bar.
        layer: the folded layer that it stands for, and its symbol is a sentence; or "".
        can_open: whether it can be opened in place.

    """

    node: int
    symbol: str
    subtitle: str
    shape: str
    is_parameter: bool = False
    layer: str = ""
    can_open: bool = False


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything there is to draw.

    Attributes:
        tape: the record, indexed.
        drawing: where things are.
        faces: of the drawing's cards; empty for neurons.
        position: how many events have happened.
        selected: the name of the selected node, or "".
        cell: the selected number, or None.
        example: which example of the mini-batch the neurons show, from 0.
        shapes_on_arrows: whether routes carry the shape of what flows.
        card_of: the card that stands for each node; empty for neurons.
        arriving: the routes that end in each node.

    """

    tape: Tape
    drawing: Drawing
    faces: tuple[Face, ...]
    position: int
    selected: str = ""
    cell: Cell | None = None
    example: int = 0
    shapes_on_arrows: bool = False
    card_of: Mapping[int, int] = field(default_factory=dict)
    arriving: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The graph of the record."""
        return self.tape.record.graph

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the graph's nodes."""
        return tuple(node.name for node in self.graph.nodes)

    def is_kernel(self, node: int) -> bool:
        """Whether a node is a parameter, whose pictures are along its first axes."""
        return self.graph.nodes[node].role is Role.PARAMETER

    @cached_property
    def event(self) -> Event | None:
        """What happened last."""
        return self.tape.event(self.position)

    @cached_property
    def phase(self) -> Phase:
        """The phase that we are in."""
        return self.event.phase if self.event else Phase.FORWARD

    @property
    def current(self) -> int | None:
        """The card where something happened last."""
        return self.card_of.get(self.event.node) if self.event else None

    @property
    def chosen(self) -> int | None:
        """The card of the selected node."""
        node = self.graph.index.get(self.selected)
        return None if node is None else self.card_of.get(node)


def make_faces(graph: Graph, drawing: Drawing, *, can_open: bool = True) -> tuple[Face, ...]:
    """Return what the cards of a drawing say; `can_open` tells whether layers can be opened in place."""
    if isinstance(drawing, NeuronLayout):
        return ()
    framed, leaving = {frame.layer for frame in drawing.frames}, _leaving(drawing)
    return tuple(
        _folded_face(graph, card, leaving.get(place, ()), can_open)
        if card.folded
        else _face(graph, card.nodes[0], framed)
        for place, card in enumerate(drawing.cards)
    )


def make_scene(record: Record, position: int, wish: DrawingWish = PLAIN) -> Scene:
    """Return the scene of a record at a position, with nothing selected."""
    drawing = make_drawing(record.graph, wish)
    return scene_of(Tape(record), drawing, position, shapes_on_arrows=wish.depth == "layers")


def scene_of(tape: Tape, drawing: Drawing, position: int, *, shapes_on_arrows: bool = False) -> Scene:
    """Return the scene of a drawing, with all that is looked up in it at every step."""
    faces = make_faces(tape.record.graph, drawing, can_open=not shapes_on_arrows)
    if isinstance(drawing, NeuronLayout):
        return Scene(tape, drawing, faces, position)
    card_of = {node: place for place, card in enumerate(drawing.cards) for node in card.nodes}
    arriving: dict[int, list[int]] = defaultdict(list)
    for place, route in enumerate(drawing.routes):
        for node in {edge.consumer for edge in route.edges}:
            arriving[node].append(place)
    return Scene(
        tape,
        drawing,
        faces,
        position,
        shapes_on_arrows=shapes_on_arrows,
        card_of=card_of,
        arriving=arriving,
    )


def _face(graph: Graph, place: int, framed: AbstractSet[str]) -> Face:
    """Return the face of a node; inside its layer's frame it goes without the layer's name."""
    node = graph.nodes[place]
    symbol = words.symbol(graph, node)
    subtitle = words.short_name(node) if node.layer in framed else words.subtitle(graph, node)
    return Face(
        place,
        symbol,
        "" if subtitle == symbol else subtitle,
        shape_text(node.shape),
        node.role is Role.PARAMETER,
    )


def _folded_face(graph: Graph, card: Card, leaving: Collection[int], can_open: bool) -> Face:
    """Return the face of a folded scope; a layer tells the shape of its value, any other how much it holds."""
    assert card.scope is not None
    # It shows the largest value that is needed outside.
    shown = max(sorted(leaving) or card.nodes[-1:], key=lambda node: _size(graph.nodes[node].shape))
    count, shape = words.parameter_count(graph, card.nodes), shape_text(graph.nodes[shown].shape)
    return Face(
        shown,
        card.scope.title,
        f"{card.name} · {words.counted(count, 'parameter')}",
        shape if card.scope.is_layer else card.scope.extent,
        layer=card.name,
        can_open=can_open or not card.scope.is_layer,
    )


def _leaving(layout: Layout) -> Mapping[int, set[int]]:
    """Return the nodes of each card whose values are needed outside it."""
    leaving: dict[int, set[int]] = defaultdict(set)
    for route in layout.routes:
        leaving[route.source].update(edge.source for edge in route.edges)
    return leaving


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for n in shape:
        size *= n
    return size
