"""Changing the variants, which are trained side by side, and from how many seeds."""

from __future__ import annotations

from typing import Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.files.places import comparable
from graphviz_nn.optim import RuleName
from graphviz_nn.session.commands.committing import change, change_with_data, commit, merge_key
from graphviz_nn.session.queries import shown_variant
from graphviz_nn.session.session import Session
from graphviz_nn.settings.places import values_at
from graphviz_nn.training.variants import Variant, another, with_change, with_rule

MOST_VARIANTS = 6  # as many hues as can be told apart

_replace = msgspec.structs.replace


def set_variant(session: Session, place: int, **fields: Any) -> None:
    """Change what a variant does differently."""
    variants = _with_one_at(session.state.work, place)
    variants[place] = _replace(variants[place], **fields)
    change(session, "variant", merge_key(f"variant {place}", fields), variants=tuple(variants))


def set_variant_rule(session: Session, place: int, rule: RuleName | None) -> None:
    """Give a variant an update rule of its own, or with None the one that all share."""
    work = session.state.work
    variants = _with_one_at(work, place)
    variants[place] = with_rule(variants[place], rule, work.training)
    change(session, "variant", "", variants=tuple(variants))


def change_variant(session: Session, place: int, setting: str, value: Any = None) -> None:
    """Let a variant change any setting, by its place in the work, to a plain value; with None no more."""
    merge = merge_key(f"variant {place}", {setting: value})

    def changed(work: Work) -> Work:
        variants = _with_one_at(work, place)
        variants[place] = with_change(variants[place], setting, value)
        return _replace(work, variants=tuple(variants))

    change_with_data(session, changed, "variant", merge)


def add_variant(session: Session, setting: str = "", value: Any = None) -> None:
    """Add a variant: the shown one with another value of a setting, by its place in the work; None chooses one.

    Without a setting it is the last with a lower learning rate, to be changed.
    """
    shown = _replace(shown_variant(session.state), name="")
    if setting and value is None:
        value = comparable(session.state.shown)[setting].another(values_at(session.state.shown, setting)[0])

    def changed(work: Work) -> Work:
        variants = work.variants
        if len(variants) >= MOST_VARIANTS:
            raise SettingError(f"There are {MOST_VARIANTS} variants already, as many as can be told apart.")
        added = with_change(shown, setting, value) if setting else another(variants, work.training)
        return _replace(work, variants=(*variants, added))

    change_with_data(session, changed, "added variant", "")


def remove_variant(session: Session, place: int) -> None:
    """Remove a variant; one stays."""
    variants = _with_one_at(session.state.work, place)
    if len(variants) == 1:
        raise SettingError("The last variant cannot be removed: something must be trained.")
    view = session.state.view
    shown = min(view.variant - (view.variant > place), len(variants) - 2)
    left = (*variants[:place], *variants[place + 1 :])
    work = _replace(session.state.work, variants=left)
    commit(session, work, "removed variant", "", view=_replace(view, variant=max(shown, 0)))


def set_seeds(session: Session, seeds: int) -> None:
    """Train each variant from so many seeds."""
    change(session, "seeds", "seeds", seeds=seeds)


def _with_one_at(work: Work, place: int) -> list[Variant]:
    """Return the variants; raise SettingError where the one at a place went while somebody chose what it is to have."""
    if place >= len(work.variants):
        raise SettingError(f"There is no variant {place + 1} any more. Choose again.")
    return list(work.variants)
