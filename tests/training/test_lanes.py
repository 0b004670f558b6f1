"""Runs side by side in the lanes of a vector: each has the bits that it has alone, whatever is trained, and how."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import native
from graphviz_nn.engine.codes import LANES
from graphviz_nn.model import ACTIVATIONS, LOSSES, Dense, Formula, Stack
from graphviz_nn.optim import OPTIMISERS, Optimiser, Sgd
from graphviz_nn.optim.schedules import SCHEDULES
from graphviz_nn.training.lanes import LEAST, form, grouped, side_by_side
from graphviz_nn.training.machine import Advance, Stretch
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.model.layers.everywhere import Sample, at_every_sample, problem_of, stack_around


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


replaced = msgspec.structs.replace
THIRTEEN = Stretch(13, every=4)


def a_stack(**changes: Any) -> Stack:
    layers = (Dense(units=5, activation="tanh"), Dense(units=2, activation="softmax"))
    return replaced(Stack(inputs=3, layers=layers, loss="categorical_crossentropy"), **changes)


def several(problem: Problem, runs: int = LANES, **changes: Any) -> list[Problem]:
    """Return the same with other seeds."""
    return [
        Problem(problem.network, replaced(problem.training, seed=seed, **changes), problem.x, problem.y)
        for seed in range(runs)
    ]


def assert_same(found: Advance, wanted: Advance) -> None:
    np.testing.assert_array_equal(found.rows, wanted.rows)
    assert [state.update for state in found.states] == [state.update for state in wanted.states]
    for mine, other in zip(found.states, wanted.states, strict=True):
        np.testing.assert_array_equal(mine.weights, other.weights)
        assert len(mine.memory) == len(other.memory)
        for part, same in zip(mine.memory, other.memory, strict=True):
            np.testing.assert_array_equal(part, same)
    assert str(found.divergence) == str(wanted.divergence)


def check(problems: list[Problem], stretch: Stretch = THIRTEEN) -> list[Advance]:
    """Train side by side and alone, from the start and from where that ends; the two must be equal to the bit."""
    machines = [NativeMachine(problem) for problem in problems]
    states = [problem.start for problem in problems]
    for _ in range(2):
        found = side_by_side(machines, states, stretch)
        for machine, state, advance in zip(machines, states, found, strict=True):
            assert_same(advance, machine.advance(state, *stretch))
        states = [advance.states[-1] for advance in found]
        if any(advance.divergence for advance in found):
            break
    return found


@at_every_sample
def test_with_every_layer(sample: Sample) -> None:
    problems = several(problem_of(stack_around(sample)))
    if form(problems[0]) is not None:
        check(problems)
    else:
        assert grouped(problems) == [[place] for place in range(LANES)]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [1, 3, 9])
def test_with_every_activation(activation: str, units: int) -> None:
    first = Dense(units=units, activation=activation)
    check(several(problem_of(a_stack(layers=(first, Dense(units=2, activation="softmax"))))))


@pytest.mark.parametrize("loss", LOSSES)
def test_with_every_loss(loss: str) -> None:
    activation = "linear" if loss in ("mse", "mae", "huber", "hinge") else "sigmoid"
    last = Dense(units=2, activation=activation)
    check(several(problem_of(a_stack(layers=(Dense(units=5, activation="tanh"), last), loss=loss))))


@pytest.mark.parametrize("rule", OPTIMISERS.values(), ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=lambda schedule: schedule.__name__)
def test_with_every_rule_and_schedule(rule: type[Optimiser], schedule: Any) -> None:
    optimiser: Any = rule(learning_rate=0.05, schedule=schedule(), weight_decay=0.01, clip_value=0.1)
    check(several(problem_of(a_stack()), optimiser=optimiser))


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("formula", ["rate inside", "rate outside"])
def test_each_lane_has_settings_of_its_own(nesterov: bool, formula: Any) -> None:
    base = problem_of(a_stack())
    rules = [
        Sgd(
            learning_rate=0.01 * (1 + lane),
            momentum=0.1 + 0.1 * lane,
            nesterov=nesterov,
            momentum_formula=formula,
        )
        for lane in range(LANES)
    ]
    problems = [
        Problem(
            base.network,
            replaced(base.training, optimiser=rule, seed=seed, shuffle=seed % 3 > 0),
            base.x,
            base.y,
        )
        for seed, rule in enumerate(rules)
    ]
    assert grouped(problems) == [[*range(LANES)]]
    check(problems)


@given(
    runs=st.integers(1, LANES),
    rows=st.integers(1, 23),
    batch=st.integers(1, 23),
    updates=st.integers(1, 30),
    every=st.integers(0, 7),
    shuffle=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_number_of_runs_rows_and_updates(
    runs: int, rows: int, batch: int, updates: int, every: int, shuffle: bool
) -> None:
    check(several(problem_of(a_stack(), rows, batch), runs, shuffle=shuffle), Stretch(updates, every))


@given(st.lists(st.sampled_from([0.01, 0.1, 1e3, 1e60]), min_size=LEAST, max_size=LANES))
@settings(max_examples=25, deadline=None)
def test_a_lane_that_diverges_ends_where_it_ends_alone(rates: list[float]) -> None:
    """A linear network, whose weights grow without end at a rate that is too large: sooner, later or never."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 2))
    spec = TrainingSpec(batch_size=8, epochs=200)
    network = Stack(inputs=2, layers=(Dense(units=3), Dense(units=1))).network
    problems = [
        Problem(network, replaced(spec, optimiser=Sgd(learning_rate=rate)), x, x[:, :1]) for rate in rates
    ]
    found = check(problems, Stretch(200, every=30))
    ended = [advance.divergence is not None for advance in found]
    assert ended == [rate > 1.0 for rate in rates]


def test_a_formula_over_numbers_descends_in_lanes_too() -> None:
    network = Formula(text="(x² + y − 11)² + (x + y² − 7)²", leaves={"x": 0.0, "y": 0.0}).network
    spec = TrainingSpec(optimiser=Sgd(learning_rate=0.01, momentum=0.5), epochs=50)
    starts = np.random.default_rng(1).uniform(-5, 5, (LANES, 2))
    problems = [Problem(network, spec, first=(start, np.empty(0))) for start in starts]
    found = check(problems, Stretch(20))
    assert len({tuple(np.round(advance.states[-1].weights, 3)) for advance in found}) > 1


def test_in_groups_is_what_has_one_form_the_others_train_alone() -> None:
    base = problem_of(a_stack())

    def having(**changes: Any) -> Problem:
        return Problem(base.network, replaced(base.training, **changes), base.x, base.y)

    alike = [having(seed=seed) for seed in range(LANES + LEAST)]
    others = [
        having(batch_size=3),
        having(optimiser=Sgd(clip_norm=1.0)),
        having(optimiser=Sgd(momentum=0.0)),
        having(epochs=11),
    ]
    groups = grouped([*alike[:4], *others, *alike[4:]])
    first = [*range(4), *range(8, 12)]
    assert sorted(groups) == sorted([first, [12, 13, 14], [4], [5], [6], [7]])


def test_nothing_that_is_as_fast_alone_is_trained_in_lanes() -> None:
    large = Stack(inputs=100, layers=(Dense(units=200),)).network
    rows = np.zeros((64, 100))
    assert form(Problem(large, TrainingSpec(batch_size=64), rows, np.zeros((64, 200)))) is None
