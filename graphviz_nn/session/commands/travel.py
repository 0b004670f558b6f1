"""Moving through time: events, updates, epochs, both ways."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

import msgspec

from graphviz_nn.debug.not_finite import first_position
from graphviz_nn.debug.stepping import Verb, stop_back_of, stop_of
from graphviz_nn.debug.walk import END, backwards, first, onwards
from graphviz_nn.session import queries
from graphviz_nn.session.pipeline import tape_at
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import Playing

SPEEDS = (0.1, 8.0)


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


def next_update(session: Session) -> None:
    """Go to the start of the next update."""
    go_to(session, session.state.view.update + 1, 0)


def previous_update(session: Session) -> None:
    """Go to the start of this update, or from there to that of the one before."""
    view = session.state.view
    go_to(session, view.update - (view.position == 0), 0)


def next_epoch(session: Session) -> None:
    """Go to the first update of the next epoch."""
    epoch, _ = queries.epoch(session.state)
    go_to(session, (epoch + 1) * queries.updates_per_epoch(session.state), 0)


def previous_epoch(session: Session) -> None:
    """Go to the first update of this epoch, or from there to that of the one before."""
    epoch, update = queries.epoch(session.state)
    at_start = update == 0 and session.state.view.position == 0
    go_to(session, (epoch - at_start) * queries.updates_per_epoch(session.state), 0)


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
    tape = tape_at(session, update)
    if tape is not None:
        go_to(session, update, first_position(tape.record))


def go_to(session: Session, update: int, position: int) -> None:
    """Go to an update, from 0, and so many events into it; places beyond the ends are the ends."""
    state = session.state
    within = max(0, min(update, queries.total_updates(state) - 1))
    place = position if within == update else 0 if update < within else END
    if within == state.view.update and state.record is not None:
        place = min(place, len(state.record.events))
    view = msgspec.structs.replace(state.view, update=within, position=max(place, 0))
    if view != state.view:
        session.update(view=view)


def play(session: Session, direction: Literal[-1, 1] = 1) -> None:
    """Let time run."""
    session.update(playing=replace(session.state.playing, direction=direction))


def pause(session: Session) -> None:
    """Let time stand."""
    session.update(playing=replace(session.state.playing, direction=0))


def toggle_play(session: Session) -> None:
    """Let time run, or stand."""
    if session.state.playing.direction:
        pause(session)
    else:
        play(session)


def tick(session: Session) -> None:
    """Do one step of playing; at the end of the road, stop."""
    before = session.state.view
    if session.state.playing.direction == 1:
        step(session)
    elif session.state.playing.direction == -1:
        step_back(session)
    waiting = {"runs", "moment"} & session.jobs.running.keys()
    if session.state.view == before and not waiting:
        pause(session)


def set_speed(session: Session, speed: float) -> None:
    """Set how fast time runs, from 0.1 to 8."""
    low, high = SPEEDS
    playing: Playing = replace(session.state.playing, speed=max(low, min(speed, high)))
    session.update(playing=playing)


def _forward(session: Session, verb: Verb) -> None:
    """Go on to where a verb stops; the next update is done for it, if it leads there."""
    here = queries.place(session.state)
    found = first(onwards(here, partial(tape_at, session)), stop_of(verb)) if here else None
    if found is not None:
        go_to(session, found.update, found.position)


def _back(session: Session, verb: Verb) -> None:
    """Go back to where a verb stops: within the update, or to the end of the one before."""
    here = queries.place(session.state)
    if here is None:
        return
    found = first(backwards(here, lambda update: None), stop_back_of(verb))
    if found is not None:
        go_to(session, found.update, found.position)
    elif here.update:
        go_to(session, here.update - 1, END)
