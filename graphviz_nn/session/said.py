"""The plans of what the network says at the shown weights: over a plane, along a feature, of every row."""

from __future__ import annotations

from graphviz_nn.debug.moment import Moment
from graphviz_nn.debug.record import Phase
from graphviz_nn.landscape.agreement import agreement as agreement_of
from graphviz_nn.landscape.boundary import SIDE, has_plane
from graphviz_nn.landscape.boundary import boundary as boundary_of
from graphviz_nn.landscape.fitted import POINTS, is_curve
from graphviz_nn.landscape.fitted import fitted as fitted_of
from graphviz_nn.landscape.hidden import SIDE as HIDDEN_SIDE
from graphviz_nn.landscape.hidden import STEP, Source, spaces
from graphviz_nn.landscape.hidden import hidden as hidden_of
from graphviz_nn.landscape.neuron_maps import SIDE as MAP_SIDE
from graphviz_nn.landscape.neuron_maps import has_maps
from graphviz_nn.landscape.neuron_maps import neuron_maps as maps_of
from graphviz_nn.session.derived import KEEP, Now, Plan, computed
from graphviz_nn.session.hand import scaled_reach
from graphviz_nn.session.replay import NUMBERS_AT_ONCE
from graphviz_nn.session.resting import rest_over
from graphviz_nn.session.state import State


def maps(state: State) -> Plan:
    """Ask every neuron at the shown weights about the plane of two features, where somebody draws it."""
    moment, dataset, view = state.moment, state.dataset, state.view
    if moment is None or dataset is None or state.room is None or view.depth != "neurons" or not view.maps:
        return Now(None)
    network, before, x = moment.problem.network, moment.before, dataset.x
    if network.features != x.shape[1]:
        return KEEP
    if not has_maps(network):
        return Now(None)
    at_once = network.numbers_of_example * MAP_SIDE**2 <= NUMBERS_AT_ONCE
    return computed(lambda: maps_of(network, before.weights, x, before.states), at_once=at_once)


def boundary(state: State) -> Plan:
    """Ask the network at the shown weights about the plane of two features."""
    moment, dataset = state.moment, state.dataset
    if moment is None or dataset is None or not dataset.classes or not has_plane(moment.problem.network):
        return Now(None)
    network, before, x, features = moment.problem.network, moment.before, dataset.x, state.view.features
    if network.features != x.shape[1]:
        return KEEP
    at_once = network.numbers_of_example * SIDE * SIDE <= NUMBERS_AT_ONCE
    reach, rest = scaled_reach(state), rest_over(dataset, state)
    return computed(
        lambda: boundary_of(network, before.weights, x, features, SIDE, before.states, reach, rest),
        at_once=at_once,
    )


def hidden(state: State) -> Plan:
    """Ask where a node puts the plane of two features and every row, where somebody looks at its space."""
    moment, dataset, known = state.moment, state.dataset, state.hidden
    if moment is None or dataset is None or not state.view.space:
        return Now(None)
    network, before, x, x_test = moment.problem.network, moment.before, dataset.x, dataset.x_test
    if network.features != x.shape[1]:
        return KEEP
    node = _space(state, moment)
    if not node:
        return Now(None)
    ends, rest = scaled_reach(state), rest_over(dataset, state)
    source = Source(node, before.weights, x, state.view.features, ends, rest)
    if known is not None and known.source.is_that_of(source):
        return KEEP
    at_once = network.numbers_of_example * (HIDDEN_SIDE**2 + len(x) + len(x_test)) <= NUMBERS_AT_ONCE
    return computed(lambda: hidden_of(network, source, before.states, x_test, known), at_once=at_once)


def _space(state: State, moment: Moment) -> str:
    """Return the node whose space is looked at: the one that was chosen, or the newest that the step has come to."""
    names, chosen = spaces(moment.problem.network), state.view.space
    if chosen != STEP:
        return chosen if chosen in names else ""
    nodes = moment.record.graph.nodes
    past = reversed(moment.record.events[: state.position])
    come = (nodes[event.node].name for event in past if event.phase == Phase.FORWARD)
    return next((name for name in come if name in names), "")


def fitted(state: State) -> Plan:
    """Ask the network at the shown weights along its one feature, where the targets are numbers."""
    moment, dataset = state.moment, state.dataset
    if moment is None or dataset is None or dataset.classes or not is_curve(moment.problem.network):
        return Now(None)
    network, before, x, reach = moment.problem.network, moment.before, dataset.x, scaled_reach(state)
    if network.features != x.shape[1]:
        return KEEP
    at_once = network.numbers_of_example * POINTS <= NUMBERS_AT_ONCE
    ends = reach[0] if reach else None
    return computed(lambda: fitted_of(network, before.weights, x, before.states, ends), at_once=at_once)


def predictions(state: State) -> Plan:
    """Ask the network at the shown weights about every row."""
    moment, dataset = state.moment, state.dataset
    if moment is None or dataset is None:
        return Now(None)
    network, before, x, x_test = moment.problem.network, moment.before, dataset.x, dataset.x_test
    if network.features != x.shape[1]:
        return KEEP
    at_once = network.numbers_of_example * (len(x) + len(x_test)) <= NUMBERS_AT_ONCE
    return computed(lambda: agreement_of(network, before.weights, before.states, x, x_test), at_once=at_once)


def agreement(state: State) -> Plan:
    """Hold predictions against targets that are numbers."""
    return Now(state.predictions if state.dataset and not state.dataset.classes else None)
