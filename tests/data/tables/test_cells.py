"""What a cell says: numbers as people write them, and what is none."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.data.tables.cells import decimal_sign, grouped_numbers, is_plain, number
from graphviz_nn.data.tables.moments import moments


@pytest.mark.parametrize(
    "cell", ["1", "-1.5", "+.5", "5.", "1e3", "1.5E-3", "inf", "-Infinity", "1e999", "−2"]
)
def test_numbers_as_programs_write_them(cell: str) -> None:
    assert is_plain(cell)
    assert number(cell) == float(cell.replace("−", "-"))


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("1,5", None, 1.5),
        ("1.5", 1.5, None),
        ("1,250", 1250, 1.25),
        ("0,877", None, 0.877),
        ("1.250.000", None, 1250000),
        ("1.250,5", None, 1250.5),
        ("1 250", 1250, 1250),
        ("12,34", None, 12.34),
        ("1,2345", None, 1.2345),
        ("$1,250.50", 1250.5, None),
        ("-$5", -5, -5),
        ("$-5", -5, -5),
        ("-$-5", None, None),
        ("5 %", 0.05, 0.05),
        ("(12)", -12, -12),
        ("(12", None, None),
        ("1'250'000", 1250000, 1250000),
        ("1'250,000", None, 1250),
        ("EUR 5", 5, 5),
    ],
)
def test_either_decimal_sign_reads_what_it_explains(
    cell: str, point: float | None, comma: float | None
) -> None:
    assert number(cell, ".") == point
    assert number(cell, ",") == comma


@pytest.mark.parametrize(
    "cell",
    ["", "x", "1_000", "0x10", "nan", "٣", ".", "e5", "1e", "--1", "1 2", "$", "%", "1" * 10_000 + "x"],
)
def test_what_is_not_a_number(cell: str) -> None:
    assert number(cell, ".") is None
    assert number(cell, ",") is None


def test_the_decimal_sign_is_that_of_the_numbers_that_tell_it() -> None:
    assert decimal_sign(["1,5", "1,250", "7"]) == ","
    assert decimal_sign(["1.5", "1,250", "7"]) == "."
    assert decimal_sign(["1,250", "7"]) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back_to_the_bit(x: float) -> None:
    assert number(repr(x)) == x
    assert number(repr(x).replace(".", ","), ",") == x


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", ".5", ".25"]))
def test_groups_of_three_are_one_number(whole: int, fraction: str) -> None:
    cell = f"{whole:,}{fraction}"
    right = float(f"{whole}{fraction}")
    assert number(cell) == right
    assert grouped_numbers([cell], ".") == {cell: right}
    german = cell.translate(str.maketrans(",.", ".,"))
    assert number(german, ",") == right


@given(
    st.datetimes(min_value=datetime(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y/%m/%dT%H:%M:%S"]),
)
def test_every_moment_is_a_number_of_days(moment: datetime, style: str) -> None:
    cell = moment.strftime(style)
    found = moments([cell])
    assert found is not None
    days = (moment.replace(microsecond=0) - datetime(1970, 1, 1)) / timedelta(days=1)
    assert math.isclose(found.values[cell], days, rel_tol=1e-12, abs_tol=1e-9)


def test_a_day_beyond_twelve_tells_which_is_the_month() -> None:
    american, british = moments(["01/02/2024", "01/13/2024"]), moments(["01/02/2024", "13/01/2024"])
    assert american is not None
    assert british is not None
    assert british.values["01/02/2024"] - american.values["01/02/2024"] == 30
    assert "month, day" in american.words
    assert "day, month" in british.words
