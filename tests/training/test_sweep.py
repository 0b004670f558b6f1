"""Sweeps: each cell of a map is what its run comes to alone; the map fills in from coarse to fine."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.errors import SettingError
from graphviz_nn.face.sequential import Sequential
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.sweep import Sweep, sweep
from graphviz_nn.training.variants import Variant, apply
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows

RATES, MOMENTA = np.array([0.01, 0.1, 1.0]), np.array([0.0, 0.3, 0.6, 0.9, 0.99])


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def problem(**changes: Any) -> Problem:
    x, y = some_rows(20)
    layers = (Dense(units=3, activation="tanh"), Dense(units=1))
    spec = msgspec.structs.replace(TrainingSpec(optimiser=Sgd(), batch_size=8, epochs=5, seed=2), **changes)
    return Problem(Stack(inputs=2, layers=layers).network, spec, x, y)


def swept(task: Problem, settings: dict[str, Any], updates: int = 40) -> Sweep:
    return finish(sweep(task, settings, updates), quiet)


def alone(task: Problem, updates: int, **values: Any) -> float:
    """Return the loss after so many updates of a run by itself; NaN where it diverged."""
    spec = apply(Variant(**values), task.training)
    machine = make_machine(Problem(task.network, spec, task.x, task.y))
    states, _, divergence = machine.advance(machine.problem.start, updates)
    return np.nan if divergence else float(machine.losses(states[-1].weights[None])[0])


def test_every_cell_is_the_loss_of_its_run_alone_to_the_bit() -> None:
    found = swept(problem(), {"learning_rate": RATES, "momentum": MOMENTA})
    assert found.losses.shape == (3, 5)
    assert found.done.all()
    for i, rate in enumerate(RATES):
        for j, momentum in enumerate(MOMENTA):
            wanted = alone(problem(), 40, learning_rate=rate, momentum=momentum)
            np.testing.assert_array_equal(found.losses[i, j], wanted)


def test_first_weights_can_be_swept_over_and_each_run_is_its_run_alone_to_the_bit() -> None:
    first, second = "dense/kernel[0, 1]", "dense/bias[2]"
    values = np.array([-2.0, 0.5, 3.0])
    found = swept(problem(), {first: values, "momentum": MOMENTA}, 33)
    for i, value in enumerate(values):
        for j, momentum in enumerate(MOMENTA):
            begun = problem(start={first: float(value)})
            np.testing.assert_array_equal(found.losses[i, j], alone(begun, 33, momentum=momentum))
    both = swept(problem(start={second: 0.25}), {first: values, second: values}, 9)
    wanted = [[alone(problem(start={first: x, second: y}), 9) for y in values] for x in values]
    np.testing.assert_array_equal(both.losses, wanted)


@pytest.mark.parametrize("rates", [RATES, np.array([0.1])], ids=["side by side", "alone"])
def test_the_ends_are_the_weights_after_the_updates_where_they_are_asked_for(rates: Any) -> None:
    found = finish(sweep(problem(), {"learning_rate": rates}, 20, keeps_ends=True), quiet)
    assert found.ends is not None
    for rate, end, loss in zip(rates, found.ends, found.losses, strict=True):
        spec = apply(Variant(learning_rate=rate), problem().training)
        machine = make_machine(Problem(problem().network, spec, problem().x, problem().y))
        states, _, _ = machine.advance(machine.problem.start, 20)
        np.testing.assert_array_equal(end, states[-1].weights)
        assert machine.losses(end[None])[0] == loss
    assert swept(problem(), {"learning_rate": rates}).ends is None


@pytest.mark.parametrize(
    ("name", "values"), [("batch_size", [1, 3, 8, 20]), ("seed", [0, 1, 2, 3, 7]), ("shuffle", [False, True])]
)
def test_what_is_no_number_of_the_rule_can_be_swept_over_too(name: str, values: list[Any]) -> None:
    found = swept(problem(), {name: np.array(values)}, 17)
    wanted = [alone(problem(), 17, **{name: value}) for value in values]
    np.testing.assert_array_equal(found.losses, wanted)


def test_what_diverges_is_nan_and_so_are_its_epochs_from_there_on() -> None:
    rates = np.array([0.01, 0.02, 1e200, 1e3])
    found = swept(problem(), {"learning_rate": rates}, 600)
    np.testing.assert_array_equal(np.isnan(found.losses), [False, False, True, True])
    assert np.isfinite(found.epochs[:2]).all()
    assert np.isnan(found.epochs[2]).all()  # within the first epoch
    assert np.isfinite(found.epochs[3, :2]).all()
    assert np.isnan(found.epochs[3, -1])


@pytest.mark.parametrize("rates", [RATES[:1], np.geomspace(0.001, 1, 9)])
def test_the_updates_to_a_loss_are_those_of_the_first_epoch_that_is_as_low(rates: Any) -> None:
    found = swept(problem(), {"learning_rate": rates}, 90)
    level = float(np.median(found.epochs[:, -1]))
    for epochs, updates in zip(found.epochs, found.updates_to(level), strict=True):
        below = np.flatnonzero(epochs <= level)
        assert (updates == 3 * (below[0] + 1)) if len(below) else np.isnan(updates)


@pytest.mark.parametrize("rates", [RATES[:1], RATES])
def test_so_few_updates_that_no_epoch_ends_leave_losses_and_no_epochs(rates: Any) -> None:
    found = swept(problem(), {"learning_rate": rates}, updates=1)
    wanted = [alone(problem(), 1, learning_rate=rate) for rate in rates]
    np.testing.assert_array_equal(found.losses, wanted)
    assert found.epochs.shape == (len(rates), 0)
    assert np.isnan(found.updates_to(1e9)).all()


def test_the_map_is_there_coarsely_first_and_what_is_done_stays() -> None:
    """Every eighth cell each way comes before all others, as far as one look can tell."""
    rates, momenta = np.geomspace(0.001, 0.1, 32), np.linspace(0.1, 0.9, 32)
    work = sweep(problem(), {"learning_rate": rates, "momentum": momenta}, 3000)
    looks = []
    for look in work:
        looks.append(look)
        if len(looks) == 3:
            break
    work.close()
    assert len(looks) == 3
    for before, after in pairwise(looks):
        assert before.done.sum() < after.done.sum()
        np.testing.assert_array_equal(before.losses[before.done], after.losses[before.done])
        assert np.isnan(before.losses[~before.done]).all()
    fine = looks[0].done.copy()
    fine[::8, ::8] = False
    assert looks[0].done[::8, ::8].mean() >= fine.mean()


def model() -> Sequential:
    made = gnn.Sequential([gnn.Dense(2, activation="tanh", input_shape=(2,)), gnn.Dense(1)])
    made.compile(loss="mse", optimizer="sgd")
    return made


def test_a_script_gets_the_map_of_its_model() -> None:
    x, y = some_rows(12)
    made = model()
    before = made.get_weights()
    found = gnn.sweep(
        made, x, y, {"learning_rate": [0.01, 0.1], "momentum": (0, 0.5, 0.9)}, updates=30, verbose=0
    )
    assert repr(found) == "<Sweep: 2 of learning_rate × 3 of momentum, 30 updates each>"
    assert np.isfinite(found.losses).all()
    for old, new in zip(before, made.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_script_sweeps_over_first_weights_and_gives_others() -> None:
    x, y = some_rows(12)
    name, other = "dense/kernel[0,0]", "dense/bias[1]"
    found = gnn.sweep(model(), x, y, {name: [-1.0, 2.0]}, updates=20, start={other: 3}, verbose=0)
    changes = [{"start": {name: number, other: 3}} for number in (-1.0, 2.0)]
    e = gnn.experiment(model(), x, y, variants=changes, seeds=[0], epochs=20, batch_size=12, verbose=0)
    for loss, weights in zip(found.losses, e.weights[:, 0], strict=True):
        machine = make_machine(model().problem(x, y))
        assert np.isclose(loss, machine.losses(weights[None])[0])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "The sweep is over 0 settings. Give one or two."),
        (
            {"rate": [1.0]},
            "A sweep over 'rate' is not possible. Choose one or two of learning_rate, momentum",
        ),
        ({"dense/kernel[0, 9]": [1.0]}, "or a first weight, as dense/kernel[0, 0]."),
        ({"momentum": []}, "The sweep has no values for momentum. Give at least one."),
        ({"momentum": ["much"]}, "The sweep's values for momentum are ['much']; give a list of numbers."),
        ({"momentum": 0.9}, "The sweep's values for momentum are 0.9; give a list of numbers."),
        ({"momentum": [0.5, 1.0]}, "momentum"),
        ({"seed": range(70_000)}, "The sweep has 70,000 runs, and the most is 65,536. Give fewer values."),
        ([0.1], "The sweep is over [0.1]; give a dict"),
    ],
    ids=str,
)
def test_what_cannot_be_swept_over_is_refused_by_name(settings: Any, words: str) -> None:
    with pytest.raises(SettingError) as refused:
        gnn.sweep(model(), *some_rows(5), settings, verbose=0)
    assert words in str(refused.value)
