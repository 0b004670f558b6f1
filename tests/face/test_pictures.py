"""A script that learns pictures: made, fitted, asked, summed up, and taken to the window and back."""

from __future__ import annotations

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.data import DataSpec, load
from graphviz_nn.errors import ShapeError
from graphviz_nn.files import store
from graphviz_nn.files.capture import capture
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.problem import Problem

SUMMARY = """\
Model: "sequential"
______________________________________________________________________________
 Layer (type)                              Output Shape              Param #
==============================================================================
 conv2d (Conv2D)                           (None, 6, 6, 8)           80
 max_pooling2d (MaxPooling2D)              (None, 3, 3, 8)           0
 flatten (Flatten)                         (None, 72)                0
 dense (Dense)                             (None, 10)                730
==============================================================================
Total params: 810
Trainable params: 810
Non-trainable params: 0
______________________________________________________________________________"""


def model(seed: int = 0) -> gnn.Sequential:
    made = gnn.Sequential(
        [
            gnn.Conv2D(8, 3, activation="relu", input_shape=(8, 8, 1)),
            gnn.MaxPooling2D(),
            gnn.Flatten(),
            gnn.Dense(10, activation="softmax"),
        ],
        seed=seed,
    )
    made.compile(optimizer=gnn.Adam(0.005), loss="categorical_crossentropy", metrics=["accuracy"])
    return made


def digits(rows: int = 300) -> tuple[FloatArray, FloatArray]:
    """Return some pictures (rows, 8, 8, 1) and their classes, one-hot."""
    data = load(DataSpec(source="digits"))
    return data.x[:rows].reshape(-1, 8, 8, 1), data.y[:rows]


def test_the_summary_is_keras_s() -> None:
    lines: list[str] = []
    model().summary(print_fn=lines.append)
    assert lines == SUMMARY.splitlines()


def test_it_learns_and_says_how_well() -> None:
    x, y = digits()
    made = model()
    history = made.fit(x, y, epochs=15, verbose=0, validation_split=0.2).history
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert history["loss"][-1] < 0.2 < history["loss"][0]
    measured = made.evaluate(x, y, return_dict=True)
    assert isinstance(measured, dict)
    said = made.predict(x)
    assert said.shape == (300, 10)
    assert measured["accuracy"] == np.mean(said.argmax(axis=1) == y.argmax(axis=1)) > 0.9
    np.testing.assert_allclose(said.sum(axis=1), np.ones(300), rtol=1e-12)


def test_pictures_come_as_keras_takes_them_without_their_channel_or_as_rows() -> None:
    x, y = digits(40)
    weights = []
    for form in (x, x[..., 0], x.reshape(40, 64)):
        made = model()
        made.fit(form, y, epochs=2, verbose=0)
        weights.append(np.concatenate([np.ravel(w) for w in made.get_weights()]))
        assert made.predict(form).shape == (40, 10)
    np.testing.assert_array_equal(weights[0], weights[1])
    np.testing.assert_array_equal(weights[0], weights[2])


def test_pictures_of_another_shape_are_refused_with_both_shapes() -> None:
    with pytest.raises(
        ShapeError, match=r"3 × 4 × 16 × 1, the model takes examples of 8 × 8 × 1, or rows of 64"
    ):
        model().predict(np.zeros((3, 4, 16, 1)))
    with pytest.raises(ShapeError, match=r"x has the shape 3 × 63"):
        model().predict(np.zeros((3, 63)))


def test_the_shape_of_the_first_pictures_will_do_for_a_model_that_says_none() -> None:
    made = gnn.Sequential([gnn.Conv2D(2, 3), gnn.Flatten(), gnn.Dense(10, activation="softmax")])
    made.compile(loss="categorical_crossentropy")
    x, y = digits(20)
    made.fit(x, y, verbose=0)
    assert made.spec.inputs == (8, 8, 1)


def test_weights_have_keras_s_shapes_and_can_be_set() -> None:
    one, other = model(seed=1), model(seed=2)
    assert [w.shape for w in one.get_weights()] == [(3, 3, 1, 8), (8,), (72, 10), (10,)]
    other.set_weights(one.get_weights())
    x, _ = digits(5)
    np.testing.assert_array_equal(one.predict(x), other.predict(x))


def test_a_document_of_it_trains_to_the_same_weights() -> None:
    x, y = digits(200)
    problem = model().problem(x, y, batch_size=32, epochs=2)
    document = capture(model().spec, problem, "Pictures")
    again = store.from_bytes(store.to_bytes(document))
    assert again == document
    data = load(again.work.data)
    copy = Problem(again.work.subject.network, again.work.training, data.x, data.y)
    first, second = (
        ReferenceMachine(p).advance(p.start, p.updates).states[-1].weights for p in (problem, copy)
    )
    np.testing.assert_array_equal(first, second)


def test_the_debugger_steps_through_every_op_of_it() -> None:
    x, y = digits(4)
    debugger = gnn.Debugger(model(), x, y)
    said = []
    for _ in range(40):
        said.append(repr(debugger))
        debugger.step()
    for name in ("conv2d/conv2d", "max_pooling2d/max_pool", "flatten/reshape"):
        assert any(name in line for line in said), name
