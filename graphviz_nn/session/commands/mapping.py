"""Other settings and first weights at a stroke: a dot that moves on the map of runs, a start on the loss surface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from graphviz_nn.model import Formula
from graphviz_nn.session import rules
from graphviz_nn.session.commands.committing import commit, merge_key
from graphviz_nn.session.pipeline import build_then
from graphviz_nn.session.queries import settings, variant_at
from graphviz_nn.session.session import Session
from graphviz_nn.training.axes import KINDS

_replace = msgspec.structs.replace


def move_on_map(session: Session, values: Mapping[str, Any], *, is_held: bool = False) -> None:
    """Give the shown variant other settings and first weights, by the names of the map's axes, as one change.

    While a hand holds the dot, all that it does is one.

    Settings that it has of its own are changed there, the others for all. The first value of a formula's variable is
    the variable's.
    """
    _move(session, values, "place on the map", is_held)


def move_start(session: Session, weights: Mapping[str, float], *, is_held: bool = False) -> None:
    """Let the runs begin with other weights, by name; while a hand holds the start, all that it does is one change."""
    _move(session, weights, "start", is_held)


def _move(session: Session, values: Mapping[str, Any], called: str, is_held: bool) -> None:
    weights = {name: float(value) for name, value in values.items() if name not in KINDS}
    subject, merge = session.state.work.subject, merge_key(called, dict(values))
    if isinstance(subject, Formula):
        for name, number in weights.items():
            subject = subject.with_number(name, number)
    formula = subject

    def take(session: Session) -> None:
        work, shown = session.state.work, session.state.view.variant
        of_rule = {name: value for name, value in values.items() if name in KINDS and name != "batch_size"}
        work = rules.with_settings(work, shown, of_rule) if of_rule else work
        of_training = {name: value for name, value in values.items() if name == "batch_size"}
        if isinstance(formula, Formula):
            work = _replace(work, subject=formula)
        elif weights:
            of_training["start"] = {**settings(session.state).start, **weights}
        variant, shared = rules.divided(variant_at(work, shown), of_training, "training")
        work = _replace(rules.with_shown(work, shown, variant), training=_replace(work.training, **shared))
        commit(session, work, called, merge, is_held=is_held)

    build_then(session, formula, take)
