"""The ground of a boundary: which class, and how surely."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.gui.plots.boundary_picture import BANDS, bands_of, bands_of_lead, margins

SHARES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)


def test_the_surest_bands_are_those_of_certainty_and_the_first_those_of_doubt() -> None:
    certain, doubtful = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5], [0.5]])
    assert bands_of(certain, 2).tolist() == [BANDS - 1, 2 * BANDS - 1]
    assert bands_of(doubtful, 2).tolist() == [0]


@given(SHARES)
def test_of_two_classes_the_lead_of_the_second_says_the_same(shares: list[float]) -> None:
    second = (
        np.round(np.array(shares), 3) + 1e-4
    )  # beside the edges of the bands, where a rounding would decide
    probabilities = np.stack([1.0 - second, second])
    np.testing.assert_array_equal(bands_of(probabilities, 2), bands_of_lead(second[None] - probabilities[:1]))


@given(st.integers(3, 12), st.integers(0, 2**32 - 1))
def test_only_classes_that_come_first_somewhere_are_drawn_and_each_where_it_does(
    count: int, seed: int
) -> None:
    """Of a hundred classes, few come first: each of the others would be enlarged for nothing."""
    drawn = np.random.default_rng(seed).random((count, 5, 6))
    probabilities = drawn / drawn.sum(axis=0)
    first = np.unique(probabilities.argmax(axis=0))
    all_, some = bands_of(probabilities, count), bands_of(probabilities[first], count)
    np.testing.assert_array_equal(first[some // BANDS] * BANDS + some % BANDS, all_)
    leads = margins(probabilities)
    assert len(leads) == len(first)
    for place, lead in zip(first, leads, strict=True):
        others = np.delete(probabilities, place, axis=0).max(axis=0)
        np.testing.assert_array_equal(lead, probabilities[place] - others)
