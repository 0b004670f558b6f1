"""Sweeps: thousands of short runs over a grid of settings or first weights, as a map of where each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import prod
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from graphviz_nn.engine.codes import LANES
from graphviz_nn.errors import SettingError
from graphviz_nn.model import Network
from graphviz_nn.ops import BoolArray, FloatArray, Shape
from graphviz_nn.text import counted
from graphviz_nn.training.crew import HERE, Crew
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import fits, form_of_rule
from graphviz_nn.training.machines import is_ready, prepare
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
        settings: the values along each axis, by the name of the setting or of the first weight.
        updates: how many updates each run did.
        losses: the loss over all rows after them, of the grid's shape; NaN where the run diverged.
        epochs: the mean loss of the examples in each whole epoch, before their updates; of shape (*grid, epochs).
            With mini-batches of several sizes, runs of fewer epochs are filled up with NaN.
        lowest: the least of these of each run, of the grid's shape; infinite where there is none.
        epoch_updates: how many updates an epoch has, of the grid's shape.
        done: which runs are done, of the grid's shape.
        ends: the weights after them, of shape (*grid, count); None unless they were asked for.

    """

    settings: Axes
    updates: int
    losses: FloatArray
    epochs: FloatArray
    lowest: FloatArray
    epoch_updates: FloatArray
    done: BoolArray
    ends: FloatArray | None = None

    def __repr__(self) -> str:
        axes = " × ".join(f"{len(values)} of {name}" for name, values in self.settings.items())
        return f"<Sweep: {axes}, {counted(self.updates, 'update')} each>"

    def updates_to(self, loss: float) -> FloatArray:
        """Return after how many updates the mean loss of an epoch was first at most this; NaN where it never was."""
        if not self.epochs.size:  # too few updates for an epoch
            return np.full(self.losses.shape, np.nan)
        reached = self.epochs <= loss
        first = reached.argmax(axis=-1) + 1.0
        return np.where(reached.any(axis=-1), first * self.epoch_updates, np.nan)


def sweep(
    problem: Problem, settings: Axes, updates: int = UPDATES, crew: Crew = HERE, *, keeps_ends: bool = False
) -> Generator[Sweep, None, Sweep]:
    """Train a run for each point of a grid over one or two settings of `Variant`, or weights; yield the map so far.

    A weight, named as `Network.cell_name` does, is the first of a run; the others are those that all runs begin with.

    It is there coarsely at first, and fills in. The runs are those that each has alone, to the bit, whichever crew
    trains them. To close the generator stops it. Raise SettingError for settings that are unknown or out of range.
    """
    shape = tuple(len(values) for values in settings.values())
    _check(problem.network, settings, shape, updates)
    specs, bases = _all_settings(problem, settings, updates)
    seconds = {size: seconds_of_training(base) for size, base in bases.items()}
    prepare(sum(seconds[spec.batch_size] for spec in specs), problem.training.dtype)
    longest = max(updates // base.updates_per_epoch for base in bases.values())
    count = problem.network.count if keeps_ends else 0
    _check_room(prod(shape) * longest, "losses", "Give fewer values, or fewer updates.")
    _check_room(prod(shape) * count, "weights", "Give fewer values.")
    per_epoch = np.array([float(bases[spec.batch_size].updates_per_epoch) for spec in specs]).reshape(shape)
    sheet = _Sheet(settings, updates, per_epoch, longest, count)
    starts, is_native = Starts(problem), is_ready(problem)
    groups = _grouped(_coarse_first(shape), specs, bases)
    parts = [
        Part(bases[specs[group[0]].batch_size], tuple(specs[i] for i in group), updates, is_native, starts)
        for group in groups
    ]
    work = crew.do(parts)
    try:
        while True:
            sheet.take(next(work), groups)
            yield sheet.so_far()
    except StopIteration as end:
        sheet.take(end.value, groups)
    finally:
        work.close()
    yield sheet.whole
    return sheet.whole


class _Sheet:
    """A map that is being filled in.

    Attributes:
        whole: what there is of it, of which the arrays still change.

    """

    def __init__(self, settings: Axes, updates: int, per_epoch: FloatArray, longest: int, count: int) -> None:
        shape = per_epoch.shape
        losses, epochs = np.full(shape, np.nan), np.full((*shape, longest), np.nan)
        ends = np.full((*shape, count), np.nan) if count else None
        done = np.zeros(shape, dtype=bool)
        lowest = np.full(shape, np.inf)
        self.whole = Sweep(settings, updates, losses, epochs, lowest, per_epoch, done, ends)

    def take(self, fresh: Mapping[int, Found], groups: Sequence[Sequence[int]]) -> None:
        """Fill in what has been found of some groups of places, by their numbers."""
        made = self.whole
        epochs = made.epochs.reshape(made.losses.size, -1 if made.epochs.size else 0)
        for number, found in fresh.items():
            places = list(groups[number])
            made.losses.flat[places], made.done.flat[places] = found.losses, True
            epochs[places, : found.epochs.shape[1]] = found.epochs
            made.lowest.flat[places] = np.fmin.reduce(found.epochs, axis=1, initial=np.inf)
            if made.ends is not None:
                made.ends.reshape(made.losses.size, -1)[places] = found.weights

    def so_far(self) -> Sweep:
        """Return what there is of it now, which stays as it is."""
        made = self.whole
        ends = None if made.ends is None else made.ends.copy()
        return replace(
            made,
            losses=made.losses.copy(),
            epochs=made.epochs.copy(),
            lowest=made.lowest.copy(),
            done=made.done.copy(),
            ends=ends,
        )


def _check_room(numbers: int, what: str, cure: str) -> None:
    if numbers > MOST_NUMBERS:
        raise SettingError(
            f"The sweep would keep {numbers:,} {what}, and the most is {MOST_NUMBERS:,}. {cure}"
        )


def has_weight(network: Network, name: str) -> bool:
    """Whether a network has a weight of this name, as `Network.cell_name` has it."""
    try:
        network.place_of(name)
    except SettingError:
        return False
    return True


def with_setting(spec: TrainingSpec, name: str, value: Any) -> TrainingSpec:
    """Return the settings with one of those that a sweep may be over, or one of the first weights, changed."""
    return _change(name, value)(spec)


def _change(name: str, value: Any) -> Callable[[TrainingSpec], TrainingSpec]:
    """Return what changes settings so; what it needs of the value is looked at once, for all runs that have it."""
    if name in Variant.__struct_fields__:
        return partial(apply, Variant(**{name: value}))
    return lambda spec: msgspec.structs.replace(spec, start={**spec.start, name: value})


def _check(network: Network, settings: Axes, shape: Shape, updates: int) -> None:
    known = [name for name in Variant.__struct_fields__ if name not in ("name", "optimiser", "changes")]
    for name, values in settings.items():
        if name not in known and not has_weight(network, name):
            weight = f", or a first weight, as {network.cell_name(0)}" if network.count else ""
            raise SettingError(
                f"A sweep over {name!r} is not possible. Choose one or two of {', '.join(known)}{weight}."
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
        changes = [_change(name, value.item()) for value in values]
        specs = [change(spec) for spec in specs for change in changes]
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
