"""Training in float32: numbers that float32 has, near float64, by both machines, and replayed to the bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, Sgd
from graphviz_nn.training.lanes import form
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.part import Starts
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.spec import TrainingSpec
from tests.training.rows import some_rows
from tests.training.test_native import RULES

pytestmark = pytest.mark.timeout(400)  # the kernels may have to be compiled, for both types
MACHINES: tuple[type[Machine], ...] = (NativeMachine, ReferenceMachine)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()
    native.load("float32")


def problem(rule: Optimiser = RULES[1], *layers: Any, **training: Any) -> Problem:
    """Return a small regression with an incomplete mini-batch at the end of each epoch."""
    x, y = some_rows(50)
    inner = layers or (Dense(units=5, activation="tanh"),)
    stack = Stack(inputs=2, layers=(*inner, Dense(units=1, activation="sigmoid")))
    spec = TrainingSpec(**{"optimiser": rule, "epochs": 50, "dtype": "float32", **training})
    return Problem(stack.network, spec, x, y)


def in_float64(task: Problem) -> Problem:
    return replace(task, training=msgspec.structs.replace(task.training, dtype="float64"))


def after(machine: Machine, updates: int, state: TrainingState | None = None) -> TrainingState:
    return machine.advance(state or machine.problem.start, updates).states[-1]


def is_float32(numbers: FloatArray) -> bool:
    return bool(numbers.dtype == np.float64 and (numbers == numbers.astype(np.float32)).all())


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_run_keeps_numbers_that_float32_has_and_stays_near_that_in_float64(
    rule: Optimiser, machine: type[Any]
) -> None:
    task = problem(rule)
    assert is_float32(task.start.weights)
    states = machine(task).advance(task.start, 60, every=7).states
    assert all(is_float32(numbers) for state in states for numbers in (state.weights, *state.memory))
    double = after(machine(in_float64(task)), 60)
    for found, expected in zip(
        (states[-1].weights, *states[-1].memory), (double.weights, *double.memory), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=2e-5 * max(np.abs(expected).max(), 1e-2))
    assert (states[-1].weights != double.weights).any()


def test_the_runs_of_a_map_start_where_one_alone_starts() -> None:
    task = problem()
    np.testing.assert_array_equal(Starts(task).of(task.training).weights, task.start.weights)


def test_it_is_replayed_to_the_bit_from_any_state_on_the_way() -> None:
    machine = NativeMachine(problem())
    whole = machine.advance(machine.problem.start, 60, every=7)
    for state in whole.states[:-1]:
        again = after(machine, 60 - state.update, state)
        np.testing.assert_array_equal(again.weights, whole.states[-1].weights)


@pytest.mark.parametrize("update", [0, 65_530, 70_000 * 4])
def test_dropout_drops_the_same_cells_as_in_float64_at_any_update(update: int) -> None:
    task = problem(RULES[0], Dense(units=16, activation="tanh"), Dropout(rate=0.5))
    begun = replace(task.start, update=update)
    single, double = (after(NativeMachine(each), 10, begun).weights for each in (task, in_float64(task)))
    np.testing.assert_allclose(single, double, rtol=0, atol=1e-5)


def test_runs_in_float32_are_trained_alone() -> None:
    assert form(problem()) is None
    assert form(in_float64(problem())) is not None


@pytest.mark.parametrize("machine", MACHINES)
def test_what_leaves_the_range_of_float32_is_a_divergence_and_comes_sooner(machine: type[Any]) -> None:
    task = replace(problem(Sgd(learning_rate=1e3)), network=Stack(inputs=2, layers=(Dense(units=1),)).network)
    single, double = (machine(each).advance(each.start, 300).divergence for each in (task, in_float64(task)))
    assert single.update < double.update / 3
    assert "left the range of float32, which ends at 3.4e+38." in str(single)
    assert "left the finite range." in str(double)


def test_data_beyond_float32_are_told() -> None:
    task = problem()
    with pytest.raises(
        DataError, match=r"examples have a number of 1e\+39, and float32 has none beyond 3.4e38"
    ):
        replace(task, x=np.where(task.x == task.x[0, 0], 1e39, task.x))


def model(dtype: Any) -> gnn.Sequential:
    made = gnn.Sequential([gnn.Dense(4, activation="tanh", input_dim=2), gnn.Dense(1)], seed=3, dtype=dtype)
    made.compile(gnn.SGD(0.1, 0.9))
    return made


@pytest.mark.parametrize("dtype", ["float32", np.float32])
def test_a_model_is_trained_in_what_it_is_told_and_saved_with_it(dtype: Any, tmp_path: Path) -> None:
    x, y = some_rows(50)
    made = model(dtype)
    made.fit(x, y, epochs=3, verbose=0)
    assert all(map(is_float32, made.get_weights()))
    made.save(tmp_path / "m.gnn.json")
    again = gnn.load_model(tmp_path / "m.gnn.json")
    again.fit(x, y, epochs=1, verbose=0)
    assert all(map(is_float32, again.get_weights()))


@pytest.mark.parametrize("dtype", ["float16", 32, None])
def test_another_type_is_told(dtype: Any) -> None:
    with pytest.raises(SettingError, match="give one of 'float64', 'float32'"):
        model(dtype)


def test_a_variant_has_a_type_of_its_own() -> None:
    done = gnn.experiment(
        model("float64"), *some_rows(50), variants={"32": {"dtype": "float32"}, "64": {}}, seeds=2, epochs=3
    )
    one, other = (runs[0].checkpoints[-1].weights for runs in done.runs)
    assert is_float32(one)
    assert not is_float32(other)
