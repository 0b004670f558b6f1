"""Changing the document."""

from __future__ import annotations

from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.shell.actions.action import Action, Desk, perform
from graphviz_nn.gui.shell.copying import copy
from graphviz_nn.model import Stack
from graphviz_nn.session import commands
from graphviz_nn.session.hand import why_no_hand


def edit_points(desk: Desk) -> None:
    """Take the points into a hand, with the keys at them; or lay it down."""
    is_taken = desk.session.state.holding is None
    desk.session.perform(commands.take_hand, is_taken)
    part = next((part for part in desk.focus.ring if isinstance(part, BoundaryPanel)), None)
    if is_taken and part is not None:
        desk.focus.give(part)


EDITING: tuple[Action, ...] = (
    Action(
        "undo",
        "Undo",
        "Take the newest change of a setting back.",
        "Edit",
        perform(commands.undo),
        ("Ctrl+Z",),
        "undo",
        is_possible=lambda state: bool(state.can_undo),
        why_not="Nothing has been changed yet.",
        says=lambda state: f"Undo {state.can_undo}" if state.can_undo else "Undo",
    ),
    Action(
        "redo",
        "Redo",
        "Do again what was taken back.",
        "Edit",
        perform(commands.redo),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        is_possible=lambda state: bool(state.can_redo),
        why_not="Nothing has been taken back.",
        says=lambda state: f"Redo {state.can_redo}" if state.can_redo else "Redo",
    ),
    Action(
        "copy",
        "Copy",
        "Copy the number that is looked into, the rows of the trace, or the text that is marked: all its digits.",
        "Edit",
        lambda desk: copy(desk.session, desk.focus, whole=False),
        ("Ctrl+C",),
        divides=True,
    ),
    Action(
        "copy_tensor",
        "Copy the whole tensor",
        "Copy all numbers of the tensor that is shown: lists for Python, a table for a spreadsheet.",
        "Edit",
        lambda desk: copy(desk.session, desk.focus, whole=True),
        ("Ctrl+Shift+C",),
    ),
    Action(
        "end_trial",
        "Back to the run's numbers",
        "Forget the weights and inputs that were dragged to try something out.",
        "Edit",
        perform(commands.end_trial),
        is_possible=lambda state: bool(state.what_if),
        why_not="Nothing is tried out: drag a link or an input of the neurons.",
        divides=True,
    ),
    Action(
        "keep_trial",
        "Start from these weights",
        "Let training begin from the weights as they were dragged.",
        "Edit",
        perform(commands.keep_trial),
        is_possible=lambda state: bool(state.what_if),
        why_not="Nothing is tried out: drag a link or an input of the neurons.",
    ),
    Action(
        "reseed",
        "Throw the dice",
        "Start from other random weights, and shuffle in another order.",
        "Edit",
        perform(commands.reseed),
        ("Ctrl+R",),
        "dice",
        is_possible=lambda state: isinstance(state.work.subject, Stack),
        why_not="An expression draws no random numbers.",
        divides=True,
    ),
    Action(
        "add_layer",
        "Add a layer",
        "Add a hidden layer behind the chosen one, else before the last one.",
        "Edit",
        lambda desk: desk.outline.model.add_layer(),
        ("Ctrl+L",),
        "layers",
        is_possible=lambda state: isinstance(state.work.subject, Stack),
        why_not="An expression has no layers.",
    ),
    Action(
        "move_layer_up",
        "Move the layer up",
        "Move the chosen layer one place towards the input.",
        "Edit",
        lambda desk: desk.outline.model.move_layer(-1),
        ("Alt+Up",),
        "move_up",
        is_possible=lambda state: isinstance(state.work.subject, Stack),
        why_not="An expression has no layers.",
    ),
    Action(
        "move_layer_down",
        "Move the layer down",
        "Move the chosen layer one place towards the output.",
        "Edit",
        lambda desk: desk.outline.model.move_layer(1),
        ("Alt+Down",),
        "move_down",
        is_possible=lambda state: isinstance(state.work.subject, Stack),
        why_not="An expression has no layers.",
    ),
    Action(
        "add_variant",
        "Add a variant",
        "Train one more network beside the others, with a setting of its own.",
        "Edit",
        perform(commands.add_variant),
        ("Ctrl+B",),
        "add",
        is_possible=lambda state: state.network.is_trainable,
        why_not="There is nothing to be trained.",
    ),
    Action(
        "edit_points",
        "Edit the points by hand",
        "Drag, add, draw and erase points of the data by mouse or keys; the model is trained anew as they move.",
        "Edit",
        edit_points,
        is_on=lambda desk: desk.session.state.holding is not None,
        is_possible=lambda state: state.holding is not None or not why_no_hand(state),
        why_not="Points are edited of classes over two features, and of one number over one feature, up to 2,000 rows.",
        divides=True,
    ),
    Action(
        "give_back",
        "Back to the source's rows",
        "Forget what was edited by hand: the data are again those of the set or the file.",
        "Edit",
        perform(commands.give_back),
        is_possible=lambda state: state.work.data.by_hand is not None,
        why_not="No row has been edited by hand.",
    ),
)
