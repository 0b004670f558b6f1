from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape.boundary import boundary
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.predict import predict

NETWORK = Stack(
    inputs=3, layers=(Dense(units=4, activation="tanh"), Dense(units=2, activation="softmax"))
).network
WEIGHTS = np.random.default_rng(1).normal(size=NETWORK.count)
ROWS = np.random.default_rng(2).normal(size=(20, 3))


@pytest.mark.parametrize("features", [(0, 1), (2, 0)])
def test_a_boundary_holds_the_outputs_over_two_features_with_the_others_at_their_mean(
    features: tuple[int, int],
) -> None:
    made = boundary(NETWORK, WEIGHTS, ROWS, features, side=7)
    assert made.outputs.shape == (7, 7, 2)
    example = ROWS.mean(axis=0)
    example[list(features)] = made.across[5], made.up[2]
    np.testing.assert_allclose(made.outputs[2, 5], predict(NETWORK, WEIGHTS, example[None])[0], rtol=1e-12)


def test_the_grid_reaches_beyond_every_example() -> None:
    made = boundary(NETWORK, WEIGHTS, ROWS)
    for axis, column in zip((made.across, made.up), ROWS.T, strict=False):
        assert axis[0] < column.min()
        assert axis[-1] > column.max()


def test_a_model_of_one_feature_is_drawn_over_it_twice() -> None:
    network = Stack(inputs=1, layers=(Dense(units=1),)).network
    made = boundary(network, np.array([2.0, 1.0]), np.array([[0.0], [1.0]]), side=3)
    assert made.features == (0, 0)
    np.testing.assert_allclose(made.outputs[0, :, 0], 2 * made.across + 1)


def test_a_constant_feature_still_has_a_range() -> None:
    made = boundary(NETWORK, WEIGHTS, np.ones((4, 3)))
    assert made.across[0] < 1 < made.across[-1]
