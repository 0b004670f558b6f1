"""Choosing what to look at; nothing of this can be undone, since nothing of the work changes."""

from __future__ import annotations

from typing import Any

import msgspec

from graphviz_nn.debug.explain import Cell
from graphviz_nn.scene import examples
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.layout import Room
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import MessageKind


def set_depth(session: Session, depth: Depth) -> None:
    """Draw the graph as layers, neurons or operations."""
    _look(session, depth=depth)


def toggle_fold(session: Session, layer: str) -> None:
    """Fold a layer, or a range of a large graph, into one card, or open it."""
    folded = session.state.view.folded
    rest = tuple(name for name in folded if name != layer)
    _look(session, folded=rest if layer in folded else (*folded, layer))


def set_room(session: Session, room: Room) -> None:
    """Draw the graph for another place."""
    if room != session.state.room:
        session.update(room=room)


def set_terms(session: Session, terms: int) -> None:
    """Explain numbers with so many terms of each sum; 0 explains none."""
    if terms != session.state.terms:
        session.update(terms=terms)


def select_node(session: Session, name: str) -> None:
    """Select a node by name; "" selects none."""
    _look(session, selected=name, cell=None)


def select_cell(session: Session, cell: Cell | None) -> None:
    """Select one number, its node, and the example that it belongs to."""
    record, example = session.state.record, session.state.view.example
    row = examples.row_of(record, cell) if record else None
    _look(session, selected=cell.node if cell else "", cell=cell, example=example if row is None else row)


def choose_variant(session: Session, place: int) -> None:
    """Step through another variant's run."""
    if 0 <= place < len(session.state.work.variants):
        _look(session, variant=place)


def set_plane(session: Session, /, **fields: Any) -> None:
    """Cut the loss surface by another plane."""
    _look(session, plane=msgspec.structs.replace(session.state.view.plane, **fields))


def set_three_d(session: Session, flag: bool) -> None:
    """Draw the loss surface in three dimensions, or as contours."""
    _look(session, three_d=flag)


def set_log_loss(session: Session, flag: bool) -> None:
    """Draw the loss over a logarithmic axis, or a straight one."""
    _look(session, log_loss=flag)


def show_example(session: Session, place: int) -> None:
    """Show another example of the mini-batch in the neurons, from 0; a selected number of the old one moves along."""
    record = session.state.record
    if record is not None:
        place = examples.within(record, place)
        _look(session, example=place, cell=examples.counterpart(record, session.state.cell, place))


def show_tab(session: Session, key: str) -> None:
    """Show "why", "cells", a tensor of the node by its key, or with "" the selected number's own in the inspector."""
    _look(session, tab=key)


def toggle_answer(session: Session) -> None:
    """Show the answer to the lesson's question, or hide it again."""
    _look(session, answered=not session.state.view.answered)


def tell(session: Session, text: str, kind: MessageKind = "info") -> None:
    """Show a message."""
    session.say(text, kind)


def cancel(session: Session, key: str) -> None:
    """Stop long work; what it has given so far stays."""
    session.jobs.cancel(key)


def _look(session: Session, **fields: Any) -> None:
    session.update(view=msgspec.structs.replace(session.state.view, **fields))
