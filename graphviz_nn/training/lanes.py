"""Runs of one network on the same rows, trained side by side: one in each lane of a vector, each to its own bits."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graphviz_nn.engine import native
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.codes import DECAY, LANES, RULE, SCHEDULE
from graphviz_nn.engine.lanes import Wide, widened
from graphviz_nn.engine.program import Program, empty_arena, noise_header
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.graph.noise import key_of
from graphviz_nn.kept import kept
from graphviz_nn.model import Network
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser
from graphviz_nn.training.machine import Advance, Machine, Stretch, between
from graphviz_nn.training.native import (
    NativeMachine,
    batch_line,
    batch_programs,
    lay_constants,
    numbers_of,
    settings_of,
)
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.spec import TrainingSpec

LEAST = 3  # runs from which on a vector of them is faster than one after the other
MOST_WORDS = 4_000_000  # of programs that are asked for again: 32 MB
MOST_NUMBERS = 1 << 17  # in the arena of all lanes, 1 MB: what outgrows the caches is as fast run by run


class Outcome(NamedTuple):
    """What some updates of some runs did.

    Attributes:
        ended: for each run how many updates it did before one was not finite; −1 if all were finite.
        weights: at the end, of shape (runs, count).
        memory: at the end, of shape (runs, memories, count).
        rows: the loss of each mini-batch before its update, of shape (updates, runs).
        kept: weights and memory on the way, of shape (states, 1 + memories, runs, count).

    """

    ended: IntArray
    weights: FloatArray
    memory: FloatArray
    rows: FloatArray
    kept: FloatArray


class LaneMachine:
    """Trains runs that differ in numbers alone: seeds, starts, and settings of one rule.

    They share the network, the rows, the size of the mini-batches and the form of the rule; see `form`.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def stretch(
        self,
        settings: Sequence[TrainingSpec],
        states: Sequence[TrainingState],
        updates: int,
        every: int = 0,
    ) -> Outcome:
        """Do so many updates of up to LANES runs, each from its state; all have done as many before.

        Kept are the states whose number of updates is a multiple of `every`, but for the last; of 0, none. What is
        told of a run from its divergence on means nothing.
        """
        problem, runs = self._problem, len(settings)
        filled = [*range(runs), *[0] * (LANES - runs)]  # lanes that nobody needs do what the first does
        settings, states = [settings[i] for i in filled], [states[i] for i in filled]
        update, count = states[0].update, len(states[0].weights)
        arena = self._arena(settings, update)
        arena[: LANES * count] = np.array([state.weights for state in states]).T.ravel()
        memory = np.array([state.memory for state in states]).reshape(LANES, -1, count).transpose(1, 2, 0)
        memory = np.ascontiguousarray(memory)
        rows = np.empty((updates, LANES))
        kept = np.empty((len(between(update, updates, every)), 1 + len(memory), LANES * count))
        span = np.array((update, updates, every, problem.ahead, 0), dtype=np.int64)
        seeds = np.array([(each.seed, each.shuffle, -1, 0) for each in settings], dtype=np.int64)
        code, batches = self._table
        native.kernels().train(
            *(arena, code, span, seeds, batches, *NativeMachine(problem).rows),
            *(settings_of([each.optimiser for each in settings], count), memory.ravel()),
            *(np.empty((0, 3)), rows, kept),
        )
        return Outcome(
            seeds[:runs, 2],
            np.ascontiguousarray(arena[: LANES * count].reshape(count, LANES).T[:runs]),
            memory.transpose(2, 0, 1)[:runs],
            rows[:, :runs],
            kept.reshape(*kept.shape[:2], count, LANES).transpose(0, 1, 3, 2)[:, :, :runs],
        )

    def _arena(self, settings: Sequence[TrainingSpec], update: int) -> Arena:
        """Return an arena with all in it but weights and data."""
        programs, wide = self._programs
        arena = empty_arena(wide[1].size)
        for program in dict.fromkeys(programs):
            lay_constants(program, arena, LANES)
        for name, header in programs[0].noises.items():
            for lane, each in enumerate(settings):
                key = key_of(each.seed, name)
                header.view_of_lane(arena, lane, LANES)[:] = noise_header(key, update)
        return arena

    @property
    def _programs(self) -> tuple[tuple[Program, Program], tuple[Wide, Wide]]:
        size = self._problem.batch_size
        left = len(self._problem.x) % size
        wide = _wide_programs(self._problem.network, size, left)
        assert wide is not None  # or there is no form
        return batch_programs(self._problem.network, size, left), wide

    @cached_property
    def _table(self) -> tuple[Code, IntArray]:
        """The instructions of both programs, and the table `batches` of `kernels.training.perform`."""
        (full, rest), (wide_full, wide_rest) = self._programs
        network = self._problem.network
        lines = [
            batch_line(network, full, 0, len(wide_full.code)),
            batch_line(network, rest, len(wide_full.code), len(wide_rest.code)),
        ]
        return wide_full.code + wide_rest.code, np.array(lines, dtype=np.int64)


