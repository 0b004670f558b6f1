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


def test_shares_go_from_one_end_to_the_other() -> None:
    assert Span(-2.0, 8.0).shares(np.array([-2.0, 3.0, 8.0])).tolist() == [0.0, 0.5, 1.0]
