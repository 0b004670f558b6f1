"""A drawing, and what is wished of one: pure values, so that one can be made wherever there is time for it."""

from __future__ import annotations

from dataclasses import dataclass
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

Drawing: TypeAlias = Layout | NeuronLayout
AMPLE = Room((1280.0, 720.0))


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


def make_drawing(graph: Graph, wish: DrawingWish) -> Drawing:
    """Lay out a graph; what has no neurons is drawn as operations."""
    if wish.depth == "neurons" and (drawing := neurons(graph, wish.features)):
        return drawing
    whole, has_layers = scopes_of(graph), wish.depth != "layers"
    names = opened(whole, wish.folded if has_layers else (), layers=has_layers)
    return fitted(ordered(graph, names), wish.room, OPERATIONS if has_layers else LAYERS)
