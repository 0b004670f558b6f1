"""Where an axis has numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.gui.plots.axes import Span
from graphviz_nn.gui.plots.ticks import ticks

WIDTHS = st.floats(1e-6, 1e9)
LOWS = st.floats(-1e6, 1e6)


@given(LOWS, WIDTHS, st.integers(2, 9))
@settings(max_examples=60, deadline=None)
def test_every_number_lies_within_the_span_and_they_rise(low: float, width: float, most: int) -> None:
    span = Span(low, low + width)
    places = [tick.at for tick in ticks(span, most)]
    slack = 1e-6 * width + 1e-9 * abs(low)
    assert all(span.low - slack <= at <= span.high + slack for at in places)
    assert places == sorted(places)
    assert len(places) <= most + 6


@pytest.mark.parametrize(
    ("span", "texts"),
    [
        (Span(0, 1), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Span(-4, 6), ["−4", "−2", "0", "2", "4", "6"]),
        (Span(-0.06, 0.06), ["−0.04", "−0.02", "0.00", "0.02", "0.04", "0.06"]),
    ],
)
def test_numbers_of_one_axis_have_as_many_decimals_and_a_real_minus(span: Span, texts: list[str]) -> None:
    assert [tick.text for tick in ticks(span, 6)][-len(texts) :] == texts


def test_a_logarithmic_axis_has_powers_of_ten() -> None:
    assert [tick.text for tick in ticks(Span(1e-6, 1, log=True), 8)][:3] == ["10⁻⁶", "10⁻⁵", "10⁻⁴"]
    assert [tick.text for tick in ticks(Span(0.01, 0.09, log=True), 8)] == ["0.01", "0.02", "0.05"]


def test_an_empty_or_endless_span_has_no_numbers() -> None:
    assert ticks(Span(1, 1), 5) == []
    assert ticks(Span(0, math.inf), 5) == []
