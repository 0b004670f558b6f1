"""Experiments: one task with many seeds and settings, trained over all cores at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import msgspec

from graphviz_nn.training.crew import HERE, Crew, Made, Maker, all_of, in_turn
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.group import Group
from graphviz_nn.training.lanes import grouped
from graphviz_nn.training.machines import is_ready, prepare
from graphviz_nn.training.outcomes import Experiment
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Runs, check_together, checkpoints_of_path
from graphviz_nn.training.variants import Variant, apply, labels


def together(makers: Sequence[Maker[Made]]) -> Generator[tuple[Made, ...], None, tuple[Made, ...]]:
    """Make some things on all cores, each a part at a time, in turn; yield them as far as they are, and return them.

    To close the generator stops them all.
    """
    return all_of(in_turn(makers), len(makers))


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
    names: Sequence[str],
    rows: Sequence[Sequence[Problem]],
    seeds: Sequence[int],
    kept: int = 0,
    crew: Crew = HERE,
) -> Generator[Runs, None, Experiment]:
    """Train what each variant, by its name, trains from each seed; yield the runs so far, variant by variant.

    Each keeps about so many checkpoints; 0 is as many as its path needs. The runs have the bits that each has alone,
    whichever crew trains them, some of them in the lanes of a vector. To close the generator stops them all.
    """
    tasks = [task for row in rows for task in row]
    check_together(tasks)
    prepare(sum(map(seconds_of_training, tasks)), *{task.training.dtype for task in tasks})
    places, is_native = grouped(tasks), is_ready(*tasks)
    groups = [
        Group(
            tuple(tasks[place] for place in group),
            kept or checkpoints_of_path(tasks[group[0]], max(len(tasks), 1)),
            len(tasks),
            is_native,
        )
        for group in places
    ]
    runs = yield from _ungrouped(places, all_of(crew.do(groups), len(groups)))
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
        return tuple(runs[place] for place in sorted(runs))

    try:
        while True:
            yield placed(next(work))
    except StopIteration as end:
        return placed(end.value)
    finally:
        work.close()
