"""What is typed into a setting's field, and what such a field shows."""

from __future__ import annotations

import math
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.settings import MOST_WHOLE, Setting, settings_of, typed, written


class Thing(msgspec.Struct, frozen=True):
    number: Annotated[float, Setting("Number", "Any.")] = 0.0
    share: Annotated[float, Setting("Share", "Of all.", least=0, most=1)] = 0.0
    whole: Annotated[int, Setting("Whole", "Any whole one.")] = 0
    size: Annotated[tuple[int, int], Setting("Size", "Of a window.", least=1)] = (1, 1)
    axes: Annotated[tuple[int, ...], Setting("Axes", "Any of them.", plural=True)] = ()
    maybe: Annotated[float | None, Setting("Maybe", "Or none.", above=0)] = None


FIELDS = settings_of(Thing)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("number", "0.03", 0.03),
        ("number", " −2 ", -2.0),
        ("number", "1e-3", 1e-3),
        ("number", "1E+3", 1e3),
        ("number", "0,5", 0.5),
        ("number", "0,125", 0.125),
        ("number", ".5", 0.5),
        ("number", "5.", 5.0),
        ("number", "1 000.5", 1000.5),
        ("number", "12 345 678", 12345678.0),
        ("whole", "16", 16),
        ("whole", "+7", 7),
        ("whole", "1 000", 1000),
        ("whole", "1\u202f000\u202f000", 1_000_000),
        ("whole", "1,000", 1000),
        ("whole", "1e3", 1000),
        ("whole", "16.0", 16),
        ("whole", str(MOST_WHOLE), MOST_WHOLE),
        ("size", "3 × 5", (3, 5)),
        ("size", "3x5", (3, 5)),
        ("size", "(3, 5)", (3, 5)),
        ("size", "3 5", (3, 5)),
        ("size", "3", (3, 3)),
        ("axes", "-1", (-1,)),
        ("axes", "[1, 2, −1]", (1, 2, -1)),
        ("maybe", "", None),
        ("maybe", "2", 2.0),
    ],
)
def test_a_number_is_read_as_people_write_it(name: str, text: str, value: Any) -> None:
    found = typed(FIELDS[name], text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["0.0001.5", "0.0001 5", "1 0000", "abc", "1_0", "nan", "inf", "1e999", "0x10", "--1"]
)
@pytest.mark.parametrize("name", ["number", "whole", "maybe"])
def test_what_is_no_number_is_refused_as_it_was_typed(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"The {name} is .*; it must be a "):
        typed(FIELDS[name], text)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("number", "", "The number is ''; it must be a number."),
        ("number", "0.0001.5", "The number is '0.0001.5'; it must be a number."),
        ("share", "2", "The share is 2.0; it must be a number from 0 to 1."),
        ("whole", "1.5", "The whole is 1.5; it must be a whole number."),
        ("whole", "9" * 5000, f"The whole is '{'9' * 39}…; it must be a whole number."),
        ("whole", "9" * 309, "it must be a whole number at most 2**63 - 1."),
        ("size", "3 × 0", "The size is (3, 0); it must be two whole numbers at least 1."),
        ("size", "1 × 2 × 3", "The size is (1, 2, 3); it must be two whole numbers at least 1."),
        ("size", "3 by 5", "The size is '3 by 5'; it must be two whole numbers at least 1."),
        ("axes", "1.5", "The axes are '1.5'; they must be whole numbers."),
        ("maybe", "0", "The maybe is 0.0; it must be a number above 0."),
        ("number", "1,000", "which could be thousands or a fraction. Leave the comma out, or type a point."),
    ],
)
def test_a_refusal_says_what_would_fit(name: str, text: str, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        typed(FIELDS[name], text)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_zero_has_no_sign() -> None:
    assert math.copysign(1, typed(FIELDS["share"], "-0")) == 1


@given(st.integers(-MOST_WHOLE, MOST_WHOLE))
def test_a_whole_number_that_is_shown_is_read_back(value: int) -> None:
    assert typed(FIELDS["whole"], written(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_shown_is_read_back_to_twelve_digits(value: float) -> None:
    assert typed(FIELDS["number"], written(value)) == pytest.approx(value, rel=1e-11, abs=5e-324)


def test_a_number_is_shown_with_gaps_and_a_real_minus() -> None:
    assert [written(value) for value in (None, 1000, 0.5, -2.0, 1e-7, 20000.0, 1e300)] == [
        *("", "1 000", "0.5", "−2", "1e−7", "20 000", "1e300")
    ]
