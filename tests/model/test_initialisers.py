"""Initialisers: each draws from the distribution that its name says."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.model import INITIALISERS
from graphviz_nn.model.initialisers import make_parameter

TALL, MANY = (400, 100), 40_000


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("random_uniform", 0.05 / np.sqrt(3)),
        ("random_normal", 0.05),
        ("glorot_uniform", np.sqrt(2 / 500)),
        ("glorot_normal", np.sqrt(2 / 500)),
        ("he_uniform", np.sqrt(2 / 400)),
        ("he_normal", np.sqrt(2 / 400)),
    ],
)
def test_an_initialiser_draws_with_its_deviation_around_zero(name: str, deviation: float) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL)
    assert drawn.shape == TALL
    assert abs(drawn.mean()) < 4 * deviation / np.sqrt(MANY)
    assert drawn.std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("random_uniform", 0.05), ("glorot_uniform", np.sqrt(6 / 500)), ("he_uniform", np.sqrt(6 / 400))],
)
def test_a_uniform_initialiser_fills_its_range_and_no_more(name: str, limit: float) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL)
    assert 0.99 * limit < np.abs(drawn).max() <= limit


@pytest.mark.parametrize(("name", "value"), [("zeros", 0.0), ("ones", 1.0)])
def test_a_constant_initialiser_fills_with_its_number(name: str, value: float) -> None:
    assert set(make_parameter(name, np.random.default_rng(0), (3, 2)).flat) == {value}


@pytest.mark.parametrize("name", INITIALISERS)
def test_a_given_spread_takes_the_place_of_the_initialiser_s_own(name: str) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL, spread=3.0)
    if name.endswith("normal"):
        assert drawn.std() == pytest.approx(3.0, rel=0.02)
    elif name.endswith("uniform"):
        assert np.abs(drawn).max() == pytest.approx(3.0, rel=0.01)


@pytest.mark.parametrize("name", INITIALISERS)
def test_every_initialiser_draws_vectors_as_well_and_says_what_it_is(name: str) -> None:
    assert make_parameter(name, np.random.default_rng(0), (5,)).shape == (5,)
    assert INITIALISERS[name].words.endswith(".")


def test_a_kernel_that_slides_over_places_counts_them_among_what_a_neuron_reads() -> None:
    drawn = make_parameter("glorot_uniform", np.random.default_rng(0), (3, 3, 16, 32))
    limit = np.sqrt(6 / (9 * 16 + 9 * 32))
    assert 0.99 * limit < np.abs(drawn).max() <= limit
