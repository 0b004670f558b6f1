"""Which numbers an axis spans."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.scene.spans import Span, log_span_of, span_of


def test_what_is_not_finite_does_not_widen_a_span() -> None:
    assert span_of(np.array([np.nan, 1.0, np.inf]), np.array([3.0, -np.inf])) == Span(1.0, 3.0)


def test_a_logarithmic_span_leaves_out_what_is_not_positive() -> None:
    span = log_span_of(np.array([-1.0, 0.0, 0.1, 100.0, np.nan, np.inf]))
    assert span == pytest.approx((-1.0, 2.0))


@pytest.mark.parametrize("number", [0.0, 3.0, -1e9])
def test_a_single_number_gets_room_around_it(number: float) -> None:
    span = span_of(np.array([number, number]))
    assert span.low < number < span.high


def test_nothing_at_all_still_makes_a_span() -> None:
    assert span_of() == Span(0.0, 1.0)
    assert log_span_of(np.array([np.nan])) == Span(0.0, 1.0)


@pytest.mark.parametrize("numbers", [(-1.7e308, 1.7e308), (0.0, 1.7e308), (0.0, 5e-324), (1e-310, 2e-310)])
def test_a_span_is_never_wider_than_a_number_and_never_too_narrow_for_pixels(
    numbers: tuple[float, float],
) -> None:
    span = span_of(np.array(numbers), margin=0.06)
    assert 0 < 1000 / (span.high - span.low) < np.inf
    assert np.isfinite(span.high - span.low)


def test_shares_go_from_one_end_to_the_other() -> None:
    assert Span(-2.0, 8.0).shares(np.array([-2.0, 3.0, 8.0])).tolist() == [0.0, 0.5, 1.0]
