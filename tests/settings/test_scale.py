"""What the places of a slider mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.settings import Linear, Log, Scale

SCALES: list[Scale] = [
    Log(1e-4, 10.0),
    Log(1, 128, is_whole=True),
    Log(8, 2000, is_whole=True),
    Linear(0.0, 0.9, 0.01),
    Linear(0.9, 0.999, 0.001),
    Linear(-10.0, 10.0, 0.02),
]


@pytest.mark.parametrize("scale", SCALES)
def test_a_slider_reaches_both_ends_and_never_goes_back(scale: Scale) -> None:
    values = [scale.value(place) for place in range(scale.places + 1)]
    assert (values[0], values[-1]) == (scale.least, scale.most)
    assert values == sorted(values)


@given(st.floats())
def test_every_number_has_a_place(value: float) -> None:
    assert all(0 <= scale.place(value) <= scale.places for scale in SCALES)


@pytest.mark.parametrize("scale", SCALES)
def test_the_place_of_a_number_has_that_number(scale: Scale) -> None:
    for place in range(scale.places + 1):
        value = scale.value(place)
        assert scale.value(scale.place(value)) == value


def test_equal_steps_are_round_numbers() -> None:
    values = [Linear(0.0, 0.9, 0.01).value(place) for place in range(91)]
    assert [float(f"{value:.2f}") for value in values] == values


def test_a_whole_scale_gives_whole_numbers() -> None:
    scale = Log(1, 128, is_whole=True)
    assert all(isinstance(scale.value(place), int) for place in range(scale.places + 1))


def test_what_is_not_finite_stands_at_an_end() -> None:
    for scale in (Linear(-1.0, 1.0, 0.5), Log(1e-3, 10.0)):
        places = [scale.place(number) for number in (math.nan, -math.inf, math.inf)]
        assert places == [0, 0, scale.places]
