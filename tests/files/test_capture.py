"""A script's model as a document: the same training, to the bit, whatever its targets are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import graphviz_nn as gnn
from graphviz_nn.data import DataSpec, load
from graphviz_nn.data.given import Given
from graphviz_nn.errors import DataError
from graphviz_nn.files import load as load_document
from graphviz_nn.files import save
from graphviz_nn.files.capture import capture
from graphviz_nn.files.learnt import Learnt, learnt_of
from graphviz_nn.model import Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.tasks import loaded, tasks_of
from graphviz_nn.training.problem import Problem
from tests.training.rows import some_rows

X, Y = some_rows()
COUNTS = np.arange(37.0).reshape(-1, 1)


def script(y: FloatArray) -> tuple[Stack, Problem]:
    """A model and what its fit trains."""
    model = gnn.Sequential([gnn.Dense(y.shape[1], input_dim=2)], seed=3)
    model.compile(optimizer=gnn.SGD(0.2, momentum=0.5))
    return model.spec, model.problem(X, y, batch_size=5, epochs=7)


TARGETS = {
    "0 and 1": (Y, ("0", "1")),
    "−1 and 1": (2 * Y - 1, ()),
    "numbers": (X[:, :1], ()),
    "0 to 5": (COUNTS % 6, ()),
    "two numbers": (2 * X, ()),
    "its own target": (X, ()),
    "two one-hot": (np.eye(2)[np.arange(37) % 2], ()),
    "one-hot": (np.eye(3)[np.arange(37) % 3], ("0", "1", "2")),
    "several classes at once": (np.hstack([Y, Y, 1 - Y]), ()),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_document_trains_the_same_to_the_bit(tmp_path: Path, name: str) -> None:
    y, classes = TARGETS[name]
    stack, task = script(y)
    save(capture(stack, task, "mine"), tmp_path / "mine.gnn.json")
    work = load_document(tmp_path / "mine.gnn.json").work
    assert (work.title, work.subject, work.training) == ("mine", stack, task.training)
    ((data,), (task_again,)) = (loaded(work), tasks_of(work, loaded(work)))
    assert data.classes == classes
    again = task_again.problem
    np.testing.assert_array_equal(again.x, X)
    np.testing.assert_array_equal(again.y, y)
    np.testing.assert_array_equal(again.start.weights, task.start.weights)


@given(arrays(np.float64, 9, elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_weights_come_back_as_the_numbers_that_they_were(numbers: FloatArray) -> None:
    stack, task = script(Y)
    made = capture(stack, task, "mine", Learnt(numbers[:3], np.empty(0)))
    learnt = learnt_of(made.work)
    assert learnt is not None
    np.testing.assert_array_equal(learnt.weights, numbers[:3])
    (again,) = tasks_of(made.work, loaded(made.work))
    np.testing.assert_array_equal(again.problem.start.weights, numbers[:3])


def test_weights_that_are_not_finite_are_not_kept() -> None:
    with pytest.raises(gnn.DocumentError, match="dense/kernel hold NaN or infinity"):
        capture(*script(Y), "mine", Learnt(np.array([1.0, np.nan, 0.0]), np.empty(0)))


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (((1.0, 2.0), (1.0,)), ((1.0,), (2.0,)), "rows of x are not all of one length"),
        (((1.0,),), ((1.0,), (2.0,)), "x has 1 rows and y has 2"),
        ((), (), "x is no table"),
        (((1.0,),), ((float("inf"),),), "y is no table of finite numbers"),
    ],
)
def test_rows_that_are_no_tables_are_refused(
    x: tuple[tuple[float, ...], ...], y: tuple[tuple[float, ...], ...], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        load(DataSpec(given=Given(x=x, y=y)))


def test_given_rows_are_prepared_as_all_others() -> None:
    spec = DataSpec(given=Given.of(X, Y), features=("x2",), standardise=True, held_out=0.25)
    data = load(spec)
    assert data.x.shape == (28, 1)
    assert data.x_test.shape == (9, 1)
    assert data.x.mean() == pytest.approx(0, abs=1e-12)
    assert data.x.std() == pytest.approx(1)
