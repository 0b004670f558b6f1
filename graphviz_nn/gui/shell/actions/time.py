"""The debugger's verbs: moving through the steps, updates and epochs of a run."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action, Desk, Face, perform
from graphviz_nn.session import State, clock, commands
from graphviz_nn.session.state import Unit


def _has_record(state: State) -> bool:
    return state.record is not None


def _has_updates(state: State) -> bool:
    return state.record is not None and state.network.is_trainable


_NO_STEPS = "There are no steps yet: the network is still being made ready."
_NO_UPDATES = "Nothing is trained here: there are no updates and no epochs."


def _face(state: State) -> Face:
    """Return what the button of playing says: what a press of it does."""
    pace = clock.pace(state.playing, clock.unit(state)).text
    if state.playing.direction:
        return Face("Pause", "pause", "Time runs. Let it stand.")
    if clock.is_at_end(state):
        return Face("Again", "restart_page", "Time is at the end of the run. Play it again from its start.")
    return Face("Play", "play", f"Let time run by {clock.unit(state)}: {pace}.")


def _play_by(unit: Unit, key: str, tip: str) -> Action:
    return Action(
        f"play_by_{unit}",
        f"Play by {unit}",
        tip,
        "Time",
        perform(commands.play_by, unit),
        (key,),
        is_on=lambda desk: _runs_by(desk, unit),
        is_possible=lambda state: state.record is not None and unit in clock.units(state),
        why_not=_NO_UPDATES if unit == "update" else "No data are gone through here: there are no epochs.",
    )


def _runs_by(desk: Desk, unit: Unit) -> bool:
    state = desk.session.state
    return state.playing.direction != 0 and clock.unit(state) == unit


TIME: tuple[Action, ...] = (
    Action(
        "start",
        "To the start",
        "Go to before the first step of the run.",
        "Time",
        perform(commands.to_start),
        ("Home",),
        "restart",
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "step_back",
        "Step back",
        "Take the newest step back: every value and gradient is as it was before.",
        "Time",
        perform(commands.step_back),
        ("Shift+F11",),
        "step_back",
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "step",
        "Step",
        "Do the next step: one value forward, one gradient backward, or one parameter updated.",
        "Time",
        perform(commands.step),
        ("F11",),
        "step",
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "step_over",
        "Step over a layer",
        "Do all steps of this layer in this phase at once.",
        "Time",
        perform(commands.step_over),
        ("F10",),
        "step_over",
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "step_over_back",
        "Step back over a layer",
        "Go back to the end of the layer before.",
        "Time",
        perform(commands.step_over_back),
        ("Shift+F10",),
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "finish_forward",
        "Finish forward",
        "Go to the loss: every value is there, no gradient yet.",
        "Time",
        perform(commands.finish_forward),
        ("F8",),
        "finish_forward",
        is_possible=_has_record,
        also="breakpoint stop run until",
        why_not=_NO_STEPS,
        divides=True,
    ),
    Action(
        "finish_backward",
        "Finish backward",
        "Go to where every gradient has arrived, and no parameter has moved yet.",
        "Time",
        perform(commands.finish_backward),
        ("Shift+F8",),
        "finish_backward",
        is_possible=_has_record,
        also="breakpoint stop run until",
        why_not=_NO_STEPS,
    ),
    Action(
        "next_update",
        "Next update",
        "Go to the next update, where every gradient has arrived and no weight has moved yet.",
        "Time",
        perform(commands.next_update),
        ("F9",),
        "update",
        is_possible=_has_updates,
        why_not=_NO_UPDATES,
        divides=True,
    ),
    Action(
        "previous_update",
        "Previous update",
        "Go back to where every gradient of this update has arrived, or of the one before.",
        "Time",
        perform(commands.previous_update),
        ("Shift+F9",),
        is_possible=_has_updates,
        why_not=_NO_UPDATES,
    ),
    Action(
        "next_epoch",
        "Next epoch",
        "Go to the first update after every example has been seen once more.",
        "Time",
        perform(commands.next_epoch),
        ("Ctrl+Right",),
        "epoch",
        is_possible=_has_updates,
        why_not=_NO_UPDATES,
    ),
    Action(
        "previous_epoch",
        "Previous epoch",
        "Go back to the first update of this epoch, or of the one before.",
        "Time",
        perform(commands.previous_epoch),
        ("Ctrl+Left",),
        is_possible=_has_updates,
        why_not=_NO_UPDATES,
    ),
    Action(
        "end",
        "To the end",
        "Go to the last step of the run.",
        "Time",
        perform(commands.to_end),
        ("End",),
        "to_end",
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    Action(
        "play",
        "Play",
        "Let time run; again to pause, and at the end of the run to see it once more.",
        "Time",
        perform(commands.toggle_play),
        ("Space",),
        "play",
        is_on=lambda desk: desk.session.state.playing.direction != 0,
        face=_face,
        is_possible=_has_record,
        why_not=_NO_STEPS,
        divides=True,
    ),
    Action(
        "play_back",
        "Play backwards",
        "Let time run back; again to pause.",
        "Time",
        perform(commands.toggle_play, -1),
        ("Shift+Space",),
        is_on=lambda desk: desk.session.state.playing.direction == -1,
        is_possible=_has_record,
        why_not=_NO_STEPS,
    ),
    _play_by("op", "O", "Let time run step by step; again to pause."),
    _play_by("update", "U", "Let time run from update to update; again to pause."),
    _play_by("epoch", "E", "Let time run from epoch to epoch, a whole run in a few seconds; again to pause."),
    Action(
        "slower",
        "Slower",
        "Let time run more slowly by what it is played by.",
        "Time",
        perform(commands.change_pace, -1),
        ("<",),
        divides=True,
    ),
    Action(
        "faster",
        "Faster",
        "Let time run faster by what it is played by.",
        "Time",
        perform(commands.change_pace, 1),
        (">",),
    ),
)
