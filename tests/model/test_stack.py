"""Stacks of layers: their settings, and the graph, the loss and the first weights that follow from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph, Role
from graphviz_nn.model import ACTIVATIONS, INITIALISERS, LOSSES, Dense, Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.ops.arrays import clipped

LECTURE = Stack(
    inputs=2,
    layers=tuple(Dense(units=units, activation="sigmoid") for units in (4, 4, 1)),
)
ONE = Dense(units=1)


def filled(stack: Stack, batch: int = 3) -> Graph:
    """Return the stack's graph with random weights and rows."""
    network, rng = stack.network, np.random.default_rng(0)
    targets = np.eye(network.targets)[rng.integers(0, network.targets, batch)]
    rows = rng.normal(size=(batch, network.features))
    return network.graph(batch).with_leaf_values(network.leaves(network.initial(1), rows, targets))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"inputs": 0, "layers": (ONE,)}, r"0 inputs; it needs at least 1"),
        ({"inputs": (), "layers": (ONE,)}, r"\(\) inputs; it needs at least 1"),
        ({"inputs": 1, "layers": ()}, r"no layers. Add at least one"),
        ({"inputs": 1, "layers": (ONE,), "loss": "mes"}, r"loss 'mes' is unknown.*mse"),
        ({"inputs": (2, 3), "layers": (ONE,)}, r"row of numbers, and is given 2 × 3. Put a Flatten"),
        ({"inputs": 2, "layers": (Dense(units=2_000_001),)}, r"6,000,003 parameters, and the most is 2,000"),
        ({"inputs": 1, "layers": (ONE, Dense(units=2, name="dense"))}, r"Two layers are called 'dense'"),
    ],
)
def test_a_stack_s_setting_out_of_its_range_is_refused_by_name(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        Stack(**settings)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_stack_survives_the_way_through_a_document(activation: str, loss: str) -> None:
    layers = tuple(Dense(units=2, activation=activation, kernel_initializer=name) for name in INITIALISERS)
    stack = Stack(inputs=3, layers=layers, loss=loss)
    assert msgspec.json.decode(msgspec.json.encode(stack), type=Stack) == stack


def test_layers_are_named_as_keras_names_them() -> None:
    stack = Stack(inputs=2, layers=(ONE, ONE, ONE))
    assert stack.layer_names == ("dense", "dense_1", "dense_2")
    assert stack.outputs == 1


def test_a_layer_with_a_name_of_its_own_is_not_counted() -> None:
    stack = Stack(inputs=2, layers=(ONE, Dense(units=3, name="middle"), ONE))
    assert stack.layer_names == ("dense", "middle", "dense_1")
    assert "middle/kernel" in stack.network.graph(1).index


def test_the_shapes_of_an_example_are_those_before_and_after_each_layer() -> None:
    assert LECTURE.shapes == ((2,), (4,), (4,), (1,))
    assert Stack(inputs=(2,), layers=(ONE,)).shapes == ((2,), (1,))


def test_the_nodes_have_keras_s_names_in_the_order_of_the_computation() -> None:
    names = [node.name for node in LECTURE.network.graph(5).nodes]
    layers = [
        [f"{layer}/{part}" for part in ("kernel", "bias", "matmul", "add", "sigmoid")]
        for layer in ("dense", "dense_1", "dense_2")
    ]
    assert names == ["x", *layers[0], *layers[1], *layers[2], "y", "loss"]


def test_the_lecture_s_network_has_12_and_20_and_5_parameters() -> None:
    nodes = LECTURE.network.graph(5).nodes
    sizes = [int(np.prod(node.shape)) for node in nodes if node.role is Role.PARAMETER]
    assert sizes == [8, 4, 16, 4, 4, 1]
    assert LECTURE.parameters == LECTURE.network.count == sum(sizes) == 37


def test_the_shapes_follow_the_mini_batch() -> None:
    graph = LECTURE.network.graph(5)
    shapes = {node.name: node.shape for node in graph.nodes}
    assert shapes["x"] == (5, 2)
    assert shapes["dense/kernel"] == (2, 4)
    assert shapes["dense/add"] == (5, 4)
    assert shapes["y"] == shapes["dense_2/sigmoid"] == (5, 1)
    assert shapes["loss"] == ()
    assert graph.output == "loss"
    assert LECTURE.network.prediction == "dense_2/sigmoid"


def test_the_layers_have_a_caption_and_hold_their_nodes() -> None:
    graph = LECTURE.network.graph(5)
    assert list(graph.scopes) == ["dense", "dense_1", "dense_2"]
    assert graph.scopes["dense"].caption == "dense · sigmoid · 4 units"
    assert graph.scopes["dense_2"].caption == "dense_2 · sigmoid · 1 unit"
    assert {node.layer for node in graph.nodes if node.name.startswith("dense_1/")} == {"dense_1"}
    assert {node.layer for node in graph.nodes if "/" not in node.name} == {""}


def test_a_layer_with_a_name_of_its_own_says_its_kind_as_well() -> None:
    graph = Stack(inputs=2, layers=(Dense(units=4, activation="tanh", name="hidden"), ONE)).network.graph(1)
    assert graph.scopes["hidden"].caption == "hidden · dense · tanh · 4 units"


def test_a_layer_knows_its_parameters_and_what_its_number_passes_through() -> None:
    graph = LECTURE.network.graph(5)
    scope = graph.scopes["dense_1"]
    names = {role: graph.nodes[place].name for role, place in scope.roles.items()}
    assert names == {"kernel": "dense_1/kernel", "bias": "dense_1/bias"}
    assert [graph.nodes[place].name for place in scope.stages] == [
        "dense_1/matmul",
        "dense_1/add",
        "dense_1/sigmoid",
    ]


def test_data_ask_for_no_gradient_and_parameters_do() -> None:
    graph = LECTURE.network.graph(5)
    assert {node.name for node in graph.nodes if not node.needs_gradient} == {"x", "y"}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("use_bias", [True, False])
def test_a_layer_is_activation_of_x_times_kernel_plus_bias(activation: str, use_bias: bool) -> None:
    layer = Dense(units=3, activation=activation, use_bias=use_bias, bias_initializer="random_normal")
    stack = Stack(inputs=2, layers=(layer,))
    graph = filled(stack)
    expected = graph.leaves["x"] @ graph.leaves["dense/kernel"]
    if use_bias:
        expected = expected + graph.leaves["dense/bias"]
    op = ACTIVATIONS[activation]
    if op is not None:
        expected = op.forward(expected)
    predicted = graph.values[graph.index[stack.network.prediction]]
    np.testing.assert_allclose(predicted, expected, rtol=1e-14)
    assert ("dense/bias" in graph.leaves) == use_bias


def textbook(name: str, p: FloatArray, t: FloatArray) -> float:
    """Return a loss as the textbook writes it."""
    q = clipped(p)
    odds, rows = np.exp(p), len(p)
    formulas: dict[str, Callable[[], Any]] = {
        "mse": lambda: np.mean((p - t) ** 2),
        "mae": lambda: np.mean(np.abs(p - t)),
        "huber": lambda: np.mean(np.where(abs(p - t) < 1, (p - t) ** 2 / 2, abs(p - t) - 1 / 2)),
        "hinge": lambda: np.mean(np.maximum(1 - np.where(t == 0, -1, t) * p, 0)),
        "kl_divergence": lambda: (
            np.sum(np.clip(t, 1e-7, 1) * np.log(np.clip(t, 1e-7, 1) / np.clip(p, 1e-7, 1))) / rows
        ),
        "binary_crossentropy": lambda: -np.mean(t * np.log(q) + (1 - t) * np.log(1 - q)),
        "binary_crossentropy_from_logits": lambda: np.mean(np.log(1 + odds) - t * p),
        "categorical_crossentropy": lambda: (
            -np.sum(t * np.log(clipped(p / p.sum(axis=1, keepdims=True)))) / rows
        ),
        "categorical_crossentropy_from_logits": lambda: (
            -np.sum(t * np.log(odds / odds.sum(axis=1, keepdims=True))) / rows
        ),
    }
    return float(formulas[name]())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ["linear", "softmax"])
