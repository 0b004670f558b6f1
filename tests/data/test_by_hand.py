"""Rows edited by hand: what is not touched stays as it is, on its side of the split."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.data import DataSpec, load
from graphviz_nn.data.by_hand import ByHand, rank_of
from graphviz_nn.data.editing import edited
from graphviz_nn.errors import DataError

shares = st.floats(0.0, 0.9)


def hand(rows: int = 6, classes: tuple[str, ...] = ("a", "b")) -> ByHand:
    """Points on a line, their classes in turn."""
    return ByHand(
        name="line",
        x=tuple((float(i), 0.0) for i in range(rows)),
        y=tuple(float(i % 2) for i in range(rows)),
        ranks=tuple(map(rank_of, range(rows))),
        features=("x1", "x2"),
        target="kind",
        classes=classes,
    )


@given(st.integers(8, 40), shares, st.booleans(), st.sampled_from(["two blobs", "moons"]))
def test_data_are_the_same_after_they_were_taken_into_a_hand(
    rows: int, share: float, standardise: bool, source: str
) -> None:
    before = load(DataSpec(source=source, rows=rows, held_out=share, standardise=standardise))
    after = load(msgspec.structs.replace(before.spec, by_hand=edited(before).hand))
    for field in ("x", "y", "x_test", "y_test"):
        np.testing.assert_allclose(getattr(after, field), getattr(before, field), atol=1e-9)
    assert (after.features, after.targets, after.classes) == (before.features, before.targets, before.classes)
    assert after.name == f"{source}, edited by hand"


@given(st.integers(2, 60), shares, st.data())
def test_a_row_changes_sides_by_nothing_that_becomes_of_another(
    rows: int, share: float, data: st.DataObject
) -> None:
    whole = hand(rows + 3)
    gone = data.draw(st.sets(st.integers(0, rows + 2), max_size=rows))
    left = whole.without(gone)
    few, many = left.split(share), whole.split(share)
    stays = [row for row in range(rows + 3) if row not in gone]
    sides = {stays[place] for place in few.test.tolist()}
    # At either end one row stands for the side that would be empty.
    assert len(sides ^ ({*stays} & {*many.test.tolist()})) <= 2
    if len(few.test) > 1 and len(few.train) > 1:
        assert sides == {*stays} & {*many.test.tolist()}


@given(st.integers(2, 60), shares)
def test_each_side_has_a_row_unless_nothing_is_held_out(rows: int, share: float) -> None:
    train, test = hand(rows).split(share)
    np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(rows))
    assert len(train) >= 1
    assert (len(test) >= 1) == (share > 0)


@given(st.integers(2, 60), shares, shares)
def test_a_larger_share_holds_out_the_same_rows_and_more(rows: int, a: float, b: float) -> None:
    smaller, larger = (set(hand(rows).split(share).test.tolist()) for share in sorted((a, b)))
    assert smaller <= larger


@given(st.integers(30, 300), st.floats(0.1, 0.9))
def test_about_the_share_of_the_rows_is_held_out_of_each_class(rows: int, share: float) -> None:
    whole = hand(rows)
    test = whole.split(share).test
    for each in (0, 1):
        of_class = np.flatnonzero(np.array(whole.y) == each)
        assert abs(np.isin(of_class, test).sum() - share * len(of_class)) <= 0.1 * len(of_class) + 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"x": ((1.0, 2.0), (1.0,)), "y": (0.0, 1.0), "ranks": (0.5, 0.6)}, "not all of as many numbers"),
        ({"y": (0.0,)}, "6 examples, 1 targets"),
        ({"y": (0.0, 1.0, 2.0, 0.0, 1.0, 0.0)}, "numbers from 0 of its 2 classes"),
        ({"y": (0.5,) * 6}, "numbers from 0 of its 2 classes"),
        ({"ranks": (0.0,) * 6}, "a rank not between 0 and 1"),
        ({"x": ((float("nan"), 0.0),) * 6}, "a number is not finite"),
    ],
)
def test_what_is_no_set_of_rows_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(DataError, match=words):
        load(DataSpec(by_hand=msgspec.structs.replace(hand(), **fields)))


def test_numbers_are_targets_as_they_are() -> None:
    data = load(DataSpec(by_hand=hand(classes=()), standardise_target=True))
    assert data.classes == ()
    np.testing.assert_allclose(data.unscale_y(data.y)[:, 0], [0, 1, 0, 1, 0, 1], atol=1e-12)
