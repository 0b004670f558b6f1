"""Hidden spaces: where a node puts the plane of the features, and along which axes that is seen."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape.hidden import SIDE, Hidden, Source, hidden, spaces
from graphviz_nn.landscape.principal import principal_axes
from graphviz_nn.model import Dense, Network, Stack
from graphviz_nn.ops import FloatArray

X = np.random.default_rng(3).normal(size=(30, 2))
X_TEST = np.random.default_rng(4).normal(size=(7, 2))


def network_of(units: int = 4) -> Network:
    return Stack(
        inputs=2, layers=(Dense(units=units, activation="tanh"), Dense(units=1, activation="sigmoid"))
    ).network


def space_of(
    network: Network, node: str, weights: FloatArray, before: Hidden | None = None, x: FloatArray = X
) -> Hidden:
    return hidden(network, Source(node, weights, x, (0, 1), None), None, X_TEST, before)


def test_the_spaces_are_those_of_nodes_with_two_dimensions_in_the_order_of_forward() -> None:
    assert spaces(network_of()) == ("dense/matmul", "dense/add", "dense/tanh")
    assert spaces(network_of(1)) == ()


@pytest.mark.parametrize("node", ["dense/matmul", "dense/add", "dense/tanh"])
def test_of_two_units_their_values_are_the_places(node: str) -> None:
    network = network_of(2)
    weights = network.initial(5) + 0.3
    kernel, bias = network.unpack(weights)["dense/kernel"], network.unpack(weights)["dense/bias"]
    wanted = {
        "dense/matmul": X @ kernel,
        "dense/add": X @ kernel + bias,
        "dense/tanh": np.tanh(X @ kernel + bias),
    }
    found = space_of(network, node, weights)
    np.testing.assert_allclose(found.places[: len(X)], wanted[node], atol=1e-12)
    assert len(found.places) == len(X) + len(X_TEST)
    assert found.share == 1.0


def test_of_more_units_the_axes_are_those_along_which_the_rows_spread_most() -> None:
    network = network_of(5)
    weights = network.initial(1)
    found = space_of(network, "dense/tanh", weights)
    leaves = network.unpack(weights)
    values = np.tanh(X @ leaves["dense/kernel"] + leaves["dense/bias"])
    centred = values - values.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(np.abs((found.axes * axes[:2]).sum(axis=1)), 1.0, atol=1e-9)
    assert found.share == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum())
    np.testing.assert_allclose(found.places[: len(X)], centred @ found.axes.T, atol=1e-12)


def test_a_linear_map_keeps_lines_straight_and_an_activation_bends_them() -> None:
    network = network_of(2)
    weights = network.initial(2) * 3
    straight, bent = (space_of(network, node, weights).grid for node in ("dense/add", "dense/tanh"))
    for grid, is_straight in ((straight, True), (bent, False)):
        second = np.diff(grid, n=2, axis=1)
        assert (np.abs(second).max() < 1e-9) == is_straight


def test_the_output_is_told_for_each_point_of_the_grid() -> None:
    network = network_of(2)
    weights = network.initial(2)
    found = space_of(network, "dense/tanh", weights)
    leaves = network.unpack(weights)
    said = 1 / (1 + np.exp(-(found.grid @ leaves["dense_1/kernel"] + leaves["dense_1/bias"])))
    np.testing.assert_allclose(found.outputs, said, atol=1e-12)


def test_places_between_the_grid_s_points_lie_between_theirs() -> None:
    found = space_of(network_of(2), "dense/matmul", network_of(2).initial(2))
    places = np.array([[0.0, 0.0], [3.0, 5.0], [SIDE - 1.0, SIDE - 1.0], [2.5, 7.0]])
    wanted = [
        found.grid[0, 0],
        found.grid[5, 3],
        found.grid[-1, -1],
        (found.grid[7, 2] + found.grid[7, 3]) / 2,
    ]
    np.testing.assert_allclose(found.image(places), wanted, atol=1e-12)


def test_while_weights_move_a_little_the_picture_turns_and_jumps_little() -> None:
    network = network_of(5)
    weights = network.initial(1)
    found = space_of(network, "dense/tanh", weights)
    for step in range(20):
        weights = weights + 0.01 * np.random.default_rng(step).normal(size=weights.shape)
        after = space_of(network, "dense/tanh", weights, found)
        assert np.abs(after.places - found.places).max() < 0.2
        assert after.ends == found.ends or step > 3
        found = after


@pytest.mark.parametrize("value", [0.0, np.inf, 1e308])
def test_rows_that_do_not_spread_and_weights_that_diverge_have_a_picture(value: float) -> None:
    network = network_of(3)
    found = space_of(network, "dense/tanh", np.full(network.count, value))
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    assert np.isfinite(found.ends).all()
    assert all(low < high for low, high in found.ends)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e200, 1e307])
def test_the_principal_axes_do_not_depend_on_the_unit(scale: float) -> None:
    points = np.random.default_rng(1).normal(size=(40, 3)) * [3.0, 1.0, 0.1]
    centred = points - points.mean(axis=0)
    (axes, shares), (scaled, same) = principal_axes(centred), principal_axes(scale * centred)
    np.testing.assert_allclose(scaled, axes, rtol=1e-9)
    assert same == pytest.approx(shares)


def test_points_at_one_place_have_no_principal_axes() -> None:
    assert principal_axes(np.zeros((5, 3))) == ([], [])
    assert principal_axes(np.full((5, 3), 1e-13)) == ([], [])


@pytest.mark.parametrize("scale", [1e150, 1e299, 1e306])
def test_values_out_of_all_bounds_have_a_space(scale: float) -> None:
    network = Stack(
        inputs=2, layers=(Dense(units=3, activation="linear"), Dense(units=1, activation="sigmoid"))
    ).network
    x = np.random.default_rng(2).normal(size=(40, 2))
    found = hidden(network, Source("dense/add", scale * network.initial(0), x, (0, 1), None), None, x[:0])
    assert found.axes.shape == (2, 3)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-9)
