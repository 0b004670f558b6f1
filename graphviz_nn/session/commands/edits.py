"""Changing the document; every change can be undone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from graphviz_nn.data import Dataset
from graphviz_nn.data.spec import OF_COLUMNS
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.files.learnt import Learnt, tensors_of
from graphviz_nn.graph import QUICK, begun_as, in_one_line
from graphviz_nn.model import AnyLayer, Formula, Stack
from graphviz_nn.model.formula import LeafValue, formula_of
from graphviz_nn.model.layers import kind_of
from graphviz_nn.optim import RuleName
from graphviz_nn.session import rules
from graphviz_nn.session.commands.committing import change, change_with_data, commit, merge_key
from graphviz_nn.session.fitting import crossentropy_like, ended_for, fit_to
from graphviz_nn.session.order import Ordered, with_layer, with_moved
from graphviz_nn.session.pipeline import (
    BUILDING,
    OPENING,
    accept,
    build_then,
    known_data,
    load_then,
    make_then,
)
from graphviz_nn.session.queries import chosen_layer, shown_variant, stack_of
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import data_needed
from graphviz_nn.training.targets import asks_for_shares
from graphviz_nn.training.variants import Variant, owns

_replace = msgspec.structs.replace


def set_data(session: Session, /, **fields: Any) -> None:
    """Change fields of the data: those that the shown variant has of its own there, the others for all.

    The model's ends follow.
    """
    state, merge = session.state, merge_key("data", fields)
    variant, shared = rules.divided(shown_variant(state), fields, "data")
    if "source" in shared:
        shared = {**dict.fromkeys((*OF_COLUMNS, "given", "by_hand")), **shared}
    data = _replace(state.work.data, **shared)

    def changed(work: Work) -> Work:
        return _replace(rules.with_shown(work, state.view.variant, variant), data=data)

    if not shared:
        change_with_data(session, changed, "data", merge)
        return
    load_then(session, [data], lambda session, dataset: _take_data(session, changed, dataset, merge))


def set_layer(session: Session, place: int, **fields: Any) -> None:
    """Change fields of a layer, from 0: those that the shown variant has of its own there, the others for all.

    A second unit in the last one gives the second of two classes a column.
    """
    stack, data = _own_stack(session.state), session.state.work.data
    layers, layer = list(stack.layers), _layer_at(stack, place, fields)
    one_hot = fields == {"units": 2}
    is_last, chooses = place == len(layers) - 1, one_hot or fields == {"units": 1}
    if is_last and chooses and _has_two_classes(session) and data.one_hot != one_hot:
        _set_one_hot(session, one_hot, crossentropy_like(stack.loss, one_hot=one_hot))
        return
    roots = (f"subject.layers.{place}", "subject.layers.*")
    variant, shared = rules.divided(shown_variant(session.state), fields, *roots)
    layers[place] = _replace(layer, **shared)
    merge = merge_key(f"layer {place}", fields)
    _set_model(session, f"layer {place + 1}", merge, variant, layers=tuple(layers))


def _layer_at(stack: Stack, place: int, fields: Iterable[str]) -> AnyLayer:
    """Return a layer; raise SettingError where it went, or became another, while somebody chose what it is to have."""
    layer = stack.layers[place] if place < len(stack.layers) else None
    if layer is None or not all(hasattr(layer, name) for name in fields):
        missing = "" if layer is None else f" with {' and '.join(name.replace('_', ' ') for name in fields)}"
        raise SettingError(f"There is no layer {place + 1}{missing} any more. Choose again.")
    return layer


def add_layer(session: Session, kind: str = "dense", behind: int | None = None) -> None:
    """Add a layer behind a place, else behind the chosen layer, else before the last one; or as near as it fits."""
    stack, extra = _own_stack(session.state), kind_of(kind).suggested()
    behind = chosen_layer(session.state) if behind is None else behind
    last = len(stack.layers) - 1
    wanted = last if behind is None else min(behind + 1, last)
    ordered = with_layer(stack, extra, wanted)
    _set_order(session, "added layer", ordered)
    if ordered.place != wanted:
        names = ordered.stack.layer_names
        ahead, after = names[ordered.before.index(wanted - 1)], names[ordered.place + 1]
        session.say(f"{extra.title} does not fit behind {ahead}. It stands before {after}, where it does.")


def move_layer(session: Session, by: int, place: int | None = None) -> None:
    """Move a layer, else the chosen one, one place towards the output, or with −1 towards the input."""
    stack = _own_stack(session.state)
    place = chosen_layer(session.state) if place is None else place
    if place is None:
        raise SettingError(
            "No layer is chosen to be moved. Select one of its cards in the graph, or go to its row in the outline."
        )
    _layer_at(stack, place, ())
    _set_order(session, "moved layer", with_moved(stack, place, by))


def remove_layer(session: Session, place: int) -> None:
    """Remove a hidden layer; the last one stays, since the data need it."""
    layers = _own_stack(session.state).layers
    if place >= len(layers) - 1:
        raise SettingError("The last layer gives the model's output and cannot be removed.")
    _set_model(session, "removed layer", "", None, layers=(*layers[:place], *layers[place + 1 :]))


def set_loss(session: Session, name: str) -> None:
    """Change the loss; two classes get a column and an output each for one of shares, and one for both for others."""
    wanted = asks_for_shares(name)
    if _has_two_classes(session) and session.state.work.data.one_hot != wanted:
        _set_one_hot(session, wanted, name)
    else:
        _set_model(session, "loss", "", None, loss=name)


def set_training(session: Session, **fields: Any) -> None:
    """Change settings of the training: those that the shown variant has of its own there, the others for all."""
    work, place = session.state.work, session.state.view.variant
    shown, shared = rules.divided(shown_variant(session.state), fields, "training")
    changed = _replace(rules.with_shown(work, place, shown), training=_replace(work.training, **shared))
    commit(session, changed, _name(fields), merge_key("training", fields))


def set_optimiser(session: Session, **fields: Any) -> None:
    """Change settings of the update rule: those that the shown variant has of its own there, the others for all."""
    changed = rules.with_settings(session.state.work, session.state.view.variant, fields)
    commit(session, changed, _name(fields), merge_key("optimiser", fields))


def set_rule(session: Session, rule: RuleName) -> None:
    """Train by another update rule, with its usual settings: the shown variant alone if its own settings ask for it."""
    commit(
        session, rules.with_other_rule(session.state.work, session.state.view.variant, rule), "optimiser", ""
    )


def set_schedule(session: Session, **fields: Any) -> None:
    """Change the `kind` of the learning-rate schedule, or settings of it."""
    name = "schedule" if "kind" in fields else _name(fields)
    changed = rules.with_schedule(session.state.work, session.state.view.variant, fields)
    commit(session, changed, name, merge_key("schedule", fields))


def reseed(session: Session) -> None:
    """Throw the dice for another seed."""
    set_training(session, seed=random.randrange(1_000_000))


def set_expression(session: Session, text: str) -> None:
    """Change the expression, once it is read; names that stay keep their value, new ones begin as it needs them."""
    old = session.state.work.subject
    known = old.leaves if isinstance(old, Formula) else {}

    def take(session: Session, formula: Formula) -> None:
        if session.state.work.subject is old:
            _take_expression(session, formula, known)
        else:
            set_expression(session, text)  # a value was changed meanwhile, which it is to keep

    make_then(session, BUILDING, lambda: formula_of(text, known), take, at_once=len(text) <= QUICK)


def set_leaf(session: Session, name: str, value: LeafValue) -> None:
    """Change the value of a name in the expression, once it is read where another shape makes another graph of it."""
    old = session.state.work.subject
    if not isinstance(old, Formula) or name not in old.leaves:
        raise SettingError(f"{name!r} is not a variable of this document.")
    spec = _replace(old, leaves={**old.leaves, name: value})

    def take(session: Session) -> None:
        if session.state.work.subject is old:
            change(session, name, f"leaf {name}", subject=spec)
        else:
            set_leaf(session, name, value)  # something else was changed meanwhile, and is to stay

    build_then(session, spec, take)


def undo(session: Session) -> None:
    """Take the newest change back; one that is on its way is waited for."""
    session.jobs.after(OPENING, do=lambda: session.perform(_undo))


def redo(session: Session) -> None:
    """Do the change again that was taken back last; what is on its way is waited for."""
    session.jobs.after(OPENING, do=lambda: session.perform(_redo))


def _undo(session: Session) -> None:
    if session.history.behind:
        document, session.history = session.history.undo(session.state.document)
        _restore(session, document)


def _redo(session: Session) -> None:
    if session.history.ahead:
        document, session.history = session.history.redo(session.state.document)
        _restore(session, document)


def _take_expression(session: Session, formula: Formula, known: Mapping[str, LeafValue]) -> None:
    changed = _replace(session.state.work, subject=formula, title=in_one_line(formula.text))
    commit(session, changed, "expression", "", view=_of_another_graph(session.state.view))
    tensors = {
        name: leaf for name, leaf in formula.leaves.items() if name not in known and isinstance(leaf, list)
    }
    if tensors:
        session.say(f"New here: {begun_as(tensors)}. Type other numbers into the field of each.")


def _own_stack(state: State) -> Stack:
    """Return the stack whose layers are to be changed: the one that all share, unless the shown variant has its own."""
    return stack_of(state.shown if owns(shown_variant(state), "subject.layers") else state.work)


def _set_model(
    session: Session, name: str, merge: str, variant: Variant | None, *, selected: str = "", **fields: Any
) -> None:
    """Change what the shown variant has of its own in it, and the rest for all; `variant` may be changed already."""
    work, view = session.state.work, session.state.view
    variant, shared = rules.divided(variant or shown_variant(session.state), fields, "subject")
    changed = _replace(
        rules.with_shown(work, view.variant, variant), subject=_replace(stack_of(work), **shared)
    )
    commit(session, changed, name, merge, view=_replace(_of_another_graph(view), selected=selected))


def _has_two_classes(session: Session) -> bool:
    dataset = session.state.dataset
    return dataset is not None and len(dataset.classes) == 2


def _set_one_hot(session: Session, one_hot: bool, loss: str) -> None:
    """Give two classes a column each, or one for both, and the model the loss and the end that go with it."""
    data = _replace(session.state.work.data, one_hot=one_hot)

    def take(session: Session, dataset: Dataset) -> None:
        changed = ended_for(_replace(session.state.work, data=data), dataset, loss)
        commit(session, changed, "loss", "", dataset, view=_of_another_graph(session.state.view))
        how = "a column and an output each" if one_hot else "one column and one output for both"
        session.say(f"The two classes have {how} now: the data's One-hot is {'on' if one_hot else 'off'}.")

    load_then(session, [data], take)


def _set_order(session: Session, name: str, ordered: Ordered) -> None:
    """Take on layers in another order; what is selected in one of them stays so, to be moved on."""
    selected = ordered.renamed(session.state.view.selected, _own_stack(session.state))
    _set_model(session, name, "", None, selected=selected, layers=ordered.stack.layers)


def _of_another_graph(view: View) -> View:
    """Return the view of another graph: nothing of the one before is chosen in it."""
    return _replace(view, folded=(), selected="", cell=None)


def keep_trial(session: Session) -> None:
    """Begin training from the weights that are tried out."""
    state = session.state
    if state.moment is not None and state.what_if:
        before = state.moment.before
        tried = tensors_of(state.moment.problem.network, Learnt(before.weights, before.states))
        view = _replace(state.view, update=0, position=0)
        # They are all that training begins with: what was given of them is in them.
        variant, shared = rules.divided(shown_variant(state), {"start": {}}, "training")
        work = rules.with_shown(state.work, state.view.variant, variant)
        work = _replace(work, weights=tried, training=_replace(work.training, **shared))
        commit(session, work, "starting weights", "", view=view)


def _take_data(session: Session, change: Callable[[Work], Work], dataset: Dataset, merge: str) -> None:
    change_with_data(session, lambda work: fit_to(change(work), dataset), "data", merge, dataset)
    for note in dataset.notes:
        session.say(note)


def _restore(session: Session, document: Document) -> None:
    """Take on work of the history; where the graph is the same, one goes on looking where one does.

    Only the stage goes back with the work, and with a variant that came or went the one that is shown. Time stays in
    any case.
    """
    work, current = document.work, session.state.work
    if (work.subject, work.data) == (current.subject, current.data):
        view = _with_stage(session.state.view, document.view)
        if len(work.variants) != len(current.variants):
            view = _replace(view, variant=document.view.variant)
        document = Document(work, view)
    names = {
        "can_undo": session.history.behind[-1].name if session.history.behind else "",
        "can_redo": session.history.ahead[-1].name if session.history.ahead else "",
    }
    missing = data_needed(work, known_data(session.state))
    if missing:
        load_then(
            session,
            missing,
            lambda session, *datasets: accept(session, document, *datasets, keeps_time=True, **names),
        )
    else:
        build_then(session, work.subject, lambda session: accept(session, document, keeps_time=True, **names))


def _with_stage(view: View, then: View) -> View:
    if (then.stage, then.stacked) == (view.stage, view.stacked):
        return view
    return _replace(view, stage=then.stage, stacked=then.stacked, tab=then.tab)


def _name(fields: dict[str, Any]) -> str:
    return ", ".join(fields).replace("_", " ")
