"""Initialisers: each draws from the distribution that its name says."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.model import INITIALISERS
from graphviz_nn.model.initialisers import CUT, CUT_DEVIATION, make_parameter

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
        ("lecun_uniform", np.sqrt(1 / 400)),
        ("lecun_normal", np.sqrt(1 / 400)),
        ("truncated_normal", 0.05 * CUT_DEVIATION),
    ],
)
def test_an_initialiser_draws_with_its_deviation_around_zero(name: str, deviation: float) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL)
    assert drawn.shape == TALL
    assert abs(drawn.mean()) < 4 * deviation / np.sqrt(MANY)
    assert drawn.std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("random_uniform", 0.05),
        ("glorot_uniform", np.sqrt(6 / 500)),
        ("he_uniform", np.sqrt(6 / 400)),
        ("lecun_uniform", np.sqrt(3 / 400)),
    ],
)
def test_a_uniform_initialiser_fills_its_range_and_no_more(name: str, limit: float) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL)
    assert 0.99 * limit < np.abs(drawn).max() <= limit


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("glorot_normal", np.sqrt(2 / 500) / CUT_DEVIATION),
        ("he_normal", np.sqrt(2 / 400) / CUT_DEVIATION),
        ("lecun_normal", np.sqrt(1 / 400) / CUT_DEVIATION),
        ("truncated_normal", 0.05),
    ],
)
def test_where_keras_cuts_the_tails_none_is_drawn(name: str, deviation: float) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL)
    assert 0.99 * 2 * deviation < np.abs(drawn).max() <= 2 * deviation
    # Between the ends it is the Gaussian still: 0.6827 of one lies within one deviation, 0.9545 within two.
    assert (np.abs(drawn) < deviation).mean() == pytest.approx(0.6827 / 0.9545, abs=0.01)


def test_the_deviation_of_a_gaussian_without_its_tails_is_known() -> None:
    x = np.linspace(-CUT, CUT, 1_000_001)
    density = np.exp(-x * x / 2)
    assert np.sqrt((x * x * density).sum() / density.sum()) == pytest.approx(CUT_DEVIATION, rel=1e-5)


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (5, 5), (3, 3, 2, 4), (6,)], ids=str)
def test_orthogonal_weights_turn_and_do_not_stretch(shape: tuple[int, ...]) -> None:
    drawn = make_parameter("orthogonal", np.random.default_rng(0), shape, spread=1.5)
    assert drawn.shape == shape
    matrix = drawn.reshape(-1, shape[-1])
    shorter = matrix if len(matrix) <= shape[-1] else matrix.T
    np.testing.assert_allclose(shorter @ shorter.T, 1.5**2 * np.eye(len(shorter)), atol=1e-12)


def test_orthogonal_weights_point_anywhere() -> None:
    drawn = [make_parameter("orthogonal", np.random.default_rng(seed), (2, 2)) for seed in range(400)]
    assert abs(np.mean(drawn)) < 0.1
    assert 0.3 < np.mean([np.linalg.det(matrix) > 0 for matrix in drawn]) < 0.7


@pytest.mark.parametrize(("name", "value"), [("zeros", 0.0), ("ones", 1.0)])
def test_a_constant_initialiser_fills_with_its_number(name: str, value: float) -> None:
    assert set(make_parameter(name, np.random.default_rng(0), (3, 2)).flat) == {value}


@pytest.mark.parametrize("name", INITIALISERS)
def test_a_given_spread_takes_the_place_of_the_initialiser_s_own(name: str) -> None:
    drawn = make_parameter(name, np.random.default_rng(0), TALL, spread=3.0)
    if name == "truncated_normal":
        assert drawn.std() == pytest.approx(3.0 * CUT_DEVIATION, rel=0.02)
    elif name.endswith("normal"):
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
