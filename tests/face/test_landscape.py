"""What scripts ask of the loss: surfaces of many planes, paths down them, and how they are curved."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError, ShapeError
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.ops import FloatArray, as_floats

RNG = np.random.default_rng(3)
X = RNG.normal(size=(24, 2))
Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
PAIR = ("dense/kernel[0,0]", "dense/kernel[1, 0]")


def model_of(*layers: Any, rate: float = 0.3, momentum: float = 0.9) -> gnn.Sequential:
    model = gnn.Sequential([*layers], seed=1)
    model.compile(loss="mse", optimizer=gnn.SGD(lr=rate, momentum=momentum))
    return model


def fitted() -> gnn.Sequential:
    model = model_of(gnn.Dense(3, activation="tanh", input_dim=2), gnn.Dense(1, activation="sigmoid"))
    model.fit(X, Y, epochs=20, verbose=0)
    return model


def of_two_weights() -> gnn.Sequential:
    return model_of(gnn.Dense(1, activation="sigmoid", use_bias=False, input_dim=2))


POINTS = [row + 0.1 * np.arange(13) for row in (0.0, 1.0)] + [np.ones(13)]


def test_a_path_begins_with_the_weights_that_are_given() -> None:
    g = gnn.expression("x**2 + 3*y**2", x=3.0, y=-1.0)
    p = gnn.path(g, optimizer=gnn.SGD(lr=0.1), updates=2, start={"x": cast("float", np.float32(0.5))})
    np.testing.assert_array_equal(p.weights[0], [0.5, -1.0])
    assert p.losses[0] == 3.25
    with pytest.raises(SettingError, match=r"The start sets 'z' to 1. There is no weight 'z'"):
        gnn.path(g, start={"z": 1.0})
    with pytest.raises(SettingError, match=r"start is \[1.0\]; give a dict"):
        gnn.path(g, start=[1.0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "plane",
    [
        "pca",
        "random",
        "gradient",
        "weights",
        "weight",
        "points",
        "dense/bias[1]",
        PAIR,
        PlaneSpec(kind="random", seed=4),
    ],
    ids=str,
)
def test_in_the_middle_of_any_plane_through_the_model_stands_its_loss(plane: Any) -> None:
    model = fitted()
    s = gnn.surface(model, X, Y, plane=plane, side=7)
    middle = s.losses[s.losses.shape[0] // 2, 3]
    assert middle == pytest.approx(model.evaluate(X, Y), abs=1e-12)
    assert s.at(s.across[3], s.up[len(s.up) // 2]) == middle
    (path,) = s.paths
    assert ((s.across[0] <= path[:, 0]) & (path[:, 0] <= s.across[-1])).all()


@pytest.mark.parametrize("optimizer", [gnn.SGD(lr=0.1), gnn.SGD(lr=0.1, momentum=0.9), gnn.Adam()], ids=repr)
@pytest.mark.parametrize("plane", ["pca", "random", "gradient", "weights", "weight", "points"])
def test_a_model_that_was_never_fitted_has_every_plane_too(plane: Any, optimizer: Any) -> None:
    model = gnn.Sequential([gnn.Dense(3, activation="tanh", input_dim=2), gnn.Dense(1)], seed=1)
    model.compile(loss="mse", optimizer=optimizer)
    s = gnn.surface(model, X, Y, plane=plane, side=7)
    assert s.losses[s.losses.shape[0] // 2, 3] == pytest.approx(model.evaluate(X, Y), abs=1e-12)


def test_a_plane_through_three_points_measures_the_loss_at_each() -> None:
    model = fitted()
    s = gnn.surface(model, X, Y, plane=list(POINTS), side=5)
    for point in as_floats(POINTS):
        assert s.plane.distance(point[None])[0] == pytest.approx(0, abs=1e-12)


def test_two_weights_are_named_and_are_the_coordinates() -> None:
    model = fitted()
    s = gnn.surface(model, X, Y, plane=PAIR, side=5)
    assert s.plane.labels == ("dense/kernel[0, 0]", "dense/kernel[1, 0]")
    kernel = model.get_weights()[0]
    assert (s.across[2], s.up[2]) == pytest.approx((kernel[0, 0], kernel[1, 0]))


@pytest.mark.parametrize("swapped", [False, True])
def test_of_a_model_of_two_weights_too_the_first_that_is_named_lies_across(swapped: bool) -> None:
    model, pair = of_two_weights(), PAIR[::-1] if swapped else PAIR
    s = gnn.surface(model, X, Y, plane=pair, side=5)
    kernel = model.get_weights()[0][:, 0]
    assert s.plane.exact
    assert (s.across[2], s.up[2]) == pytest.approx(tuple(kernel[::-1] if swapped else kernel))
    assert s.plane.labels == (("w2", "w1") if swapped else ("w1", "w2"))


def test_of_a_model_of_two_weights_a_path_s_losses_are_the_surface_s() -> None:
    model = of_two_weights()
    p = gnn.path(model, X, Y, optimizer=gnn.SGD(lr=0.5, momentum=0.9), updates=60)
    s = gnn.surface(model, X, Y, side=201, paths=[p])
    np.testing.assert_array_equal(s.paths[0], p.weights)
    assert s.distances[0].max() == 0
    on_it = np.array([s.at(across, up) for across, up in p.weights])
    np.testing.assert_allclose(on_it, p.losses, atol=1e-4)


def test_a_path_begins_at_the_weights_as_they_are_and_holds_each_update_and_leaves_the_model() -> None:
    model = fitted()
    before = np.concatenate([w.ravel() for w in model.get_weights()])
    p = gnn.path(model, X, Y, optimizer=gnn.SGD(lr=0.1, momentum=0.9), updates=7)
    assert p.weights.shape == (8, 13)
    assert p.losses.shape == (8,)
    assert p.names[0] == "dense/kernel[0, 0]"
    np.testing.assert_array_equal(p.weights[0], before)
    np.testing.assert_array_equal(np.concatenate([w.ravel() for w in model.get_weights()]), before)
    assert p.losses[0] == pytest.approx(model.evaluate(X, Y), rel=1e-12)


def test_a_path_of_all_rows_is_the_rule_by_hand() -> None:
    g = gnn.expression("x*x + 10*y*y", x=3.0, y=1.0)
    p = gnn.path(g, optimizer=gnn.SGD(lr=0.04, momentum=0.5), updates=9)
    place, velocity = np.array([3.0, 1.0]), np.zeros(2)
    for taken in p.weights[1:]:
        velocity = 0.5 * velocity - 0.04 * np.array([2.0, 20.0]) * place
        place = place + velocity
        np.testing.assert_allclose(taken, place, rtol=1e-12)
    np.testing.assert_allclose(p.losses, p.weights**2 @ [1.0, 10.0], rtol=1e-12)


def test_mini_batches_are_shuffled_by_the_seed() -> None:
    model = fitted()
    ends = [gnn.path(model, X, Y, updates=9, batch_size=4, seed=seed).end for seed in (0, 0, 1)]
    np.testing.assert_array_equal(ends[0], ends[1])
    assert (ends[0] != ends[2]).any()


def test_a_path_that_diverges_ends_there_and_says_so() -> None:
    p = gnn.path(gnn.expression("x**4", x=3.0), optimizer=gnn.SGD(lr=1.0), updates=50)
    assert p.divergence is not None
    assert 1 < len(p.weights) == len(p.losses) < 51
    assert np.isfinite(p.weights).all()


def test_one_principal_plane_is_of_all_paths_and_passes_through_the_model() -> None:
    model = fitted()
    paths = [
        gnn.path(model, X, Y, optimizer=gnn.SGD(lr=rate, momentum=beta), updates=30)
        for rate, beta in ((0.5, 0), (0.5, 0.9))
    ]
    s = gnn.surface(model, X, Y, side=5, paths=paths)
    assert [len(path) for path in s.paths] == [31, 31]
    assert s.losses[2, 2] == pytest.approx(model.evaluate(X, Y), abs=1e-12)


def test_an_expression_has_a_surface_a_curve_and_a_curvature() -> None:
    g = gnn.expression("0.5*x*x + 2*y*y + x*y + 3*z*z", x=1.0, y=-2.0, z=0.5)
    s = gnn.surface(g, plane=("y", "x"), side=5)
    assert s.losses[2, 2] == g.value
    expected = 0.5 * s.up[:, None] ** 2 + 2 * s.across**2 + s.up[:, None] * s.across + 0.75
    np.testing.assert_allclose(s.losses, expected, rtol=1e-12)
    line = gnn.surface(g, plane="z", side=5)
    np.testing.assert_allclose(line.losses[0], 6.5 + 3 * line.across**2, rtol=1e-12)
    c = gnn.curvature(g)
    np.testing.assert_allclose(
        c.eigenvalues, np.linalg.eigvalsh([[1, 1, 0], [1, 4, 0], [0, 0, 6]]), rtol=1e-13
    )


def test_the_curvature_of_a_linear_model_is_that_of_its_rows() -> None:
    model = model_of(gnn.Dense(1, input_dim=2))
    c = gnn.curvature(model, X, Y)
    rows: FloatArray = np.column_stack([X, np.ones(len(X))])
    expected = np.linalg.eigvalsh(2 * rows.T @ rows / len(X))
    np.testing.assert_allclose(c.eigenvalues, expected, rtol=1e-12)
    assert c.condition == pytest.approx(expected[-1] / expected[0])
    assert repr(c).startswith("<Curvature: λ from ")


def test_over_some_rows_the_loss_is_theirs_at_the_places_of_all_rows() -> None:
    model, sizes = fitted(), (10, 14)
    whole = gnn.surface(model, X, Y, side=5)
    parts = [gnn.surface(model, X, Y, side=5, rows=rows) for rows in (range(10), np.arange(10, 24))]
    for part in parts:
        np.testing.assert_array_equal(part.across, whole.across)
    np.testing.assert_allclose(np.average([p.losses for p in parts], axis=0, weights=sizes), whole.losses)
    assert parts[0].losses[2, 2] == pytest.approx(model.evaluate(X[:10], Y[:10]), abs=1e-12)


NO_ROWS: Any = None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda m: gnn.surface(m, X, Y, plane=("dense/kernel[0,0]", "dense/kernel[0,3]")),
            r"no weight 'dense/kernel\[0,3\]'",
        ),
        (lambda m: gnn.surface(m, X, Y, plane="dense/kernel"), r"no weight 'dense/kernel'.*\[0, 0\]"),
        (lambda m: gnn.surface(m, X, Y, plane=("a", "b", "c")), "three\\s+points"),
        (lambda m: gnn.surface(m, X, Y, plane=cast(Any, 7)), "plane is 7"),
        (lambda m: gnn.surface(m, X, Y, plane=(PAIR[0], PAIR[0])), "two different weights"),
        (lambda m: gnn.surface(m, X), "Y is missing"),
        (lambda m: gnn.curvature(m, NO_ROWS, Y), "X is missing"),
        (lambda m: gnn.surface(gnn.expression("x", x=1.0), X, Y), "no rows"),
        (lambda m: gnn.path(gnn.expression("x", x=[1.0, 2.0])), "one number"),
        (lambda m: gnn.path(m, X, Y, updates=0), "0 updates"),
        (lambda m: gnn.path(m, X, Y, batch_size=0), "batch_size is 0"),
        (lambda m: gnn.path(m, X, Y, updates=20_000_000), "fewer updates"),
        (lambda m: gnn.surface(m, X, Y, paths=cast(Any, [7])), "gnn.path"),
        (lambda m: gnn.surface(m, X, Y, rows=[0, 24]), "rows holds 24; .* 0 to 23"),
        (lambda m: gnn.surface(m, X, Y, rows=[0.5]), "rows holds 0.5"),
        (lambda m: gnn.surface(m, X, Y, rows=[]), "at least one"),
        (lambda m: gnn.surface(gnn.expression("x", x=1.0), rows=[0]), "no rows"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_cure(call: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        call(fitted())


def test_points_and_paths_of_another_model_are_refused_with_both_sizes() -> None:
    model = fitted()
    with pytest.raises(ShapeError, match=r"\(2,\).*13 weights"):
        gnn.surface(model, X, Y, plane=list(np.ones((3, 2))))
    other = gnn.path(of_two_weights(), X, Y, updates=3)
    with pytest.raises(ShapeError, match=r"2 weights.*13"):
        gnn.surface(model, X, Y, paths=[other])
