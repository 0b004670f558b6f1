"""The same time in another run: epoch, update and phase stay where they are when model, data or settings change."""

from __future__ import annotations

from collections import Counter

import msgspec

from graphviz_nn.debug.record import Phase, Record
from graphviz_nn.debug.walk import END
from graphviz_nn.files.document import View
from graphviz_nn.session.clock import is_at_end
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import Task
from graphviz_nn.training.problem import Problem


def same_time(old: State, tasks: tuple[Task, ...], view: View) -> View:
    """Return a view of the runs of some tasks, standing in its own variant's where the old state stands.

    At the end it stands at the end, and where the epoch is not reached any more, too. A run that ends before its time,
    by a divergence, does not count: see `State.sought`.
    """
    if not old.tasks or not tasks:
        return view
    then, now = _shown(old.tasks, old.view), _shown(tasks, view)
    update, position = old.sought or (old.view.update, old.view.position)
    epoch, place = divmod(update, then.updates_per_epoch)
    same = epoch * now.updates_per_epoch + min(place, now.updates_per_epoch - 1)
    last = max(now.updates, 1) - 1
    if same > last or (old.sought is None and is_at_end(old)):
        same, position = last, END
    return msgspec.structs.replace(view, update=same, position=position)


def same_position(counted: Record | None, now: Record, position: int) -> int:
    """Return as many events of a record as have come to the same phase, and as far in it, as so many of another."""
    if counted is None or counted.graph.nodes is now.graph.nodes:
        return min(position, len(now.events))
    there, passed, left = _lengths(now), 0, position
    for phase, length in _lengths(counted).items():
        if left <= length:
            return passed + (-(-left * there[phase] // length) if length else 0)
        passed, left = passed + there[phase], left - length
    return len(now.events)


def _lengths(record: Record) -> dict[Phase, int]:
    """Return how many events each phase has, in their order."""
    counts = Counter(event.phase for event in record.events)
    return {phase: counts[phase] for phase in Phase}


def _shown(tasks: tuple[Task, ...], view: View) -> Problem:
    return tasks[min(view.variant, len(tasks) - 1)].problem
