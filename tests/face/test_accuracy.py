"""The accuracy of a script's model: for labels as they are given, and an error where there are none."""

from __future__ import annotations

import numpy as np
import pytest

import graphviz_nn as gnn

X = np.array([[0.3], [0.4], [-0.2], [2.0]])


def passing(loss: str, units: int = 1) -> gnn.Sequential:
    """Return a model that hands its one input on, compiled."""
    model = gnn.Sequential(
        [gnn.Dense(units, use_bias=False, kernel_initializer="ones", input_shape=(1,))], seed=1
    )
    model.compile("sgd", loss, metrics=["accuracy"])
    return model


def accuracy_of(model: gnn.Sequential, y: object) -> float:
    measured = model.evaluate(X, np.array(y), return_dict=True)
    assert isinstance(measured, dict)
    return measured["accuracy"]


def test_logits_are_of_the_upper_class_above_0() -> None:
    assert accuracy_of(passing("binary_crossentropy_from_logits"), [1, 1, 0, 1]) == 1.0


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (1, 2), (-2, 0)])
def test_any_two_labels_are_parted_in_their_middle(low: int, high: int) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_shape=(1,))])
    model.compile("sgd", "mse", metrics=["accuracy"])
    model.set_weights([[[1.0]], [(low + high) / 2 - 0.35]])  # so the first and the third are too low
    assert accuracy_of(model, [high, high, low, high]) == 0.75
    assert accuracy_of(model, [low, high, high, high]) == 0.75
    assert accuracy_of(model, [high, low, high, low]) == 0.0


@pytest.mark.parametrize("verb", ["fit", "evaluate"])
def test_a_regression_has_none_and_says_so(verb: str) -> None:
    with pytest.raises(gnn.DataError, match=r"accuracy needs targets of two classes.*Measure numbers by"):
        getattr(passing("mse"), verb)(X, [0.1, 0.2, 0.3, 0.4])


def test_held_out_rows_may_be_of_one_class_alone() -> None:
    model = passing("mse")
    history = model.fit(X, [1, 2, 1, 2], validation_data=(X[:2], [2, 2])).history
    said = model.predict(X[:2])
    assert history["val_accuracy"] == [float(np.mean(said > 1.5))]


def test_shares_of_several_outputs_need_no_softmax_to_be_surprised_by() -> None:
    model = gnn.Sequential([gnn.Dense(3, activation="sigmoid", kernel_initializer="zeros", input_shape=(1,))])
    model.compile("sgd", "categorical_crossentropy")
    assert model.evaluate(X, np.eye(3)[[0, 1, 2, 0]]) == pytest.approx(np.log(3))
