"""Changing the document; every change can be undone."""

from __future__ import annotations

import random
from typing import Any, Literal

import msgspec

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Document
from graphviz_nn.graph.expression import names
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.model.layers import kind_of
from graphviz_nn.optim import RuleName
from graphviz_nn.session import rules
from graphviz_nn.session.fitting import fit_to
from graphviz_nn.session.pipeline import accept, load_then
from graphviz_nn.session.queries import shown_variant, stack_of
from graphviz_nn.session.session import Session
from graphviz_nn.training.variants import Variant, another, with_rule

MOST_VARIANTS = 6  # as many hues as can be told apart

_replace = msgspec.structs.replace


def set_data(session: Session, **fields: Any) -> None:
    """Change fields of the data; the model's ends follow."""
    before = session.state.document
    if "source" in fields:
        fields = {"features": None, "target": None, **fields}
    data = _replace(before.data, **fields)
    merge = _merge_key("data", fields)
    load_then(session, data, lambda session, dataset: _take_data(session, data, dataset, merge))


def set_layer(session: Session, place: int, **fields: Any) -> None:
    """Change fields of a layer, from 0."""
    layers = list(stack_of(session.state.document).layers)
    layers[place] = _replace(layers[place], **fields)
    _set_model(session, f"layer {place + 1}", _merge_key(f"layer {place}", fields), layers=tuple(layers))


def add_layer(session: Session, kind: str = "dense") -> None:
    """Add a layer before the last one: like the one before it if that is of the same kind, else as it is suggested."""
    *hidden, last = stack_of(session.state.document).layers
    extra = kind_of(kind).suggested()
    if hidden and type(hidden[-1]) is type(extra):
        extra = _replace(hidden[-1], name="")
    _set_model(session, "added layer", "", layers=(*hidden, extra, last))


def remove_layer(session: Session, place: int) -> None:
    """Remove a hidden layer; the last one stays, since the data need it."""
    layers = stack_of(session.state.document).layers
    if place >= len(layers) - 1:
        raise SettingError("The last layer gives the model's output and cannot be removed.")
    _set_model(session, "removed layer", "", layers=(*layers[:place], *layers[place + 1 :]))


def set_loss(session: Session, name: str) -> None:
    """Change the loss."""
    _set_model(session, "loss", "", loss=name)


def set_training(session: Session, **fields: Any) -> None:
    """Change settings of the training: those that the shown variant has of its own there, the others for all."""
    document = session.state.document
    shown, shared = rules.divided(shown_variant(document), fields)
    changed = _replace(rules.with_shown(document, shown), training=_replace(document.training, **shared))
    _commit(session, changed, _name(fields), _merge_key("training", fields))


def set_optimiser(session: Session, **fields: Any) -> None:
    """Change settings of the update rule: those that the shown variant has of its own there, the others for all."""
    changed = rules.with_settings(session.state.document, fields)
    _commit(session, changed, _name(fields), _merge_key("optimiser", fields))


def set_rule(session: Session, rule: RuleName) -> None:
    """Train by another update rule, with its usual settings: the shown variant alone if its own settings ask for it."""
    _commit(session, rules.with_other_rule(session.state.document, rule), "optimiser", "")


def set_schedule(session: Session, **fields: Any) -> None:
    """Change the `kind` of the learning-rate schedule, or settings of it."""
    name = "schedule" if "kind" in fields else _name(fields)
    changed = rules.with_schedule(session.state.document, fields)
    _commit(session, changed, name, _merge_key("schedule", fields))


def reseed(session: Session) -> None:
    """Throw the dice for another seed."""
    set_training(session, seed=random.randrange(1_000_000))


def set_variant(session: Session, place: int, **fields: Any) -> None:
    """Change what a variant does differently."""
    variants = list(session.state.document.variants)
    variants[place] = _replace(variants[place], **fields)
    _change(session, "variant", _merge_key(f"variant {place}", fields), variants=tuple(variants))


def set_variant_rule(session: Session, place: int, rule: RuleName | Literal[""]) -> None:
    """Give a variant an update rule of its own, or with "" the one that all share."""
    document = session.state.document
    variants = list(document.variants)
    variants[place] = with_rule(variants[place], rule or None, document.training)
    _change(session, "variant", "", variants=tuple(variants))


