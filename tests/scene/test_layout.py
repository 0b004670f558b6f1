"""Laws of every drawing: nothing overlaps, edges run to the right and keep clear of cards, frames hold their own."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.graph import Builder, Graph, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Add, Multiply, Sin
from graphviz_nn.scene.layout import (
    Layout,
    Point,
    Room,
    Route,
    fitting_operations,
    layers,
    neurons,
    operations,
)
from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.neurons import MOST_CIRCLES
from graphviz_nn.scene.layout.parts import Box
from graphviz_nn.scene.layout.wrap import wrapped

SAMPLES = 24  # points tried on each curve


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Random graphs: shared operands, x * x, unused nodes, and layers that may or may not be of one piece."""
    builder = Builder()
    terms = [builder.input(f"x{i}", 1.0) for i in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(0, 14))):
        layer = draw(st.sampled_from(["", "", "a", "b", "c"]))
        first, second = (draw(st.integers(0, len(terms) - 1)) for _ in range(2))
        op = draw(st.sampled_from([Add(), Multiply(), Sin(), None]))
        with builder.inside(layer):
            if op is None:
                terms.append(builder.parameter("w", 1.0))
            else:
                terms.append(builder.apply(op, *(terms[first], terms[second])[: len(op.inputs)]))
        if layer:
            builder.describe(layer, "layer", "some of its nodes", terms[-1])
    return builder.graph(terms[draw(st.integers(0, len(terms) - 1))])


def folds() -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(["a", "b", "c"]))


@settings(max_examples=150)
@given(graphs(), folds())
def test_every_node_is_on_exactly_one_card(graph: Graph, folded: set[str]) -> None:
    cards = operations(graph, folded).cards
    assert sorted(node for card in cards for node in card.nodes) == list(range(len(graph.nodes)))


@settings(max_examples=150)
@given(graphs(), folds())
def test_no_two_cards_and_no_two_frames_overlap(graph: Graph, folded: set[str]) -> None:
    layout = operations(graph, folded)
    for boxes in ([card.box for card in layout.cards], [frame.box for frame in layout.frames]):
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@settings(max_examples=150)
@given(graphs(), folds())
def test_a_frame_holds_its_layer_and_nothing_else(graph: Graph, folded: set[str]) -> None:
    layout = operations(graph, folded)
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
    layout = operations(graph, folded)
    drawn = [edge for route in layout.routes for edge in route.edges]
    hidden = {node: card for card, c in enumerate(layout.cards) for node in c.nodes}
    assert sorted(drawn) == sorted(e for e in graph.edges if hidden[e.source] != hidden[e.consumer])
    for route in layout.routes:
        source, target = layout.cards[route.source].box, layout.cards[route.target].box
        assert route.points[0] == pytest.approx((source.right, source.centre[1]))
        assert route.points[-1][0] == pytest.approx(target.left)
        assert target.top < route.points[-1][1] < target.bottom
        assert all(a[0] <= b[0] + 1e-6 for a, b in pairwise(route.points))


@settings(max_examples=150)
@given(graphs(), folds())
def test_no_edge_runs_through_a_card(graph: Graph, folded: set[str]) -> None:
    layout = operations(graph, folded)
    for route in layout.routes:
        assert not [c.name for c in layout.cards if any(c.box.grown(-1).holds(*p) for p in curve(route))]


@given(graphs())
@settings(max_examples=30)
def test_the_same_graph_is_always_drawn_the_same(graph: Graph) -> None:
    assert operations(graph) == operations(graph)


def test_the_two_edges_of_x_times_x_can_be_told_apart() -> None:
    layout = operations(expression("x*x", x=2.0))
    first, second = layout.routes
    assert first.points[-1] != second.points[-1]


def test_a_network_lies_along_one_line_with_its_parameters_above() -> None:
    boxes = {card.name: card.box for card in operations(network()).cards}
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
    layout = operations(network(), {"dense"})
    assert [card.name for card in layout.cards if card.folded] == ["dense"]
    assert [frame.layer for frame in layout.frames] == ["dense_1"]


def test_the_depth_of_layers_has_a_card_for_each_layer_input_target_and_loss() -> None:
    assert [card.name for card in layers(network()).cards] == ["x", "dense", "dense_1", "y", "loss"]


def test_a_penalty_passes_the_layers_behind_it() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=3, l2=0.1), Dense(units=1, l1=0.1)))
    test = operations(spec.network.graph(4))
    assert len(test.frames) == 2
    assert clear(test)


@pytest.mark.parametrize(
    "text", ["x1*x2 + ln(x1) - sin(x2)", "x1", "x1*x1*x1*x2", "sin(x1) + x1*(x2 - 2)**2 / x2"]
)
def test_expressions_are_drawn_clear_of_overlaps(text: str) -> None:
    leaves = {name: 2.0 for name in ("x1", "x2") if name in text}
    assert clear(operations(expression(text, **leaves)))


def test_a_chain_of_twenty_thousand_ops_is_laid_out_and_says_that_it_is_plain() -> None:
    layout = operations(chain(20_000))
    assert len(layout.cards) == 20_001
    assert "20,001 cards" in layout.note


def test_long_shared_edges_do_not_take_forever() -> None:
    builder = Builder()
    x = h = builder.input("x", 1.0)
    leaves = [builder.input(f"a{i}", 1.0) for i in range(300)]
    sines = [builder.apply(Sin(), leaf) for leaf in leaves]
    for sine in sines:
        h = h + sine
        h = h * x
    assert operations(builder.graph(h)).note  # 300 sines that wait up to 600 ranks: a plain grid


