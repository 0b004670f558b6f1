"""Sweeps: thousands of short runs over a grid of settings or first weights, as a map of where each of them gets."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod
from time import perf_counter
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from graphviz_nn.engine.codes import LANES
from graphviz_nn.engine.pool import cores, submit
from graphviz_nn.errors import SettingError
from graphviz_nn.model import Network
from graphviz_nn.ops import BoolArray, FloatArray, Shape
from graphviz_nn.optim import empty_memory
from graphviz_nn.text import counted
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import LEAST, LaneMachine, fits, form_of_rule
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import epoch_means
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply

UPDATES = 500
PROGRESS_SECONDS = 0.05
COARSEST = 8  # cells between those of a map that are computed first; then half as many, and so on
AHEAD = 4  # parts that wait for each core: the coarse ones before the fine
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
        epoch_updates: how many updates an epoch has, of the grid's shape.
        done: which runs are done, of the grid's shape.
        ends: the weights after them, of shape (*grid, count); None unless they were asked for.

    """

    settings: Axes
    updates: int
    losses: FloatArray
    epochs: FloatArray
    epoch_updates: FloatArray
    done: BoolArray
    ends: FloatArray | None = None

    def __repr__(self) -> str:
        axes = " × ".join(f"{len(values)} of {name}" for name, values in self.settings.items())
        return f"<Sweep: {axes}, {counted(self.updates, 'update')} each>"

    def updates_to(self, loss: float) -> FloatArray:
        """Return after how many updates the mean loss of an epoch was first at most this; NaN where it never was."""
        reached = self.epochs <= loss
        first = reached.argmax(axis=-1) + 1.0
        return np.where(reached.any(axis=-1), first * self.epoch_updates, np.nan)


class _Part(NamedTuple):
    """Some runs of a map that are trained together: where they stand in it, and the settings of each."""

    places: tuple[int, ...]
    settings: tuple[TrainingSpec, ...]
    base: Problem  # what they share, with the settings of one of them


class _Found(NamedTuple):
    """The loss and the weights at the end of each run of a part, and the mean losses of its epochs (runs, epochs)."""

    part: _Part
    losses: FloatArray
    epochs: FloatArray
    weights: FloatArray


class _Starts:
    """Where runs start: all of one seed at one place, which is drawn once, but for the weights that are given."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._drawn: dict[int, FloatArray] = {}

    def of(self, spec: TrainingSpec) -> TrainingState:
        """Return where a run with these settings starts."""
        network = self._problem.network
        if self._problem.first is not None:
            weights, states = self._problem.first
        else:
            states = network.first_states
            if spec.seed not in self._drawn:
                self._drawn[spec.seed] = network.initial(spec.seed)
            weights = self._drawn[spec.seed]
        weights = network.begun(weights, spec.start)
        return TrainingState(weights, empty_memory(spec.optimiser, weights), 0, states)


def sweep(
    problem: Problem, settings: Axes, updates: int = UPDATES, *, keeps_ends: bool = False
) -> Generator[Sweep, None, Sweep]:
    """Train a run for each point of a grid over one or two settings of `Variant`, or weights; yield the map so far.

    A weight, named as `Network.cell_name` does, is the first of a run; the others are those that all runs begin with.

    It is there coarsely at first, and fills in. The runs are those that each has alone, to the bit, and all cores take
    part. To close the generator stops it. Raise SettingError for settings that are unknown or out of range.
    """
    shape = tuple(len(values) for values in settings.values())
    _check(problem.network, settings, shape, updates)
    parts = _parts(problem, settings, shape, updates)
    prepare(sum(seconds_of_training(part.base) * len(part.places) for part in parts))
    per_epoch = np.empty(shape)
    for part in parts:
        per_epoch.flat[list(part.places)] = part.base.updates_per_epoch
    longest = max(updates // part.base.updates_per_epoch for part in parts)
    if prod(shape) * longest > MOST_NUMBERS:
        raise SettingError(
            f"The sweep would keep {prod(shape) * longest:,} losses, and the most is {MOST_NUMBERS:,}. "
            "Give fewer values, or fewer updates."
        )
    count = problem.network.count
    if keeps_ends and prod(shape) * count > MOST_NUMBERS:
        raise SettingError(
            f"The sweep would keep {prod(shape) * count:,} weights, and the most is {MOST_NUMBERS:,}. "
            "Give fewer values."
        )
    losses, epochs = np.full(shape, np.nan), np.full((*shape, longest), np.nan)
    ends = np.full((*shape, count), np.nan) if keeps_ends else None
    done, flat = np.zeros(shape, dtype=bool), epochs.reshape(-1, longest)
    for found in _all_done(_regrouped(parts), _Starts(problem), updates):
        for each in found:
            places = list(each.part.places)
            losses.flat[places], done.flat[places] = each.losses, True
            flat[places, : each.epochs.shape[1]] = each.epochs
            if ends is not None:
                ends.reshape(-1, count)[places] = each.weights
        so_far = None if ends is None else ends.copy()
        yield Sweep(settings, updates, losses.copy(), epochs.copy(), per_epoch, done.copy(), so_far)
    return Sweep(settings, updates, losses, epochs, per_epoch, done, ends)


def has_weight(network: Network, name: str) -> bool:
    """Whether a network has a weight of this name, as `Network.cell_name` has it."""
    try:
        network.place_of(name)
    except SettingError:
        return False
    return True


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


def _parts(problem: Problem, settings: Axes, shape: Shape, updates: int) -> list[_Part]:
    """Return a part for each run, the coarsest grid first."""
    specs = [problem.training]
    for name, values in settings.items():
        specs = [with_setting(spec, name, value.item()) for spec in specs for value in values]
    sizes = {spec.batch_size: spec for spec in specs}
    bases = {size: _base(problem, spec, updates) for size, spec in sizes.items()}
    return [
        _Part((place,), (specs[place],), bases[specs[place].batch_size]) for place in _coarse_first(shape)
    ]


def with_setting(spec: TrainingSpec, name: str, value: Any) -> TrainingSpec:
    """Return the settings with one of those that a sweep may be over, or one of the first weights, changed."""
    if name in Variant.__struct_fields__:
        return apply(Variant(**{name: value}), spec)
    return msgspec.structs.replace(spec, start={**spec.start, name: value})


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


def _regrouped(parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts with those side by side that lanes hold, in the order of their first runs."""
    alike: dict[Hashable, list[_Part]] = {}
    bases = {id(part.base): part.base for part in parts}
    holds = {key: fits(base) for key, base in bases.items()}
    groups: list[list[_Part]] = []
    for part in parts:
        shared = form_of_rule(part.settings[0].optimiser)
        if shared is None or not holds[id(part.base)]:
            groups.append([part])
            continue
        open_group = alike.setdefault((id(part.base), shared), [])
        if not open_group:
            groups.append(open_group)
        open_group.append(part)
        if len(open_group) == LANES:
            del alike[id(part.base), shared]
    return [
        _Part(
            tuple(each.places[0] for each in group), tuple(each.settings[0] for each in group), group[0].base
        )
        for group in groups
    ]


