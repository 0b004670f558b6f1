"""The map of runs: coarse at once, each cell the run that the window has, and bounded whatever the network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.engine import native
from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.formula import Formula
from graphviz_nn.optim import Adam, Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run_map import (
    PATIENCE,
    SIDES,
    MapSpec,
    RunMap,
    can_be_mapped,
    mapped,
    names_of,
    neutral,
    size_of,
)
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.sweep import with_setting
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def problem(units: int = 3, rows: int = 20, **changes: Any) -> Problem:
    layers = (Dense(units=units, activation="tanh"), Dense(units=1))
    spec = msgspec.structs.replace(
        TrainingSpec(optimiser=Sgd(momentum=0.5), epochs=4, batch_size=8), **changes
    )
    return Problem(Stack(inputs=2, layers=layers).network, spec, *some_rows(rows))


def made(task: Problem, **spec: Any) -> RunMap:
    return finish(mapped(task, MapSpec(**spec)), quiet)


@pytest.mark.parametrize(
    "axes",
    [("learning_rate", "momentum"), ("batch_size", "learning_rate"), ("dense/kernel[0, 1]", "dense/bias[0]")],
    ids=" × ".join,
)
def test_a_cell_is_the_run_with_its_settings_to_the_bit(axes: tuple[str, str]) -> None:
    task = problem()
    found = made(task, across=axes[0], up=axes[1])
    assert found.is_whole
    rows, columns = found.losses.shape
    for row, column in ((0, 0), (rows // 2, columns // 3), (rows - 1, columns - 1)):
        spec = task.training
        for name, value in found.settings_at(row, column).items():
            spec = with_setting(spec, name, value)
        machine = make_machine(replace(task, training=msgspec.structs.replace(spec, epochs=100)))
        states, _, divergence = machine.advance(machine.problem.start, found.size.updates)
        alone = np.nan if divergence else machine.losses(states[-1].weights[None])[0]
        np.testing.assert_array_equal(found.losses[row, column], alone)
        assert found.place_of(machine.problem) == (column, row)


def test_what_is_not_done_is_as_the_nearest_coarser_cell() -> None:
    whole = made(problem())
    grid = np.arange(65.0 * 65).reshape(65, 65)
    for step in (8, 4, 2):
        done = np.zeros((65, 65), dtype=bool)
        done[::step, ::step] = True
        part = replace(whole, found=replace(whole.found, losses=np.where(done, grid, np.nan), done=done))
        assert part.is_known.all()
        np.testing.assert_array_equal(part.losses[::step, ::step], grid[::step, ::step])
        assert part.losses[1, 1] == grid[0, 0] if step > 2 else np.isfinite(part.losses[1, 1])
    nothing = replace(whole.found, losses=np.full((65, 65), np.nan), done=np.zeros((65, 65), dtype=bool))
    assert not replace(whole, found=nothing).is_known.any()


def test_where_the_run_lies_on_the_map_changes_nothing_of_the_map() -> None:
    spec = MapSpec(across="learning_rate", up="dense/bias[0]")
    first = problem(start={"dense/bias[0]": 1.0, "dense/bias[1]": 2.0})
    faster = with_setting(first.training, "learning_rate", 3.0)
    moved = replace(first, training=with_setting(faster, "dense/bias[0]", -1.0))
    other = replace(first, training=with_setting(first.training, "dense/bias[1]", 0.5))
    assert neutral(first, spec) == neutral(moved, spec)
    assert neutral(first, spec) != neutral(other, spec)


def test_nesterov_s_variant_stays_on_a_map_over_the_momentum() -> None:
    task = problem(optimiser=Sgd(momentum=0.5, nesterov=True))
    rule = neutral(task, MapSpec()).optimiser
    assert isinstance(rule, Sgd)
    assert rule.nesterov


def test_what_the_training_does_not_have_is_replaced() -> None:
    assert names_of(MapSpec(), problem()) == ("learning_rate", "momentum")
    assert names_of(MapSpec(), problem(optimiser=Adam())) == ("learning_rate", "batch_size")
    assert names_of(MapSpec(across="momentum", up="learning_rate"), problem(optimiser=Adam())) == (
        "batch_size",
        "learning_rate",
    )
    assert names_of(MapSpec(across="gone/kernel[0, 0]"), problem()) == ("learning_rate", "momentum")


def test_a_map_over_one_thing_twice_is_refused() -> None:
    with pytest.raises(SettingError, match="over momentum both across and up"):
        MapSpec(across="momentum")


@pytest.mark.parametrize(("units", "rows"), [(3, 20), (64, 500), (512, 4000)])
def test_a_map_is_bounded_and_says_so(units: int, rows: int) -> None:
    task = problem(units, rows, epochs=2000)
    size = size_of(task, MapSpec())
    assert size.side in SIDES
    assert 1 <= size.updates <= 500
    assert size.is_less == ((size.side, size.updates) != (65, 500))
    if units == 3:
        assert not size.is_less
    if units == 512:
        assert size.is_less
    assert PATIENCE < 10


def test_basins_of_a_double_well_are_its_halves() -> None:
    """(x² − 1)² + y²: a start left of 0 ends at −1, one right of it at 1, and one on 0 stays there."""
    network = Formula(text="(x**2 - 1)**2 + y**2", leaves={"x": 0.5, "y": 0.5}).network
    task = Problem(network, TrainingSpec(optimiser=Sgd(learning_rate=0.005), epochs=500))
    found = made(task, across="x", up="y", shows="ends")
    assert found.basins is not None
    assert [round(loss, 6) for loss in found.basins.losses] == [0.0, 0.0]
    left, right = (np.unique(found.basins.places[:, part]) for part in (slice(0, 31), slice(34, None)))
    assert len(left) == len(right) == 1
    assert left[0] != right[0]


def test_a_goal_that_nobody_chose_is_reached_by_half_of_the_runs() -> None:
    found = made(problem(epochs=60))
    reached = np.isfinite(found.updates_to(found.common_goal)).mean()
    assert 0.3 < reached < 0.7


def test_of_losses_near_the_largest_number_the_goal_is_one_of_them() -> None:
    found = made(problem(epochs=60))
    lowest = np.full_like(found.found.lowest, 1.7e308)
    huge = replace(found, found=replace(found.found, lowest=lowest))
    assert huge.common_goal == 1.7e308


def test_the_lowest_loss_of_each_run_is_that_of_its_epochs() -> None:
    found = made(problem(epochs=60)).found
    np.testing.assert_array_equal(found.lowest, np.fmin.reduce(found.epochs, axis=-1))


def test_a_network_without_weights_has_a_map_over_nothing() -> None:
    fixed = Problem(Formula(text="2 + 3", leaves={}).network, TrainingSpec())
    assert not can_be_mapped(fixed)
    assert can_be_mapped(problem())
