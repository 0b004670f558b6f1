"""From a table, and what the user says of it, to the part of each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from graphviz_nn.data.guess.found import LEARNT_FROM, Guess, Kind, Part, Role, Task
from graphviz_nn.data.guess.kinds import Meaning, is_mostly_missing, meanings_of
from graphviz_nn.data.guess.target import find_target
from graphviz_nn.data.guess.task import Choice, task_of
from graphviz_nn.data.tables.table import Column, Table
from graphviz_nn.errors import DataError
from graphviz_nn.text import listing

_LEAST_COMPLETE = 0.5  # of the rows; with fewer, the column with the most holes is left out


def guess(
    table: Table,
    features: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
    task: Task | None = None,
) -> Guess:
    """Return what each column of a table is and what it is for; what is told is not guessed.

    Raise DataError for a name that no column has, or that is there twice.
    """
    meanings = meanings_of(table)
    reasons: dict[str, str] = {}
    if targets is None:
        goal = find_target(table, meanings)
        targets = (goal.name,) if goal else ()
        reasons = {goal.name: goal.reason} if goal else {}
    goals = tuple(map(table.column, targets))
    told = tuple(map(table.column, features)) if features is not None else None
    _require_once(table, (*(told or ()), *goals), goals)
    inputs = told if told is not None else _natural(table, meanings, goals)
    chosen = _task(table, meanings, goals, task)
    return Guess(
        table,
        _parts(table, meanings, inputs, goals, reasons),
        chosen.task if chosen else None,
        chosen.reason if chosen else "",
        tuple(column.name for column in inputs),
        tuple(targets),
        is_told=told is not None,
    )


def _require_once(table: Table, chosen: Sequence[Column], goals: Sequence[Column]) -> None:
    for name, times in Counter(column.name for column in chosen).items():
        if times > 1:
            is_goal = any(goal.name == name for goal in goals)
            other = "also the target" if is_goal else "there twice"
            raise DataError(f"{table.path}: feature {name!r} is {other}. Choose each column once.")


def _natural(table: Table, meanings: Sequence[Meaning], goals: Sequence[Column]) -> tuple[Column, ...]:
    """Return every column that can be learnt from, without those whose holes would take most of the rows away."""
    pairs = zip(table.columns, meanings, strict=True)
    inputs = [
        column
        for column, meaning in pairs
        if meaning.kind in LEARNT_FROM and column not in goals and not is_mostly_missing(column)
    ]
    holes = np.zeros(len(table.lines), dtype=np.intp)  # how many each row has
    for column in (*inputs, *goals):
        holes += column.is_hole
    left_out = set[Column]()
    for worst in sorted(inputs, key=lambda column: column.holes, reverse=True)[:-1]:
        if not worst.holes or np.count_nonzero(holes == 0) >= _LEAST_COMPLETE * len(table.lines):
            break
        holes -= worst.is_hole
        left_out.add(worst)
    return tuple(column for column in inputs if column not in left_out)


def _task(
    table: Table, meanings: Sequence[Meaning], goals: Sequence[Column], task: Task | None
) -> Choice | None:
    if task is not None:
        return Choice(task, "as told")
    if not goals:
        return None
    if len(goals) > 1:
        return Choice("regression", f"{len(goals)} targets")
    return task_of(goals[0], meanings[table.columns.index(goals[0])])


def _parts(
    table: Table,
    meanings: Sequence[Meaning],
    inputs: Sequence[Column],
    goals: Sequence[Column],
    reasons: Mapping[str, str],
) -> tuple[Part, ...]:
    parts, chosen = [], set(inputs)
    for column, (kind, reason) in zip(table.columns, meanings, strict=True):
        role: Role = "target" if column in goals else "feature" if column in chosen else "left out"
        why = reasons.get(column.name, reason)
        if role == "left out" and kind in LEARNT_FROM:
            why = f"{column.holes / len(table.lines):.0%} missing" if column.holes else reason
        parts.append(Part(column, kind, role, why))
    return tuple(parts)


def left_out_note(found: Guess) -> tuple[str, ...]:
    """Return one sentence on the columns that were left out, and why; many of one kind are counted."""
    if found.is_told:
        return ()
    groups: dict[tuple[Kind, str], list[str]] = {}
    for part in found.parts:
        if part.role == "left out":
            key = (part.kind, "constant" if part.kind == "constant" else part.reason)
            groups.setdefault(key, []).append(part.name)
    if not groups:
        return ()
    words = "; ".join(f"{listing(names, 3)} ({reason})" for (_, reason), names in groups.items())
    return (f"Left out: {words}.",)
