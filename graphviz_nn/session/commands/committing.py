"""Taking on changed work, so that it can be undone; several quick changes of one setting are one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from graphviz_nn.data import Dataset
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.files.learnt import fits
from graphviz_nn.session import rules
from graphviz_nn.session.pipeline import accept, known_data, load_then
from graphviz_nn.session.session import Session
from graphviz_nn.session.tasks import data_needed
from graphviz_nn.text import listing
from graphviz_nn.training.sweep import has_weight

_replace = msgspec.structs.replace


def change(session: Session, name: str, merge: str, **fields: Any) -> None:
    """Change fields of the work."""
    commit(session, _replace(session.state.work, **fields), name, merge)


def change_with_data(
    session: Session, change: Callable[[Work], Work], name: str, merge: str, *datasets: Dataset
) -> None:
    """Change the work, as it is by then, once all the data that its variants need are there."""
    work = change(session.state.work)
    missing = data_needed(work, known_data(session.state, *datasets))
    if missing:
        load_then(
            session,
            missing,
            lambda session, *more: change_with_data(session, change, name, merge, *datasets, *more),
        )
    else:
        commit(session, work, name, merge, *datasets)


def commit(
    session: Session,
    work: Work,
    name: str,
    merge: str,
    *datasets: Dataset,
    view: View | None = None,
    is_held: bool = False,
    **changes: Any,
) -> None:
    """Take on work, under the name of the change for undo; quick changes of the same `merge` are one, and held ones.

    Names of variants stay true, other fields of the state change with it, and weights that came with the work are left
    where they do not fit any more.
    """
    before = session.state.document
    if work == before.work and not datasets:
        return
    work = rules.with_true_names(work, before.work)
    is_left = work.weights is not None and (work.training.seed != before.work.training.seed or not fits(work))
    if is_left:
        work = _replace(work, weights=None)
    start = work.training.start
    # One that was just asked for is refused below, by name.
    lost = [
        name
        for name in start
        if start == before.work.training.start and not has_weight(work.subject.network, name)
    ]
    if lost:
        start = {name: number for name, number in start.items() if name not in lost}
        work = _replace(work, training=_replace(work.training, start=start))
    history = session.history.push(before, name, merge, session.clock(), is_held=is_held)
    accept(
        session,
        Document(work, view or before.view),
        *datasets,
        keeps_time=True,
        can_undo=name,
        can_redo="",
        **changes,
    )
    session.history = history
    if is_left:
        session.say("The weights that came with the model are left: it begins from its seed now.")
    if lost:
        session.say(f"The start of {listing(lost, 3)} is left: the model has no such weight now.")


def merge_key(what: str, fields: dict[str, Any]) -> str:
    """Return a key under which quick changes of the same fields, as of a dragged slider, are one change."""
    return f"{what}: {', '.join(sorted(fields))}"
