"""What a training that stops says of it: before any update, no learning rate is to blame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.diagnosis import diagnose, divergence_text
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.engine import native
from graphviz_nn.errors import DivergenceError
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.training.rows import some_rows

Make = Callable[[Problem], Machine]
MACHINES = pytest.mark.parametrize("machine", [ReferenceMachine, NativeMachine])


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def descent(text: str, leaves: dict[str, LeafValue], rate: float = 0.1) -> Problem:
    spec = TrainingSpec(optimiser=Sgd(learning_rate=rate), epochs=200)
    return Problem(Formula(text=text, leaves=leaves).network, spec)


def network(rate: float = 0.1, scale: float = 1.0) -> Problem:
    """A linear network over rows of a size."""
    x, y = some_rows(20)
    spec = TrainingSpec(optimiser=Sgd(learning_rate=rate), epochs=200, batch_size=8)
    return Problem(Stack(inputs=2, layers=(Dense(units=3), Dense(units=1))).network, spec, scale * x, y)


def stopped(make: Make, task: Problem) -> DivergenceError:
    done = make(task).advance(task.start, task.updates)
    assert done.divergence is not None
    assert done.divergence.at_start is (done.divergence.update == 1 and "weights" not in done.divergence.node)
    return done.divergence


@MACHINES
@pytest.mark.parametrize(
    ("text", "leaves", "what"),
    [
        ("a / x", {"a": 1.0, "x": 0.0}, "divide is not finite (division by 0). Start from other values."),
        ("ln(x)", {"x": -1.0}, "ln is not finite (ln is not defined below zero). Start from other values."),
        (
            "sum(ln(x))",
            {"x": [1.0, 0.0]},
            "ln is not finite (ln of 0 is −∞). Start from other values.",
        ),
        ("sqrt(x)", {"x": 0.0}, "the gradient of x is not finite. Start from other values."),
        ("x * x", {"x": np.nan}, "x is not finite (it was given). Start from finite numbers."),
    ],
)
def test_a_start_that_has_no_value_or_no_slope_says_why_and_asks_for_another(
    machine: Make, text: str, leaves: dict[str, LeafValue], what: str
) -> None:
    assert str(stopped(machine, descent(text, leaves))) == f"Training cannot begin: before any update {what}"


@MACHINES
def test_rows_too_large_for_the_first_weights_ask_for_standardising(machine: Make) -> None:
    error = stopped(machine, network(scale=1e200))
    assert error.at_start
    assert error.cure == "start from smaller weights, or standardise the inputs"


@MACHINES
@pytest.mark.parametrize("loss", ["mse", "huber", "mae"])
def test_targets_that_are_far_from_where_outputs_begin_are_the_cause(machine: Make, loss: str) -> None:
    x, y = some_rows(20)
    layers = (Dense(units=3, activation="relu"), Dense(units=1))
    spec = TrainingSpec(optimiser=Sgd(learning_rate=1e160), epochs=20, batch_size=20)
    task = Problem(Stack(inputs=2, layers=layers, loss=loss).network, spec, x, 50_000 + 500_000 * y)
    error = stopped(machine, task)
    assert (
        error.cure
        == "standardise the target, which lies between 50,000 and 550,000 where outputs begin near 0"
    )
    finding, *_ = diagnose(make_moment(task, task.start).record)
    assert finding.text.endswith(error.cure)


@MACHINES
def test_where_inputs_are_large_too_the_target_is_not_the_only_cause(machine: Make) -> None:
    x, _ = some_rows(20)
    spec = TrainingSpec(optimiser=Sgd(learning_rate=1.0), epochs=500, batch_size=1)
    task = Problem(
        Stack(inputs=2, layers=(Dense(units=1),), loss="mse").network, spec, 1e3 * x, 1e3 * x[:, :1]
    )
    cure = stopped(machine, task).cure
    assert cure.startswith("standardise the target, ")
    assert cure.endswith(", standardise the inputs, or lower the learning rate")


@MACHINES
@pytest.mark.parametrize("scale", [0.1, 1.0, 1e3])
def test_inputs_are_blamed_for_a_divergence_only_where_they_are_large(machine: Make, scale: float) -> None:
    error = stopped(machine, network(rate=1e9, scale=scale))
    assert ("standardise the inputs" in error.cure) is (scale > 100)
    assert error.cure.startswith("lower the learning rate, ")


@MACHINES
@pytest.mark.parametrize(
    ("task", "start"),
    [(network(rate=1e3), "smaller weights"), (descent("x**4", {"x": 10.0}, rate=1.0), "other values")],
)
def test_what_updates_have_carried_away_asks_for_a_lower_rate(
    machine: Make, task: Problem, start: str
) -> None:
    error = stopped(machine, task)
    assert error.update > 1
    assert str(error).startswith(
        f"Training diverged at update {error.update}, where the numbers of {error.node} left "
    )
    assert error.cure == f"lower the learning rate, or start from {start}"
    assert divergence_text(error) == (
        f"Diverged at update {error.update}: {error.node} is not finite; {error.cure}."
    )


@MACHINES
def test_a_first_update_that_is_itself_too_large_asks_for_a_lower_rate(machine: Make) -> None:
    error = stopped(machine, descent("1e10 * x", {"x": 1.0}, rate=1e300))
    assert (error.update, error.node) == (1, "the update of the weights")
    assert error.cure.startswith("lower the learning rate")


STARTS = ("ln(x)", "1 / x", "sqrt(x)", "x ** x", "exp(x * x)", "x ** 4", "ln(x) - x * x", "1 / (x - 1)")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(STARTS), st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, 40.0]), st.sampled_from([0.1, 9.0])
)
def test_the_learning_rate_is_named_exactly_where_an_update_has_been_taken(
    text: str, x: float, rate: float
) -> None:
    task = descent(text, {"x": x}, rate)
    ours, theirs = (make(task).advance(task.start, 50) for make in (NativeMachine, ReferenceMachine))
    assert str(ours.divergence) == str(theirs.divergence)
    error = theirs.divergence
    if error is None:
        return
    assert ("learning rate" in str(error)) is (not error.at_start)
    assert ("any update" in divergence_text(error)) is error.at_start
    finding, *_ = diagnose(make_moment(task, theirs.states[-1]).record)
    assert error.cure in finding.text


def test_the_window_s_finding_gives_the_cure_of_the_run() -> None:
    for task in (network(scale=1e200), descent("ln(x)", {"x": -1.0}), descent("sqrt(x)", {"x": 0.0})):
        error = stopped(ReferenceMachine, task)
        (finding,) = diagnose(make_moment(task, task.start).record)
        assert finding.text.endswith(f": {error.cure}")


def test_units_that_are_off_from_the_start_are_not_laid_to_the_learning_rate() -> None:
    x, y = some_rows(20)
    layers = (Dense(units=3, activation="relu"), Dense(units=1))
    task = Problem(Stack(inputs=2, layers=layers).network, TrainingSpec(batch_size=20), x, y)
    off = {**task.network.unpack(task.start.weights.copy()), "dense/bias": np.full(3, -1e3)}
    start = replace(task.start, weights=task.network.pack(off))
    first = make_moment(task, start)
    for moment, cure in (
        (first, "draw other weights"),
        (make_moment(task, first.after), "lower the learning rate"),
    ):
        (shut,) = (finding for finding in diagnose(moment.record) if finding.kind == "off")
        assert shut.text.endswith(f": {cure}, or take leaky_relu")
