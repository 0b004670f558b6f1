from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphviz_nn.graph import Graph, Role
from graphviz_nn.model import ACTIVATIONS, LOSSES, Dense, Stack, build, prediction_name
from graphviz_nn.model.parameters import count, initial, unpack
from graphviz_nn.ops import FloatArray
from graphviz_nn.ops.arrays import clipped

LECTURE = Stack(
    inputs=2,
    layers=tuple(Dense(units=units, activation="sigmoid") for units in (4, 4, 1)),
)


def filled(spec: Stack, batch: int = 3) -> Graph:
    """Return the model's graph with random weights and rows."""
    rng = np.random.default_rng(0)
    targets = np.eye(spec.outputs)[rng.integers(0, spec.outputs, batch)]
    leaves = {"x": rng.normal(size=(batch, spec.inputs)), "y": targets}
    return build(spec, batch).with_leaf_values({**leaves, **unpack(spec, initial(spec, 1))})


def test_the_nodes_have_keras_s_names_in_the_order_of_the_computation() -> None:
    names = [node.name for node in build(LECTURE, 5).nodes]
    layers = [
        [f"{layer}/{part}" for part in ("kernel", "matmul", "bias", "add", "sigmoid")]
        for layer in ("dense", "dense_1", "dense_2")
    ]
    assert names == ["x", *layers[0], *layers[1], *layers[2], "y", "loss"]


def test_the_lecture_s_network_has_12_and_20_and_5_parameters() -> None:
    sizes = [int(np.prod(node.shape)) for node in build(LECTURE, 5).nodes if node.role is Role.PARAMETER]
    assert sizes == [8, 4, 16, 4, 4, 1]
    assert count(LECTURE) == sum(sizes) == 37


def test_the_shapes_follow_the_mini_batch() -> None:
    graph = build(LECTURE, 5)
    shapes = {node.name: node.shape for node in graph.nodes}
    assert shapes["x"] == (5, 2)
    assert shapes["dense/kernel"] == (2, 4)
    assert shapes["dense/add"] == (5, 4)
    assert shapes["y"] == shapes["dense_2/sigmoid"] == (5, 1)
    assert shapes["loss"] == ()
    assert graph.output == "loss"


def test_the_layers_have_a_caption_and_hold_their_nodes() -> None:
    graph = build(LECTURE, 5)
    assert graph.captions["dense"] == "dense · sigmoid · 4 units"
    assert graph.captions["dense_2"] == "dense · sigmoid · 1 unit"
    assert {node.layer for node in graph.nodes if node.name.startswith("dense_1/")} == {"dense_1"}
    assert {node.layer for node in graph.nodes if "/" not in node.name} == {""}


def test_data_ask_for_no_gradient_and_parameters_do() -> None:
    graph = build(LECTURE, 5)
    assert {node.name for node in graph.nodes if not node.needs_gradient} == {"x", "y"}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("use_bias", [True, False])
def test_a_layer_is_activation_of_x_times_kernel_plus_bias(activation: str, use_bias: bool) -> None:
    layer = Dense(units=3, activation=activation, use_bias=use_bias, bias_initializer="random_normal")
    spec = Stack(inputs=2, layers=(layer,))
    graph = filled(spec)
    expected = graph.leaves["x"] @ graph.leaves["dense/kernel"]
    if use_bias:
        expected = expected + graph.leaves["dense/bias"]
    op = ACTIVATIONS[activation]
    if op is not None:
        expected = op.forward(expected)
    np.testing.assert_allclose(graph.values[graph.index[prediction_name(spec)]], expected, rtol=1e-14)
    assert ("dense/bias" in graph.leaves) == use_bias


def textbook(name: str, p: FloatArray, t: FloatArray) -> float:
    """Return a loss as the textbook writes it."""
    q = clipped(p)
    odds, rows = np.exp(p), len(p)
    formulas: dict[str, Callable[[], Any]] = {
        "mse": lambda: np.mean((p - t) ** 2),
        "mae": lambda: np.mean(np.abs(p - t)),
        "binary_crossentropy": lambda: -np.mean(t * np.log(q) + (1 - t) * np.log(1 - q)),
        "binary_crossentropy_from_logits": lambda: np.mean(np.log(1 + odds) - t * p),
        "categorical_crossentropy": lambda: -np.sum(t * np.log(q)) / rows,
        "categorical_crossentropy_from_logits": lambda: (
            -np.sum(t * np.log(odds / odds.sum(axis=1, keepdims=True))) / rows
        ),
    }
    return float(formulas[name]())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ["linear", "softmax"])
def test_the_loss_is_the_textbook_s(loss: str, activation: str) -> None:
    spec = Stack(inputs=2, layers=(Dense(units=3, activation=activation),), loss=loss)
    graph = filled(spec)
    prediction = graph.values[graph.index[prediction_name(spec)]]
    assert float(graph.value) == pytest.approx(textbook(loss, prediction, graph.leaves["y"]), rel=1e-9)


def test_penalties_are_added_to_the_loss() -> None:
    layers = Dense(units=2, l1=0.1, l2=0.2), Dense(units=1, l2=0.3)
    graph = filled(Stack(inputs=2, layers=layers))
    first, second = graph.leaves["dense/kernel"], graph.leaves["dense_1/kernel"]
    plain = graph.values[graph.index["mse"]]
    expected = plain + 0.1 * np.abs(first).sum() + 0.2 * (first**2).sum() + 0.3 * (second**2).sum()
    assert graph.output == "loss"
    np.testing.assert_allclose(graph.value, expected, rtol=1e-14)
    assert {"dense/l1", "dense/l2", "dense_1/l2"} <= set(graph.index)


def test_the_same_model_and_mini_batch_share_one_graph() -> None:
    assert build(LECTURE, 5) is build(LECTURE, 5)
    assert build(LECTURE, 5) is not build(LECTURE, 6)
