"""What the neurons say over the plane of two features: the network's own numbers, for every neuron at once."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.graph import reference
from graphviz_nn.landscape.neuron_maps import MOST_UNITS, has_maps, neuron_maps
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.network import Network


def network(features: int, *units: int) -> Network:
    layers = tuple(Dense(units=count, activation="tanh") for count in units)
    return Stack(inputs=features, layers=(*layers, Dense(units=1))).network


@pytest.mark.parametrize(("features", "at_mean"), [(1, 0), (2, 0), (3, 1), (5, 3)])
def test_a_map_holds_what_the_neuron_says_of_each_point_of_the_plane(features: int, at_mean: int) -> None:
    net, rng = network(features, 4, 3), np.random.default_rng(features)
    weights, x = net.initial(1), rng.normal(size=(20, features))
    maps = neuron_maps(net, weights, x, side=9)
    assert maps.at_mean == at_mean
    example = x.mean(axis=0)
    example[maps.features[1]] = maps.up[7]
    example[maps.features[0]] = maps.across[2]
    graph = net.graph(1, "predict")
    values = reference.forward(graph.nodes, {**graph.leaves, **net.leaves(weights, example[None])})
    for name in ("x", "dense/add", "dense/tanh", "dense_1/tanh", "dense_2/add"):
        np.testing.assert_allclose(maps.values[name][:, 7, 2], values[graph.index[name]][0], rtol=1e-12)


def test_every_example_has_its_place_on_the_maps_upper_ones_nearer_to_the_top() -> None:
    net, x = network(2, 4), np.random.default_rng(0).normal(size=(30, 2))
    maps = neuron_maps(net, net.initial(0), x)
    places = np.array([maps.share(row) for row in x])
    assert np.all((places > 0) & (places < 1))
    assert np.all(np.argsort(places[:, 0]) == np.argsort(x[:, 0]))
    assert np.all(np.argsort(places[:, 1]) == np.argsort(-x[:, 1]))


def test_colours_are_bounded_by_the_largest_number_on_the_maps_of_a_node() -> None:
    net, x = network(2, 4), np.random.default_rng(0).normal(size=(30, 2))
    maps = neuron_maps(net, net.initial(0), x)
    for name, values in maps.values.items():
        assert maps.limits[name] == np.abs(values).max()
    flat = neuron_maps(net, np.zeros(net.count), x)
    assert flat.limits["dense/tanh"] == 1.0


def test_only_so_many_neurons_of_a_layer_have_maps() -> None:
    net = network(2, 40)
    maps = neuron_maps(net, net.initial(0), np.eye(2))
    assert len(maps.values["dense/tanh"]) == MOST_UNITS


def test_networks_of_pictures_of_many_features_or_of_many_numbers_have_none() -> None:
    assert has_maps(network(2, 4))
    assert not has_maps(network(64, 4))
    assert not has_maps(network(2, 5000))


def test_maps_are_those_of_predicting() -> None:
    layers = (Dense(units=4, activation="tanh"), Dropout(rate=0.5), Dense(units=1))
    net = Stack(inputs=2, layers=layers).network
    maps = neuron_maps(net, net.initial(0), np.eye(2))
    assert np.all(maps.values["dense/tanh"] != 0)
