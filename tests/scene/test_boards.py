"""What is known of a drawing is kept while only its place changes."""

from __future__ import annotations

from dataclasses import replace

from graphviz_nn.graph import Graph, expression
from graphviz_nn.scene import drawing
from graphviz_nn.scene.boards import Boards
from graphviz_nn.scene.drawing import DrawingWish, Drawn, is_quick, make_drawing
from graphviz_nn.scene.layout import Room

WISH = DrawingWish(room=Room((800.0, 500.0)))


def large(terms: int = 30) -> Graph:
    graph = expression(" + ".join(f"tanh(a*{i}) * b" for i in range(terms)), a=0.1, b=2.0)
    assert len(graph.nodes) > drawing.AT_ONCE
    return graph


def made(graph: Graph, wish: DrawingWish) -> Drawn:
    return Drawn(graph, wish, make_drawing(graph, wish))


def test_the_board_of_a_drawing_is_made_once() -> None:
    boards, drawn = Boards(), made(large(), WISH)
    assert boards.of(drawn) is boards.of(drawn)
    assert boards.of(drawn).drawing is drawn.drawing


def test_another_place_for_the_same_graph_keeps_what_is_known_of_it() -> None:
    boards, graph = Boards(), large()
    before = boards.of(made(graph, WISH))
    after = boards.of(made(graph, replace(WISH, room=Room((500.0, 900.0)))))
    assert after.drawing != before.drawing
    assert after.contents is before.contents


def test_another_depth_place_and_other_nodes_are_another_drawing_but_other_values_are_not() -> None:
    boards, graph = Boards(), large()
    boards.of(made(graph, WISH))
    assert not boards.is_other(made(graph.with_leaves(a=0.5), WISH))
    assert boards.is_other(made(graph, replace(WISH, depth="layers")))
    assert boards.is_other(made(graph, replace(WISH, room=Room((500.0, 900.0)))))
    assert boards.is_other(made(large(31), WISH))


def test_what_is_small_or_was_laid_out_lately_for_another_place_is_quick() -> None:
    graph = large(32)
    assert is_quick(expression("x*x", x=2.0), WISH)
    assert not is_quick(graph, WISH)
    made(graph, WISH)
    assert is_quick(graph, replace(WISH, room=Room((500.0, 900.0))))
    assert not is_quick(graph, replace(WISH, folded=("somewhere",)))
