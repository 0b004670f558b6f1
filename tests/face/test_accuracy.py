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


@pytest.mark.parametrize("form", ["", "_from_logits"])
def test_a_sparse_loss_takes_numbers_of_classes_for_one_hot_rows(form: str) -> None:
    x, labels = np.linspace(-1, 1, 12).reshape(6, 2), np.array([0, 2, 1, 1, 0, 2])
    measured = []
    for name, y in (
        (f"sparse_categorical_crossentropy{form}", labels),
        (f"categorical_crossentropy{form}", np.eye(3)[labels]),
    ):
        model = gnn.Sequential(
            [gnn.Dense(3, activation="linear" if form else "softmax", input_dim=2)], seed=1
        )
        model.compile("adam", name, metrics=["accuracy"])
        history = model.fit(x, y, epochs=3, validation_data=(x, y)).history
        measured.append((history, model.evaluate(x, y[:, np.newaxis] if y.ndim == 1 else y)))
    assert measured[0] == measured[1]


@pytest.mark.parametrize(("label", "shown"), [(3, "holds 3"), (-1, "holds -1"), (0.5, "holds 0.5")])
def test_a_number_of_no_class_is_refused(label: float, shown: str) -> None:
    model = gnn.Sequential([gnn.Dense(3, activation="softmax", input_dim=1)])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(
        gnn.DataError, match=f"Row 1 of y .from 0. {shown}, and the classes are numbered from 0 to 2"
    ):
        model.fit(X, [0, label, 1, 2])


def test_a_hinge_takes_0_for_minus_1_and_parts_at_0() -> None:
    model = passing("hinge")
    for labels in ([1, 1, 0, 1], [1, 1, -1, 1]):
        assert model.evaluate(X, np.array(labels)) == pytest.approx([(0.7 + 0.6 + 0.8 + 0) / 4, 1.0])
    with pytest.raises(
        gnn.DataError, match="hinge needs labels −1 and 1, or 0 and 1, and the targets hold 1, 2"
    ):
        model.fit(X, [1, 2, 1, 2])
