"""The laws of what a map can be over: each axis rises, its cells are settings, and every run has a place on it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.formula import Formula
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, Sgd
from graphviz_nn.training.axes import KINDS, Axis, axis_names, axis_of, called, known_at, label_of
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run_map import SIDES
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.sweep import with_setting
from tests.training.rows import some_rows

NETWORK = Stack(inputs=2, layers=(Dense(units=2, activation="tanh"), Dense(units=1))).network
NAMES = [*KINDS, "dense/kernel[0, 0]", "dense_1/bias[0]"]


def problem(rule: AnyOptimiser | None = None, rows: int = 50) -> Problem:
    return Problem(NETWORK, TrainingSpec(optimiser=rule or Sgd(momentum=0.5)), *some_rows(rows))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", SIDES)
def test_the_values_of_an_axis_rise_and_each_can_be_set(name: str, side: int) -> None:
    task = problem()
    axis = axis_of(task, name, side)
    assert 1 < len(axis.values) <= side
    assert (np.diff(axis.values) > 0).all()
    for place, value in enumerate(axis.values.tolist()):
        spec = with_setting(task.training, name, value)
        assert known_at(Problem(NETWORK, spec, task.x, task.y), name) == value
        assert axis.place(value) == place
        assert axis.nearest(place + 0.4) == place


@pytest.mark.parametrize("name", NAMES)
def test_a_coarse_axis_is_a_part_of_the_fine_one(name: str) -> None:
    if name == "batch_size":
        pytest.skip("whole numbers, of which there are few")
    fine, *coarser = (axis_of(problem(), name, side).values for side in SIDES)
    for coarse in coarser:
        np.testing.assert_array_equal(coarse, fine[:: (len(fine) - 1) // (len(coarse) - 1)])


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_at_an_axis_stand_where_they_lie(name: str) -> None:
    axis = axis_of(problem(), name, 65)
    places = [place for place, _ in axis.ticks]
    assert 2 < len(axis.ticks) < 20
    assert places == sorted(set(places))
    assert min(places) >= 0
    assert max(places) <= len(axis.values) - 1
    for place, text in axis.ticks:
        if place.is_integer():
            assert np.isclose(float(text.replace("−", "-")), float(axis.values[int(place)]), rtol=1e-3)


@pytest.mark.parametrize("kind", OPTIMISERS.values())
def test_the_settings_are_those_that_the_rule_has(kind: type[AnyOptimiser]) -> None:
    names = axis_names(problem(kind()), 2)
    assert ("momentum" in names) == ("momentum" in kind.__struct_fields__)
    assert {"learning_rate", "batch_size"} < set(names)
    assert names[-2:] == ("dense/kernel[0, 0]", "dense/kernel[0, 1]")
    for name in names:
        assert label_of(name)
        assert called(name)


def test_what_lies_beyond_an_axis_lies_at_its_edge() -> None:
    axis = axis_of(problem(), "learning_rate", 65)
    assert axis.place(1e-9) == 0
    assert axis.place(1e9) == 64
    assert axis.nearest(99.0) == 64
    assert axis.nearest(-3.0) == 0


def test_the_middle_of_the_momenta_is_0_9_and_the_decades_of_the_rates_are_cells() -> None:
    """By hand: 1 − 0.1 ** (2 · 32/64) = 0.9, and 10 ** (−3 + 4 · 48/64) = 1."""
    momenta, rates = (axis_of(problem(), name, 65).values for name in ("momentum", "learning_rate"))
    assert (momenta[0], momenta[32], momenta[64]) == (0.0, 0.9, 0.99)
    assert rates[[0, 16, 32, 48, 64]].tolist() == [0.001, 0.01, 0.1, 1.0, 10.0]


def test_the_axis_of_a_variable_reaches_as_far_as_its_value_needs() -> None:
    network = Formula(text="x**2 + y**2", leaves={"x": 0.5, "y": -30.0}).network
    task = Problem(network, TrainingSpec())
    assert [axis_of(task, name, 9).values[-1] for name in ("x", "y")] == [4.0, 64.0]
    assert axis_names(task, 9) == ("learning_rate", "momentum", "x", "y")
    started = Problem(network, msgspec.structs.replace(task.training, start={"y": 2.0}))
    assert known_at(started, "y") == 2.0


@pytest.mark.parametrize("value", [1e200, -1.7e308, float("inf"), float("nan")])
def test_an_axis_has_numbers_whatever_its_variable_is(value: float) -> None:
    problem = Problem(Formula(text="x*x", leaves={"x": value}).network, TrainingSpec())
    values = axis_of(problem, "x", 9).values
    assert np.isfinite(values).all()
    assert (np.diff(values) > 0).all()


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(SettingError, match="There is no weight 'depth'"):
        axis_of(problem(), "depth", 9)


def test_an_axis_is_told_by_its_name() -> None:
    axis = axis_of(problem(), "batch_size", 9)
    assert isinstance(axis, Axis)
    assert (axis.name, axis.label) == ("batch_size", "Mini-batch")
    assert axis.values.tolist() == [1, 2, 3, 4, 7, 12, 19, 31, 50]
