"""Held-out rows: disjoint, complete, ordered, nested."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.data.split import split_rows

rows = st.integers(2, 500)
fractions = st.floats(0.0, 0.9)
seeds = st.integers(0, 2**63 - 1)


@given(rows, fractions, seeds)
def test_the_parts_are_disjoint_complete_and_in_order(rows: int, held_out: float, seed: int) -> None:
    train, test = split_rows(rows, held_out, seed)
    np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(rows))
    assert (np.diff(train) > 0).all()
    assert (np.diff(test) > 0).all()


@given(rows, fractions, seeds)
def test_each_part_has_a_row_unless_nothing_is_held_out(rows: int, held_out: float, seed: int) -> None:
    train, test = split_rows(rows, held_out, seed)
    assert len(train) >= 1
    assert (len(test) >= 1) == (held_out > 0)
    assert abs(len(test) - held_out * rows) <= 1


@given(rows, fractions, fractions, seeds)
def test_a_larger_fraction_holds_out_the_same_rows_and_more(rows: int, a: float, b: float, seed: int) -> None:
    smaller, larger = (set(split_rows(rows, fraction, seed).test) for fraction in sorted((a, b)))
    assert smaller <= larger


@given(st.lists(st.integers(0, 3), min_size=2, max_size=200), fractions, seeds)
def test_each_class_has_its_share_on_either_side(classes: list[int], held_out: float, seed: int) -> None:
    codes = np.array(classes)
    test = split_rows(len(codes), held_out, seed, codes).test
    for each in set(classes):
        of_class = int((codes == each).sum())
        assert abs((codes[test] == each).sum() - of_class * len(test) / len(codes)) <= 1


@given(st.lists(st.integers(0, 3), min_size=2, max_size=200), fractions, fractions, seeds)
def test_a_larger_fraction_holds_out_more_of_each_class(
    classes: list[int], a: float, b: float, seed: int
) -> None:
    codes = np.array(classes)
    smaller, larger = (set(split_rows(len(codes), fraction, seed, codes).test) for fraction in sorted((a, b)))
    assert smaller <= larger


def test_the_seed_decides_which_rows_are_held_out() -> None:
    assert set(split_rows(100, 0.2, 0).test) == set(split_rows(100, 0.2, 0).test)
    assert set(split_rows(100, 0.2, 0).test) != set(split_rows(100, 0.2, 1).test)