def test_above_the_limit_layers_fold() -> None:
    builder = Builder()
    h = builder.input("x", 1.0)
    for number in range(40):
        with builder.inside(f"layer{number}"):
            for _ in range(80):
                h = builder.apply(Sin(), h)
        builder.describe(f"layer{number}", "sines", "eighty of them", h)
    layout = operations(builder.graph(h))
    assert len(layout.cards) == 41
    assert "folded" in layout.note


def test_neurons_are_columns_of_circles_with_one_link_a_weight() -> None:
    drawing = neurons(network(), ("height", "width"))
    assert drawing is not None
    kinds = [circle.kind for circle in drawing.circles]
    assert kinds == ["input", "input", "bias", *["unit"] * 4, "bias", "unit", "loss"]
    assert [c.label for c in drawing.circles[:3]] == ["height", "width", "1"]
    assert sum(link.node >= 0 for link in drawing.links) == 2 * 4 + 4 + 4 + 1
    xs = [
        drawing.circles[link.source].centre[0] - drawing.circles[link.target].centre[0]
        for link in drawing.links
    ]
    assert max(xs) < 0


def test_a_wide_layer_draws_some_circles_and_counts_the_rest() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=100), Dense(units=1)))
    drawing = neurons(spec.network.graph(4))
    assert drawing is not None
    assert sum(circle.kind == "unit" for circle in drawing.circles) == MOST_CIRCLES - 1 + 1
    assert "… 85 more" in [words.text for words in drawing.words]


def test_what_is_no_stack_of_layers_has_no_neurons() -> None:
    assert neurons(expression("x*x", x=2.0)) is None


@settings(max_examples=100)
@given(graphs(), folds(), st.integers(2, 4))
def test_in_rows_nothing_overlaps_either_and_edges_still_connect_their_cards(
    graph: Graph, folded: set[str], rows: int
) -> None:
    layout = wrapped(operations(graph, folded), rows)
    assert clear(layout)
    assert not any(overlap(a.box, b.box) for a, b in combinations(layout.frames, 2))
    for route in layout.routes:
        source, target = layout.cards[route.source].box, layout.cards[route.target].box
        assert route.points[0] == pytest.approx((source.right, source.centre[1]))
        assert route.points[-1][0] == pytest.approx(target.left)
        assert target.top < route.points[-1][1] < target.bottom
        assert all(layout.box.grown(1e-6).holds(*point) for point in curve(route))


@pytest.mark.parametrize("size", [(670, 310), (1270, 600), (300, 900)])
def test_a_network_of_two_layers_can_be_read_in_the_rows_that_fit_its_place(
    size: tuple[float, float],
) -> None:
    room = Room(size, 1.35)
    fitted = fitting_operations(network(), frozenset(), room)
    assert room.zoom(fitted) >= room.zoom(operations(network()))
    assert room.zoom(fitted) >= 0.38


def test_a_wide_place_gets_one_row_and_a_narrow_one_several() -> None:
    for size, in_rows in (((3000, 300), False), ((700, 700), True)):
        first, second = fitting_operations(network(), frozenset(), Room(size)).frames
        assert (first.box.bottom <= second.box.top) is in_rows


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 2), st.sets(st.sampled_from(["dense", "dense_1"])))
def test_there_is_a_drawing_for_every_place_even_for_none_at_all(size: Point, folded: set[str]) -> None:
    layout = fitting_operations(network(), folded, Room(size))
    assert 0 < Room(size).zoom(layout) <= 1


def test_a_card_has_room_for_value_and_gradient_inside_it() -> None:
    for card in operations(network()).cards:
        for area in (card.value, card.gradient):
            assert card.box.holds(area.left, area.top)
            assert card.box.holds(area.right, area.bottom)
        assert not overlap(card.value, card.gradient)


def test_small_tensors_get_larger_cards_and_larger_text_larger_ones_still() -> None:
    plain, large = Measures(), Measures(text=1.6)
    assert plain.size((2, 4))[0] > plain.size((16, 4))[0]
    assert large.size((2, 4)) > plain.size((2, 4))
    assert plain.size((16, 4)) == plain.size((100, 100))


def network() -> Graph:
    layers = (Dense(units=4, activation="tanh"), Dense(units=1, activation="sigmoid"))
    return Stack(inputs=2, layers=layers).network.graph(6)


def chain(count: int) -> Graph:
    builder = Builder()
    term = builder.input("x", 1.0)
    for _ in range(count):
        term = builder.apply(Sin(), term)
    return builder.graph(term)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes overlap; to touch is not to overlap."""
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def clear(layout: Layout) -> bool:
    """Whether cards keep apart, and edges clear of them."""
    boxes = [card.box for card in layout.cards]
    if any(overlap(a, b) for a, b in combinations(boxes, 2)):
        return False
    points = [point for route in layout.routes for point in curve(route)]
    return not any(box.grown(-1).holds(*point) for box in boxes for point in points)


def curve(route: Route) -> list[Point]:
    """Points on the curves of a route."""
    out = []
    for i in range(0, len(route.points) - 1, 3):
        a, b, c, d = route.points[i : i + 4]
        for step in range(SAMPLES + 1):
            t = step / SAMPLES
            u = 1 - t
            weights = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            x, y = (sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in range(2))
            out.append((x, y))
    return out