def test_the_loss_is_the_textbook_s(loss: str, activation: str) -> None:
    stack = Stack(inputs=2, layers=(Dense(units=3, activation=activation),), loss=loss)
    graph = filled(stack)
    prediction = graph.values[graph.index[stack.network.prediction]]
    assert float(graph.value) == pytest.approx(textbook(loss, prediction, graph.leaves["y"]), rel=1e-9)
    assert stack.network.loss == loss


def test_penalties_are_added_to_the_loss() -> None:
    layers = Dense(units=2, l1=0.1, l2=0.2), Dense(units=1, l2=0.3)
    graph = filled(Stack(inputs=2, layers=layers))
    first, second = graph.leaves["dense/kernel"], graph.leaves["dense_1/kernel"]
    plain = graph.values[graph.index["mse"]]
    expected = plain + 0.1 * np.abs(first).sum() + 0.2 * (first**2).sum() + 0.3 * (second**2).sum()
    assert graph.output == "loss"
    np.testing.assert_allclose(graph.value, expected, rtol=1e-14)
    assert {"dense/l1", "dense/l2", "dense_1/l2"} <= set(graph.index)


def test_the_start_follows_from_the_seed_alone() -> None:
    network = Stack(inputs=3, layers=(Dense(units=4), Dense(units=2))).network
    np.testing.assert_array_equal(network.initial(3), network.initial(3))
    assert (network.initial(3) != network.initial(4)).any()


def test_another_layer_leaves_the_start_of_the_others_as_it_is() -> None:
    first = Dense(units=4, bias_initializer="random_normal")
    small = Stack(inputs=3, layers=(first,)).network
    large = Stack(inputs=3, layers=(first, Dense(units=2))).network
    np.testing.assert_array_equal(large.initial(7)[: small.count], small.initial(7))


def test_equal_stacks_share_one_network() -> None:
    again = Stack(inputs=2, layers=LECTURE.layers)
    assert again.network is LECTURE.network
    assert Stack(inputs=3, layers=LECTURE.layers).network is not LECTURE.network
