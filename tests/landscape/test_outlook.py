"""What an update is about to do: where it lands, where other rates lead, and the bend at its place."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.landscape.hessian import hessian
from graphviz_nn.landscape.outlook import FAN, ghost, landing, outlook
from graphviz_nn.model import Formula
from graphviz_nn.optim import Adam, AnyOptimiser, Sgd
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import MOMENTUM, finished, small_problem


@given(st.floats(0.1, 50.0), st.floats(0.05, 3.0), st.floats(-5.0, 5.0))
def test_on_a_parabola_a_step_of_plain_descent_lands_where_its_rate_says(
    bend: float, share: float, lowest: float
) -> None:
    rate, start = share / bend, lowest + 1.0  # f = bend (x − lowest)² / 2
    step = -rate * bend
    end = start + step
    f = [bend * (x - lowest) ** 2 / 2 for x in (start, end)]
    slopes = [step * bend * (x - lowest) for x in (start, end)]
    # −1 for no step, 0 at the rate 1/λ, 1 at 2/λ, where it bounces as high as it was.
    assert landing(*f, *slopes) == pytest.approx(share - 1, abs=1e-6)


def test_of_other_functions_it_is_the_parabola_of_the_least_squares() -> None:
    start, end, slope, slope_at_end = 3.0, 2.0, -4.0, 1.0
    rows = [[1, 0, 0], [1, 1, 1], [0, 1, 0], [0, 1, 2]]
    _, b, c = np.linalg.lstsq(np.array(rows, dtype=float), [start, end, slope, slope_at_end])[0]
    bottom = -b / (2 * c)
    assert landing(start, end, slope, slope_at_end) == pytest.approx((1 - bottom) / bottom)


@pytest.mark.parametrize(
    "known",
    [(1.0, 0.0, -1.0, -1.0), (1.0, 2.0, 1.0, 1.0), (1.0, 0.0, -1.0, -2.0), (np.inf, 0.0, -1.0, 1.0)],
    ids=["straight", "uphill", "bent down", "infinite"],
)
def test_where_no_bottom_lies_ahead_it_is_not_known(known: tuple[float, float, float, float]) -> None:
    assert np.isnan(landing(*known))


@pytest.mark.parametrize("rule", [Sgd(learning_rate=0.1), MOMENTUM, Adam(learning_rate=0.01)], ids=str)
def test_a_ghost_at_the_rate_itself_is_what_the_run_does_and_others_are_runs_at_their_rates(
    rule: AnyOptimiser,
) -> None:
    run = finished(small_problem(rule))
    before = run.state_before(4)
    own = ghost(run.problem, before, 1.0)
    np.testing.assert_array_equal(
        own.path, [run.state_before(u).weights for u in range(4, 4 + len(own.path))]
    )
    faster = ghost(run.problem, before, 2.0)
    twice = msgspec.structs.replace(rule, learning_rate=2 * rule.learning_rate)
    moment = make_moment(run.problem, before)
    gradient = np.concatenate([np.ravel(change.gradient) for change in moment.record.changes.values()])
    w, _ = twice.step(before.weights, gradient, before.memory, 5)
    np.testing.assert_allclose(faster.path[1], w, rtol=1e-10)
    assert faster.rate == 2 * own.rate


def test_an_outlook_knows_loss_bend_landing_and_the_fan_where_it_is_asked_for() -> None:
    task = small_problem(Sgd(learning_rate=0.1))
    run = finished(task)
    before, after = run.state_before(2), run.state_before(3)
    seen = finish(outlook(task, before, after, fan=True), quiet)
    assert seen.before is before
    assert seen.loss == run.machine.losses(before.weights[None])[0]
    assert seen.curvature is not None
    assert seen.curvature.largest == pytest.approx(np.linalg.eigvalsh(hessian(task, before.weights))[-1])
    assert [each.times for each in seen.ghosts] == [*FAN]
    assert finish(outlook(task, before, after), quiet).ghosts == ()


def test_where_the_second_derivatives_are_not_finite_there_is_no_bend_but_the_rest() -> None:
    task = Problem(Formula(text="sqrt(x)", leaves={"x": 0.0}).network, TrainingSpec())
    seen = finish(outlook(task, task.start, task.start), quiet)
    assert (seen.loss, seen.curvature) == (0.0, None)
