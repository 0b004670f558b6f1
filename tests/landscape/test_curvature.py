"""The curvature of quadratic losses everywhere, and of any at a point; what it says of descent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.curvature import MOST_EXACT, Curvature, bowl, curvature_at
from graphviz_nn.landscape.hessian import hessian
from graphviz_nn.landscape.lanczos import lanczos
from graphviz_nn.model import Dense, Formula
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.optim.base import empty_memory
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import problem


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_it_is_the_hessian_of_any_bowl(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    root, lowest = random.normal(size=(count + 2, count)), random.normal(size=count)
    hessian = root.T @ root
    found = bowl(lambda points: (points - lowest) @ hessian, count)
    assert found is not None
    assert found.hessian is not None
    np.testing.assert_allclose(found.hessian, hessian, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-6, atol=1e-9)
    assert found.condition == pytest.approx(np.linalg.cond(hessian), rel=1e-6)
    assert found.minimum == pytest.approx(lowest, abs=1e-6)


def test_descent_at_a_rate_below_the_fastest_ends_at_the_minimum_and_above_it_never() -> None:
    slopes = np.array([2.0, 50.0])
    found = bowl(lambda points: points * slopes, 2)
    assert found is not None
    for share, converges in ((0.99, True), (1.01, False)):
        place = np.ones(2)
        for _ in range(3000):
            place = place - share * found.rate_limit() * place * slopes
        assert (np.abs(place).max() < 1e-6) == converges


def _cubic(points: FloatArray) -> FloatArray:
    return points**2


def _dead(points: FloatArray) -> FloatArray:
    return np.where(points > 0, points, 0.0)


def _nowhere(points: FloatArray) -> FloatArray:
    return np.full_like(points, np.nan)


def _saddle(points: FloatArray) -> FloatArray:
    return np.asarray(points[:, ::-1])


def _line(points: FloatArray) -> FloatArray:
    return np.ones_like(points)


@pytest.mark.parametrize("gradients", [_cubic, _dead, _nowhere, _saddle, _line])
def test_what_is_no_bowl_has_none(gradients: object) -> None:
    assert bowl(gradients, 2) is None  # type: ignore[arg-type]


def test_a_valley_that_is_flat_along_has_no_lowest_point() -> None:
    found = bowl(lambda points: points * (0.0, 3.0), 2)
    assert found is not None
    assert found.condition == np.inf
    assert found.minimum is None


# At a point of any loss.


def curved(text: str, **leaves: float) -> Curvature:
    task = Problem(Formula(text=text, leaves=dict(leaves)).network, TrainingSpec())
    return finish(curvature_at(task, task.start.weights), quiet)


VALLEY = "0.005*a*a + 0.05*b*b + 0.5*c*c"  # its eigenvalues are 0.01, 0.1 and 1


def test_a_valley_by_hand() -> None:
    found = curved(VALLEY, a=3.0, b=-1.0, c=2.0)
    np.testing.assert_allclose(found.eigenvalues, [0.01, 0.1, 1.0], rtol=1e-14)
    np.testing.assert_allclose(np.abs(found.vectors), np.eye(3), atol=1e-14)
    assert (found.largest, found.smallest) == pytest.approx((1.0, 0.01))
    assert found.condition == pytest.approx(100.0)
    assert found.rate_limit() == pytest.approx(2.0)
    assert found.rate_limit(momentum=0.9) == pytest.approx(3.8)
    assert found.best_plain == pytest.approx((1.98019802, 0.0, 0.98019802), abs=1e-8)
    assert found.best_with_momentum == pytest.approx((3.30578512, 0.66942149, 0.81818182), abs=1e-8)


@pytest.mark.parametrize(
    ("momentum", "nesterov"), [(0.0, False), (0.5, False), (0.9, False), (0.5, True), (0.9, True)]
)
def test_descent_below_the_limit_of_the_rate_ends_and_above_it_never_does(
    momentum: float, nesterov: bool
) -> None:
    limit = curved(VALLEY, a=1.0, b=1.0, c=1.0).rate_limit(momentum, nesterov)
    slopes = np.array([0.01, 0.1, 1.0])
    for share, converges in ((0.98, True), (1.02, False)):
        rule = Sgd(learning_rate=share * limit, momentum=momentum, nesterov=nesterov)
        place = np.ones(3)
        memory = empty_memory(rule, place)
        for t in range(1, 3000):
            place, memory = rule.step(place, slopes * place, memory, t)
        assert (np.abs(place[1:]).max() < 1e-6) == converges


@given(st.floats(0.01, 3.9), st.floats(0.0, 0.95))
def test_what_is_left_after_an_update_is_the_spectral_radius_of_the_recursion(
    rate: float, momentum: float
) -> None:
    found = curved(VALLEY, a=1.0, b=1.0, c=1.0)
    for value, left in zip(found.eigenvalues, found.convergence(rate, momentum), strict=True):
        recursion = np.array([[1 + momentum - rate * value, -momentum], [1.0, 0.0]])
        assert left == pytest.approx(np.abs(np.linalg.eigvals(recursion)).max(), abs=1e-6)


def test_where_the_roots_are_complex_the_momentum_alone_says_how_fast() -> None:
    found = curved(VALLEY, a=1.0, b=1.0, c=1.0)
    for rate in (0.5, 1.0, 2.0):
        assert found.convergence(rate, 0.81)[-1] == pytest.approx(0.9)


def test_no_rate_and_momentum_beat_the_best() -> None:
    found = curved(VALLEY, a=1.0, b=1.0, c=1.0)
    for best, momenta in ((found.best_plain, [0.0]), (found.best_with_momentum, np.linspace(0, 0.98, 50))):
        tried = [found.convergence(rate, beta).max() for rate in np.linspace(0.05, 4, 80) for beta in momenta]
        assert min(tried) >= best.convergence - 1e-7


def test_a_saddle_has_no_best_rate_and_no_condition() -> None:
    found = curved("a*a - b*b", a=0.0, b=0.0)
    assert (found.smallest, found.largest) == pytest.approx((-2.0, 2.0))
    assert found.condition == np.inf
    with pytest.raises(SettingError, match=r"smallest curvature is -2"):
        _ = found.best_plain


def test_where_it_bends_down_everywhere_no_rate_is_too_large() -> None:
    assert curved("-a*a", a=1.0).rate_limit() == np.inf


def test_a_kink_s_or_a_pole_s_derivatives_are_refused_where_they_are_not_finite() -> None:
    with pytest.raises(SettingError, match="not finite"):
        curved("sqrt(a)", a=0.0)


@pytest.mark.parametrize("momentum", [-0.1, 1.0])
def test_a_momentum_out_of_range_is_refused(momentum: float) -> None:
    with pytest.raises(SettingError, match=r"at least 0 and below 1"):
        curved("a*a", a=0.0).rate_limit(momentum)


# By Lanczos' method.


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(0, 1000))
def test_both_ends_of_any_spectrum_are_found(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(count, count))
    matrix = matrix + matrix.T
    ends = finish(lanczos(lambda v: matrix @ v, count, seed), quiet)
    expected = np.linalg.eigvalsh(matrix)
    np.testing.assert_allclose(ends.values, expected[[0, -1]], rtol=0, atol=1e-9 * np.abs(expected).max())
    for value, vector in zip(*ends[:2], strict=True):
        np.testing.assert_allclose(
            matrix @ vector, value * vector, rtol=0, atol=1e-7 * np.abs(expected).max()
        )


def test_an_eigenvalue_that_occurs_many_times_does_not_come_back_as_its_own_ghost() -> None:
    values = np.concatenate([np.full(300, 1.0), [5.0], np.linspace(1.5, 2.0, 99)])
    ends = finish(lanczos(lambda v: values * v, 400), quiet)
    np.testing.assert_allclose(ends.values, [1.0, 5.0], rtol=1e-9)


def test_a_matrix_of_zeros_has_no_bend() -> None:
    assert finish(lanczos(np.zeros_like, 7), quiet).values.tolist() == [0.0, 0.0]


def test_stopped_early_it_says_how_far_it_may_be_off() -> None:
    values = np.linspace(0.0, 1.0, 2000)
    ends = finish(lanczos(lambda v: values * v, 2000, most=12), quiet)
    assert abs(ends.values[1] - 1.0) <= ends.error < 0.5


def test_a_larger_model_s_ends_are_those_of_its_hessian() -> None:
    task = problem(Dense(units=40, activation="tanh"), Dense(units=8, activation="tanh"), Dense(units=1))
    assert task.network.count > MOST_EXACT
    found = finish(curvature_at(task, task.start.weights), quiet)
    expected = np.linalg.eigvalsh(hessian(task, task.start.weights))
    np.testing.assert_allclose(found.eigenvalues, expected[[0, -1]], rtol=0, atol=1e-8 * expected[-1])
    assert found.hessian is None
