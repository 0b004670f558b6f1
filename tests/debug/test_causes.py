"""A finding tells the cause: what follows from it is left out, and its cure is one that can be taken."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.diagnosis import diagnose
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Record
from graphviz_nn.model import ACTIVATIONS, Dense, Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.text import number_in
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.training.rows import some_rows

CONSEQUENCES = {"saturated", "exploding", "large steps", "vanishing", "at rest"}
PRICES = (50_000.0, 550_000.0)


def task(
    *activations: str,
    x_scale: float = 1.0,
    goal: tuple[float, float] = (0.0, 1.0),
    rate: float = 0.1,
    loss: str = "mse",
) -> Problem:
    """A network with such layers and one linear output, over rows whose targets are two numbers."""
    x, y = some_rows(24)
    layers = (*(Dense(units=6, activation=name) for name in activations), Dense(units=1))
    training = TrainingSpec(batch_size=24, epochs=400, optimiser=Sgd(learning_rate=rate))
    return Problem(
        Stack(inputs=2, layers=layers, loss=loss).network, training, x_scale * x, goal[0] + np.ptp(goal) * y
    )


def record(problem: Problem, updates: int = 0, /, **weights: FloatArray | float) -> Record:
    """The update after so many, some weights of the start set by name (`__` for `/`)."""
    network = problem.network
    start = network.unpack(problem.start.weights.copy())
    for name, value in weights.items():
        start[name.replace("__", "/")][...] = value
    state = replace(problem.start, weights=network.pack(start))
    return make_moment(problem, ReferenceMachine(problem).advance(state, updates).states[-1]).record


def kinds(found: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in found]


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
@pytest.mark.parametrize("rate", [1e-7, 1e-3, 0.1])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("updates", [0, 1, 40])
def test_targets_in_the_thousands_are_the_first_finding_and_silence_what_follows(
    activation: str, rate: float, loss: str, updates: int
) -> None:
    found = diagnose(record(task(activation, goal=PRICES, rate=rate, loss=loss), updates))
    cure = "standardise the target, which lies between 50,000 and 550,000 where outputs begin near 0"
    assert found[0].text.endswith(cure)
    if found[0].kind == "not finite":
        return
    assert (found[0].kind, found[0].node) == ("far", "dense_1/add")
    assert not CONSEQUENCES & {*kinds(found)}
    assert not any("inputs" in finding.text for finding in found)


@pytest.mark.parametrize("goal", [(0.0, 1.0), (-2.0, 2.0), (20.0, 30.0)])
def test_targets_of_an_ordinary_size_are_not_far(goal: tuple[float, float]) -> None:
    assert "far" not in kinds(diagnose(record(task("tanh", goal=goal))))


def test_targets_that_are_reached_are_not_far_however_large_they_are() -> None:
    problem = task("tanh", goal=(1e5, 1e5))
    assert "far" in kinds(diagnose(record(problem)))
    assert "far" not in kinds(diagnose(record(problem, dense_1__kernel=0.01, dense_1__bias=1e5)))


@given(st.floats(0.01, 1e4), st.sampled_from(["tanh", "sigmoid"]), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_inputs_are_blamed_exactly_where_they_are_large(scale: float, activation: str, updates: int) -> None:
    problem = task(activation, x_scale=scale)
    weights = np.linspace(-1e6, 1e6, 12).reshape(2, 6) / scale
    texts = [finding.text for finding in diagnose(record(problem, updates, dense__kernel=weights))]
    blamed = any("standardise the inputs" in text for text in texts)
    assert any("is saturated" in text for text in texts)
    assert blamed == bool(np.abs(problem.x).max() > 10)


@given(st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=1, max_size=4), st.floats(-6, 9))
@settings(max_examples=60, deadline=None)
def test_before_the_first_update_nothing_asks_for_a_lower_rate_and_every_cure_can_be_taken(
    activations: list[str], power: float
) -> None:
    for finding in diagnose(record(task(*activations, rate=10**power))):
        assert "lower the learning rate" not in finding.text
        assert finding.text.startswith(f"{finding.node} ")
        if len(activations) == 1:
            assert "fewer layers" not in finding.text


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("updates", [0, 3])
def test_a_layer_that_is_off_is_one_finding_wherever_it_stands(place: int, updates: int) -> None:
    name = f"dense_{place}" if place else "dense"
    found = diagnose(record(task("relu", "relu", "relu"), updates, **{f"{name}__bias": -1e3}))
    whole, *others = (finding for finding in found if finding.kind in {"off", "dead", *CONSEQUENCES})
    assert whole.text.startswith(
        f"{name}/relu has 6 of 6 units at 0 for the whole mini-batch, so no gradient"
    )
    assert whole.kind == "off"
    assert all(finding.kind == "dead" and "small random" not in finding.text for finding in others)
    behind = [f"dense_{after}/relu" for after in range(place + 1, 3)]
    assert not {finding.node for finding in others} & {*behind}


def fading(*activations: str, **weights: float) -> tuple[Finding, Record]:
    made = record(task(*activations), **weights)
    (finding,) = (each for each in diagnose(made) if each.kind == "vanishing")
    return finding, made


def test_a_gradient_that_fades_over_many_layers_is_one_finding_with_its_ends_its_factor_and_its_op() -> None:
    finding, made = fading(*["sigmoid"] * 12)
    ends = re.match(
        r"(\S+) gets a gradient that fades from (\S+) to (\S+) by a factor of ([\d.e]+), most in (.*): (.*)",
        finding.text,
    )
    assert ends is not None
    assert ends[1] == ends[3] == finding.node
    assert ends[2] == "dense_12/kernel"
    far, near = (made.gradients[made.graph.index[name]] for name in (ends[2], ends[3]))
    assert far is not None
    assert near is not None
    assert number_in(ends[4]) == pytest.approx(np.linalg.norm(far) / np.linalg.norm(near), rel=1e-3)
    assert ends[5] == "sigmoid, whose slope is at most 0.25"
    assert ends[6] == "take tanh or relu, or take fewer layers"


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_small_weights_are_not_laid_to_the_activation(activation: str) -> None:
    finding, _ = fading(activation, activation, dense_1__kernel=1e-9, dense_1__bias=0.3)
    assert "most in matmul, whose weights are small: start from larger weights" in finding.text
    assert "take tanh" not in finding.text


def test_where_units_are_saturated_a_gradient_that_fades_in_them_is_no_finding_of_its_own() -> None:
    made = record(task("tanh", "tanh"), dense_1__bias=20.0)
    assert kinds(diagnose(made)) == ["saturated"]


def test_weights_that_are_all_0_are_one_finding_for_all_kernels_that_get_no_gradient() -> None:
    zero = dict.fromkeys(["dense__kernel", "dense_1__kernel", "dense_2__kernel"], 0.0)
    finding, _ = fading("tanh", "tanh", **zero)
    assert finding.text == (
        "dense/kernel and 2 more, up to dense_2/kernel, get a gradient of exactly 0 and can't move: "
        "start from small random weights"
    )


@pytest.mark.parametrize("updates", [0, 2])
def test_where_the_loss_itself_has_no_slope_the_prediction_is_named(updates: int) -> None:
    made = record(task("tanh", loss="binary_crossentropy"), updates, dense_1__bias=50.0)
    (finding,) = diagnose(made)
    way = "lower the learning rate" if updates else "draw other weights"
    assert finding.text == (
        "dense_1/add lies where the loss has no slope, so nothing can move: "
        f"{way}, or take the loss from logits behind a linear layer"
    )


@pytest.mark.parametrize(("bias", "ways"), [(-1e3, "draw other weights"), (np.r_[-1e3, np.full(5, 9.0)], "")])
def test_units_that_were_off_from_the_start_are_laid_to_the_updates_only_where_others_may_have_joined_them(
    bias: FloatArray | float, ways: str
) -> None:
    problem = task("relu", rate=1e-4)
    (before,), (after,) = (
        [each for each in diagnose(record(problem, updates, dense__bias=bias)) if "at 0" in each.text]
        for updates in (0, 2)
    )
    assert before.text.endswith(": draw other weights, or take leaky_relu")
    assert after.text.endswith(": lower the learning rate, or take leaky_relu")
    known = ways or "draw other weights, lower the learning rate"
    assert after.from_start.endswith(f": {known}, or take leaky_relu")
