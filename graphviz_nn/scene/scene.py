"""What the canvas shows: a board, the tape of a record, and where on it we are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Graph, Role
from graphviz_nn.landscape.neuron_maps import NeuronMaps
from graphviz_nn.scene.board import Board, Flows, flows_of, make_board
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.drawing import PLAIN, Drawing, DrawingWish, make_drawing
from graphviz_nn.scene.faces import Face
from graphviz_nn.scene.layout import Layout
from graphviz_nn.scene.scales import Scales, scales_of

NO_NEURONS = "There are no neurons here, only operations: this is not a stack of dense layers."


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything there is to draw.

    Attributes:
        tape: the record, indexed.
        board: the drawing, with what its cards say.
        position: how many events have happened.
        selected: the name of the selected node, or "".
        cell: the selected number, or None.
        pointed: the number, or the node, that the mouse is over, perhaps in another panel; or None.
        example: which example of the mini-batch the neurons show, from 0.
        covers_shapes: whether the shapes of nodes that have no value yet are covered.
        what_if: the numbers of weights and inputs that are tried out.
        one_scale: whether all cards share one scale of colours for values, and one for gradients.
        maps: what each neuron says over the plane of two features, or None.

    """

    tape: Tape
    board: Board
    position: int
    selected: str = ""
    cell: Cell | None = None
    pointed: Cell | None = None
    example: int = 0
    maps: NeuronMaps | None = None
    one_scale: bool = False
    covers_shapes: bool = False
    what_if: Mapping[Cell, float] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The graph of the record."""
        return self.tape.record.graph

    @property
    def drawing(self) -> Drawing:
        """Where things are."""
        return self.board.drawing

    @property
    def layout(self) -> Layout:
        """The same of a drawing of cards."""
        assert self.board.layout is not None
        return self.board.layout

    @property
    def faces(self) -> tuple[Face, ...]:
        """What the cards say."""
        return self.board.contents.faces

    @property
    def card_of(self) -> Mapping[int, int]:
        """The card that stands for each node."""
        return self.board.contents.card_of

    @property
    def flows(self) -> Flows:
        """When something flows through each route."""
        return flows_of(self.tape, self.board.contents)

    @property
    def scales(self) -> Scales:
        """The scales of colours that all cards can share."""
        return scales_of(self.tape.record)

    def value_limit(self, node: int) -> float:
        """Return the number that has the strongest colour among a node's values."""
        return self.scales.value if self.one_scale else self.tape.value_limit(node, self.position)

    def gradient_limit(self, node: int) -> float:
        """Return the number that has the strongest colour in a node's gradient."""
        return self.scales.gradient if self.one_scale else self.tape.gradient_limit(node, self.position)

    def change_limit(self, node: int) -> float:
        """Return the number that has the strongest colour in what the update added to a parameter."""
        return self.scales.value if self.one_scale else self.tape.change_limit(node)

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

    def is_covered(self, node: int) -> bool:
        """Whether the shape of a node is yet to be guessed."""
        return self.covers_shapes and self.tape.value(node, self.position) is None

    @property
    def current(self) -> int | None:
        """The card where something happened last."""
        return self.card_of.get(self.event.node) if self.event else None

    @property
    def chosen(self) -> int | None:
        """The card of the selected node."""
        return self._card(self.selected)

    @property
    def pointed_card(self) -> int | None:
        """The card of the node that the mouse is over."""
        return self._card(self.pointed.node) if self.pointed else None

    def _card(self, name: str) -> int | None:
        node = self.graph.index.get(name)
        return None if node is None else self.card_of.get(node)

    @cached_property
    def current_routes(self) -> Sequence[int]:
        """The routes through which something has just flowed."""
        event, contents = self.event, self.board.contents
        if event is None or event.phase is Phase.UPDATE:
            return ()
        if event.phase is not Phase.BACKWARD:
            return contents.arriving.get(event.node, ())
        route = contents.route_of.get(event.edge) if event.edge else None
        return () if route is None else (route,)


def note_of(scene: Scene, depth: Depth) -> str:
    """Return a sentence where a drawing is simpler than it is asked for, or ""."""
    layout = scene.board.layout
    if layout is None:
        return ""
    if depth == "neurons":
        return NO_NEURONS
    if all(card.scope is None or card.scope.is_layer for card in layout.cards):
        return ""
    nodes, cards = len(scene.graph.nodes), len(layout.cards)
    return f"{nodes:,} nodes on {cards:,} cards: a click on › opens one, a double click too."


def make_scene(record: Record, position: int, wish: DrawingWish = PLAIN) -> Scene:
    """Return the scene of a record at a position, with nothing selected."""
    drawing = make_drawing(record.graph, wish)
    board = make_board(record.graph, drawing, shapes_on_arrows=wish.depth == "layers")
    return Scene(Tape(record), board, position)
