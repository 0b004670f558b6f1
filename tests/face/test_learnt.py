"""What a model has learnt, weights and moving averages alike, is the same behind every door."""

from __future__ import annotations

from typing import cast, get_args

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.landscape.plane import PlaneKind
from graphviz_nn.model import LAYERS, AnyLayer
from graphviz_nn.ops import FloatArray
from tests.model.layers.everywhere import LEAST, SAMPLES, numbers

at_every_kind = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.title)

INPUTS = {type(sample.layer): sample.inputs for sample in reversed(SAMPLES)}
PLANES: tuple[PlaneKind, ...] = get_args(PlaneKind)
Y = numbers(24, 1)


def rows(kind: type[AnyLayer]) -> FloatArray:
    """Examples far from a mean of 0 and a variance of 1, where moving averages begin."""
    return 3.0 + 2.0 * numbers(24, *INPUTS[kind])


def untrained(kind: type[AnyLayer]) -> gnn.Sequential:
    layer = getattr(gnn, kind.title)(**LEAST[kind.title], input_shape=INPUTS[kind])
    model = gnn.Sequential([layer, gnn.Flatten(), gnn.Dense(1)])
    model.compile(optimizer=gnn.Adam(), metrics=["mae"])
    return model


def trained(kind: type[AnyLayer]) -> gnn.Sequential:
    model = untrained(kind)
    model.fit(rows(kind), Y, epochs=5, batch_size=8)
    return model


@at_every_kind
def test_compiling_anew_changes_no_number_that_a_model_holds_or_says(kind: type[AnyLayer]) -> None:
    model, x = trained(kind), rows(kind)
    held, said = model.get_weights(), model.predict(x)
    model.compile(optimizer="sgd", loss="mae")
    np.testing.assert_equal(model.get_weights(), held)
    np.testing.assert_array_equal(model.predict(x), said)


@at_every_kind
def test_a_layer_added_behind_the_others_is_given_what_they_said_before(kind: type[AnyLayer]) -> None:
    model, x = trained(kind), rows(kind)
    held, said = model.get_weights(), model.predict(x)
    model.add(gnn.BatchNormalization())
    model.add(gnn.Dense(2))
    after = model.get_weights()
    np.testing.assert_equal(after[: len(held)], held)
    gamma, beta, mean, variance, kernel, bias = after[len(held) :]
    np.testing.assert_equal([gamma, beta, mean, variance], [[1.0], [0.0], [0.0], [1.0]])
    by_hand = ((said - mean) / np.sqrt(variance + 1e-3) * gamma + beta) @ kernel + bias
    np.testing.assert_allclose(model.predict(x), by_hand, rtol=1e-12, atol=1e-12)


@at_every_kind
def test_weights_carried_over_by_hand_make_another_model_say_the_same(kind: type[AnyLayer]) -> None:
    model, other, x = trained(kind), untrained(kind), rows(kind)
    other.set_weights(model.get_weights())
    np.testing.assert_array_equal(other.predict(x), model.predict(x))
    assert other.evaluate(x, Y) == model.evaluate(x, Y)


@at_every_kind
def test_the_surface_where_the_model_stands_is_the_loss_that_it_evaluates_to(kind: type[AnyLayer]) -> None:
    model, x = trained(kind), rows(kind)
    model.set_weights(model.get_weights())  # the path is then the place alone, in the middle of the surface
    loss, _ = cast(list[float], model.evaluate(x, Y))
    for plane in PLANES:
        losses = gnn.surface(
            model, x, Y, plane=plane, side=3
        ).losses  # of one weight they are a curve, one row
        assert losses[len(losses) // 2, 1] == pytest.approx(loss, rel=1e-9)


@at_every_kind
def test_the_debugger_begins_where_the_model_stands(kind: type[AnyLayer]) -> None:
    model, x = trained(kind), rows(kind)
    record = gnn.Debugger(model, x, Y).record
    names = model.network.tensor_names
    np.testing.assert_equal([record.values[record.graph.index[name]] for name in names], model.get_weights())
