"""Variants: named changes of a run's settings, to be trained and drawn together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, Optimiser, RuleName, Sgd
from graphviz_nn.optim.base import LearningRate, Momentum
from graphviz_nn.optim.sgd import Formula, Nesterov
from graphviz_nn.settings import Setting, check, settings_of
from graphviz_nn.training.spec import BatchSize, Seed, Shuffle, TrainingSpec


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run does differently; None leaves a setting as it is.

    Attributes:
        name: what the legend calls it; empty lets `label` make one.
        optimiser: an update rule of its own, with all its settings.
        learning_rate, momentum, nesterov, momentum_formula: of the optimiser, which must have them.
        batch_size, seed, shuffle: of the training.

    """

    name: Annotated[str, Setting("Name", "What the legend calls this variant.")] = ""
    optimiser: Annotated[
        AnyOptimiser | None, Setting("Optimiser", "The rule by which a gradient moves its weight.")
    ] = None
    learning_rate: LearningRate | None = None
    momentum: Momentum | None = None
    nesterov: Nesterov | None = None
    momentum_formula: Formula | None = None
    batch_size: BatchSize | None = None
    seed: Seed | None = None
    shuffle: Shuffle | None = None

    def __post_init__(self) -> None:
        check(self)


_SETTINGS = settings_of(Variant)
_OF_OPTIMISER = tuple(field for field in _SETTINGS if field in settings_of(*OPTIMISERS.values()))
_OF_TRAINING = tuple(
    field for field in _SETTINGS if field in settings_of(TrainingSpec) and field != "optimiser"
)
# What every rule has and means alike; a good learning rate is another for each.
_OF_ALL_RULES = tuple(field for field in Optimiser.__struct_fields__ if field != "learning_rate")

_replace = msgspec.structs.replace


def apply(variant: Variant, training: TrainingSpec) -> TrainingSpec:
    """Return the settings with the variant's changes; raise SettingError where they are out of range."""
    optimiser = variant.optimiser or training.optimiser
    rule = {field: value for field in _OF_OPTIMISER if (value := getattr(variant, field)) is not None}
    if rule.get("momentum") == 0 and isinstance(optimiser, Sgd) and optimiser.nesterov:
        rule.setdefault("nesterov", False)  # there is no velocity to look ahead along
    rest = {field: value for field in _OF_TRAINING if (value := getattr(variant, field)) is not None}
    for field in foreign(variant, type(optimiser)):
        raise SettingError(
            f"The variant sets the {field.replace('_', ' ')} to {rule[field]!r}, and {optimiser.title} has none. "
            f"Take it out of the variant, or give the variant an optimiser that has one: {having(field)}."
        )
    return _replace(training, optimiser=_replace(optimiser, **rule), **rest)


def inherited(variant: Variant, training: TrainingSpec) -> dict[str, Any]:
    """Return the settings that a variant has, or may change, as its rule and the training have them."""
    rule = variant.optimiser or training.optimiser
    of_rule = {field: getattr(rule, field) for field in _OF_OPTIMISER if field in rule.__struct_fields__}
    return of_rule | {field: getattr(training, field) for field in _OF_TRAINING}


def foreign(variant: Variant, rule: type[Optimiser]) -> tuple[str, ...]:
    """Return the settings that a variant changes and that a rule does not have."""
    changed = [field for field in _OF_OPTIMISER if getattr(variant, field) is not None]
    return tuple(field for field in changed if field not in rule.__struct_fields__)


def having(field: str) -> str:
    """Return the titles of the rules that have a setting, as words."""
    return " or ".join(
        [kind.title for kind in OPTIMISERS.values() if field in kind.__struct_fields__] or ["none"]
    )


