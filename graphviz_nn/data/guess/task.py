"""Whether a target asks for a class or for a number, by evidence."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.guess.found import Task
from graphviz_nn.data.guess.kinds import Meaning, are_whole
from graphviz_nn.data.guess.names import names_classes
from graphviz_nn.data.tables.table import Column
from graphviz_nn.ops import FloatArray

_MOST_CLASSES = 20
_MOST_CODES, _LEAST_OF_A_CODE, _LEAST_BALANCE = 10, 10, 0.25
_PAIRS = ((0.0, 1.0), (-1.0, 1.0), (1.0, 2.0))


class Choice(NamedTuple):
    """A task, and in about three words why."""

    task: Task
    reason: str


def task_of(column: Column, meaning: Meaning) -> Choice:
    """Tell what a target asks for.

    Words, yes and no, and two labels are classes. Whole numbers are counts rather than classes, unless the name says
    otherwise, or they are codes: 0, 1, 2 … (or from 1), each often, and about as often as the others.
    """
    if column.is_words:
        return Choice("classification", "words are classes")
    if column.words:
        return Choice("classification", meaning.reason)
    if column.odd is not None or column.kind != "number":
        return Choice("regression", "numbers" if column.kind == "number" else f"a {column.kind}")
    values = column.values[~np.isnan(column.values)]
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) == 2 and (tuple(distinct.tolist()) in _PAIRS or counts.min() > 1):
        return Choice("classification", f"two labels, {distinct[0]:g} and {distinct[1]:g}")
    if len(distinct) > _MOST_CLASSES or not are_whole(distinct):
        return Choice("regression", "many numbers" if are_whole(distinct) else "decimals")
    if names_classes(column.name):
        return Choice("classification", "its name says so")
    if _are_codes(distinct, counts):
        return Choice("classification", f"codes {distinct[0]:g} to {distinct[-1]:g}")
    return Choice("regression", "whole numbers count")


def _are_codes(distinct: FloatArray, counts: NDArray[np.intp]) -> bool:
    follow = distinct[0] in (0, 1) and bool((np.diff(distinct) == 1).all())
    often = counts.min() >= max(_LEAST_OF_A_CODE, _LEAST_BALANCE * counts.max())
    return follow and len(distinct) <= _MOST_CODES and bool(often)
