"""Neurons: circles in columns, links with weights."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.graph import Builder, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.ops import MatMul
from graphviz_nn.scene.layout import Box, Circle, Room, neurons
from graphviz_nn.scene.layout.neurons import MOST_CIRCLES
from graphviz_nn.scene.layout.spacing import LARGEST, LEAST_FIGURES, OUT, OVER, Spacing
from tests.scene.layout.laws import network, overlap


def test_neurons_are_columns_of_circles_with_one_link_a_weight() -> None:
    drawing = neurons(network(), ("height", "width"))
    assert drawing is not None
    kinds = [circle.kind for circle in drawing.circles]
    assert kinds == ["input", "input", "bias", *["unit"] * 4, "bias", "unit", "loss", "target"]
    assert [c.label for c in drawing.circles[:3]] == ["height", "width", "1"]
    assert sum(link.node >= 0 for link in drawing.links) == 2 * 4 + 4 + 4 + 1
    xs = [
        drawing.circles[link.source].centre[0] - drawing.circles[link.target].centre[0]
        for link in drawing.links
    ]
    assert max(xs[:-1]) < 0 == xs[-1]  # but for the target's, which stands below the loss


def test_a_wide_layer_draws_some_circles_and_counts_the_rest() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=100), Dense(units=1)))
    drawing = neurons(spec.network.graph(4))
    assert drawing is not None
    assert sum(circle.kind == "unit" for circle in drawing.circles) == MOST_CIRCLES - 1 + 1
    assert "… 85 more" in [words.text for words in drawing.words]


def body_of(circle: Circle, sizes: Spacing) -> Box:
    """A circle with its numbers; a bias has none."""
    (x, y), r = circle.centre, circle.radius
    if circle.kind == "bias":
        return Box(x - r, y - r, 2 * r, 2 * r)
    wide, top = max(r, sizes.plate / 2), y - r - OVER * sizes.line
    return Box(x - wide, top, 2 * wide, 2 * r + (OUT + OVER) * sizes.line)


@given(
    st.floats(300, 2500),
    st.floats(200, 1500),
    st.sampled_from([1.0, 1.6, 2.0]),
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
)
def test_circles_with_their_numbers_keep_apart_and_inside_the_drawing(
    wide: float, high: float, text: float, units: list[int]
) -> None:
    layers = tuple(Dense(units=count) for count in units)
    drawing = neurons(Stack(inputs=2, layers=layers).network.graph(4), (), Room((wide, high), 1.35, text))
    assert drawing is not None
    boxes = [body_of(circle, drawing.spacing) for circle in drawing.circles]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    around = drawing.box.grown(1e-6)
    assert all(around.holds(box.left, box.top) and around.holds(box.right, box.bottom) for box in boxes)


@pytest.mark.parametrize("high", [420, 700, 1000])
def test_a_larger_place_shows_neurons_larger_and_their_figures_never_too_small_to_read(high: float) -> None:
    small, large = (neurons(network(), (), Room((2 * size, size), 1.35)) for size in (high, 1.5 * high))
    assert small is not None
    assert large is not None
    assert small.spacing.radius < large.spacing.radius or large.spacing.radius == LARGEST
    assert LEAST_FIGURES <= small.spacing.figure <= large.spacing.figure


def test_what_is_no_stack_of_layers_has_no_neurons() -> None:
    assert neurons(expression("x*x", x=2.0)) is None


def test_what_drops_or_shifts_the_inputs_belongs_to_their_circles() -> None:
    layers = (GaussianNoise(), Dropout(), Dense(units=3), Dense(units=1))
    graph = Stack(inputs=2, layers=layers).network.graph(4)
    drawing = neurons(graph)
    assert drawing is not None
    inputs = [circle for circle in drawing.circles if circle.kind == "input"]
    assert len(inputs) == 2
    names = [graph.nodes[node].name for node in inputs[0].stages]
    assert names == ["x", "gaussian_noise/add", "dropout/multiply"]
    assert graph.nodes[inputs[0].node].name == "dropout/multiply"


def test_the_caption_of_a_column_names_every_layer_that_its_circles_stand_for() -> None:
    layers = (GaussianNoise(stddev=0.3), Dense(units=3), Dropout(rate=0.25), Dense(units=1))
    drawing = neurons(Stack(inputs=2, layers=layers).network.graph(4))
    assert drawing is not None
    lines = {x: [w for w in drawing.words if w.centre[0] == x] for x in {w.centre[0] for w in drawing.words}}
    told = [[w.text for w in sorted(lines[x], key=lambda w: w.centre[1])] for x in sorted(lines)]
    assert told[0][0] == "inputs"
    assert "0.3" in told[0][1]
    assert "3 units" in told[1][0]
    assert "dropout" in told[1][1]
    assert len(told[2]) == 1
    heights = sorted({words.centre[1] for words in drawing.words})
    assert min(after - before for before, after in pairwise(heights)) >= 20


def test_two_layers_that_read_the_same_are_no_stack() -> None:
    builder = Builder()
    x = builder.input("x", [[1.0, 2.0]])
    for name in ("first", "second"):
        with builder.inside(name):
            output = builder.apply(MatMul(), x, builder.parameter("kernel", [[1.0], [2.0]]))
            builder.describe(name, name, name, output)
    assert neurons(builder.graph(output)) is None


@pytest.mark.parametrize("high", [110.0, 160.0, 240.0])
def test_a_small_place_is_used_as_wide_as_it_is(high: float) -> None:
    room = Room((280.0, high))
    drawing = neurons(network(), (), room)
    assert drawing is not None
    zoom = room.zoom((drawing.box.width, drawing.box.height))
    assert zoom * drawing.box.width > 0.6 * room.size[0]
    assert 4 * drawing.spacing.radius <= drawing.spacing.column, "links are seen between circles"


def test_names_take_as_much_of_the_width_as_they_need() -> None:
    short, long = (
        neurons(network(), names, Room((420.0, 240.0))) for names in (("a", "b"), ("height", "width"))
    )
    assert short is not None
    assert long is not None
    assert short.spacing.names < long.spacing.names
    assert short.spacing.column > long.spacing.column
