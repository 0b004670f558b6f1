"""The plans of where one stands: the update that is shown, with what is tried out in it, and how far it has come."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from graphviz_nn.debug.moment import Moment, altered
from graphviz_nn.debug.walk import END
from graphviz_nn.session.clock import unit
from graphviz_nn.session.derived import KEEP, Now, Plan, computed
from graphviz_nn.session.queries import active_run, is_trained, total_updates
from graphviz_nn.session.replay import NUMBERS_AT_ONCE, is_quick, moment_at, moment_from, nearest
from graphviz_nn.session.same_time import same_position
from graphviz_nn.session.state import NOTHING_ELSE, State
from graphviz_nn.training.machine import Machine
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import Run


def what_if(state: State) -> Plan:
    """Leave what was tried out of another update, or another run, behind."""
    return Now(NOTHING_ELSE)


def moment(state: State) -> Plan:
    """Show the update that the cursor stands in, with the numbers that are tried out in it."""
    if not state.what_if or state.task is None or state.moment is None:
        return _moment_of_run(state)
    task, run = state.task.problem, active_run(state)
    update, tried = state.moment.before.update, state.what_if
    at_once = task.network.numbers_of_example * task.batch_size <= NUMBERS_AT_ONCE
    return computed(lambda: altered(moment_at(task, run, update), tried), at_once=at_once)


def _moment_of_run(state: State) -> Plan:
    """Show the update that the cursor stands in: of the run, or before there is one the very first."""
    if state.task is None:
        return Now(None)
    task, run = state.task.problem, active_run(state)
    if run is None or not run.problem.is_on_the_ground_of(task):
        if state.moment is not None and _is_to_stay(state.moment, state):
            return KEEP
        return _planned(task, None, task.start, 0)
    wanted = min(state.view.update, run.problem.updates - 1)
    if wanted > run.updates and is_trained(state):
        wanted = run.updates  # the training ended before that update
    if wanted > run.updates or _shows(state.moment, run, wanted):
        return KEEP
    return _planned(run.problem, run.machine, nearest(state.moment, run, wanted), wanted)


def _is_to_stay(moment: Moment, state: State) -> bool:
    """Whether an update stays to be seen until the new run has come to it.

    It does so on the same ground; and under a hand that moves the rows, which would see untrained weights at each move.
    """
    assert state.task is not None
    task = state.task.problem
    if state.holding is not None and moment.problem.network is task.network:
        return True
    return moment.problem.is_on_the_ground_of(task)


def _planned(problem: Problem, machine: Machine | None, start: TrainingState, update: int) -> Plan:
    at_once = is_quick(problem, start, update)
    return computed(lambda: moment_from(problem, machine, start, update), at_once=at_once)


def _shows(moment: Moment | None, run: Run, update: int) -> bool:
    return moment is not None and moment.machine is run.machine and moment.before.update == update


def at_its_cursor(state: State) -> State:
    """Return the state with the wanted cursor within the run, which may have ended before."""
    view, last = state.view, total_updates(state) - 1
    is_known = is_trained(state) or not state.network.is_trainable
    if state.moment is None or not is_known or view.update <= last:
        return state
    cut = msgspec.structs.replace(view, update=last, position=END)
    return replace(state, view=cut, sought=(view.update, view.position))


def position(state: State) -> Plan:
    """Stand where the cursor is wanted, as soon as that update is shown; until then stay."""
    moment, view = state.moment, state.view
    if moment is None:
        return Now(0)
    if moment.machine is not None and moment.before.update != view.update and not state.playing.direction:
        return KEEP
    return Now(same_position(state.counted, moment.record, view.position))


def with_position(state: State) -> State:
    """Return the state with the wanted cursor where there is something to see."""
    view = state.view
    if view.position != state.position:
        view = msgspec.structs.replace(view, position=state.position)
    return replace(state, view=view, counted=state.record)


def done(state: State) -> Plan:
    """Count the updates that have been done: the one that is shown when its last event has happened."""
    record, ahead = state.record, 0.0 if unit(state) == "op" else state.ahead
    is_moved = record is not None and bool(record.changes) and state.position == len(record.events)
    done = state.view.update + is_moved + ahead
    return KEEP if done == state.done else Now(done)