def form(problem: Problem) -> Hashable | None:
    """Return what runs must have in common to be trained side by side; None for one that can't be."""
    shared = form_of_rule(problem.training.optimiser)
    if shared is None or not fits(problem):
        return None
    data = (id(problem.x), id(problem.y), id(problem.sample_weight))
    return (problem.network, *data, problem.batch_size, problem.updates, problem.ahead, shared)


def fits(problem: Problem) -> bool:
    """Say whether the kernels are ready, and a network and its mini-batches are such that lanes hold them and pay.

    Runs in float32 are trained alone: their dots are sums of more lanes, in another order.
    """
    network, size = problem.network, problem.batch_size
    if not native.ready() or network.states or not network.count or problem.training.dtype != "float64":
        return False
    wide = _wide_programs(network, size, len(problem.x) % size)
    return wide is not None and wide[1].size <= MOST_NUMBERS


def form_of_rule(rule: Optimiser) -> tuple[float, ...] | None:
    """Return what a kernel asks of a rule before its loop: which it is, and which of its numbers are 0 or ∞.

    None for a rule that looks at all of the gradient at once, to clip its norm.
    """
    if rule.clip_norm is not None:
        return None
    numbers = numbers_of(rule)
    signs = ((n > 0) - (n < 0) if math.isfinite(n) else n for n in numbers[DECAY:])
    return (numbers[RULE], numbers[SCHEDULE], *signs)


def grouped(problems: Sequence[Problem]) -> list[list[int]]:
    """Return the places of problems that are to be trained side by side, and of those that are to be trained alone."""
    alone: list[list[int]] = []
    alike: dict[Hashable, list[int]] = {}
    for place, problem in enumerate(problems):
        shared = form(problem)
        if shared is None:
            alone.append([place])
        else:
            alike.setdefault(shared, []).append(place)
    for places in alike.values():
        for start in range(0, len(places), LANES):
            group = places[start : start + LANES]
            if len(group) < LEAST:
                alone += [[place] for place in group]
            else:
                alone.append(group)
    return sorted(alone)


def side_by_side(
    machines: Sequence[Machine], states: Sequence[TrainingState], stretch: Stretch
) -> list[Advance]:
    """Do some updates of runs of one form, as each machine would alone: see `Machine.advance`."""
    if len(machines) < LEAST:
        return [m.advance(state, *stretch) for m, state in zip(machines, states, strict=True)]
    problems, update = [machine.problem for machine in machines], states[0].update
    settings = [problem.training for problem in problems]
    done = LaneMachine(problems[0]).stretch(settings, states, stretch.updates, stretch.every)
    numbers = between(update, stretch.updates, stretch.every)
    advances = []
    for lane, machine in enumerate(machines):
        if done.ended[lane] >= 0:  # where it ends, and why, is found alone
            advances.append(machine.advance(states[lane], *stretch))
            continue
        kept = np.ascontiguousarray(done.kept[:, :, lane])
        reached = [
            TrainingState(each[0], tuple(each[1:]), at) for each, at in zip(kept, numbers, strict=True)
        ]
        memory = tuple(np.ascontiguousarray(done.memory[lane]))
        end = TrainingState(done.weights[lane].copy(), memory, update + stretch.updates)
        advances.append(Advance((*reached, end), np.ascontiguousarray(done.rows[:, lane : lane + 1]), None))
    return advances


@kept(16, MOST_WORDS, weigh=lambda programs: sum(len(each.code) for each in programs or ()))
def _wide_programs(network: Network, size: int, left: int) -> tuple[Wide, Wide] | None:
    """Return the programs of `batch_programs` in lanes; None where one of them cannot be."""
    full, rest = (widened(program) for program in batch_programs(network, size, left))
    return (full, rest) if full is not None and rest is not None else None
