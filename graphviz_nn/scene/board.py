"""A drawing ready to be shown: what its cards say, and where to find what one looks for at every step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Edge, Graph
from graphviz_nn.kept import kept_beside
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.bounds import Bounds
from graphviz_nn.scene.drawing import Drawing
from graphviz_nn.scene.faces import Face, make_faces
from graphviz_nn.scene.layout import Card, Layout, NeuronLayout, Route


@dataclass(frozen=True, eq=False)
class Contents:
    """What is drawn, wherever it stands: the same for a drawing in a larger or a smaller place.

    Attributes:
        faces: what the cards say; empty for neurons.
        cards, routes: of one of the drawings; empty for neurons.

    """

    faces: tuple[Face, ...]
    cards: tuple[Card, ...]
    routes: tuple[Route, ...]

    @cached_property
    def card_of(self) -> Mapping[int, int]:
        """The card that stands for each node."""
        return {node: place for place, card in enumerate(self.cards) for node in card.nodes}

    @cached_property
    def arriving(self) -> Mapping[int, Sequence[int]]:
        """The routes that end in each node."""
        arriving: dict[int, dict[int, None]] = defaultdict(dict)
        for edge, route in self.route_of.items():
            arriving[edge.consumer][route] = None
        return {node: tuple(routes) for node, routes in arriving.items()}

    @cached_property
    def route_of(self) -> Mapping[Edge, int]:
        """The route that each edge between different cards takes."""
        return {edge: place for place, route in enumerate(self.routes) for edge in route.edges}


@dataclass(frozen=True, eq=False)
class Board:
    """A drawing, with all that is looked up in it.

    Attributes:
        contents: what is drawn.
        drawing: where it is.
        shapes_on_arrows: whether routes carry the shape of what flows.

    """

    contents: Contents
    drawing: Drawing
    shapes_on_arrows: bool = False

    @property
    def layout(self) -> Layout | None:
        """The drawing, if it is one of cards."""
        return None if isinstance(self.drawing, NeuronLayout) else self.drawing

    @cached_property
    def bounds(self) -> Bounds:
        """Where everything is."""
        assert self.layout is not None
        return Bounds(self.layout)

    def looks_like(self, other: Board) -> bool:
        """Whether nothing would have to be drawn anew."""
        return self.drawing == other.drawing and self.contents.faces == other.contents.faces


def make_board(graph: Graph, drawing: Drawing, *, shapes_on_arrows: bool = False) -> Board:
    """Return the board of a graph's drawing; layers can be opened in place where no shapes are on the arrows."""
    if isinstance(drawing, NeuronLayout):
        return Board(Contents((), (), ()), drawing)
    faces = make_faces(graph, drawing, can_open=not shapes_on_arrows)
    return Board(Contents(faces, drawing.cards, drawing.routes), drawing, shapes_on_arrows)


@dataclass(frozen=True, eq=False)
class Flows:
    """When something flows through each route, and how much.

    Attributes:
        forward, backward: the position from which on values have flowed through a route, and a gradient back.
        strength: how large the largest gradient is, from 0 to 1.

    """

    forward: NDArray[np.int64]
    backward: NDArray[np.int64]
    strength: FloatArray


@kept_beside
def flows_of(tape: Tape, contents: Contents) -> Flows:
    """Return the flows of a record, made once for all its positions."""
    edges = [route.edges for route in contents.routes]
    return Flows(
        np.array([tape.forward_at(those) for those in edges], dtype=np.int64),
        np.array([tape.backward_at(those) for those in edges], dtype=np.int64),
        np.array([tape.strength(those) for those in edges], dtype=np.float64),
    )
