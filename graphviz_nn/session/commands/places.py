"""Changing a setting that is known by its place in the document, as in `training.optimiser.momentum`."""

from __future__ import annotations

from typing import Any

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.places import unknown
from graphviz_nn.session.commands import edits, variants
from graphviz_nn.session.session import Session


def set_place(session: Session, place: str, value: Any) -> None:
    """Change the setting at a place as its own command does; raise DocumentError where there is none."""
    match place.split("."):
        case ["training", "optimiser", "schedule"]:
            edits.set_schedule(session, kind=value)
        case ["training", "optimiser", "schedule", name]:
            edits.set_schedule(session, **{name: value})
        case ["training", "optimiser"]:
            edits.set_rule(session, value)
        case ["training", "optimiser", name]:
            edits.set_optimiser(session, **{name: value})
        case ["training", name]:
            edits.set_training(session, **{name: value})
        case ["data", name]:
            edits.set_data(session, **{name: value})
        case ["subject", "loss"]:
            edits.set_loss(session, value)
        case ["subject", "leaves", name]:
            edits.set_leaf(session, name, value)
        case ["subject", "layers", number, name]:
            edits.set_layer(session, int(number), **{name: value})
        case ["seeds"]:
            variants.set_seeds(session, value)
        case ["variants", number, "changes", *setting]:
            variants.change_variant(session, int(number), ".".join(setting), value)
        case ["variants", number, "optimiser"]:
            variants.set_variant_rule(session, int(number), value)
        case ["variants", number, name]:
            variants.set_variant(session, int(number), **{name: value})
        case _:
            raise DocumentError(unknown(session.state.work, place))
