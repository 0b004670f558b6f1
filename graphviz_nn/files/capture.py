"""From a script's model with its rows to a document that the window can open."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import numpy as np

from graphviz_nn.data import DataSpec, load
from graphviz_nn.errors import DataError
from graphviz_nn.files.disk import file_error
from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.variants import Variant


def capture(stack: Stack, problem: Problem, title: str, folder: Path | None = None) -> Document:
    """Return a document that trains a stack's problem from its seed, to the bit.

    A document names its data by a file, so the rows are written as `data.csv` into `folder`, or into a new folder for
    temporary files, which is left there. Raise DataError for targets that a column of a CSV file cannot hold: it holds
    0 and 1, one-hot rows, and numbers that are not all whole.
    """
    path = (folder or _new_folder()) / "data.csv"
    _write(path, problem.x, _column(problem.y))
    data = DataSpec(source=str(path))
    loaded = load(data)
    if not (np.array_equal(loaded.x, problem.x) and np.array_equal(loaded.y, problem.y)):
        raise DataError(
            "The targets would be read back from a CSV file as classes, other than they are. "
            "Give 0 and 1 for two classes, one-hot rows for more, or numbers that are not all whole."
        )
    work = Work(title=title, data=data, subject=stack, training=problem.training, variants=(Variant(),))
    return Document(work)


def _column(y: FloatArray) -> list[str]:
    """Return the targets as one column: numbers, or the names of one-hot classes in alphabetical order."""
    if y.shape[1] == 1:
        return [repr(value) for value in y[:, 0].tolist()]
    if not (np.isin(y, (0.0, 1.0)).all() and (y.sum(axis=1) == 1).all()):
        raise DataError(
            f"The targets have {y.shape[1]} columns that are not one-hot. Give one column, or a single 1 in each row."
        )
    digits = len(str(y.shape[1]))
    return [f"class {place:0{digits}}" for place in y.argmax(axis=1).tolist()]


def _write(path: Path, x: FloatArray, target: list[str]) -> None:
    header = [*(f"x{i}" for i in range(1, x.shape[1] + 1)), "y"]
    rows = ([*map(repr, features), goal] for features, goal in zip(x.tolist(), target, strict=True))
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
    except OSError as error:
        raise file_error("write", path, error) from error


def _new_folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="graphviz_nn-"))
    except OSError as error:
        raise file_error("write", Path(tempfile.gettempdir()), error) from error
