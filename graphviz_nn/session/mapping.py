"""The plan of the map of runs, and what lies where on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

import msgspec
import numpy as np

from graphviz_nn.landscape.stability import bearing
from graphviz_nn.model import Formula
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.session.derived import KEEP, Later, Now, Plan
from graphviz_nn.session.descent import curvature_here, limit_words
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import Task
from graphviz_nn.training.axes import KINDS, has_axis
from graphviz_nn.training.machines import is_ready
from graphviz_nn.training.run_map import RunMap, can_be_mapped, mapped, names_of, neutral, wanted_updates
from graphviz_nn.training.sweep import with_setting

Place: TypeAlias = tuple[float, float]
_replace = msgspec.structs.replace


def run_map(state: State) -> Plan:
    """Train the runs of the map, where somebody looks at it; where only the dot moves on it, it stays as it is."""
    task, known, spec = state.task, state.run_map, state.view.run_map
    if task is None or not can_be_mapped(task.problem):
        return Now(None)
    if not state.is_mapped:
        # One of what is gone would not be seen again, and may hold tens of megabytes.
        return KEEP if known is None or _is_near(known, task) else Now(None)
    task = task.from_seed(state.seed)
    key = key_of(state, task)
    if known is not None and known.key == key and _serves(known, state):
        return KEEP
    old = None if known is None else replace(known, key=None)
    return Later(lambda: mapped(task.problem, spec, key), KEEP if old is None else old)


def key_of(state: State, task: Task) -> object:
    """Return what a map of the runs of a task depends on: two tasks of equal ones lie on one map."""
    problem, spec = task.problem, state.view.run_map
    names = names_of(spec, problem)
    subject: object = problem.network
    if isinstance(task.work.subject, Formula):
        subject = task.work.subject
        for name in names:
            if name not in KINDS:
                subject = subject.with_number(name, 0.0)
    # How long a run is tells how long those of the map are, and no more.
    training = _replace(neutral(problem, spec), epochs=1)
    given = None if problem.first is None else task.work.weights
    return names, wanted_updates(problem, spec), subject, id(problem.x), training, given, is_ready(problem)


def places(state: State) -> tuple[Place | None, ...]:
    """Return where on the map each variant lies, in cells across and up; None for one that is not on it."""
    known = state.run_map
    if known is None:
        return ()
    found = list[Place | None]()
    for task in state.tasks:
        seeded = task.from_seed(state.seed)
        is_on_it = task is state.task or (
            can_be_mapped(seeded.problem) and known.key is not None and key_of(state, seeded) == known.key
        )
        found.append(known.place_of(seeded.problem) if is_on_it and _has_axes(known, seeded) else None)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Limit:
    """Where on the map descent with all rows would diverge: points in cells, of shape (n, 2), and the rate in words."""

    points: FloatArray
    words: str


def limit(state: State) -> Limit | None:
    """Return the rates above which descent diverges in a bend like that of the shown update, on a map over the rate.

    It is NaN where that rate is not on the map, and None where no such limit is known.
    """
    known, curved, task = state.run_map, curvature_here(state), state.task
    rule = task.problem.training.optimiser if task else None
    if known is None or curved is None or curved.largest <= 0 or task is None or not isinstance(rule, Sgd):
        return None
    if "learning_rate" not in (known.across.name, known.up.name):
        return None
    is_across = known.across.name == "learning_rate"
    rates, other = (known.across, known.up) if is_across else (known.up, known.across)
    is_momentum = other.name == "momentum"
    settings = task.problem.training
    rules = [
        with_setting(settings, other.name, value).optimiser if is_momentum else rule for value in other.values
    ]
    with np.errstate(over="ignore"):  # on next to flat ground any rate is borne
        limits = np.array([bearing(each) for each in rules]) / curved.largest
    cells = np.arange(len(rates.values), dtype=np.float64)
    places = np.interp(limits, rates.values, cells, np.nan, np.nan), np.arange(len(limits), dtype=np.float64)
    told = rules[-1] if is_momentum else rule
    return Limit(np.column_stack(places if is_across else places[::-1]), limit_words(cast(Sgd, told)))


def is_old(state: State) -> bool:
    """Whether the map is that of other runs than those that it is to be of."""
    return state.run_map is not None and state.run_map.key is None


def at_cell(known: RunMap, row: int, column: int) -> dict[str, Any]:
    """Return what the run of a cell has, by the names of the axes; beyond the edge is the cell at it."""
    rows, columns = known.found.losses.shape
    return known.settings_at(min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))


def _is_near(known: RunMap, task: Task) -> bool:
    """Whether a map is of the rows and the weights of a task, so that a change of its settings may lead back to it."""
    return (
        known.problem.x is task.problem.x
        and known.problem.network.tensor_shapes == task.problem.network.tensor_shapes
    )


def _serves(known: RunMap, state: State) -> bool:
    """Whether a map of the right runs is whole, or on its way, and has all that is to be shown."""
    if state.view.run_map.shows == "ends" and known.found.ends is None:
        return False
    # What comes in for a network that was replaced is not taken, be it of the same formula.
    return known.is_whole or known.problem.network is state.network


def _has_axes(known: RunMap, task: Task) -> bool:
    """Whether the map, which may still be that of another model, is over what a task has."""
    return all(has_axis(task.problem, axis.name) for axis in (known.across, known.up))
