"""Large graphs: divided into ranges that fold without a circle, opened by a budget, drawn under the same laws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.graph import Builder, Graph, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Add, Multiply, Sin
from graphviz_nn.scene.layout import OPERATIONS, Frame, Layout, Scope, opened, ordered, placed, scopes_of
from graphviz_nn.scene.layout.fit import columns_of
from graphviz_nn.scene.layout.folds import MOST_AT_FIRST, MOST_OPEN, cards
from graphviz_nn.scene.layout.ranges import FULL, MOST_RANGES, Tree, divided
from graphviz_nn.scene.layout.ranks import Arrow, order
from graphviz_nn.scene.layout.scopes import MOST_WHOLE
from graphviz_nn.scene.layout.titles import sentence, summary
from graphviz_nn.scene.layout.wrap import wrapped
from tests.scene.layout.laws import chain, clear, network, overlap


def large(seed: int, count: int = 220) -> Graph:
    """A random graph with leaves here and there, some of them in layers."""
    random, builder = Random(seed), Builder()
    terms = [builder.input("x", 1.0)]
    for step in range(count):
        layer = "" if random.random() < 0.7 else f"l{step // 40}"
        with builder.inside(layer):
            if random.random() < 0.2:
                terms.append(builder.parameter("w", 1.0))
            op = random.choice([Add(), Multiply(), Sin()])
            inputs = [terms[-1], random.choice(terms[-12:] if random.random() < 0.9 else terms)]
            terms.append(builder.apply(op, *inputs[: len(op.inputs)]))
        if layer:
            builder.describe(layer, "layer", "some of its nodes", terms[-1])
    return builder.graph(terms[-1])


def summed(terms: int) -> Graph:
    """A sum of products: four ops a term."""
    builder = Builder()
    a, b = builder.input("a", 0.1), builder.input("b", 2.0)
    total = builder.apply(Sin(), a * builder.constant(0.0, "0")) * b
    for number in range(1, terms):
        total = total + builder.apply(Sin(), a * builder.constant(float(number), str(number))) * b
    return builder.graph(total)


def within(scope: Scope) -> Iterator[Scope]:
    """A scope and all in it."""
    yield scope
    for inner in scope.scopes:
        yield from within(inner)


def toggled(graph: Graph, seed: int) -> Layout:
    """A drawing after some scopes have been opened and folded at random."""
    whole = scopes_of(graph)
    names = [scope.name for scope in within(whole)][1:]
    some = Random(seed).sample(names, min(len(names), 6))
    return placed(ordered(graph, opened(whole, some)), OPERATIONS)


@settings(max_examples=50)
@given(st.integers(1, 300), st.integers(0, 10**6))
def test_items_are_divided_so_that_every_level_is_free_of_circles(count: int, seed: int) -> None:
    random = Random(seed)
    pairs = (random.sample(range(count), 2) for _ in range(2 * count if count > 1 else 0))
    arrows = [(min(pair), max(pair)) for pair in pairs]
    targets = {target for _, target in arrows}
    given_ = [item not in targets and random.random() < 0.7 for item in range(count)]
    trees = divided(given_, arrows)
    assert sorted(item for tree in trees for item in items(tree)) == list(range(count))
    assert_free_of_circles(trees, arrows)


def items(tree: Tree) -> list[int]:
    return [tree] if isinstance(tree, int) else [item for branch in tree for item in items(branch)]


def assert_free_of_circles(trees: tuple[Tree, ...], arrows: list[Arrow]) -> None:
    part_of = {item: number for number, tree in enumerate(trees) for item in items(tree)}
    ends = ((part_of.get(a, -1), part_of.get(b, -1)) for a, b in arrows)
    between = [(a, b) for a, b in ends if a != b and min(a, b) >= 0]
    assert len(order(len(trees), between)) == len(trees)
    for tree in trees:
        if not isinstance(tree, int):
            assert len(tree) > 1
            assert_free_of_circles(tree, arrows)


def test_a_graph_that_can_be_seen_whole_is_not_divided() -> None:
    graph = chain(MOST_WHOLE - 1)
    assert not list(scopes_of(graph).scopes)
    assert list(scopes_of(chain(MOST_WHOLE)).scopes)


@pytest.mark.parametrize("terms", [60, 300, 3000])
def test_a_sum_is_divided_between_its_terms_and_equally_deep(terms: int) -> None:
    whole = scopes_of(summed(terms))
    for scope in within(whole):
        assert len(scope.parts) <= 2 * FULL
        assert sum(1 for _ in scope.scopes) <= MOST_RANGES + 1
    layout = placed(ordered(summed(terms), opened(whole, ())), OPERATIONS)
    for left, right in pairwise(card for card in layout.cards if card.folded):
        between = [route for route in layout.routes if layout.cards[route.source] is left]
        assert [layout.cards[route.target] for route in between] == [right]
        assert all(len(route.edges) == 1 for route in between)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_no_two_cards_overlap_and_no_edge_runs_through_one_however_scopes_are_opened(seed: int) -> None:
    layout = toggled(large(seed), seed)
    assert clear(layout)
    for route in layout.routes:
        assert all(a[0] <= b[0] + 1e-6 for a, b in pairwise(route.points))


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 6))
def test_a_large_drawing_can_be_broken_into_rows_too(seed: int, rows: int) -> None:
    graph = large(seed)
    columns = columns_of(ordered(graph, opened(scopes_of(graph), ())), OPERATIONS)
    layout = wrapped(columns, columns.cuts(rows))
    assert clear(layout)
    boxes = [*(card.box for card in layout.cards), *(tag.box for tag in layout.tags)]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_frames_hold_their_own_cards_and_frames_and_nothing_else(seed: int) -> None:
    graph = large(seed)
    layout, whole = toggled(graph, seed), scopes_of(graph)
    nodes = {scope.name: set(scope.nodes) for scope in within(whole)}
    for frame in layout.frames:
        for card in layout.cards:
            if nodes[frame.layer] >= set(card.nodes):
                assert frame.box.holds(card.box.left, card.box.top - frame.head)
                assert frame.box.holds(card.box.right, card.box.bottom)
            else:
                assert not overlap(frame.box, card.box)
    for one, other in combinations(layout.frames, 2):
        inner, outer = sorted((one, other), key=lambda frame: len(nodes[frame.layer]))
        assert (
            holds(outer, inner)
            if nodes[inner.layer] <= nodes[outer.layer]
            else not overlap(one.box, other.box)
        )


def holds(outer: Frame, inner: Frame) -> bool:
    """Whether a frame is in another one, below its sentence."""
    corners = (inner.box.left, inner.box.top - outer.head), (inner.box.right, inner.box.bottom)
    return all(outer.box.holds(*corner) for corner in corners)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_every_node_stands_on_one_card_and_every_edge_between_cards_is_drawn(seed: int) -> None:
    graph = large(seed)
    layout = toggled(graph, seed)
    assert sorted(node for card in layout.cards for node in card.nodes) == list(range(len(graph.nodes)))
    card_of = {node: card for card, c in enumerate(layout.cards) for node in c.nodes}
    led = sorted(edge for route in layout.routes for edge in route.edges)
    assert led == [edge for edge in sorted(graph.edges) if card_of[edge.source] != card_of[edge.consumer]]
    for route in layout.routes:
        source, target = layout.cards[route.source].box, layout.cards[route.target].box
        assert route.points[0] == pytest.approx((source.right, source.centre[1]))
        assert route.points[-1][0] == pytest.approx(target.left)
        assert target.top < route.points[-1][1] < target.bottom


@pytest.mark.parametrize("graph", [summed(250), summed(2500), chain(20_000), large(0, 5000)], ids=str)
def test_at_first_a_graph_of_any_size_is_a_map_of_few_cards(graph: Graph) -> None:
    layout = placed(ordered(graph, opened(scopes_of(graph), ())), OPERATIONS)
    assert 12 <= len(layout.cards) <= MOST_AT_FIRST


def test_a_scope_is_opened_in_its_place_and_folded_again() -> None:
    graph = summed(250)
    whole = scopes_of(graph)
    at_first = opened(whole, ())
    inner = next(scope for scope in within(whole) if scope.name and scope.name not in at_first)
    assert opened(whole, [inner.name]) == at_first | {inner.name}
    outer = next(whole.scopes)
    assert opened(whole, [outer.name]) == at_first - {outer.name}


def test_what_was_opened_longest_ago_is_folded_where_too_much_would_be_seen() -> None:
    whole = scopes_of(summed(2500))
    at_first = opened(whole, ())
    names = [scope.name for scope in within(whole) if scope.name and scope.name not in at_first]
    order_of_opening = [name for name in names if cards(whole, at_first | {name}) > cards(whole, at_first)]
    now = opened(whole, order_of_opening)
    assert cards(whole, now) <= MOST_OPEN
    assert order_of_opening[-1] in now
    assert order_of_opening[0] not in now


@pytest.mark.parametrize("name", ["", "nobody"])
def test_a_name_that_no_scope_has_changes_nothing(name: str) -> None:
    for graph in (summed(250), network()):
        whole = scopes_of(graph)
        at_first, now = (placed(ordered(graph, opened(whole, names)), OPERATIONS) for names in ((), (name,)))
        assert at_first == now


def test_the_layers_of_a_deep_network_are_taken_together_and_its_depth_of_layers_keeps_them_folded() -> None:
    layers = (Dense(units=2),) * 60
    whole = scopes_of(Stack(inputs=2, layers=layers).network.graph(4))
    assert sum(scope.is_layer for scope in within(whole)) == 60
    assert cards(whole, opened(whole, ())) <= MOST_AT_FIRST
    names = opened(whole, (), layers=False)
    assert not any(scope.is_layer and scope.name in names for scope in within(whole))


def test_a_folded_scope_is_titled_by_the_formula_that_it_ends_with_the_last_term_of_a_sum_first() -> None:
    graph = summed(250)
    scope = next(scopes_of(graph).scopes)
    said = summary(graph, scope)
    assert said.title.startswith("… + sin(a * ")
    assert said.extent == f"{sum(not graph.nodes[node].is_leaf for node in scope.nodes)} ops"
    assert sentence(graph, scope) == f"{said.title} · {said.extent}"


@pytest.mark.parametrize(
    "text", ["(a + b) * a", "a - (b - a)", "(a * b) ** a", "a ** (b * a)", "a + b + a", "sin(a * b) / b"]
)
def test_titles_have_the_brackets_that_the_formula_needs(text: str) -> None:
    graph = expression(text, a=2.0, b=3.0)
    nodes = tuple(range(len(graph.nodes)))
    assert summary(graph, Scope("all", nodes, nodes)).title == text
