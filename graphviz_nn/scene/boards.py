"""The board of the drawing that is shown, kept while only its place changes."""

from __future__ import annotations

from dataclasses import replace

from graphviz_nn.graph import Graph
from graphviz_nn.scene.board import Board, make_board
from graphviz_nn.scene.drawing import Drawn


class Boards:
    """Makes the board of a drawing when it is another one.

    Attributes:
        drawn: the drawing that is shown; None before the first.

    """

    def __init__(self) -> None:
        self.drawn: Drawn | None = None
        self._board: Board | None = None

    def of(self, drawn: Drawn) -> Board:
        """Return the board of a drawing, which is shown from now on."""
        before, board = self.drawn, self._board
        if board is None or before is None or drawn is not before:
            self.drawn = drawn
            if board is not None and before is not None and before.differs_in_room(drawn.graph, drawn.wish):
                board = replace(board, drawing=drawn.drawing)
            else:
                on_arrows = drawn.wish.depth == "layers"
                board = make_board(drawn.graph, drawn.drawing, shapes_on_arrows=on_arrows)
            self._board = board
        return board

    def is_other(self, drawn: Drawn) -> bool:
        """Whether nothing is where it was: a drawing of other nodes, at another depth, or for another place."""
        shown = self.drawn
        if shown is None or shown.wish.depth != drawn.wish.depth or shown.wish.room != drawn.wish.room:
            return True
        return not is_same(shown.graph, drawn.graph)


def is_same(one: Graph, other: Graph) -> bool:
    """Whether two graphs have nodes of the same names."""
    return one.nodes is other.nodes or one.index.keys() == other.index.keys()
