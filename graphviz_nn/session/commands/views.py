"""Choosing what to look at; nothing of this can be undone, since nothing of the work changes."""

from __future__ import annotations

from typing import Any

import msgspec

from graphviz_nn.debug.explain import Cell
from graphviz_nn.files.document import Document
from graphviz_nn.scene.depth import Depth
from graphviz_nn.session.pipeline import accept
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import MessageKind


def set_depth(session: Session, depth: Depth) -> None:
    """Draw the graph as layers, neurons or operations."""
    _look(session, depth=depth)


def toggle_fold(session: Session, layer: str) -> None:
    """Fold a layer into one card, or open it."""
    folded = session.state.document.view.folded
    rest = tuple(name for name in folded if name != layer)
    _look(session, folded=rest if layer in folded else (*folded, layer))


def select_node(session: Session, name: str) -> None:
    """Select a node by name; "" selects none."""
    session.update(document=_seen(session, {"selected": name}), cell=None)


def select_cell(session: Session, cell: Cell | None) -> None:
    """Select one number, and its node."""
    session.update(document=_seen(session, {"selected": cell.node if cell else ""}), cell=cell)


def choose_variant(session: Session, place: int) -> None:
    """Step through another variant's run."""
    if 0 <= place < len(session.state.document.variants):
        _derive(session, variant=place)


def set_plane(session: Session, /, **fields: Any) -> None:
    """Cut the loss surface by another plane."""
    _derive(session, plane=msgspec.structs.replace(session.state.document.view.plane, **fields))


def set_three_d(session: Session, flag: bool) -> None:
    """Draw the loss surface in three dimensions, or as contours."""
    _look(session, three_d=flag)


def tell(session: Session, text: str, kind: MessageKind = "info") -> None:
    """Show a message."""
    session.say(text, kind)


def cancel(session: Session, key: str) -> None:
    """Stop long work; what it has given so far stays."""
    session.jobs.cancel(key)


def _look(session: Session, **fields: Any) -> None:
    session.update(document=_seen(session, fields))


def _derive(session: Session, **fields: Any) -> None:
    """Change the view where runs, surface or record follow from it."""
    accept(session, _seen(session, fields))


def _seen(session: Session, fields: dict[str, Any]) -> Document:
    document = session.state.document
    return msgspec.structs.replace(document, view=msgspec.structs.replace(document.view, **fields))
