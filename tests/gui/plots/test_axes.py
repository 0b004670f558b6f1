"""From numbers to pixels and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from graphviz_nn.gui.plots.axes import Axes, Span, span_of

SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize("log", [False, True])
@given(SHARES, SHARES)
@settings(max_examples=40, deadline=None)
def test_a_place_on_the_page_leads_back_to_its_numbers(log: bool, across: float, up: float) -> None:
    axes = Axes(QRectF(30, 5, 200, 100), Span(-2, 8), Span(0.001, 10, log))
    place = QPointF(30 + 200 * across, 105 - 100 * up)
    ((x, y),) = axes.pixels(np.array([axes.numbers(place)])).tolist()
    assert (x, y) == pytest.approx((place.x(), place.y()), abs=1e-6)


def test_what_is_not_finite_does_not_widen_a_span() -> None:
    span = span_of(np.array([np.nan, 1.0, np.inf]), np.array([3.0, -np.inf]))
    assert (span.low, span.high) == (1.0, 3.0)


def test_a_logarithmic_span_leaves_out_what_is_not_positive() -> None:
    span = span_of(np.array([-1.0, 0.0, 0.5, 2.0]), log=True)
    assert (span.low, span.high) == pytest.approx((0.5, 2.0))


@pytest.mark.parametrize("number", [0.0, 3.0, -1e9])
def test_a_single_number_gets_room_around_it(number: float) -> None:
    span = span_of(np.array([number, number]))
    assert span.low < number < span.high


def test_nothing_at_all_still_makes_a_span() -> None:
    assert span_of() == Span(0.0, 1.0)
    assert span_of(np.array([np.nan]), log=True).low > 0