def _all_done(parts: Sequence[_Part], starts: _Starts, updates: int) -> Generator[list[_Found], None, None]:
    """Do all parts on all cores, in their order; yield those that have been done, now and then."""
    left = iter(parts)
    going: set[Future[_Found]] = set()
    found: list[_Found] = []
    shown = perf_counter()
    try:
        while True:
            for part in islice(left, AHEAD * cores() - len(going)):
                going.add(submit(_done, part, [starts.of(spec) for spec in part.settings], updates))
            if not going:
                break
            ended, going = wait(going, return_when=FIRST_COMPLETED)
            found += [future.result() for future in ended]
            if perf_counter() - shown >= PROGRESS_SECONDS:
                yield found
                found, shown = [], perf_counter()
    finally:
        for future in going:
            future.cancel()
    yield found


def _done(part: _Part, states: Sequence[TrainingState], updates: int) -> _Found:
    """Train some runs, and measure where they end."""
    if len(states) < LEAST:
        found = [
            _alone(part.base, spec, state, updates) for spec, state in zip(part.settings, states, strict=True)
        ]
        losses, epochs, weights = (np.array(each) for each in zip(*found, strict=True))
        return _Found(part, losses, epochs, weights)
    done = LaneMachine(part.base).stretch(part.settings, states, updates)
    ended = done.ended >= 0
    losses = _finite(make_machine(part.base).losses(done.weights))
    losses[ended] = np.nan
    epochs = epoch_means(part.base, done.rows).T
    after = np.arange(1, epochs.shape[1] + 1) * part.base.updates_per_epoch
    epochs = np.where(ended[:, None] & (after > done.ended[:, None]), np.nan, epochs)
    return _Found(part, losses, epochs, done.weights)


def _alone(
    base: Problem, spec: TrainingSpec, state: TrainingState, updates: int
) -> tuple[float, FloatArray, FloatArray]:
    """Train one run; return the loss where it ends, the means of its epochs, NaN from a divergence on, and the end."""
    machine = make_machine(replace(base, training=msgspec.structs.replace(spec, epochs=base.training.epochs)))
    states, rows, divergence = machine.advance(state, updates)
    epochs = np.full(updates // base.updates_per_epoch, np.nan)
    means = epoch_means(base, rows)[:, 0]
    epochs[: len(means)] = means
    if divergence:
        return np.nan, epochs, states[-1].weights
    loss = float(_finite(machine.losses(states[-1].weights[None], states[-1].states))[0])
    return loss, epochs, states[-1].weights


def _finite(losses: FloatArray) -> FloatArray:
    return np.where(np.isfinite(losses), losses, np.nan)
