"""How sharp a bend a rule bears, and the bends along a run: at the edge of stability."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graphviz_nn.landscape.curvature import MOST_EXACT, curvature_at
from graphviz_nn.landscape.stability import MOST_WORK, along_runs, bearing, is_worth_it, sharpness, work_of
from graphviz_nn.model import Dense, Formula
from graphviz_nn.optim import Adam, Optimiser, Sgd, StepDecay
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import finished, problem, small_problem

RULES = (
    Sgd(),
    Sgd(momentum=0.9),
    Sgd(momentum=0.9, momentum_formula="rate outside"),
    Sgd(momentum=0.9, momentum_formula="running mean"),
    Sgd(momentum=0.5, nesterov=True),
    Sgd(momentum=0.5, nesterov=True, momentum_formula="running mean"),
)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_bears_a_bend_just_below_what_is_said_and_none_above(rule: Sgd) -> None:
    for share, converges in ((0.98, True), (1.02, False)):
        run = replace_rate(rule, share * bearing(rule) / 4.0)  # of 2x², which bends by 4
        path = finished(Problem(Formula(text="2*x*x", leaves={"x": 1.0}).network, run)).path
        assert (abs(path[-1, 0]) < 1e-6) == converges


def replace_rate(rule: Sgd, rate: float) -> TrainingSpec:
    return TrainingSpec(
        optimiser=Sgd(
            learning_rate=rate,
            momentum=rule.momentum,
            nesterov=rule.nesterov,
            momentum_formula=rule.momentum_formula,
        ),
        epochs=2000,
    )


@pytest.mark.parametrize("rule", [Adam(), Sgd(clip_norm=1.0), Sgd(clip_value=1.0)], ids=str)
def test_of_a_rule_that_bounds_its_steps_no_limit_is_known(rule: Optimiser) -> None:
    assert np.isnan(bearing(rule))


def test_at_a_rate_that_has_decayed_to_nothing_any_bend_is_borne() -> None:
    run = finished(small_problem(Sgd(learning_rate=0.5, schedule=StepDecay(updates=1, decay=1e-300))))
    *_, found = sharpness(run)
    assert np.isinf(found.borne[-1])


def test_along_a_run_it_is_the_curvature_at_each_moment_and_the_limit_of_its_rate() -> None:
    run = finished(small_problem(Sgd(learning_rate=0.5, schedule=StepDecay(updates=5, decay=0.5))))
    parts = [*sharpness(run, points=6)]
    *_, found = parts
    assert len(found.epochs) == 6
    assert (np.diff(found.epochs) > 0).all()
    assert found.epochs[[0, -1]].tolist() == [0.0, 5.0]
    for epoch, largest in zip(found.epochs, found.largest, strict=True):
        state = run.state_before(round(epoch * run.problem.updates_per_epoch))
        curved = finish(curvature_at(run.problem, state.weights), quiet)
        assert largest == pytest.approx(curved.largest, rel=1e-9)
    assert found.borne[0] == 2 / 0.5
    assert found.borne[-1] == 2 / (0.5 * 0.5**3)
    assert parts[1].epochs.tolist() == [0.0, 5.0]  # the ends come first


def test_several_runs_are_measured_in_turn() -> None:
    runs = [finished(small_problem(Sgd(learning_rate=rate))) for rate in (0.1, 0.2)]
    parts = [[len(each.epochs) for each in part] for part in along_runs(runs, points=5)]
    assert parts[0] == [1, 1]
    assert parts[-1] == [5, 5]


def test_plain_descent_climbs_to_the_edge_of_stability_and_stays_there() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    y = (x[:, :1] * x[:, 1:] > 0).astype(float)
    task = problem(Dense(units=8, activation="tanh"), Dense(units=1))
    spec = TrainingSpec(optimiser=Sgd(learning_rate=0.5), batch_size=40, epochs=4000)
    found = finish(sharpness(finished(replace(task, x=x, y=y, training=spec)), points=24), quiet)
    late = found.largest[12:]
    assert found.borne[0] == 4.0
    assert 3.8 < late.min() <= late.max() < 4.5


def test_a_large_network_s_bends_are_not_waited_for() -> None:
    small = small_problem()
    wide = problem(Dense(units=500, activation="tanh"), Dense(units=500, activation="tanh"), Dense(units=1))
    wide = replace(wide, x=np.ones((20_000, 2)), y=np.ones((20_000, 1)))
    assert is_worth_it(small)
    assert work_of(wide) > MOST_WORK
    assert not is_worth_it(wide)
    assert wide.network.count > MOST_EXACT
