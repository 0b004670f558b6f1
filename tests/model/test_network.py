"""Networks: parameters as one flat vector, and a graph for each size of mini-batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.model import Dense, Formula, Network, Stack
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.predict import predict

LAYERS = st.builds(Dense, units=st.integers(1, 5), use_bias=st.booleans())
STACKS = st.builds(
    Stack, inputs=st.integers(1, 4), layers=st.lists(LAYERS, min_size=1, max_size=4).map(tuple)
)
LEAF = st.floats(-9, 9) | st.lists(st.floats(-9, 9), min_size=1, max_size=4)
FORMULAS = st.builds(
    lambda *leaves: Formula(text="sum(a) + sum(b) * sum(c)", leaves=dict(zip("abc", leaves, strict=True))),
    LEAF,
    LEAF,
    LEAF,
)
NETWORKS: st.SearchStrategy[Network] = st.one_of(STACKS, FORMULAS).map(lambda subject: subject.network)
FED = Stack(inputs=2, layers=(Dense(units=2), Dense(units=1, use_bias=False))).network


@settings(max_examples=50)
@given(NETWORKS, st.integers(0, 100))
def test_unpack_and_pack_undo_each_other(network: Network, seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=network.count)
    np.testing.assert_array_equal(network.pack(network.unpack(vector)), vector)


@settings(max_examples=50)
@given(NETWORKS)
def test_the_slots_fill_the_vector_without_gap(network: Network) -> None:
    places = network.slots
    assert [slot.start for slot in places] == [0, *(slot.stop for slot in places[:-1])]
    assert all(slot.stop - slot.start == np.prod(slot.shape) for slot in places)
    assert network.count == places[-1].stop == len(network.initial(0))


@settings(max_examples=50)
@given(NETWORKS)
def test_the_slots_are_the_leaves_that_ask_for_a_gradient_in_the_order_of_the_graph(network: Network) -> None:
    asking = [node for node in network.graph(3).nodes if node.is_leaf and node.needs_gradient]
    assert [(slot.name, slot.shape) for slot in network.slots] == [(node.name, node.shape) for node in asking]


def test_unpacked_parameters_are_views() -> None:
    vector = np.zeros(FED.count)
    FED.unpack(vector)["dense/bias"][0] = 5.0
    assert vector.tolist() == [0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0]


def test_every_number_of_the_vector_has_a_name() -> None:
    assert [FED.cell_name(place) for place in range(FED.count)] == [
        "dense/kernel[0, 0]",
        "dense/kernel[0, 1]",
        "dense/kernel[1, 0]",
        "dense/kernel[1, 1]",
        "dense/bias[0]",
        "dense/bias[1]",
        "dense_1/kernel[0, 0]",
        "dense_1/kernel[1, 0]",
    ]


def test_a_single_number_is_called_by_the_name_alone() -> None:
    network = Formula(text="sum(a) * s", leaves={"a": [1.0, 2.0], "s": 3.0}).network
    assert [network.cell_name(place) for place in range(3)] == ["a[0]", "a[1]", "s"]


def test_kernels_are_told_apart_from_biases() -> None:
    assert [slot.name for slot in FED.slots if slot.is_kernel] == ["dense/kernel", "dense_1/kernel"]


def test_the_same_mini_batch_shares_one_graph() -> None:
    assert FED.graph(5) is FED.graph(5)
    assert FED.graph(5) is not FED.graph(6)


def test_the_leaves_of_a_mini_batch_are_its_rows_and_the_parameters() -> None:
    weights, x, y = np.arange(8.0), np.ones((3, 2)), np.full((3, 1), 2.0)
    leaves = FED.leaves(weights, x, y)
    assert leaves.keys() == FED.graph(3).leaves.keys()
    np.testing.assert_array_equal(leaves["x"], x)
    np.testing.assert_array_equal(leaves["y"], y)
    np.testing.assert_array_equal(leaves["dense/bias"], [4.0, 5.0])
    np.testing.assert_array_equal(FED.leaves(weights, x)["y"], np.zeros((3, 1)))


def test_what_is_predicted_does_not_depend_on_the_targets() -> None:
    weights, x = np.arange(8.0), np.ones((3, 2))
    graphs = [FED.graph(3).with_leaf_values(FED.leaves(weights, x, y)) for y in (None, np.ones((3, 1)))]
    first, second = (graph.values[graph.index[FED.prediction]] for graph in graphs)
    np.testing.assert_array_equal(first, second)
    assert graphs[0].value != graphs[1].value


@pytest.mark.parametrize("batch", [1, 7])
def test_the_numbers_of_an_example_are_those_of_its_nodes_without_parameters(batch: int) -> None:
    cells = sum(int(np.prod(node.shape)) for node in FED.graph(batch).nodes) - FED.count
    loss = 1  # one number, however many examples there are
    assert cells - loss == batch * (FED.numbers_of_example - loss)


def test_a_network_prints_as_one_readable_line() -> None:
    assert repr(FED) == "<Network of 3 parameters, 8 numbers>"


def test_states_that_are_left_out_are_no_first_ones() -> None:
    """They would predict in silence as if nothing had been learnt."""
    stack = Stack(inputs=2, layers=(BatchNormalization(), Dense(units=1)))
    network, x = stack.network, np.ones((3, 2))
    with pytest.raises(
        TypeError, match="batch_normalization/moving_mean, batch_normalization/moving_variance"
    ):
        predict(network, network.initial(0), x)
    assert predict(network, network.initial(0), x, network.first_states).shape == (3, 1)
    assert predict(FED, FED.initial(0), x).shape == (3, 1)
