"""The one entry: from what was asked for to the data set."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.columns import choose
from graphviz_nn.data.dataset import Dataset
from graphviz_nn.data.encoding import class_numbers, parted
from graphviz_nn.data.guess import Task, guess
from graphviz_nn.data.raw import RawData
from graphviz_nn.data.spec import DataSpec
from graphviz_nn.data.split import Split, split_rows
from graphviz_nn.data.standardise import Scaling, measure, no_scaling
from graphviz_nn.data.synthetic import SYNTHETIC, generate
from graphviz_nn.data.tables import read_table, reading
from graphviz_nn.errors import DataError, FileError
from graphviz_nn.ops import FloatArray
from graphviz_nn.resources import resource
from graphviz_nn.text import cited, listing
from graphviz_nn.work import finish, quiet


class Measured(NamedTuple):
    """A set that was measured and comes as a CSV file in the resources, with its natural columns."""

    file: str
    features: tuple[str, ...]
    target: str
    words: str


MEASURED: dict[str, Measured] = {
    "iris": Measured(
        "iris.csv",
        ("sepal_length", "sepal_width", "petal_length", "petal_width"),
        "species",
        "Four measurements in cm of 150 flowers of three species of iris.",
    ),
    "penguins": Measured(
        "penguins.csv",
        ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"),
        "species",
        "Four measurements of 344 Antarctic penguins of three species; two rows have holes.",
    ),
    "digits": Measured(
        "digits.csv",
        tuple(f"p{row}{column}" for row in range(8) for column in range(8)),
        "digit",
        "1,797 handwritten digits, pictures of 8 × 8 pixels from 0 to 16.",
    ),
}

# The name of every built-in set and one line for menus.
SOURCES: dict[str, str] = {
    name: entry.words for registry in (SYNTHETIC, MEASURED) for name, entry in registry.items()
}


def load(spec: DataSpec) -> Dataset:
    """Load or generate the data, split it, and standardise it if asked.

    Raise SettingError for a field out of range, FileError for a file that can't be read, and DataError for
    data that can't be learnt from, naming file, row and column.
    """
    return finish(loading(spec), quiet)


def loading(spec: DataSpec) -> Generator[float, None, Dataset]:
    """Load as `load` does; yield how far it is, from 0 to 1."""
    return prepare((yield from _raw(spec)), spec)


def prepare(raw: RawData, spec: DataSpec) -> Dataset:
    """Split rows into those that are trained on and those that are held out; encode and standardise them as asked."""
    raw = parted(raw) if spec.one_hot else raw
    train, test = _split(raw, spec)
    x, y = raw.x[train], raw.y[train]
    scaling = measure(x, raw.features, raw.name) if spec.standardise else no_scaling(len(raw.features))
    is_scaled = spec.standardise_target and not raw.classes
    goal = measure(y, raw.targets, raw.name) if is_scaled else no_scaling(len(raw.targets))
    return Dataset(
        spec=spec,
        name=raw.name,
        x=_scaled(x, scaling, raw.features, raw.name),
        y=_scaled(y, goal, raw.targets, raw.name),
        x_test=_scaled(raw.x[test], scaling, raw.features, raw.name),
        y_test=_scaled(raw.y[test], goal, raw.targets, raw.name),
        features=raw.features,
        targets=raw.targets,
        classes=raw.classes,
        mean=scaling.mean,
        deviation=scaling.deviation,
        y_mean=goal.mean,
        y_deviation=goal.deviation,
        notes=(*raw.notes, *scaling.notes, *_missing_classes(raw, train)),
    )


def _split(raw: RawData, spec: DataSpec) -> Split:
    if spec.by_hand is not None:
        return spec.by_hand.split(spec.held_out)
    drawn = None if spec.source in SYNTHETIC or not raw.classes else class_numbers(raw.y)
    return split_rows(len(raw.x), spec.held_out, spec.seed, drawn)


def _scaled(values: FloatArray, scaling: Scaling, names: tuple[str, ...], where: str) -> FloatArray:
    with np.errstate(over="ignore"):
        scaled: FloatArray = (values - scaling.mean) / scaling.deviation
    broken = ~np.isfinite(scaled).all(axis=0)
    if broken.any():
        raise DataError(
            f"{where}: standardised, column {names[int(broken.argmax())]!r} has numbers beyond float64. "
            "Leave it unstandardised, or take a larger unit for it."
        )
    return scaled


def _raw(spec: DataSpec) -> Generator[float, None, RawData]:
    if spec.by_hand is not None:
        return spec.by_hand.raw
    if spec.given is not None:
        return _with_features(spec.given.raw, spec)
    if spec.source in SYNTHETIC:
        return _generated(spec)
    if spec.source in MEASURED:
        return _measured(spec.source, spec.features, spec.targets, spec.task)
    if not Path(spec.source).suffix and not os.path.exists(os.path.expanduser(spec.source)):
        raise FileError(
            f"{cited(spec.source)} is no built-in set and no file. "
            f"Give the path of a table, or one of: {', '.join(SOURCES)}."
        )
    table = yield from reading(spec.source, spec.told)
    return choose(spec.guess(table))


def _generated(spec: DataSpec) -> RawData:
    return _with_features(generate(spec.source, spec.rows, spec.noise, spec.seed), spec)


def _with_features(raw: RawData, spec: DataSpec) -> RawData:
    """Return rows whose target is not to be chosen, with the features that are."""
    if spec.targets is not None and spec.targets != raw.targets:
        raise DataError(
            f"{raw.name} has no target {', '.join(map(repr, spec.targets))}. "
            f"Its target is {raw.targets[0]}; or leave it out."
        )
    if spec.features is None:
        return raw
    if (
        not spec.features
        or len(set(spec.features)) < len(spec.features)
        or set(spec.features) - set(raw.features)
    ):
        raise DataError(
            f"{raw.name}: the features {', '.join(map(repr, spec.features)) or '(none)'} can't be chosen. "
            f"Choose from {', '.join(raw.features)}, each once; or leave the choice out."
        )
    chosen = [raw.features.index(name) for name in spec.features]
    return replace(raw, x=raw.x[:, chosen], features=spec.features)


@lru_cache(maxsize=8)  # a slider that splits the rows anew shall not wait for the file to be read anew
def _measured(
    source: str, features: tuple[str, ...] | None, targets: tuple[str, ...] | None, task: Task | None
) -> RawData:
    natural = MEASURED[source]
    if targets is None:
        targets, task = (natural.target,), task or "classification"
    if features is None:
        features = tuple(name for name in natural.features if name not in targets)
    table = read_table(resource("data", natural.file))
    return replace(choose(guess(table, features, targets, task)), name=source)


def _missing_classes(raw: RawData, train: NDArray[np.intp]) -> tuple[str, ...]:
    """Return a note if a class has no training row, which may happen in a small set with held-out rows."""
    if not raw.classes:
        return ()
    present = set(class_numbers(raw.y[train]).tolist())
    missing = [name for code, name in enumerate(raw.classes) if code not in present]
    if not missing:
        return ()
    return (f"No training row is of class {listing(missing, 5)}: hold out fewer rows, or change the seed.",)
