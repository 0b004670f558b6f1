"""Neurons: circles in columns, links with weights."""

from __future__ import annotations

from itertools import pairwise

from graphviz_nn.graph import Builder, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.ops import MatMul
from graphviz_nn.scene.layout import neurons
from graphviz_nn.scene.layout.neurons import MOST_CIRCLES
from tests.scene.layout.laws import network


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
