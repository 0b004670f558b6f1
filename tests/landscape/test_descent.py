from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.graph import expression
from graphviz_nn.landscape.descent import descend, scalar_leaves
from graphviz_nn.optim import AnyOptimiser, Sgd, empty_memory
from tests.debug.examples import RULES

HILLS = "x**2*cos(x) + sin(x)"
BOTTOMS = (-9.619390, -3.588823, 3.692901, 9.639647)


def test_cos_never_moves_from_its_crest() -> None:
    descent = descend(expression("cos(x)", x=0.0), Sgd(learning_rate=0.1, momentum=0.9), 100)
    assert descent.points.tolist() == [[0.0]] * 101
    assert set(descent.losses) == {1.0}


def test_beside_its_crest_cos_rolls_down_to_pi() -> None:
    descent = descend(expression("cos(x)", x=0.01), Sgd(learning_rate=0.1), 200)
    assert descent.points[-1, 0] == pytest.approx(np.pi, abs=1e-6)


def test_plain_descent_ends_in_the_nearest_valley() -> None:
    descent = descend(expression(HILLS, x=6.0), Sgd(learning_rate=0.01), 1000)
    assert descent.points[-1, 0] == pytest.approx(3.692901, abs=5e-7)


def test_momentum_hops_over_the_hill_into_the_next_valley() -> None:
    descent = descend(expression(HILLS, x=6.0), Sgd(learning_rate=0.01, momentum=0.9), 1000)
    assert descent.points[-1, 0] == pytest.approx(-3.588823, abs=5e-7)
    assert np.abs(descent.points).max() < 12


@pytest.mark.parametrize("bottom", BOTTOMS)
def test_the_four_minima_within_twelve_hold_what_starts_beside_them(bottom: float) -> None:
    descent = descend(expression(HILLS, x=bottom + 0.05), Sgd(learning_rate=0.005), 500)
    assert descent.points[-1, 0] == pytest.approx(bottom, abs=5e-7)


def test_the_hills_are_unbounded_below() -> None:
    far = expression(HILLS, x=0.0)
    lows = [float(far.with_leaves(x=(2 * k + 1) * np.pi).value) for k in (1, 10, 100)]
    assert lows == sorted(lows, reverse=True)
    assert lows[-1] < -1e5


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_each_point_is_one_step_of_the_rule_from_the_one_before(rule: AnyOptimiser) -> None:
    descent = descend(expression("x*x*y + y*y", x=1.0, y=0.5), rule, 5)
    w = np.array([1.0, 0.5])
    memory = empty_memory(rule, w)
    for t, point in enumerate(descent.points[1:], 1):
        g = np.array([2 * w[0] * w[1], w[0] ** 2 + 2 * w[1]])
        w, memory = rule.step(w, g, memory, t)
        np.testing.assert_allclose(point, w, rtol=1e-13)
    assert descent.losses.shape == (6,)


def test_a_descent_that_falls_out_of_all_numbers_ends_before() -> None:
    descent = descend(expression("x**4", x=10.0), Sgd(learning_rate=1.0), 50)
    assert 1 <= len(descent.points) < 51
    assert np.isfinite(descent.points).all()
    assert np.isfinite(descent.losses).all()


def test_tensors_keep_their_values() -> None:
    graph = expression("sum(a) * s", a=[1.0, 2.0], s=3.0)
    assert scalar_leaves(graph) == ("s",)
    assert descend(graph, Sgd(learning_rate=0.1), 2).points.ravel() == pytest.approx([3.0, 2.7, 2.4])
