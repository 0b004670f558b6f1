"""Moving through time: events, updates, epochs, both ways."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.not_finite import first_position
from graphviz_nn.debug.stepping import Verb, stop_back_of, stop_of
from graphviz_nn.debug.walk import END, backwards, first, onwards
from graphviz_nn.model.network import EXAMPLES
from graphviz_nn.session import queries
from graphviz_nn.session.pipeline import is_at_hand, make_then, tape_at
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State

GOING = "going"  # the key of the job that looks for the place in another update


def step(session: Session) -> None:
    """Do the next event."""
    _forward(session, Verb.STEP)


def step_back(session: Session) -> None:
    """Take the newest event back."""
    _back(session, Verb.STEP)


def step_over(session: Session) -> None:
    """Go to the end of the layer's part of this phase."""
    _forward(session, Verb.OVER)


def step_over_back(session: Session) -> None:
    """Go back to the end of the layer before."""
    _back(session, Verb.OVER)


def finish_forward(session: Session) -> None:
    """Go to the loss: the next one, if this update's lies behind."""
    _forward(session, Verb.FINISH_FORWARD)


def finish_backward(session: Session) -> None:
    """Go to where every gradient has arrived."""
    _forward(session, Verb.FINISH_BACKWARD)


def visit(session: Session, update: int) -> None:
    """Go to where every gradient of an update, from 0, has arrived, and no weight has moved yet.

    There is the most to see there, and all of it is of the same weights. Before the first update is the start of the
    run, behind the last one its end.
    """
    go_to(session, update, queries.arrived(session.state))


def next_update(session: Session) -> None:
    """Visit the next update."""
    visit(session, session.state.view.update + 1)


def previous_update(session: Session) -> None:
    """Visit this update, or from there the one before."""
    visit(session, session.state.view.update - (not _has_arrived(session)))


def next_epoch(session: Session) -> None:
    """Visit the first update of the next epoch."""
    epoch, _ = queries.epoch(session.state)
    visit(session, (epoch + 1) * queries.updates_per_epoch(session.state))


def previous_epoch(session: Session) -> None:
    """Visit the first update of this epoch, or from there that of the one before."""
    epoch, update = queries.epoch(session.state)
    is_first = update == 0 and not _has_arrived(session)
    visit(session, (epoch - is_first) * queries.updates_per_epoch(session.state))


def to_start(session: Session) -> None:
    """Go to before the first event of the run."""
    go_to(session, 0, 0)


def to_end(session: Session) -> None:
    """Go to the last event of the last update, or of the expression; nothing lies ahead that could stay covered."""
    covered = session.state.view.covered
    if "future" in covered:
        rest = tuple(what for what in covered if what != "future")
        session.update(view=msgspec.structs.replace(session.state.view, covered=rest))
    go_to(session, queries.total_updates(session.state) - 1, END)


def to_divergence(session: Session) -> None:
    """Go to the step at which the numbers of the run left the finite range, where they did."""
    run = queries.active_run(session.state)
    if run is None or run.divergence is None:
        return
    update = run.divergence.update - 1

    def find(state: State) -> tuple[int, int] | None:
        tape = tape_at(state, update)
        return (update, first_position(tape.record)) if tape else None

    _go_where(session, find, update)


def show_row(session: Session, row: int) -> None:
    """Show a training row in the neurons and the inspector: in this epoch's update whose mini-batch it is in.

    One stays as far into the update as one is.
    """
    run, task, view = (
        queries.active_run(session.state),
        queries.active_task(session.state),
        session.state.view,
    )
    problem = run.problem if run else task
    if problem is None or not 0 <= row < len(problem.x):
        return
    epoch, _ = queries.epoch(session.state)
    update, place = divmod(int(np.flatnonzero(problem.order(epoch) == row)[0]), problem.batch_size)
    wanted = epoch * problem.updates_per_epoch + update
    if wanted != view.update:
        go_to(session, wanted, view.position)
    if session.state.view.update == wanted:
        axes = problem.x.ndim - 1
        cell = Cell(EXAMPLES, "value", (place, *[0] * axes))
        view = msgspec.structs.replace(session.state.view, selected=EXAMPLES, cell=cell, example=place)
        session.update(view=view)


def go_to(session: Session, update: int, position: int) -> None:
    """Go to an update, from 0, and so many events into it; places beyond the ends are the ends."""
    state = session.state
    within = max(0, min(update, queries.total_updates(state) - 1))
    place = position if within == update else 0 if update < within else END
    if within == state.view.update and state.record is not None:
        place = min(place, len(state.record.events))
    view = msgspec.structs.replace(state.view, update=within, position=max(place, 0))
    if view != state.view or state.ahead or state.sought:
        session.update(view=view, ahead=0.0, sought=None)


def _has_arrived(session: Session) -> bool:
    """Whether this update's visit lies behind."""
    return session.state.view.position > queries.arrived(session.state)


def _forward(session: Session, verb: Verb) -> None:
    """Go on to where a verb stops; the next update is done for it, if it leads there."""
    here = queries.place(session.state)
    if here is None:
        return
    found = first(onwards(here, _nowhere), stop_of(verb))
    if found is not None:
        go_to(session, found.update, found.position)
        return

    def find(state: State) -> tuple[int, int] | None:
        found = first(onwards(here, partial(tape_at, state)), stop_of(verb))
        return (found.update, found.position) if found else None

    _go_where(session, find, here.update + 1)


def _go_where(session: Session, find: Callable[[State], tuple[int, int] | None], update: int) -> None:
    """Go to what is found in the record of an update, once that is made: off this thread where it takes long.

    Who has gone elsewhere meanwhile stays there; who asks again while it is looked for gets the same.
    """
    asked = session.state

    def go(session: Session, place: tuple[int, int] | None) -> None:
        now = session.state
        is_there = (now.view.update, now.view.position) == (asked.view.update, asked.view.position)
        if place is not None and is_there and queries.active_run(now) is queries.active_run(asked):
            go_to(session, *place)

    if GOING not in session.jobs.running:
        at_once = is_at_hand(asked, update)
        make_then(session, "Going there", lambda: find(asked), go, at_once=at_once, key=GOING)


def _nowhere(update: int) -> None:
    """Stand for the tapes of other updates, where one stays in this one."""


def _back(session: Session, verb: Verb) -> None:
    """Go back to where a verb stops: within the update, or to the end of the one before."""
    here = queries.place(session.state)
    if here is None:
        return
    found = first(backwards(here, _nowhere), stop_back_of(verb))
    if found is not None:
        go_to(session, found.update, found.position)
    elif here.update:
        go_to(session, here.update - 1, END)
