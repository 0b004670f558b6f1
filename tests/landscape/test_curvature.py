"""The curvature of quadratic losses, and of none other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.landscape.curvature import curvature
from graphviz_nn.ops import FloatArray


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_it_is_the_hessian_of_any_bowl(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    root, lowest = random.normal(size=(count + 2, count)), random.normal(size=count)
    hessian = root.T @ root
    found = curvature(lambda points: (points - lowest) @ hessian, count)
    assert found is not None
    np.testing.assert_allclose(found.hessian, hessian, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-6, atol=1e-9)
    assert found.condition == pytest.approx(np.linalg.cond(hessian), rel=1e-6)
    assert found.minimum == pytest.approx(lowest, abs=1e-6)


def test_descent_at_a_rate_below_the_fastest_ends_at_the_minimum_and_above_it_never() -> None:
    slopes = np.array([2.0, 50.0])
    found = curvature(lambda points: points * slopes, 2)
    assert found is not None
    for share, converges in ((0.99, True), (1.01, False)):
        place = np.ones(2)
        for _ in range(3000):
            place = place - share * found.fastest * place * slopes
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
    assert curvature(gradients, 2) is None  # type: ignore[arg-type]


def test_a_valley_that_is_flat_along_has_no_lowest_point() -> None:
    found = curvature(lambda points: points * (0.0, 3.0), 2)
    assert found is not None
    assert found.condition == np.inf
    assert found.minimum is None
