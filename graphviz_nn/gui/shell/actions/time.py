"""The debugger's verbs: moving through the steps, updates and epochs of a run."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action, perform
from graphviz_nn.session import State, commands


def _has_record(state: State) -> bool:
    return state.record is not None


def _has_updates(state: State) -> bool:
    return state.record is not None and state.work.subject.network.is_trainable


_NO_STEPS = "There are no steps yet: the network is still being made ready."
_NO_UPDATES = "An expression is not trained: it has no updates and no epochs."

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
        "Go to the start of the next update, with the next mini-batch.",
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
        "Go to the start of this update, or of the one before.",
        "Time",
        perform(commands.previous_update),
        ("Shift+F9",),
        is_possible=_has_updates,
        why_not=_NO_UPDATES,
    ),
    Action(
        "next_epoch",
        "Next epoch",
        "Go to where every example has been seen once more.",
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
        "Go to the start of this epoch, or of the one before.",
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
        "Let time run, step after step; again to pause.",
        "Time",
        perform(commands.toggle_play),
        ("Space",),
        "play",
        icon_on="pause",
        is_on=lambda desk: desk.session.state.playing.direction != 0,
        is_possible=_has_record,
        why_not=_NO_STEPS,
        divides=True,
    ),
)