def other_rule(optimiser: AnyOptimiser, name: RuleName) -> AnyOptimiser:
    """Return a rule by name: itself, or another with its own defaults, and the same schedule, decay and clipping.

    What was left as usual is as usual for the other: the decay of AdamW is not that of others.
    """
    if name not in OPTIMISERS:
        raise SettingError(f"The optimiser {name!r} is unknown. Choose one of {', '.join(OPTIMISERS)}.")
    if type(optimiser) is OPTIMISERS[name]:
        return optimiser
    usual = type(optimiser)()
    chosen = {field: getattr(optimiser, field) for field in _OF_ALL_RULES}
    return OPTIMISERS[name](**{k: value for k, value in chosen.items() if value != getattr(usual, k)})


def with_rule(variant: Variant, name: RuleName | None, training: TrainingSpec) -> Variant:
    """Return the variant with a rule of its own, or with the shared one; what it set for another rule goes."""
    current = variant.optimiser or training.optimiser
    own = None if name is None else other_rule(current, name)
    kind = type(own or training.optimiser)
    lost = () if kind is type(current) else ("learning_rate", *foreign(variant, kind))
    return _replace(variant, optimiser=own, **dict.fromkeys(lost))


def another(variants: Sequence[Variant], training: TrainingSpec) -> Variant:
    """Return a variant to put beside others: the last one with half its learning rate, or less where that is taken."""
    taken = [apply(variant, training) for variant in variants]
    added = _replace(variants[-1], name="")
    while (settings := apply(added, training)) in taken:
        added = _replace(added, learning_rate=float(f"{settings.optimiser.learning_rate / 2:.2g}"))
    return added


def label(variant: Variant, training: TrainingSpec) -> str:
    """Return the variant's name, or one made of what it does: `SGD`, `momentum 0.9`, `Adam, learning rate 0.05`."""
    return variant.name or ", ".join(_differences(variant, training))


def labels(variants: Sequence[Variant], training: TrainingSpec) -> tuple[str, ...]:
    """Return what to call each of some variants side by side: those of equal names get the letters of their places."""
    names = [label(variant, training) for variant in variants]
    times = Counter(names)
    return tuple(f"{name} ({letter(place)})" if times[name] > 1 else name for place, name in enumerate(names))


def letter(place: int) -> str:
    """Return the letter of a variant by its place: A, B, and so on."""
    return chr(ord("A") + place)


def renamed(before: Variant, old: TrainingSpec, after: Variant, new: TrainingSpec) -> Variant:
    """Return a variant, `after` a change of its settings or of those that all share, under a name that is still true.

    A name that says what `label` would say is left to it. Another one that contains the old value of a setting, as
    "rate 0.2" does, gets the new one: of a setting of the variant's own, or of one that it inherits where none of its
    own has that value. A name that was itself changed stays, and so does one that states no number.
    """
    name = before.name
    if not name or after.name != name:
        return after
    if name == label(_replace(before, name=""), old):
        return after if name == label(_replace(after, name=""), new) else _replace(after, name="")
    was, now = _values(before, old), _values(after, new)
    own = {was[field] for field in was if getattr(before, field) is not None}
    for field in was.keys() & now.keys():
        is_meant = getattr(before, field) is not None or was[field] not in own
        if was[field] != now[field] and is_meant:
            name = re.sub(rf"(?<![\w.]){re.escape(was[field])}(?![\w]|\.\d)", now[field], name)
    return _replace(after, name=name)


def _differences(variant: Variant, training: TrainingSpec) -> Iterator[str]:
    """Yield the rule, then what else the variant sets that is not as the training has it."""
    optimiser = apply(variant, training).optimiser
    told = {"momentum": optimiser.momentum} if isinstance(optimiser, Sgd) else {}
    yield f"momentum {told['momentum']:g}" if any(told.values()) else optimiser.title
    for name, usual in inherited(variant, training).items():
        value = getattr(variant, name)
        if name not in told and value not in (None, usual):
            yield _SETTINGS[name].said(value)


def _values(variant: Variant, training: TrainingSpec) -> dict[str, str]:
    """Return the settings that are numbers, as a name would state them."""
    settings = apply(variant, training)
    known = inherited(_replace(variant, optimiser=settings.optimiser), settings)
    return {
        field: f"{value:g}"
        for field, value in known.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
