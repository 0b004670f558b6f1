"""Changing the document."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action, perform
from graphviz_nn.model import Stack
from graphviz_nn.session import commands

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
        is_possible=lambda state: state.work.subject.network.is_trainable,
    ),
)
