"""What data to load and how: the part of a document that `load` reads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from graphviz_nn.errors import SettingError


class DataSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice of data, as saved in a document.

    Attributes:
        source: the name of a built-in set (see `load.SOURCES`) or the path of a CSV file.
        rows: how many rows a generated set gets; files ignore it.
        noise: how far the points of a generated set scatter: the standard deviation as a share of the
            distance between its two classes, which the set's generator states; files ignore it.
        seed: of the generation and of the choice of held-out rows.
        features: the columns to learn from; None means the natural ones: the four measurements of iris and of
            penguins, every numeric column but the target of another file, x1 and x2 of a generated set.
        target: the column to learn; None means the natural one: `species` of iris and penguins, the last
            column of another file, y of a generated set.
        standardise: x' = (x - mean) / deviation, measured on the training rows only.
        held_out: the fraction of the rows that is kept for testing, from 0 to 0.9.

    """

    source: str = "two blobs"
    rows: int = 128
    noise: float = 0.2
    seed: int = 0
    features: tuple[str, ...] | None = None
    target: str | None = None
    standardise: bool = False
    held_out: float = 0.0


class Limit(NamedTuple):
    """The range of a field of DataSpec, for `check_spec` and for the widgets that set the field."""

    least: float
    most: float
    whole: bool


LIMITS = {
    "rows": Limit(2, 100_000, whole=True),
    "noise": Limit(0.0, 10.0, whole=False),
    "seed": Limit(0, 2**63 - 1, whole=True),
    "held_out": Limit(0.0, 0.9, whole=False),
}


def check_spec(spec: DataSpec) -> None:
    """Raise SettingError, naming the field, its value and its range, if a field is out of range."""
    for field, limit in LIMITS.items():
        value = getattr(spec, field)
        kind = "whole number" if limit.whole else "number"
        if not _is_number(value, whole=limit.whole) or not limit.least <= value <= limit.most:
            raise SettingError(
                f"{field} is {value!r}; set it to a {kind} from {limit.least} to {limit.most}."
            )
    for field, (fits, cure) in _KINDS.items():
        value = getattr(spec, field)
        if not fits(value):
            raise SettingError(f"{field} is {value!r}; set it to {cure}.")


_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "source": (lambda value: isinstance(value, str), "the name of a built-in set or the path of a CSV file"),
    "features": (
        lambda value: value is None or (isinstance(value, tuple) and all(isinstance(v, str) for v in value)),
        "a tuple of column names, or to None for the natural ones",
    ),
    "target": (
        lambda value: value is None or isinstance(value, str),
        "a column name, or to None for the natural one",
    ),
}


def _is_number(value: object, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        return False
    return math.isfinite(value)
