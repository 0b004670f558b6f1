from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.model import INITIALISERS, Dense, Stack
from graphviz_nn.model.initialisers import make_parameter
from graphviz_nn.model.parameters import cell_name, count, initial, pack, slots, unpack

LAYERS = st.builds(Dense, units=st.integers(1, 5), use_bias=st.booleans())
MODELS = st.builds(
    Stack, inputs=st.integers(1, 4), layers=st.lists(LAYERS, min_size=1, max_size=4).map(tuple)
)
TALL, MANY = (400, 100), 40_000


@settings(max_examples=50)
@given(MODELS, st.integers(0, 100))
def test_unpack_and_pack_undo_each_other(spec: Stack, seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=count(spec))
    np.testing.assert_array_equal(pack(spec, unpack(spec, vector)), vector)


@settings(max_examples=50)
@given(MODELS)
def test_the_slots_fill_the_vector_without_gap(spec: Stack) -> None:
    places = slots(spec)
    assert [slot.start for slot in places] == [0, *(slot.stop for slot in places[:-1])]
    assert all(slot.stop - slot.start == np.prod(slot.shape) for slot in places)


def test_unpacked_parameters_are_views() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=1),))
    vector = np.zeros(3)
    unpack(spec, vector)["dense/bias"][0] = 5.0
    assert vector.tolist() == [0.0, 0.0, 5.0]


def test_every_number_of_the_vector_has_a_name() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=2), Dense(units=1, use_bias=False)))
    assert [cell_name(spec, place) for place in range(count(spec))] == [
        "dense/kernel[0, 0]",
        "dense/kernel[0, 1]",
        "dense/kernel[1, 0]",
        "dense/kernel[1, 1]",
        "dense/bias[0]",
        "dense/bias[1]",
        "dense_1/kernel[0, 0]",
        "dense_1/kernel[1, 0]",
    ]


def test_the_start_follows_from_the_seed_alone() -> None:
    spec = Stack(inputs=3, layers=(Dense(units=4), Dense(units=2)))
    np.testing.assert_array_equal(initial(spec, 3), initial(spec, 3))
    assert (initial(spec, 3) != initial(spec, 4)).any()


def test_another_layer_leaves_the_start_of_the_others_as_it_is() -> None:
    first = Dense(units=4, bias_initializer="random_normal")
    small = Stack(inputs=3, layers=(first,))
    large = Stack(inputs=3, layers=(first, Dense(units=2)))
    np.testing.assert_array_equal(initial(large, 7)[: count(small)], initial(small, 7))


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
