"""A last layer, a loss and targets that do not belong together are named, and their cures cure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from graphviz_nn.debug.meaning import meaningless
from graphviz_nn.model import ACTIVATIONS, LOSSES, Dense, Formula, Stack
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.ops import FloatArray

LOGITS = "_from_logits"


def stack(activation: str, loss: str, units: int = 3) -> Stack:
    return Stack(inputs=2, layers=(Dense(units=4), Dense(units=units, activation=activation)), loss=loss)


def texts(made: Stack | Formula, y: FloatArray | None = None) -> list[str]:
    return [finding.text for finding in meaningless(made.network, y)]


FREE = ("linear", "leaky_relu", "elu", "selu")  # these give numbers of any size, large and small


def belong_together(activation: str, loss: str) -> bool:
    if loss.endswith(LOGITS):
        return activation in FREE
    if loss == "binary_crossentropy":
        return activation in ("sigmoid", "softmax")
    if loss == "hinge":
        return activation in (*FREE, "tanh")
    if loss == "kl_divergence":
        return activation == "softmax"
    if loss == "categorical_crossentropy":  # which divides by the sum, so that any shares will do
        return activation in ("softmax", "sigmoid", "relu", "softplus")
    return True


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_of_all_pairs_those_that_belong_together_pass_in_silence(activation: str, loss: str) -> None:
    assert (not texts(stack(activation, loss))) == belong_together(activation, loss)


@pytest.mark.parametrize(
    ("activation", "loss", "units"),
    [
        ("softmax", "mse", 1),
        ("softmax", "categorical_crossentropy_from_logits", 3),
        ("sigmoid", "binary_crossentropy_from_logits", 1),
        ("tanh", "binary_crossentropy", 1),
        ("linear", "binary_crossentropy", 1),
        ("relu", "binary_crossentropy", 1),
        ("tanh", "categorical_crossentropy", 3),
        ("linear", "categorical_crossentropy", 3),
        ("sigmoid", "hinge", 1),
        ("linear", "kl_divergence", 3),
    ],
)
def test_each_cure_leads_to_what_has_a_meaning(activation: str, loss: str, units: int) -> None:
    (text,) = texts(stack(activation, loss, units))
    assert text.startswith("dense_1/")
    cure = text.rpartition("Take ")[2]
    cured = re.match(r"(\w+)", cure)
    assert cured is not None
    assert texts(stack(cured[1], loss, units)) == []
    other = re.search(r"or (\w+)\\.$", cure)
    assert other is None or texts(stack(activation, other[1], units)) == []


def test_targets_out_of_reach_are_named_with_both_spans() -> None:
    made, prices = stack("sigmoid", "mse", 1), np.array([[100.0], [550.0]])
    (text,) = texts(made, prices)
    assert text == (
        "dense_1/sigmoid lies between 0 and 1, and the targets between 100 and 550: some are out of reach. "
        "Take linear as the last activation, or scale the targets."
    )
    assert texts(stack("linear", "mse", 1), prices) == []
    assert texts(made, prices / 550) == []
    assert texts(made) == []


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_what_an_activation_only_comes_near_can_be_aimed_at(label: float) -> None:
    assert texts(stack("sigmoid", "mse", 1), np.array([[label]])) == []


def test_what_makes_the_numbers_is_found_behind_layers_that_only_arrange_them() -> None:
    layers = (Dense(units=1), Activation(activation="tanh"), Flatten(), Dropout(rate=0.5))
    (text,) = texts(Stack(inputs=2, layers=layers, loss="binary_crossentropy"))
    assert text.startswith("activation/tanh lies between -1 and 1")


def test_an_expression_means_what_it_says() -> None:
    assert texts(Formula(text="tanh(x)", leaves={"x": 1.0})) == []
