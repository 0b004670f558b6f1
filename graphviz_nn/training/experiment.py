"""Experiments: one task with many seeds and settings, trained over all cores at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from time import perf_counter
from typing import TypeVar

import msgspec
import numpy as np

from graphviz_nn.engine.pool import submit
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import grouped, side_by_side
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import SELDOM, Runs, check_together, checkpoints_of_path, train_side_by_side
from graphviz_nn.training.variants import Variant, apply, labels

Made = TypeVar("Made")
Maker = Generator[Made, None, Made]
PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, eq=False, repr=False)
class Experiment:
    """What came of variants × seeds.

    Attributes:
        variants: what each variant is called.
        seeds: the seeds, the same for each variant.
        runs: for each variant its runs, one for each seed.

    """

    variants: tuple[str, ...]
    seeds: tuple[int, ...]
    runs: tuple[Runs, ...]

    def __repr__(self) -> str:
        names, _, epochs = ", ".join(self.variants), *self.losses.shape[1:]
        return f"<Experiment: {names} from {len(self.seeds)} seeds, {epochs} epochs each>"

    @property
    def losses(self) -> FloatArray:
        """The mean loss of each epoch, of shape (variants, seeds, epochs); NaN from a divergence on."""
        epochs = max(run.problem.training.epochs for row in self.runs for run in row)
        losses = np.full((len(self.variants), len(self.seeds), epochs), np.nan)
        for place, row in enumerate(self.runs):
            for seed, run in enumerate(row):
                losses[place, seed, : len(run.losses)] = run.losses
        return losses

    @property
    def weights(self) -> FloatArray:
        """The weights at the end of each run, of shape (variants, seeds, count)."""
        return np.array([[run.end.weights for run in row] for row in self.runs])


def together(makers: Sequence[Maker[Made]]) -> Generator[tuple[Made, ...], None, tuple[Made, ...]]:
    """Make some things on all cores, each a part at a time, in turn; yield them as far as they are, and return them.

    What is made is a run, or several that are trained in the lanes of a vector; their numbers are those that each has
    alone, to the bit. To close the generator stops them all.
    """
    runs: dict[int, Made] = {}
    ended: SimpleQueue[int] = SimpleQueue()
    waiting: dict[int, Future[tuple[Made, bool]]] = {}

    def begin(place: int) -> None:
        waiting[place] = submit(_next_part, makers[place])
        waiting[place].add_done_callback(lambda _: ended.put(place))

    shown = perf_counter()
    try:
        for place in range(len(makers)):
            begin(place)
        while waiting:
            place = ended.get()
            runs[place], is_whole = waiting.pop(place).result()
            if not is_whole:
                begin(place)
            if len(runs) == len(makers) and perf_counter() - shown >= PROGRESS_SECONDS:
                yield _in_order(runs)
                shown = perf_counter()
    finally:
        for future in waiting.values():
            future.cancel()
    return _in_order(runs)


def tasks_of(problem: Problem, variants: Sequence[Variant], seeds: Sequence[int]) -> list[Problem]:
    """Return what each run trains, variant by variant."""
    settings = [apply(variant, problem.training) for variant in variants]
    return [
        Problem(problem.network, msgspec.structs.replace(spec, seed=seed), problem.x, problem.y)
        for spec in settings
        for seed in seeds
    ]


def experiment(
    problem: Problem, variants: Sequence[Variant], seeds: Sequence[int]
) -> Generator[Runs, None, Experiment]:
    """Train every variant of a problem from every seed; yield the runs so far, variant by variant."""
    tasks = tasks_of(problem, variants, seeds)
    check_together(tasks)
    prepare(sum(map(seconds_of_training, tasks)))
    kept = checkpoints_of_path(problem, max(len(tasks), 1))
    groups = grouped(tasks)
    makers = [
        train_side_by_side(
            [make_machine(tasks[place]) for place in group],
            side_by_side,
            checkpoints=kept,
            runs=len(tasks),
            progress=SELDOM,
        )
        for group in groups
    ]
    runs = yield from _ungrouped(groups, together(makers))
    rows = tuple(runs[i : i + len(seeds)] for i in range(0, len(runs), len(seeds)))
    names = labels(variants, problem.training)
    return Experiment(names, tuple(seeds), rows)


def _ungrouped(
    groups: Sequence[Sequence[int]], work: Generator[tuple[Runs, ...], None, tuple[Runs, ...]]
) -> Generator[Runs, None, Runs]:
    """Yield and return runs that are trained in groups, each at its place."""

    def placed(made: tuple[Runs, ...]) -> Runs:
        runs = {
            place: run
            for group, some in zip(groups, made, strict=True)
            for place, run in zip(group, some, strict=True)
        }
        return _in_order(runs)

    try:
        while True:
            yield placed(next(work))
    except StopIteration as end:
        return placed(end.value)
    finally:
        work.close()


def _next_part(maker: Maker[Made]) -> tuple[Made, bool]:
    """Return what is made as far as it is, and whether that is all."""
    try:
        return next(maker), False
    except StopIteration as end:
        return end.value, True


def _in_order(runs: dict[int, Made]) -> tuple[Made, ...]:
    return tuple(runs[place] for place in sorted(runs))
