"""A drawing broken into rows: nothing overlaps there either, links go on, and the size is known before it is drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.graph import Graph, expression
from graphviz_nn.scene.layout import OPERATIONS, Box, Layout, Room, fitted, ordered
from graphviz_nn.scene.layout.columns import Columns
from graphviz_nn.scene.layout.fit import columns_of
from graphviz_nn.scene.layout.wrap import wrapped
from tests.scene.layout.laws import clear, curve, drawn, folds, graphs, network, overlap


def columns(graph: Graph, folded: set[str]) -> Columns:
    return columns_of(ordered(graph, graph.scopes.keys() - folded), OPERATIONS)


def boxes_of(layout: Layout) -> list[Box]:
    return [*(card.box for card in layout.cards), *(tag.box for tag in layout.tags)]


def fit(graph: Graph, room: Room) -> Layout:
    return fitted(ordered(graph, set(graph.scopes)), room, OPERATIONS)


@settings(max_examples=100)
@given(graphs(), folds(), st.integers(2, 4))
def test_in_rows_nothing_overlaps_either(graph: Graph, folded: set[str], rows: int) -> None:
    broken = columns(graph, folded)
    layout = wrapped(broken, broken.cuts(rows))
    assert clear(layout)
    for boxes in ([frame.box for frame in layout.frames], boxes_of(layout)):
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@settings(max_examples=100)
@given(graphs(), folds(), st.integers(2, 4))
def test_in_rows_edges_still_lead_from_card_to_card_or_begin_at_a_tag_of_theirs(
    graph: Graph, folded: set[str], rows: int
) -> None:
    broken = columns(graph, folded)
    layout = wrapped(broken, broken.cuts(rows))
    for route in layout.routes:
        source, target = layout.cards[route.source], layout.cards[route.target].box
        starts = [source.box, *(tag.box for tag in layout.tags if layout.cards[tag.card] is source)]
        assert route.points[0] in [pytest.approx((start.right, start.centre[1])) for start in starts]
        assert route.points[-1][0] == pytest.approx(target.left)
        assert target.top < route.points[-1][1] < target.bottom
        assert all(layout.box.grown(1e-6).holds(*point) for point in curve(route))


@settings(max_examples=100)
@given(graphs(), folds(), st.integers(1, 5))
def test_the_size_of_so_many_rows_is_known_before_they_are_drawn(
    graph: Graph, folded: set[str], rows: int
) -> None:
    broken = columns(graph, folded)
    cuts = broken.cuts(rows)
    layout = wrapped(broken, cuts)
    assert len(cuts) < rows
    assert (layout.box.width, layout.box.height) == pytest.approx(broken.size(cuts))
    for box in (*boxes_of(layout), *(frame.box for frame in layout.frames)):
        assert layout.box.grown(1e-6).holds(box.left, box.top)
        assert layout.box.grown(1e-6).holds(box.right, box.bottom)


def test_a_value_that_is_given_is_named_again_where_it_is_used_in_a_later_row() -> None:
    broken = columns(expression("sin(x1) + x1*(x2 - 2)**2 / x2", x1=1.0, x2=3.0), set())
    layout = wrapped(broken, broken.cuts(2))
    assert {layout.cards[tag.card].name for tag in layout.tags} == {"x1", "x2"}


def test_links_that_are_led_to_the_next_row_do_not_cross_on_the_way() -> None:
    broken = columns(expression("sin(x1) + x1*(x2 - 2)**2 / x2", x1=1.0, x2=3.0), set())
    cuts = broken.cuts(2)
    led = [route for route in wrapped(broken, cuts).routes if len(route.points) > 20]
    first, second = (sorted(route.points, key=lambda p: p[0])[-1] for route in led)
    assert len(led) == broken.lanes[cuts[0]] == 2
    assert (first[0] > second[0]) is (led[0].points[0][1] < led[1].points[0][1])


@pytest.mark.parametrize("size", [(670, 310), (1270, 600), (300, 900)])
def test_a_network_of_two_layers_can_be_read_in_the_rows_that_fit_its_place(
    size: tuple[float, float],
) -> None:
    room, whole = Room(size, 1.35), drawn(network()).box
    box = fit(network(), room).box
    assert room.zoom((box.width, box.height)) >= room.zoom((whole.width, whole.height))
    assert room.zoom((box.width, box.height)) >= 0.38


@pytest.mark.parametrize("size", [(0.0, 0.0), (-20.0, 300.0), (1e9, 1.0)])
def test_a_place_that_is_hardly_there_gets_a_drawing_too(size: tuple[float, float]) -> None:
    assert fit(network(), Room(size)).cards


def test_a_wide_place_gets_one_row_and_a_narrow_one_several() -> None:
    for size, in_rows in (((3000, 300), False), ((700, 700), True)):
        first, second = fit(network(), Room(size)).frames
        assert (first.box.bottom <= second.box.top) is in_rows


@given(graphs(), folds(), st.integers(2, 5))
def test_the_last_row_is_as_full_as_it_can_be_without_becoming_the_longer(
    graph: Graph, folded: set[str], rows: int
) -> None:
    broken = columns(graph, folded)
    cuts = broken.cuts(rows)
    earlier = (*cuts[:-1], cuts[-1] - 1) if cuts else (-1,)
    if earlier[-1] > (cuts[-2] if len(cuts) > 1 else -1):
        before, last = (row.box.width for row in broken.rows(earlier)[-2:])
        assert last > before or broken.lanes[earlier[-1]] > broken.lanes[cuts[-1]]


@pytest.mark.parametrize("text", ["x*x + x", "x*y + sin(x)", "ln(x) + y"])
def test_a_short_graph_stands_in_one_row_in_a_hall_too(text: str) -> None:
    graph = expression(text, **dict.fromkeys([name for name in "xy" if name in text], 2.0))
    layout = fit(graph, Room((1250.0, 370.0), 2.16, 1.6))
    assert not layout.tags
    assert layout == columns_of(ordered(graph, set()), replace(OPERATIONS, text=1.6, columns=1)).layout
