"""Sweeps: thousands of short runs over a grid of one or two settings, as a map of where each of them gets."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from graphviz_nn.engine import native
from graphviz_nn.engine.codes import LANES
from graphviz_nn.errors import SettingError
from graphviz_nn.ops import BoolArray, FloatArray, Shape
from graphviz_nn.text import counted
from graphviz_nn.training.crew import HERE, Crew
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import fits, form_of_rule
from graphviz_nn.training.machines import prepare
from graphviz_nn.training.part import Found, Part, Starts
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply

UPDATES = 500
COARSEST = 8  # cells between those of a map that are computed first; then half as many, and so on
MOST_RUNS = 1 << 16
MOST_NUMBERS = 64_000_000  # in the losses of all epochs: 512 MB

Axes: TypeAlias = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What came of runs over a grid of settings; while some are not done, theirs are NaN too.

    Attributes:
        settings: the values along each axis, by the name of the setting.
        updates: how many updates each run did.
        losses: the loss over all rows after them, of the grid's shape; NaN where the run diverged.
        epochs: the mean loss of the examples in each whole epoch, before their updates; of shape (*grid, epochs).
            With mini-batches of several sizes, runs of fewer epochs are filled up with NaN.
        epoch_updates: how many updates an epoch has, of the grid's shape.
        done: which runs are done, of the grid's shape.

    """

    settings: Axes
    updates: int
    losses: FloatArray
    epochs: FloatArray
    epoch_updates: FloatArray
    done: BoolArray

    def __repr__(self) -> str:
        axes = " × ".join(f"{len(values)} of {name}" for name, values in self.settings.items())
        return f"<Sweep: {axes}, {counted(self.updates, 'update')} each>"

    def updates_to(self, loss: float) -> FloatArray:
        """Return after how many updates the mean loss of an epoch was first at most this; NaN where it never was."""
        reached = self.epochs <= loss
        first = reached.argmax(axis=-1) + 1.0
        return np.where(reached.any(axis=-1), first * self.epoch_updates, np.nan)


def sweep(
    problem: Problem, settings: Axes, updates: int = UPDATES, crew: Crew = HERE
) -> Generator[Sweep, None, Sweep]:
    """Train a run for each point of a grid over one or two settings of `Variant`; yield the map so far.

    It is there coarsely at first, and fills in. The runs are those that each has alone, to the bit, whichever crew
    trains them. To close the generator stops it. Raise SettingError for settings that are unknown or out of range.
    """
    shape = tuple(len(values) for values in settings.values())
    _check(settings, shape, updates)
    specs, bases = _all_settings(problem, settings, updates)
    seconds = {size: seconds_of_training(base) for size, base in bases.items()}
    prepare(sum(seconds[spec.batch_size] for spec in specs))
    longest = max(updates // base.updates_per_epoch for base in bases.values())
    if prod(shape) * longest > MOST_NUMBERS:
        raise SettingError(
            f"The sweep would keep {prod(shape) * longest:,} losses, and the most is {MOST_NUMBERS:,}. "
            "Give fewer values, or fewer updates."
        )
    per_epoch = np.array([float(bases[spec.batch_size].updates_per_epoch) for spec in specs]).reshape(shape)
    losses, epochs = np.full(shape, np.nan), np.full((*shape, longest), np.nan)
    done, flat = np.zeros(shape, dtype=bool), epochs.reshape(-1, longest)
    starts, is_native = Starts(problem), native.ready()
    groups = _grouped(_coarse_first(shape), specs, bases)
    parts = [
        Part(bases[specs[group[0]].batch_size], tuple(specs[i] for i in group), updates, is_native, starts)
        for group in groups
    ]

    def take(fresh: Mapping[int, Found]) -> None:
        for place, found in fresh.items():
            losses.flat[groups[place]], done.flat[groups[place]] = found.losses, True
            flat[groups[place], : found.epochs.shape[1]] = found.epochs

    work = crew.do(parts)
    try:
        while True:
            take(next(work))
            yield Sweep(settings, updates, losses.copy(), epochs.copy(), per_epoch, done.copy())
    except StopIteration as end:
        take(end.value)
    finally:
        work.close()
    yield Sweep(settings, updates, losses, epochs, per_epoch, done)
    return Sweep(settings, updates, losses, epochs, per_epoch, done)


def _check(settings: Axes, shape: Shape, updates: int) -> None:
    known = [name for name in Variant.__struct_fields__ if name not in ("name", "optimiser", "changes")]
    for name, values in settings.items():
        if name not in known:
            raise SettingError(
                f"A sweep over {name!r} is not possible. Choose one or two of {', '.join(known)}."
            )
        if not len(values):
            raise SettingError(f"The sweep has no values for {name}. Give at least one.")
    if not 1 <= len(settings) <= 2:
        raise SettingError(f"The sweep is over {counted(len(settings), 'setting')}. Give one or two.")
    if prod(shape) > MOST_RUNS:
        raise SettingError(
            f"The sweep has {prod(shape):,} runs, and the most is {MOST_RUNS:,}. Give fewer values."
        )
    if updates < 1:
        raise SettingError(f"Each run of the sweep has {updates} updates. Give at least 1.")


def _all_settings(
    problem: Problem, settings: Axes, updates: int
) -> tuple[list[TrainingSpec], dict[int, Problem]]:
    """Return the settings of each run, in the order of the grid, and what is trained in mini-batches of each size."""
    specs = [problem.training]
    for name, values in settings.items():
        changes = [Variant(**{name: value.item()}) for value in values]
        specs = [apply(change, spec) for spec in specs for change in changes]
    sizes = {spec.batch_size: spec for spec in specs}
    return specs, {size: _base(problem, spec, updates) for size, spec in sizes.items()}


def _base(problem: Problem, spec: TrainingSpec, updates: int) -> Problem:
    """Return what is trained in mini-batches of a size, long enough for so many updates."""
    per_epoch = -(-len(problem.x) // min(spec.batch_size, len(problem.x)))
    return replace(problem, training=msgspec.structs.replace(spec, epochs=-(-updates // per_epoch)))


def _coarse_first(shape: Shape) -> list[int]:
    """Return the places of a grid, those of the coarsest grid first, then those of each finer one."""

    def level(index: tuple[int, ...]) -> int:
        step = COARSEST
        while any(i % step for i in index):
            step //= 2
        return -step

    indices = sorted(product(*(range(size) for size in shape)), key=level)
    return [int(np.ravel_multi_index(index, shape)) for index in indices]


def _grouped(
    places: Sequence[int], specs: Sequence[TrainingSpec], bases: Mapping[int, Problem]
) -> list[list[int]]:
    """Return the places with those side by side that lanes hold, in the order of their first ones."""
    alike: dict[Hashable, list[int]] = {}
    holds = {size: fits(base) for size, base in bases.items()}
    groups: list[list[int]] = []
    for place in places:
        size = specs[place].batch_size
        shared = form_of_rule(specs[place].optimiser)
        if shared is None or not holds[size]:
            groups.append([place])
            continue
        open_group = alike.setdefault((size, shared), [])
        if not open_group:
            groups.append(open_group)
        open_group.append(place)
        if len(open_group) == LANES:
            del alike[size, shared]
    return groups
