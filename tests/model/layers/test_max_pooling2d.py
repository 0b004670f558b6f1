"""The pooling layer: by hand, by Keras's arguments, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.model.layers.max_pooling2d import MaxPooling2D
from graphviz_nn.ops import Shape
from tests.model.layers.everywhere import numbers, outcome


@pytest.mark.parametrize(
    ("layer", "corners"),
    [
        (MaxPooling2D(), [(0, 0), (0, 2), (2, 0), (2, 2)]),
        (MaxPooling2D(strides=(3, 1)), [(0, 0), (0, 1), (0, 2), (0, 3), (3, 0), (3, 1), (3, 2), (3, 3)]),
        (MaxPooling2D(padding="same"), [(i, j) for i in (0, 2, 4) for j in (0, 2, 4)]),
    ],
    ids=lambda value: getattr(value, "about", ""),
)
def test_value_and_gradient_are_those_of_a_loop_over_windows(
    layer: MaxPooling2D, corners: list[tuple[int, int]]
) -> None:
    x = numbers(3, 5, 5, 2)
    g = numbers(3, *layer.shape((5, 5, 2)), seed=1)
    y, gradients = outcome(layer, x, g)
    dx = np.zeros(x.shape)
    assert len(corners) == g[0, ..., 0].size
    for place, (top, left) in zip(np.ndindex(g.shape[1:3]), corners, strict=True):
        window = x[:, top : top + 2, left : left + 2]
        best = window.max(axis=(1, 2))
        np.testing.assert_array_equal(y[:, *place], best)
        dx[:, top : top + 2, left : left + 2] += np.where(
            window == best[:, None, None], g[:, *place][:, None, None], 0.0
        )
    np.testing.assert_allclose(gradients["x"], dx, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("layer", "inputs", "expected"),
    [
        (MaxPooling2D(), (6, 6, 8), (3, 3, 8)),
        (MaxPooling2D(), (7, 5, 8), (3, 2, 8)),
        (MaxPooling2D(padding="same"), (7, 5, 8), (4, 3, 8)),
        (MaxPooling2D(pool_size=(3, 2), strides=(1, 1)), (7, 5, 8), (5, 4, 8)),
    ],
)
def test_shapes_are_keras_s_and_there_is_nothing_to_learn(
    layer: MaxPooling2D, inputs: Shape, expected: Shape
) -> None:
    assert layer.shape(inputs) == expected
    assert layer.count(inputs) == 0


def test_keras_s_sizes_are_one_number_or_two_and_the_strides_the_window_s_own() -> None:
    assert gnn.MaxPooling2D(3).spec == MaxPooling2D(pool_size=(3, 3))
    assert gnn.MaxPooling2D(3).spec.about == "3 × 3"
    given = gnn.MaxPooling2D((3, 2), strides=1, padding="same").spec
    assert given == MaxPooling2D(pool_size=(3, 2), strides=(1, 1), padding="same")
    assert given.about == "3 × 2 · strides 1 × 1 · same"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pool_size": (2, 0)}, r"pool size is \(2, 0\); it must be two whole numbers at least 1"),
        ({"strides": (-1, 1)}, r"The strides are \(-1, 1\)"),
        ({"padding": "SAME"}, "padding 'SAME' is unknown"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_by_name(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        MaxPooling2D(**settings)


def test_what_is_no_picture_or_too_small_is_refused_with_the_cure() -> None:
    with pytest.raises(SettingError, match="MaxPooling2D takes pictures"):
        MaxPooling2D().shape((64,))
    with pytest.raises(SettingError, match=r"MaxPooling2D: .*2 × 2 does not fit into pictures of 1 × 4"):
        MaxPooling2D().shape((1, 4, 3))
