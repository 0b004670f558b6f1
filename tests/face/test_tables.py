"""A table as arrays for a script: what is not said is found out, and what is said holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn


def table(folder: Path, *lines: str) -> Path:
    path = folder / "t.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_comes_as_x_y_and_names(tmp_path: Path) -> None:
    lines = ("id,colour,size,price", "1,red,1.5,100", "2,green,2.5,300", "3,red,n/a,200", "4,blue,3.5,50")
    X, Y, names = gnn.load_table(table(tmp_path, *lines), features=["size", "colour"])
    assert names == (("size", "colour=blue", "colour=green", "colour=red"), ("price",), ())
    np.testing.assert_array_equal(X, [[1.5, 0, 0, 1], [2.5, 0, 1, 0], [3.5, 1, 0, 0]])
    np.testing.assert_array_equal(Y, [[100], [300], [50]])


def test_classes_are_named_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    path = table(tmp_path, "a,kind", "1.5,no", "2.5,yes", "3.5,no")
    _, Y, names = gnn.load_table(path)
    assert names.classes == ("no", "yes")
    assert Y[:, 0].tolist() == [0.0, 1.0, 0.0]


def test_what_is_said_holds_in_place_of_what_would_be_found(tmp_path: Path) -> None:
    path = table(tmp_path, "1,5;2;7", "2,5;3;8", "3,5;2;9")
    said: dict[str, Any] = {"delimiter": ";", "decimal": ",", "header": False}
    X, Y, names = gnn.load_table(path, ["column 2", "column 3"], **said)
    assert (X[:, 0].tolist(), names.targets) == ([1.5, 2.5, 3.5], ("column 2", "column 3"))
    assert Y.shape == (3, 2)
    _, _, names = gnn.load_table(path, "column 2", task="classification", **said)
    assert names.classes == ("2", "3")


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"task": "guessing"}, gnn.SettingError, "task 'guessing' is unknown"),
        ({"decimal": "comma"}, gnn.SettingError, "decimal sign is 'comma'"),
        ({"target": 3}, gnn.SettingError, "target is 3"),
        ({"target": "B"}, gnn.DataError, "no column 'B'. Is 'b' meant"),
        ({}, gnn.DataError, "which column is to be predicted"),
    ],
)
def test_what_can_not_be_said_is_named(
    tmp_path: Path, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    path = table(tmp_path, "a,b", "1.5,2", "2.5,7", "4,1")
    with pytest.raises(error, match=words):
        gnn.load_table(path, **said)
