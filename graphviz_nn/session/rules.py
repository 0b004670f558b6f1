"""What becomes of the work when its update rule changes: for the variant that is shown, or for all."""

from __future__ import annotations

from typing import Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.optim import OPTIMISERS, SCHEDULES, AnyOptimiser, AnySchedule, RuleName, Sgd
from graphviz_nn.session.queries import variant_at
from graphviz_nn.training.variants import (
    Variant,
    foreign,
    having,
    other_rule,
    owns,
    renamed,
    with_change,
    with_rule,
)

_replace = msgspec.structs.replace


def divided(variant: Variant, fields: dict[str, Any], *roots: str) -> tuple[Variant, dict[str, Any]]:
    """Return the variant with those fields changed that it has of its own, and the fields that are left.

    They stand in the work at one of the roots: `training.optimiser`, `data`, `subject.layers.0`.
    """
    left = {}
    for field, value in fields.items():
        place = next((own for root in roots if owns(variant, own := f"{root}.{field}")), None)
        if place is None:
            left[field] = value
        else:
            variant = with_change(variant, place, value)
    return variant, left


def with_shown(work: Work, shown: int, variant: Variant) -> Work:
    """Return the work with the variant that is shown, by its place, replaced by another."""
    before = variant_at(work, shown)
    return _replace(work, variants=tuple(variant if v is before else v for v in work.variants))


def with_settings(work: Work, shown: int, fields: dict[str, Any]) -> Work:
    """Return the work with settings of the rule changed: the shown variant's own there, the others for all.

    Raise SettingError for one that the rule does not have.
    """
    variant, rest = divided(variant_at(work, shown), fields, "training.optimiser")
    changed = _changed(_rule(work, shown), rest)
    if variant.optimiser is not None:
        return with_shown(work, shown, _replace(variant, optimiser=changed))
    training = _replace(work.training, optimiser=changed)
    return _replace(with_shown(work, shown, variant), training=training)


def with_schedule(work: Work, shown: int, fields: dict[str, Any]) -> Work:
    """Return the work with another `kind` of learning-rate schedule, or with settings of it changed."""
    schedule = _rule(work, shown).schedule
    if "kind" in fields:
        schedule = _other_schedule(schedule, fields["kind"])
    settings = {field: value for field, value in fields.items() if field != "kind"}
    for field in sorted(settings.keys() - set(schedule.__struct_fields__)):
        raise SettingError(f"This schedule has no {field}. Choose another schedule first.")
    return with_settings(work, shown, {"schedule": _replace(schedule, **settings)})


def with_other_rule(work: Work, shown: int, name: RuleName) -> Work:
    """Return the work with another rule: for the shown variant alone if its own settings ask for it, or for all.

    It is for the variant alone if it has a rule of its own, or sets what the new one does not have, as a momentum for
    Adam. Other variants that do so keep the rule that they had.
    """
    variant, training = variant_at(work, shown), work.training
    shared = other_rule(training.optimiser, name)
    if variant.optimiser is not None or foreign(variant, OPTIMISERS[name]):
        return with_shown(work, shown, with_rule(variant, name, training))
    variants = tuple(
        _replace(each, optimiser=each.optimiser or training.optimiser)
        if foreign(each, OPTIMISERS[name])
        else each
        for each in work.variants
    )
    return _replace(work, training=_replace(training, optimiser=shared), variants=variants)


def with_true_names(work: Work, before: Work) -> Work:
    """Return the work with no variant under a name that a change of settings has made untrue."""
    if len(work.variants) != len(before.variants):
        return work
    pairs = zip(before.variants, work.variants, strict=True)
    variants = tuple(renamed(old, before.training, new, work.training) for old, new in pairs)
    return work if variants == work.variants else _replace(work, variants=variants)


def _rule(work: Work, shown: int) -> AnyOptimiser:
    return variant_at(work, shown).optimiser or work.training.optimiser


def _changed(rule: AnyOptimiser, fields: dict[str, Any]) -> AnyOptimiser:
    for field in sorted(fields.keys() - set(rule.__struct_fields__)):
        words = field.replace("_", " ")
        raise SettingError(f"{rule.title} has no {words}. Choose an optimiser that has: {having(field)}.")
    if fields.get("momentum") == 0 and isinstance(rule, Sgd):
        fields = {"nesterov": False, **fields}  # there is no velocity to look ahead along
    for way, other in (("clip_value", "clip_norm"), ("clip_norm", "clip_value")):
        if fields.get(way) is not None:
            fields = {other: None, **fields}  # a gradient is clipped in one way
    return _replace(rule, **fields)


def _other_schedule(schedule: AnySchedule, kind: str) -> AnySchedule:
    if kind not in SCHEDULES:
        raise SettingError(f"The schedule {kind!r} is unknown. Choose one of {', '.join(SCHEDULES)}.")
    other = SCHEDULES[kind]
    kept = set(other.__struct_fields__) & set(schedule.__struct_fields__)
    return other(**{field: getattr(schedule, field) for field in kept})
