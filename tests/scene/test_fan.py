"""A fan of gradients: how long its arrows are drawn, and which one lies under a pointer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import FITTING, NEAR, Fan, pointed_at, ways_of

SCALE, SIDE, GAP = np.array([50.0, -50.0]), 300.0, 10.0


def fan(batches: FloatArray, examples: FloatArray | None = None, full: FloatArray | None = None) -> Fan:
    """Return a fan of which all points downhill."""
    some = np.empty((0, 2)) if examples is None else examples
    every = batches.mean(axis=0) if full is None else full
    yes = np.ones(len(batches), dtype=np.bool_)
    names = ("all 100 rows", "this mini-batch")
    return Fan(np.zeros(2), batches, some, every, 0, yes, np.ones(len(some), dtype=np.bool_), names)


CROSS = fan(np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0], [0.0, -2.0]]), full=np.array([1.0, 1.0]))


@given(st.integers(1, 30), st.integers(0, 1000))
def test_arrows_are_as_long_beside_each_other_as_their_vectors(count: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    batches = chance.normal(size=(count, 2)) * 10.0 ** chance.integers(-9, 9)
    ways = ways_of(fan(batches), SCALE, SIDE, 46.0)
    drawn, true = np.linalg.norm(ways.batches, axis=1), np.linalg.norm(batches, axis=1)
    np.testing.assert_allclose(drawn * true[0], true * drawn[0], rtol=1e-9)
    np.testing.assert_allclose(
        ways.batches[:, 0] * batches[0, 0], batches[:, 0] * ways.batches[0, 0], rtol=1e-9
    )


def test_nine_of_ten_fit_into_a_share_of_the_frame_and_up_is_up() -> None:
    ways = ways_of(CROSS, SCALE, SIDE, 46.0)
    assert np.linalg.norm(ways.batches, axis=1).max() == pytest.approx(FITTING * SIDE)
    assert ways.batches[1].tolist() == pytest.approx([0.0, -FITTING * SIDE])
    small = ways_of(CROSS, SCALE, 90.0, 46.0)
    assert np.linalg.norm(small.batches, axis=1).max() == pytest.approx(46.0)


@pytest.mark.parametrize("broken", [np.nan, np.inf, 0.0])
def test_of_nothing_and_of_what_is_not_finite_nothing_is_drawn(broken: float) -> None:
    ways = ways_of(fan(np.full((3, 2), broken)), SCALE, SIDE, 46.0)
    assert not ways.batches.any()
    assert not ways.full.any()
    assert pointed_at(ways, np.array([30.0, 0.0]), GAP) is None


def test_a_pointer_finds_an_arrow_along_its_length_and_beside_it() -> None:
    ways = ways_of(CROSS, SCALE, SIDE, 46.0)
    half = 0.5 * ways.batches[1]
    assert pointed_at(ways, half, GAP) == ("batch", 1)
    assert pointed_at(ways, half + np.array([NEAR - 1, 0.0]), GAP) == ("batch", 1)
    assert pointed_at(ways, half + np.array([NEAR + 1, 0.0]), GAP) is None
    assert pointed_at(ways, ways.full, GAP) == ("all", 0)
    assert pointed_at(ways, np.array([GAP - 1, 0.0]), GAP) is None


def test_a_pointer_finds_the_mark_of_an_example_at_its_end_alone() -> None:
    examples = np.array([[3.0, 3.0], [-2.0, 2.0]])
    ways = ways_of(replace(CROSS, examples=examples), SCALE, SIDE, 46.0)
    assert pointed_at(ways, ways.examples[1] + (2.0, 2.0), GAP) == ("example", 1)
    assert pointed_at(ways, 0.5 * ways.examples[1], GAP) is None


@given(st.integers(1, 12), st.integers(0, 500))
def test_at_the_tip_of_an_arrow_that_or_a_nearer_one_is_found(count: int, seed: int) -> None:
    batches = np.random.default_rng(seed).normal(size=(count, 2))
    ways = ways_of(fan(batches), SCALE, SIDE, 46.0)
    for way in ways.batches:
        tip = way * (1 + GAP / np.hypot(*way))
        assert pointed_at(ways, tip, GAP) is not None
