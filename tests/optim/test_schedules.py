from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import SCHEDULES, ConstantRate, CosineDecay, ExponentialDecay, StepDecay
from tests.optim.every import SCHEDULES as EXAMPLES
from tests.optim.every import calculated

STEPS = st.integers(1, 10_000)
DECAYS = st.floats(0.01, 1.0)


@settings(max_examples=50)
@given(STEPS, STEPS, DECAYS)
def test_step_and_exponential_decay_are_keras_s_with_and_without_staircase(
    t: int, updates: int, decay: float
) -> None:
    power = (t - 1) / updates
    assert ExponentialDecay(updates=updates, decay=decay).factor(t) == decay**power
    assert StepDecay(updates=updates, decay=decay).factor(t) == decay ** math.floor(power)


@settings(max_examples=50)
@given(STEPS, STEPS, st.floats(0, 1))
def test_cosine_decay_is_keras_s(t: int, updates: int, floor: float) -> None:
    done = min(t - 1, updates) / updates
    expected = (1 - floor) * (0.5 * (1 + math.cos(math.pi * done))) + floor
    assert CosineDecay(updates=updates, floor=floor).factor(t) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=repr)
def test_every_schedule_starts_at_the_rate_never_rises_and_says_how(schedule: Any) -> None:
    factors = [schedule.factor(t) for t in range(1, 20)]
    assert factors[0] == 1.0
    assert factors == sorted(factors, reverse=True)
    for t, factor in enumerate(factors, 1):
        assert calculated(schedule.formula, {"t": t}) == pytest.approx(factor, rel=1e-13, abs=1e-15)


def test_the_examples_are_of_every_kind() -> None:
    assert {type(schedule) for schedule in EXAMPLES} == set(SCHEDULES.values())
    assert isinstance(EXAMPLES[0], ConstantRate)


@pytest.mark.parametrize("kind", [StepDecay, ExponentialDecay])
@pytest.mark.parametrize("decay", [0.0, -1.0, 1.5, math.nan])
def test_a_factor_lies_above_zero_and_is_at_most_one(kind: Any, decay: float) -> None:
    with pytest.raises(SettingError, match=f"factor is {decay}; .* above 0 and at most 1"):
        kind(decay=decay)


@pytest.mark.parametrize("kind", [StepDecay, ExponentialDecay, CosineDecay])
def test_a_schedule_lasts_at_least_one_update(kind: Any) -> None:
    with pytest.raises(SettingError, match="number of updates is 0; it must be a whole number at least 1"):
        kind(updates=0)


@pytest.mark.parametrize("floor", [-0.1, 1.1, math.nan])
def test_a_floor_is_a_share(floor: float) -> None:
    with pytest.raises(SettingError, match=f"floor of the cosine is {floor}; .* from 0 to 1"):
        CosineDecay(floor=floor)
