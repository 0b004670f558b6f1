"""A drawing, and what is wished of one: pure values, so that one can be made wherever there is time for it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphviz_nn.graph import Graph
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.layout import (
    LAYERS,
    OPERATIONS,
    Layout,
    NeuronLayout,
    Room,
    fitted,
    neurons,
    opened,
    ordered,
    scopes_of,
)
from graphviz_nn.scene.layout.form import Form

Drawing: TypeAlias = Layout | NeuronLayout
AMPLE = Room((1280.0, 720.0))
AT_ONCE = 40  # nodes: their cards are laid out in less than 8 ms


@dataclass(frozen=True)
class DrawingWish:
    """How a graph is to be drawn.

    Attributes:
        depth: how deep.
        folded: the layers that are folded, and of a large graph the scopes that are not as they are at first; the
            newest change last.
        features: the names of the inputs.
        room: the place that the drawing is for.

    """

    depth: Depth = "operations"
    folded: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    room: Room = AMPLE


PLAIN = DrawingWish()
_Known: TypeAlias = tuple[Form, Depth, tuple[str, ...], float]
_RECENT: deque[_Known] = deque(maxlen=4)  # whose orders and sizes are remembered


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing, with the graph and the wish that it was made for."""

    graph: Graph
    wish: DrawingWish
    drawing: Drawing

    def suits(self, graph: Graph, wish: DrawingWish) -> bool:
        """Whether it is what is wished of a graph of the same nodes."""
        return self.graph.nodes is graph.nodes and self.wish == wish

    def differs_in_room(self, graph: Graph, wish: DrawingWish) -> bool:
        """Whether the same is wished for another place: then its cards are the same, elsewhere."""
        return self.suits(graph, replace(wish, room=replace(wish.room, size=self.wish.room.size)))


def is_quick(graph: Graph, wish: DrawingWish) -> bool:
    """Whether a drawing takes so little time that it can be made at once: it is small, or known but for its place."""
    is_small = len(graph.nodes) <= AT_ONCE or wish.depth == "neurons"
    # A copy: another thread may be adding to them.
    return is_small or _but_for_its_place(graph, wish) in tuple(_RECENT)


def make_drawing(graph: Graph, wish: DrawingWish) -> Drawing:
    """Lay out a graph; what has no neurons is drawn as operations."""
    drawing = _laid_out(graph, wish)
    _RECENT.append(_but_for_its_place(graph, wish))
    return drawing


def _laid_out(graph: Graph, wish: DrawingWish) -> Drawing:
    if wish.depth == "neurons" and (drawing := neurons(graph, wish.features, wish.room)):
        return drawing
    whole, has_layers = scopes_of(graph), wish.depth != "layers"
    names = opened(whole, wish.folded if has_layers else (), layers=has_layers)
    return fitted(ordered(graph, names), wish.room, OPERATIONS if has_layers else LAYERS)


def _but_for_its_place(graph: Graph, wish: DrawingWish) -> _Known:
    return Form(graph), wish.depth, wish.folded, wish.room.text
