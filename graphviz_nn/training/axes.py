"""The axes of a map of runs: which settings and first weights there are, and the values along each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.model import Network
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.settings import settings_of
from graphviz_nn.text import short
from graphviz_nn.training.problem import MOST_NUMBERS, Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.sweep import has_weight
from graphviz_nn.training.variants import Variant

LEAST_REACH = 4.0  # how far an axis of a weight reaches on both sides of 0, at least
FARTHEST = 1e300  # beyond it the way from end to end is out of range
APART = 0.06  # of an axis, at least, between two numbers that stand at it
SETTINGS = settings_of(Variant)


@dataclass(frozen=True, eq=False)
class Axis:
    """One axis of a map.

    Attributes:
        name: of the setting, or of the weight as `Network.cell_name` has it.
        label: what people call it.
        values: along it, rising, of shape (n,); whole numbers of a setting that has no others.
        ticks: where numbers stand at it, as places among the values, and what they say.

    """

    name: str
    label: str
    values: NDArray[Any]
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        """Return where among the values a number lies, from 0 on; beyond the ends is at an end."""
        return float(np.interp(value, self.values, np.arange(len(self.values))))

    def nearest(self, place: float) -> int:
        """Return which value is nearest to a place among them."""
        return int(np.clip(round(place), 0, len(self.values) - 1))


@dataclass(frozen=True)
class Kind:
    """What is declared of a setting that a map may be over.

    Attributes:
        values: so many of them, for what is trained.
        marks: which numbers may stand at the axis.
        known: the number that a run has.

    """

    values: Callable[[Problem, int], NDArray[Any]]
    marks: tuple[float, ...]
    known: Callable[[TrainingSpec], float]


def _rates(problem: Problem, count: int) -> NDArray[Any]:
    """Return rates by equal factors over four decades, those of plain descent ten times as high as those of others."""
    highest = 1.0 if isinstance(problem.training.optimiser, Sgd) else 0.0
    return _rounded(10.0 ** np.linspace(highest - 4, highest, count), 3)


def _momenta(problem: Problem, count: int) -> NDArray[Any]:
    """Return momenta α from 0 to 0.99, whose reach 1/(1 − α) grows by equal factors: 0.9 stands in the middle."""
    left = _rounded(10.0 ** np.linspace(0, -2, count), 3)
    return _rounded(1 - left, 12)  # without the digits of rounding


def _batches(problem: Problem, count: int) -> NDArray[Any]:
    """Return sizes of mini-batches by equal factors, from one row to all of them, or as many as the memory holds."""
    most = min(len(problem.x), max(MOST_NUMBERS // problem.network.numbers_of_example, 1))
    return np.unique(np.rint(np.geomspace(1, most, count)).astype(np.int64))


KINDS: dict[str, Kind] = {
    "learning_rate": Kind(
        _rates,
        (1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0),
        lambda spec: spec.optimiser.learning_rate,
    ),
    "momentum": Kind(
        _momenta,
        (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99),
        lambda spec: getattr(spec.optimiser, "momentum", 0.0),
    ),
    "batch_size": Kind(
        _batches,
        tuple(float(digit * 10**power) for power in range(6) for digit in (1, 2, 5)),
        lambda spec: spec.batch_size,
    ),
}


def axis_names(problem: Problem, most_weights: int) -> tuple[str, ...]:
    """Return what a map of a problem may be over: settings of its training, then so many of its weights at most."""
    rule = type(problem.training.optimiser)
    settings = [
        name
        for name in KINDS
        if name in rule.__struct_fields__ or (name == "batch_size" and len(problem.x) > 1)
    ]
    return (*settings, *_weight_names(problem.network, most_weights))


def has_axis(problem: Problem, name: str) -> bool:
    """Whether a problem has a setting of this name that a map may be over, or a weight."""
    return name in axis_names(problem, 0) or has_weight(problem.network, name)


def label_of(name: str) -> str:
    """Return what people call a setting, or a weight."""
    return SETTINGS[name].setting.label if name in KINDS else name


def called(name: str) -> str:
    """Return the same as it stands in a sentence."""
    return SETTINGS[name].called if name in KINDS else name


def known_at(problem: Problem, name: str) -> float:
    """Return what the run of a problem has at an axis: its setting, or its first weight."""
    if name in KINDS:
        known = KINDS[name].known(problem.training)
        return min(known, len(problem.x)) if name == "batch_size" else known
    return float(problem.start.weights[problem.network.place_of(name)])


def axis_of(problem: Problem, name: str, count: int) -> Axis:
    """Return an axis with about so many values; raise SettingError for a name of no setting and no weight.

    That of a weight reaches as far to both sides of 0, at least twice as far as the weight of the seed is.
    """
    if name in KINDS:
        values = KINDS[name].values(problem, count)
        marks = [mark for mark in KINDS[name].marks if values[0] <= mark <= values[-1]]
    else:
        first = float(problem.network.initial(problem.training.seed)[problem.network.place_of(name)])
        reach = LEAST_REACH
        while reach < min(2 * abs(first), FARTHEST):
            reach *= 2
        values = np.linspace(-reach, reach, count)
        marks = np.linspace(-reach, reach, 5).tolist()
    places = np.interp(marks, values, np.arange(len(values))).tolist()
    ticks = list[tuple[float, str]]()
    for place, mark in zip(places, marks, strict=True):
        if not ticks or place - ticks[-1][0] >= APART * len(values):
            ticks.append((place, short(mark)))
    return Axis(name, label_of(name), values, tuple(ticks))


def _rounded(values: FloatArray, digits: int) -> FloatArray:
    """Return numbers as a person would write them, so that a cell of a map is a setting that can be typed."""
    return np.array([float(f"{value:.{digits}g}") for value in values.tolist()])


@lru_cache(maxsize=4)  # asked for at every step of a drag
def _weight_names(network: Network, most: int) -> tuple[str, ...]:
    return tuple(map(network.cell_name, range(min(network.count, most))))