def add_variant(session: Session) -> None:
    """Add a variant to be changed: the last one with a lower learning rate."""
    document = session.state.document
    variants = document.variants
    if len(variants) >= MOST_VARIANTS:
        raise SettingError(f"There are {MOST_VARIANTS} variants already, as many as can be told apart.")
    _change(session, "added variant", "", variants=(*variants, another(variants, document.training)))


def remove_variant(session: Session, place: int) -> None:
    """Remove a variant; one stays."""
    variants: tuple[Variant, ...] = session.state.document.variants
    if len(variants) == 1:
        raise SettingError("The last variant cannot be removed: something must be trained.")
    view = session.state.document.view
    shown = min(view.variant - (view.variant > place), len(variants) - 2)
    left = (*variants[:place], *variants[place + 1 :])
    _change(session, "removed variant", "", variants=left, view=_replace(view, variant=max(shown, 0)))


def set_expression(session: Session, text: str) -> None:
    """Change the expression; names that stay keep their value, new ones start at 1."""
    old = session.state.document.subject
    known = old.leaves if isinstance(old, Formula) else {}
    leaves = {name: known.get(name, 1.0) for name in names(text)}
    _change(session, "expression", "", subject=Formula(text=text, leaves=leaves), title=text)


def set_leaf(session: Session, name: str, value: LeafValue) -> None:
    """Change the value of a name in the expression."""
    old = session.state.document.subject
    if not isinstance(old, Formula) or name not in old.leaves:
        raise SettingError(f"{name!r} is not a variable of this document.")
    spec = _replace(old, leaves={**old.leaves, name: value})
    _change(session, name, f"leaf {name}", subject=spec)


def undo(session: Session) -> None:
    """Take the newest change back."""
    if session.history.behind:
        document, session.history = session.history.undo(session.state.document)
        _restore(session, document)


def redo(session: Session) -> None:
    """Do the change again that was taken back last."""
    if session.history.ahead:
        document, session.history = session.history.redo(session.state.document)
        _restore(session, document)


def _set_model(session: Session, name: str, merge: str, **fields: Any) -> None:
    stack = _replace(stack_of(session.state.document), **fields)
    view = _replace(session.state.document.view, update=0, position=0, folded=(), selected="")
    _change(session, name, merge, subject=stack, view=view)


def _take_data(session: Session, data: DataSpec, dataset: Dataset, merge: str) -> None:
    document = session.state.document
    view = _replace(document.view, update=0, position=0)
    changed = fit_to(_replace(document, data=data, view=view), dataset)
    _commit(session, changed, "data", merge, dataset=dataset)
    for note in dataset.notes:
        session.say(note)


def _change(session: Session, name: str, merge: str, **fields: Any) -> None:
    _commit(session, _replace(session.state.document, **fields), name, merge)


def _commit(session: Session, document: Document, name: str, merge: str, **changes: Any) -> None:
    before = session.state.document
    if document == before and not changes:
        return
    history = session.history.push(before, name, merge, session.clock())
    accept(session, document, can_undo=name, can_redo="", **changes)
    session.history = history


def _restore(session: Session, document: Document) -> None:
    """Show a document of the history, with the cursor where it is if the graph is the same."""
    current = session.state.document
    if (document.subject, document.data) == (current.subject, current.data):
        document = _replace(document, view=_replace(current.view, plane=document.view.plane))
    names = {
        "can_undo": session.history.behind[-1].name if session.history.behind else "",
        "can_redo": session.history.ahead[-1].name if session.history.ahead else "",
    }
    if not document.subject.network.is_fed or (document.data == current.data and session.state.dataset):
        accept(session, document, **names)
    else:
        load_then(
            session,
            document.data,
            lambda session, dataset: accept(session, document, dataset=dataset, **names),
        )


def _name(fields: dict[str, Any]) -> str:
    return ", ".join(fields).replace("_", " ")


def _merge_key(what: str, fields: dict[str, Any]) -> str:
    """Return a key under which quick changes of the same fields, as of a dragged slider, are one change."""
    return f"{what}: {', '.join(sorted(fields))}"
