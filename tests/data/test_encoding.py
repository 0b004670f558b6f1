"""Targets: classes as 0/1 or one-hot, numbers as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from graphviz_nn.data.encoding import MOST_CLASSES, encode
from graphviz_nn.errors import DataError


def texts(*values: str) -> NDArray[Any]:
    return np.array(values, dtype=object)


def test_two_texts_are_one_column_in_alphabetical_order() -> None:
    y, targets, classes = encode(texts("yes", "no", "yes"), "rain", "file.csv", as_classes=True)
    assert y.tolist() == [[1.0], [0.0], [1.0]]
    assert targets == ("rain",)
    assert classes == ("no", "yes")


def test_three_texts_are_one_hot() -> None:
    y, targets, classes = encode(texts("b", "c", "a", "b"), "kind", "file.csv", as_classes=True)
    assert y.tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert targets == ("kind=a", "kind=b", "kind=c")
    assert classes == ("a", "b", "c")


def test_classes_that_are_numbers_come_in_numeric_order() -> None:
    y, _, classes = encode(np.array([10.0, -1.0, 9.0]), "grade", "file.csv", as_classes=True)
    assert classes == ("-1", "9", "10")
    assert y.argmax(axis=1).tolist() == [2, 0, 1]


def test_minus_one_and_one_become_0_and_1() -> None:
    y, _, classes = encode(np.array([1.0, -1.0, 1.0]), "sign", "file.csv", as_classes=True)
    assert y.tolist() == [[1.0], [0.0], [1.0]]
    assert classes == ("-1", "1")


def test_numbers_that_are_no_classes_stay_as_they_are() -> None:
    values = np.array([2.0, 0.5, 1.0])
    y, targets, classes = encode(values, "height", "file.csv", as_classes=False)
    np.testing.assert_array_equal(y, values[:, np.newaxis])
    assert targets == ("height",)
    assert classes == ()


@pytest.mark.parametrize(("values", "shown"), [(texts("a", "a"), "'a'"), (np.array([2.0, 2.0]), "2")])
def test_a_constant_target_is_refused(values: NDArray[Any], shown: str) -> None:
    with pytest.raises(DataError, match=f"^file.csv, target 'kind': it is {shown} in every row"):
        encode(values, "kind", "file.csv", as_classes=True)


def test_a_name_in_each_row_is_no_class() -> None:
    names = texts(*(f"name {i:03}" for i in range(MOST_CLASSES + 1)))
    with pytest.raises(DataError, match="target 'who': 101 different texts in 101 rows, such as 'name 000'"):
        encode(names, "who", "file.csv", as_classes=True)


def test_too_many_numbers_are_no_classes() -> None:
    with pytest.raises(DataError, match=r"101 different numbers in 101 rows.*Take it as regression"):
        encode(np.arange(101.0), "height", "file.csv", as_classes=True)
