"""Laws of every drawing: nothing overlaps, edges run to the right and keep clear of cards, frames hold their own."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from graphviz_nn.graph import Graph, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.scene.layout import LAYERS, Measures, ordered, placed
from tests.scene.layout.laws import clear, curve, drawn, folds, graphs, network, overlap


@settings(max_examples=150)
@given(graphs(), folds())
def test_every_node_is_on_exactly_one_card(graph: Graph, folded: set[str]) -> None:
    cards = drawn(graph, folded).cards
    assert sorted(node for card in cards for node in card.nodes) == list(range(len(graph.nodes)))


@settings(max_examples=150)
@given(graphs(), folds())
def test_no_two_cards_and_no_two_frames_overlap(graph: Graph, folded: set[str]) -> None:
    layout = drawn(graph, folded)
    for boxes in ([card.box for card in layout.cards], [frame.box for frame in layout.frames]):
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@settings(max_examples=150)
@given(graphs(), folds())
def test_a_frame_holds_its_layer_and_nothing_else(graph: Graph, folded: set[str]) -> None:
    layout = drawn(graph, folded)
    for frame in layout.frames:
        for card in layout.cards:
            if graph.nodes[card.nodes[0]].layer == frame.layer:
                assert frame.box.holds(card.box.left, card.box.top)
                assert frame.box.holds(card.box.right, card.box.bottom)
            else:
                assert not overlap(frame.box, card.box)


@settings(max_examples=150)
@given(graphs(), folds())
def test_every_edge_runs_from_left_to_right_between_its_cards(graph: Graph, folded: set[str]) -> None:
    layout = drawn(graph, folded)
    led = [edge for route in layout.routes for edge in route.edges]
    hidden = {node: card for card, c in enumerate(layout.cards) for node in c.nodes}
    assert sorted(led) == sorted(e for e in graph.edges if hidden[e.source] != hidden[e.consumer])
    for route in layout.routes:
        source, target = layout.cards[route.source].box, layout.cards[route.target].box
        assert route.points[0] == pytest.approx((source.right, source.centre[1]))
        assert route.points[-1][0] == pytest.approx(target.left)
        assert target.top < route.points[-1][1] < target.bottom
        assert all(a[0] <= b[0] + 1e-6 for a, b in pairwise(route.points))


@settings(max_examples=150)
@given(graphs(), folds())
def test_no_edge_runs_through_a_card(graph: Graph, folded: set[str]) -> None:
    layout = drawn(graph, folded)
    for route in layout.routes:
        assert not [c.name for c in layout.cards if any(c.box.grown(-1).holds(*p) for p in curve(route))]


@given(graphs())
@settings(max_examples=30)
def test_the_same_graph_is_always_drawn_the_same(graph: Graph) -> None:
    assert drawn(graph) == drawn(graph)


def test_the_two_edges_of_x_times_x_can_be_told_apart() -> None:
    layout = drawn(expression("x*x", x=2.0))
    first, second = layout.routes
    assert first.points[-1] != second.points[-1]


def test_a_network_lies_along_one_line_with_its_parameters_above() -> None:
    boxes = {card.name: card.box for card in drawn(network()).cards}
    line = boxes["x"].centre[1]
    main = (
        "dense/matmul",
        "dense/add",
        "dense/tanh",
        "dense_1/matmul",
        "dense_1/add",
        "dense_1/sigmoid",
        "loss",
    )
    assert all(boxes[name].centre[1] == pytest.approx(line, abs=1e-3) for name in main)
    assert all(
        boxes[f"{layer}/{name}"].bottom < line
        for layer in ("dense", "dense_1")
        for name in ("kernel", "bias")
    )
    assert boxes["y"].top > line


def test_a_folded_layer_is_one_card() -> None:
    layout = drawn(network(), {"dense"})
    assert [card.name for card in layout.cards if card.folded] == ["dense"]
    assert [frame.layer for frame in layout.frames] == ["dense_1"]


def test_the_depth_of_layers_has_a_card_for_each_layer_input_target_and_loss() -> None:
    assert [card.name for card in placed(ordered(network()), LAYERS).cards] == [
        "x",
        "dense",
        "dense_1",
        "y",
        "loss",
    ]


def test_a_penalty_passes_the_layers_behind_it() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=3, l2=0.1), Dense(units=1, l1=0.1)))
    test = drawn(spec.network.graph(4))
    assert len(test.frames) == 2
    assert clear(test)


@pytest.mark.parametrize(
    "text", ["x1*x2 + ln(x1) - sin(x2)", "x1", "x1*x1*x1*x2", "sin(x1) + x1*(x2 - 2)**2 / x2"]
)
def test_expressions_are_drawn_clear_of_overlaps(text: str) -> None:
    leaves = {name: 2.0 for name in ("x1", "x2") if name in text}
    assert clear(drawn(expression(text, **leaves)))


def test_a_card_has_room_for_value_and_gradient_inside_it() -> None:
    for card in drawn(network()).cards:
        for area in (card.value, card.gradient):
            assert card.box.holds(area.left, area.top)
            assert card.box.holds(area.right, area.bottom)
        assert not overlap(card.value, card.gradient)


def test_small_tensors_get_larger_cards_and_larger_text_larger_ones_still() -> None:
    plain, large = Measures(), Measures(text=1.6)
    assert plain.size((2, 4))[0] > plain.size((16, 4))[0]
    assert large.size((2, 4)) > plain.size((2, 4))
    assert plain.size((16, 4)) == plain.size((100, 100))
