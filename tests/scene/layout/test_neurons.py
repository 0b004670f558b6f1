"""Neurons: circles in columns, links with weights."""

from __future__ import annotations

from graphviz_nn.graph import expression
from graphviz_nn.model import Dense, Stack
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
