"""Layers: settings that are refused by name, and what every kind of layer promises."""

from __future__ import annotations

from typing import Any

import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.model import LAYERS, AnyLayer, Dense


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"units": 0}, r"number of units is 0; it must be a whole number of neurons, at least 1"),
        ({"units": 1, "activation": "sigmoind"}, r"activation 'sigmoind' is unknown.*sigmoid"),
        ({"units": 1, "kernel_initializer": "he"}, r"initialiser 'he' is unknown.*he_normal"),
        ({"units": 1, "bias_initializer": "one"}, r"initialiser 'one' is unknown.*ones"),
        ({"units": 1, "l1": -1.0}, r"L1 penalty is -1.0; it must be a number from 0"),
        ({"units": 1, "l2": float("nan")}, r"L2 penalty is nan"),
        ({"units": 1, "kernel_spread": float("inf")}, r"spread of the first weights is inf"),
        ({"units": 1, "name": "a/b"}, r"'a/b' holds a slash"),
    ],
)
def test_a_dense_layer_s_setting_out_of_its_range_is_refused_by_name(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        Dense(**settings)


def test_a_dense_layer_says_how_many_numbers_it_has_for_an_input_of_a_shape() -> None:
    layer = Dense(units=4)
    assert [(p.name, p.shape, p.letter) for p in layer.parameters((2,))] == [
        ("kernel", (2, 4), "W"),
        ("bias", (4,), "b"),
    ]
    assert layer.count((2,)) == 12
    assert Dense(units=4, use_bias=False).count((2,)) == 8
    assert layer.shape((2,)) == (4,)


@pytest.mark.parametrize("shape", [(), (2, 3), (2, 3, 4)])
def test_a_dense_layer_takes_rows_of_numbers_alone(shape: tuple[int, ...]) -> None:
    with pytest.raises(SettingError, match="takes a row of numbers"):
        Dense(units=1).shape(shape)


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.title)
def test_every_kind_of_layer_says_in_one_sentence_what_it_does(kind: type[AnyLayer]) -> None:
    assert kind.words.endswith(".")
    assert kind.title == kind.__name__


def test_no_two_kinds_of_layers_are_called_the_same() -> None:
    tags = [kind.__struct_config__.tag for kind in LAYERS]
    assert len(set(tags)) == len(tags) == len({kind.title for kind in LAYERS})
