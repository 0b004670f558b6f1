"""From a state of training to the record of the update that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from graphviz_nn.debug.explanation import Cell
from graphviz_nn.debug.record import Carry, Record, WeightChange, make_record, with_update
from graphviz_nn.debug.tape import Tape
from graphviz_nn.errors import SettingError
from graphviz_nn.model.network import EXAMPLES
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import Machine, carried_states
from graphviz_nn.training.problem import Problem, TrainingState


@dataclass(frozen=True, eq=False)
class Moment:
    """One update of a problem: the states before and after it, and everything in between.

    Attributes:
        problem: what is trained.
        machine: the run's own, which made the state after; None for the reference's.
        before, after: the states around the update.
        record: every step of it.

    """

    problem: Problem
    machine: Machine | None
    before: TrainingState
    after: TrainingState
    record: Record

    @cached_property
    def tape(self) -> Tape:
        """The record, indexed."""
        return Tape(self.record)


def make_moment(problem: Problem, state: TrainingState, machine: Machine | None = None) -> Moment:
    """Do the update that follows a state, through the reference, and keep every step of it.

    Where there is nothing to train, it is an evaluation alone, and the state stays.

    With the machine of a run, the state after the update is the run's own to the last bit.
    """
    network, chosen = problem.network, problem.batch_rows(state.update)
    graph = network.graph(len(chosen))
    record = make_record(replace(graph, leaves=problem.leaves(graph, state)))
    if not network.is_trainable:
        return Moment(problem, machine, state, state, record)
    gradient = network.pack_gradient(record.graph, record.gradients)
    after = _after(problem, state, record, gradient, machine)
    changes = _changes(problem, state, gradient, after)
    rule, rows = problem.training.optimiser, tuple(chosen.tolist()) if network.is_fed else ()
    carried = _carried(problem, record, after)
    updated = with_update(record, changes, carried, rule, rows, problem.count(state.update))
    return Moment(problem, machine, state, after, updated)


def altered(moment: Moment, numbers: Mapping[Cell, float]) -> Moment:
    """Return an update as it would have been with other numbers in its weights and its examples, before it began.

    Raise SettingError for a number that follows from others, or is not there.
    """
    problem, before = moment.problem, moment.before
    network, weights, x = problem.network, before.weights.copy(), problem.x.copy()
    parameters, rows = network.unpack(weights), problem.batch_rows(before.update)
    for cell, number in numbers.items():
        check_alterable(moment, cell)
        if cell.node in parameters:
            parameters[cell.node][cell.index] = number
        else:
            x[rows[cell.index[0]], np.ravel_multi_index(cell.index[1:], network.inputs or ())] = number
    return make_moment(replace(problem, x=x), replace(before, weights=weights))


def check_alterable(moment: Moment, cell: Cell) -> None:
    """Raise SettingError unless a number is one that an update begins with: a weight, or of an example."""
    network = moment.problem.network
    given = {slot.name for slot in network.slots} | (network.fed & {EXAMPLES})
    if cell.of != "value" or cell.node not in given or not cell.is_in(moment.record.graph):
        raise SettingError(
            f"The {cell.of} {cell} is not what this update begins with. Change a weight or an input."
        )


def _after(
    problem: Problem, state: TrainingState, record: Record, gradient: FloatArray, machine: Machine | None
) -> TrainingState:
    if machine is not None:
        done = machine.advance(state, 1)
        if done.divergence is None:
            return done.states[-1]
    return problem.after(state, gradient, carried_states(problem.network, record.graph, record.values))


def _changes(
    problem: Problem, before: TrainingState, gradient: FloatArray, after: TrainingState
) -> Mapping[str, WeightChange]:
    unpack, rule = problem.network.unpack, problem.training.optimiser
    with np.errstate(all="ignore"):
        given = rule.clipped(gradient), rule.decayed(before.weights, problem.count(before.update))
    vectors = (before.weights, gradient, *given, after.weights)
    old, slopes, clipped, decayed, new = map(unpack, vectors)
    remembered, remembers = _memory(problem, before), _memory(problem, after)
    return {
        name: WeightChange(
            old[name],
            slopes[name],
            clipped[name],
            decayed[name],
            new[name],
            {what: arrays[name] for what, arrays in remembered.items()},
            {what: arrays[name] for what, arrays in remembers.items()},
        )
        for name in old
    }


def _carried(problem: Problem, record: Record, after: TrainingState) -> Mapping[str, Carry]:
    graph, states = record.graph, after.states
    return {
        slot.name: Carry(
            graph.leaves[slot.name],
            states[slot.start : slot.stop].reshape(slot.shape),
            graph.carries[slot.name],
        )
        for slot in problem.network.states
    }


def _memory(problem: Problem, state: TrainingState) -> Mapping[str, Mapping[str, FloatArray]]:
    """Return what the rule remembers, by its name (velocity, …), then by parameter."""
    names = problem.training.optimiser.memory_names
    return {what: problem.network.unpack(m) for what, m in zip(names, state.memory, strict=True)}
