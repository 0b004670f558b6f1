from __future__ import annotations

from typing import Any

import msgspec
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.model import ACTIVATIONS, INITIALISERS, LOSSES, Dense, Stack

ONE = Dense(units=1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"units": 0}, r"0 units; it needs at least 1"),
        ({"units": 1, "activation": "sigmoind"}, r"activation 'sigmoind' is unknown.*sigmoid"),
        ({"units": 1, "kernel_initializer": "he"}, r"initialiser 'he' is unknown.*he_normal"),
        ({"units": 1, "bias_initializer": "one"}, r"initialiser 'one' is unknown.*ones"),
        ({"units": 1, "l1": -1.0}, r"l1 is -1.0; it must be a number, at least 0"),
        ({"units": 1, "l2": float("nan")}, r"l2 is nan"),
        ({"units": 1, "kernel_spread": float("inf")}, r"kernel_spread is inf"),
    ],
)
def test_a_layer_s_setting_out_of_its_range_is_refused_by_name(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        Dense(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"inputs": 0, "layers": (ONE,)}, r"0 inputs; it needs at least 1"),
        ({"inputs": 1, "layers": ()}, r"no layers. Add at least one"),
        ({"inputs": 1, "layers": (ONE,), "loss": "mes"}, r"loss 'mes' is unknown.*mse"),
    ],
)
def test_a_model_s_setting_out_of_its_range_is_refused_by_name(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        Stack(**settings)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_model_survives_the_way_through_a_document(activation: str, loss: str) -> None:
    layers = tuple(
        Dense(units=2, activation=activation, kernel_initializer=name) for name in INITIALISERS
    )
    spec = Stack(inputs=3, layers=layers, loss=loss)
    assert msgspec.json.decode(msgspec.json.encode(spec), type=Stack) == spec


def test_layers_are_named_as_keras_names_them() -> None:
    spec = Stack(inputs=2, layers=(ONE, ONE, ONE))
    assert spec.layer_names == ("dense", "dense_1", "dense_2")
    assert spec.outputs == 1
