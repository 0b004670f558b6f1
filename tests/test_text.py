import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.text import (
    MINUS,
    ago,
    alike,
    counted,
    either,
    full,
    number_in,
    one_line,
    short,
    shortened,
)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (2.0, "2"),
        (-0.30294, "−0.3029"),
        (11.652071455223084, "11.65"),
        (12345.6, "12346"),
        (1.5e-7, "1.5e−7"),
        (-2.5e12, "−2.5e12"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_short_number_has_four_digits_and_a_real_minus(x: float, text: str) -> None:
    assert short(x) == text


@given(st.floats())
def test_no_number_is_written_with_a_hyphen(x: float) -> None:
    assert "-" not in short(x) + full(x)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_full_number_reads_back_to_the_bit(x: float) -> None:
    assert float(full(x).replace(MINUS, "-")) == x


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_short_number_is_right_to_four_digits(x: float) -> None:
    assert float(short(x).replace(MINUS, "-")) == pytest.approx(x, rel=5.1e-4)


def test_one_is_counted_as_one() -> None:
    assert [counted(number, "target") for number in (0, 1, 2, 1000)] == [
        "0 targets",
        "1 target",
        "2 targets",
        "1,000 targets",
    ]


def test_ways_are_joined_as_they_are_said() -> None:
    assert [either(["a", "b", "c"][:number]) for number in (1, 2, 3)] == ["a", "a, or b", "a, b, or c"]


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ((0.00139, 0.91, -0.711, 0.868), ("0.001", "0.910", "−0.711", "0.868")),
        ((0.0205, 0.028), ("0.0205", "0.0280")),
        ((1.0, 0.0, -2.0), ("1", "0", "−2")),
        ((0.5, -0.25, 0.0), ("0.50", "−0.25", "0")),
        ((123.4, 0.5), ("123", "0")),
        ((2.5e-7, -1e-9), ("2.5e−7", "−1.0e−9")),
        ((3e8, 2.0), ("3.0e8", "2.0e0")),
        ((math.nan, math.inf, 0.5), ("NaN", "∞", "0.5")),
        ((0.0, 0.0), ("0", "0")),
        ((), ()),
    ],
)
def test_numbers_of_one_array_have_one_form(numbers: tuple[float, ...], texts: tuple[str, ...]) -> None:
    assert alike(numbers, 3) == texts


@given(st.lists(st.floats(-1e5, 1e5), min_size=1), st.integers(1, 4))
def test_numbers_in_one_form_have_as_many_decimals_each_and_are_near(
    numbers: list[float], digits: int
) -> None:
    texts = alike(numbers, digits)
    written = [text for text, x in zip(texts, numbers, strict=True) if x]
    assert len({(len(text.partition(".")[2].partition("e")[0]), "e" in text) for text in written}) <= 1
    largest = max(map(abs, numbers))
    for text, x in zip(texts, numbers, strict=True):
        assert abs(number_in(text) - x) <= 0.5 * 10.0 ** (1 - max(digits - 1, min(digits, 2))) * largest


@given(st.text(st.characters()))
def test_one_line_is_one_line_and_leaves_what_can_be_read(text: str) -> None:
    line = one_line(text)
    assert line.encode().decode() == line
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert line == text or not text.isprintable()


@given(st.text(max_size=90), st.integers(9, 60))
def test_a_shortened_text_has_both_its_ends(text: str, most: int) -> None:
    short_one = shortened(text, most)
    assert len(short_one) == min(len(text), most)
    begun, gap, ended = short_one.partition(" … ")
    assert short_one == text or (gap and text.startswith(begun) and text.endswith(ended))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (59.9, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (7300, "2 h ago"),
        (86400, "1 day ago"),
        (3e6, "34 days ago"),
        (-5, ""),
    ],
)
def test_how_long_ago_something_was_is_said_in_one_unit(seconds: float, words: str) -> None:
    assert ago(seconds) == words
