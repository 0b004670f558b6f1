"""Letting time run: by op, by update or by epoch, both ways, as fast as one likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.session import clock
from graphviz_nn.session.commands.travel import go_to, to_end, to_start
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import Unit

LOOK = 0.06  # seconds from one moment that is shown to the next, while time runs by update or by epoch


def play(session: Session, direction: Literal[-1, 1] = 1) -> None:
    """Let time run; from the end of the run on it starts again, and back from its start at its end."""
    if direction == 1 and clock.is_at_end(session.state):
        to_start(session)
    elif direction == -1 and clock.is_at_start(session.state):
        to_end(session)
    session.update(playing=replace(session.state.playing, direction=direction))


def pause(session: Session) -> None:
    """Let time stand, at the update that it has reached."""
    state = session.state
    session.update(playing=replace(state.playing, direction=0), ahead=0.0)
    if clock.unit(state) != "op" and state.ahead >= 1:
        go_to(session, state.view.update + int(state.ahead), state.view.position)


def toggle_play(session: Session, direction: Literal[-1, 1] = 1) -> None:
    """Let time run one way, or stand: forward where it runs at all, backward where it runs back."""
    running = session.state.playing.direction
    if running and (direction == 1 or running == direction):
        pause(session)
    else:
        play(session, direction)


def play_by(session: Session, unit: Unit) -> None:
    """Let time run by a unit, the way it runs; where it runs by that unit, let it stand."""
    state = session.state
    if state.playing.direction and clock.unit(state) == unit:
        pause(session)
    else:
        set_unit(session, unit)
        play(session, state.playing.direction or 1)


def set_unit(session: Session, unit: Unit) -> None:
    """Count time in ops, updates or epochs when it runs."""
    session.update(playing=replace(session.state.playing, unit=unit), ahead=0.0)


def set_pace(session: Session, name: str, unit: Unit | None = None) -> None:
    """Set how fast time runs by a unit, else by the one that it is counted in; see `PACES`."""
    unit = unit or clock.unit(session.state)
    names = [pace.name for pace in clock.PACES[unit]]
    if name not in names:
        raise SettingError(
            f"Time cannot run by {unit} at a pace of {name!r}. Choose one of {', '.join(names)}."
        )
    playing = session.state.playing
    session.update(playing=replace(playing, paces={**playing.paces, unit: name}))


def change_pace(session: Session, by: int) -> None:
    """Let time run so many paces faster, or with −1 slower."""
    unit = clock.unit(session.state)
    names = [pace.name for pace in clock.PACES[unit]]
    place = names.index(session.state.playing.paces[unit]) + by
    set_pace(session, names[max(0, min(place, len(names) - 1))], unit)


def advance(session: Session, seconds: float) -> None:
    """Let so many seconds pass while time runs; it waits where the training is not that far, and stops at the ends.

    Time is where the seconds say: a frame that comes late skips updates, and none is made up for later. What rolls
    from update to update is shown there, see `State.done`; all else at the moment passed last, as often as one looks.
    """
    state, view = session.state, session.state.view
    direction = state.playing.direction
    if not direction:
        return
    course = clock.course(state)
    rate = clock.pace(state.playing, course.unit).rate(course.length)
    at = course.at(view.update, view.position, state.ahead) + direction * rate * seconds
    at = min(max(at, 0.0), course.limit)
    here, there = (view.update, view.position), course.place(at)
    is_over = at >= course.length if direction == 1 else at <= 0
    is_onwards = there > here if direction == 1 else there < here
    rests = course.unit != "op" and abs(at - course.at(*here)) < LOOK * rate and at != course.limit
    if is_onwards and (is_over or not rests) and "moment" not in session.jobs.running:
        here = there
    if here != (view.update, view.position):
        view = msgspec.structs.replace(view, update=here[0], position=here[1])
    stops = is_over and (here == there or not is_onwards)
    session.update(
        view=view,
        ahead=course.ahead(at, *here),
        sought=None,
        playing=replace(state.playing, direction=0) if stops else state.playing,
    )
