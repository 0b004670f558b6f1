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
        "Add a hidden layer before the last one.",
        "Edit",
        perform(commands.add_layer),
        ("Ctrl+L",),
        "layers",
        is_possible=lambda state: isinstance(state.work.subject, Stack),
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
