"""A script's model as a document: the same training, to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.data import load
from graphviz_nn.errors import FileError
from graphviz_nn.files.capture import capture
from graphviz_nn.model import Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem
from tests.training.rows import some_rows

X, Y = some_rows()


def script(y: FloatArray) -> tuple[Stack, Problem]:
    """A model and what its fit trains."""
    model = gnn.Sequential([gnn.Dense(y.shape[1], input_dim=2)], seed=3)
    model.compile(optimizer=gnn.SGD(0.2, momentum=0.5))
    return model.spec, model.problem(X, y, batch_size=5, epochs=7)


@pytest.mark.parametrize(
    "y",
    [Y, X[:, :1], np.eye(3)[np.arange(37) % 3], np.eye(12)[np.arange(37) % 12]],
    ids=["0 and 1", "numbers", "one-hot", "many one-hot"],
)
def test_the_document_trains_the_same_to_the_bit(tmp_path: Path, y: FloatArray) -> None:
    stack, task = script(y)
    document = capture(stack, task, "mine", tmp_path)
    data = load(document.work.data)
    assert np.array_equal(data.x, X)
    assert np.array_equal(data.y, y)
    assert (document.work.title, document.work.subject, document.work.training) == (
        "mine",
        stack,
        task.training,
    )


def test_without_a_folder_the_rows_go_where_temporary_files_do() -> None:
    source = Path(capture(*script(Y), "mine").work.data.source)
    try:
        assert source.is_file()
    finally:
        source.unlink()
        source.parent.rmdir()


@pytest.mark.parametrize("y", [2 * Y - 1, np.hstack([Y, Y]), 3.0 * np.arange(37.0).reshape(-1, 1) % 5])
def test_targets_that_a_csv_file_cannot_hold_are_refused(tmp_path: Path, y: FloatArray) -> None:
    with pytest.raises(gnn.DataError, match="one-hot"):
        capture(*script(y), "mine", tmp_path)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="none"):
        capture(*script(Y), "mine", tmp_path / "none")
