"""Experiments: one task with many seeds and settings, trained over all cores at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from queue import SimpleQueue
from time import perf_counter
from typing import TypeVar

import msgspec

from graphviz_nn.engine.pool import submit
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import grouped, side_by_side
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.outcomes import Experiment
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import SELDOM, Runs, check_together, checkpoints_of_path, train_side_by_side
from graphviz_nn.training.variants import Variant, apply, labels

Made = TypeVar("Made")
Maker = Generator[Made, None, Made]
PROGRESS_SECONDS = 0.1


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


def experiment(
    problem: Problem, variants: Sequence[Variant], seeds: Sequence[int]
) -> Generator[Runs, None, Experiment]:
    """Train every variant of a problem from every seed; yield the runs so far, variant by variant.

    The variants change the training alone; see `train_grid` for those that change network or rows.
    """
    settings = [apply(variant, problem.training) for variant in variants]
    tasks = [replace(problem, training=training) for training in settings]
    names = labels(variants, problem.training)
    return (yield from train_grid(names, [seeded(task, seeds) for task in tasks], seeds))


def seeded(problem: Problem, seeds: Sequence[int]) -> tuple[Problem, ...]:
    """Return the problem from each of some seeds; one that begins elsewhere does so with its own seed alone."""
    training = problem.training
    return tuple(
        problem
        if seed == training.seed
        else replace(problem, training=msgspec.structs.replace(training, seed=seed), first=None)
        for seed in seeds
    )


def train_grid(
    names: Sequence[str], rows: Sequence[Sequence[Problem]], seeds: Sequence[int], kept: int = 0
) -> Generator[Runs, None, Experiment]:
    """Train what each variant, by its name, trains from each seed; yield the runs so far, variant by variant.

    Each keeps about so many checkpoints; 0 is as many as its path needs.
    """
    tasks = [task for row in rows for task in row]
    check_together(tasks)
    prepare(sum(map(seconds_of_training, tasks)))
    groups = grouped(tasks)
    makers = [
        train_side_by_side(
            [make_machine(tasks[place]) for place in group],
            side_by_side,
            checkpoints=kept or checkpoints_of_path(tasks[group[0]], max(len(tasks), 1)),
            runs=len(tasks),
            progress=SELDOM,
        )
        for group in groups
    ]
    runs = yield from _ungrouped(groups, together(makers))
    each = [runs[i : i + len(seeds)] for i in range(0, len(runs), len(seeds))]
    return Experiment(tuple(names), tuple(seeds), tuple(each))


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
