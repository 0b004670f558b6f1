"""How growth is fitted and drawn; the growths themselves only so far that they run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from rich.table import Table

from tests.benchmarks.curve import exponent, measure, readable, slope
from tests.benchmarks.growth import add_rows
from tests.benchmarks.growth_picture import CELL, COLUMNS, FINE, apart, picture
from tests.benchmarks.growths import growths

X = np.array([1.0, 3.0, 10.0, 20.0])
numbers = st.floats(-100, 100)


@given(numbers, numbers)
def test_the_slope_of_a_straight_line_is_its_own(steepness: float, height: float) -> None:
    assert slope(X, steepness * X + height) == pytest.approx(steepness, abs=1e-9)


@given(st.lists(numbers, min_size=4, max_size=4), numbers, numbers)
def test_no_other_straight_line_has_a_smaller_sum_of_squares(
    heights: list[float], tilt: float, lift: float
) -> None:
    y = np.array(heights)
    rest = y - slope(X, y) * X
    best = ((rest - rest.mean()) ** 2).sum()
    assert best <= ((y - (slope(X, y) + tilt) * X - lift) ** 2).sum() + 1e-9


@given(st.floats(-3, 3), st.floats(1e-9, 1e3))
def test_the_exponent_of_a_power_is_its_own_in_any_unit(power: float, unit: float) -> None:
    assert exponent(X, unit * X**power) == pytest.approx(power, abs=1e-9)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2.6e-8, "26.0 ns"),
        (9.999e-7, "1.00 µs"),
        (1.25e-5, "12.5 µs"),
        (0.1, "100 ms"),
        (75.0, "75.0 s"),
        (4e-10, "0.400 ns"),
    ],
)
def test_times_have_three_digits_and_a_unit(seconds: float, text: str) -> None:
    assert readable(seconds) == text


@given(st.lists(st.floats(0, 100), max_size=5), st.floats(1, 30))
def test_labels_that_fit_stand_apart_and_inside(wanted: list[float], gap: float) -> None:
    assume(gap * (len(wanted) - 1) <= 100)
    places = apart(sorted(wanted), gap, 0.0, 100.0)
    assert all(-1e-9 <= place <= 100 for place in places)
    assert all(second - first >= gap - 1e-9 for first, second in pairwise(places))


def test_labels_that_are_far_apart_stay_where_they_are_wanted() -> None:
    assert apart([10.0, 40.0, 90.0], 20.0, 0.0, 100.0) == [10.0, 40.0, 90.0]


def test_every_growth_is_measured_tabled_and_drawn(qapp: QApplication) -> None:
    small = [replace(growth, sizes=growth.sizes[:4], fewest=1) for growth in growths()]
    measured = [(growth, measure(growth, rounds=1, least=0.0)) for growth in small]
    table = Table(*"123456")
    for growth, curves in measured:
        assert [curve.contestant for curve in curves] == list(growth.contestants)
        assert all((curve.seconds > 0).all() for curve in curves)
        add_rows(table, growth, curves)
    assert table.row_count == sum(len(growth.contestants) for growth in small)
    drawn = picture(measured)
    assert drawn.width() == COLUMNS * CELL.width() * FINE
    assert drawn.pixelColor(drawn.width() // 4, 1) == QColor("white")
