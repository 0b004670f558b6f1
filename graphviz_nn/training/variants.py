"""Variants: named changes of any settings, to be trained and drawn together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, Optimiser, RuleName, Sgd
from graphviz_nn.optim.base import LearningRate, Momentum
from graphviz_nn.optim.sgd import Formula, Nesterov
from graphviz_nn.settings import Setting, check, settings_of, unturn
from graphviz_nn.settings.places import replaced
from graphviz_nn.text import cited
from graphviz_nn.training.changes import changed, check_places, full_place, said
from graphviz_nn.training.spec import BatchSize, Seed, Shuffle, TrainingSpec


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run does differently; None leaves a setting as it is.

    Attributes:
        name: what the legend calls it; empty lets `label` make one.
        optimiser: an update rule of its own, with all its settings.
        learning_rate, momentum, nesterov, momentum_formula: of the optimiser, which must have them.
        batch_size, seed, shuffle: of the training.
        changes: any other setting of the work, by its place there, as {"data.standardise": true} or
            {"subject.layers.*.use_bias": false}, with its value as JSON has it.

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
    changes: dict[str, Any] = {}

    def __post_init__(self) -> None:
        changes = {full_place(place): value for place, value in self.changes.items()}
        for place in changes.keys() & _FIELDS.keys():
            raise SettingError(
                f"A variant changes {place} among its other changes; it has a field {_FIELDS[place]}. Set that."
            )
        check_places(changes)
        msgspec.structs.force_setattr(self, "changes", changes)
        unturn(self, "name")
        check(self)

    def __hash__(self) -> int:
        """Return a hash for caches, without the values of the changes, of which lists have none."""
        return hash((self.name, self.optimiser, frozenset(self.changes)))

    @property
    def whole_name(self) -> str:
        """What messages call it."""
        return f"The variant {cited(self.name)}" if self.name else "A variant"


_SETTINGS = settings_of(Variant)
_OF_OPTIMISER = tuple(field for field in _SETTINGS if field in settings_of(*OPTIMISERS.values()))
_OF_TRAINING = tuple(
    field for field in _SETTINGS if field in settings_of(TrainingSpec) and field != "optimiser"
)
# What has a field of its own, by its place in the work.
_FIELDS = {
    "training.optimiser": "optimiser",
    **{f"training.optimiser.{field}": field for field in _OF_OPTIMISER},
    **{f"training.{field}": field for field in _OF_TRAINING},
}
_RULE = "training.optimiser."
START = "training.start"  # the place of the weights that training begins with
# What every rule has and means alike; a good learning rate is another for each.
_OF_ALL_RULES = tuple(field for field in Optimiser.__struct_fields__ if field != "learning_rate")

_replace = msgspec.structs.replace


def variant_of(given: Mapping[str, Any]) -> Variant:
    """Return the variant that changes settings by their names: fields of a variant, or places in the work.

    Values are plain, as JSON has them. Raise SettingError for a name that is none, or a value that cannot be.
    """
    check_places({place: given[name] for name in given if (place := full_place(name)) not in _SETTINGS})
    made = Variant()
    for name, value in given.items():
        try:
            made = with_change(made, name, value)
        except SettingError as error:
            raise SettingError(f"{made.whole_name} sets {name} to {cited(value)}: {error}") from None
    return made


def with_change(variant: Variant, place: str, value: Any) -> Variant:
    """Return the variant with another plain value at a place of the work, or with None what all have there."""
    field = place if place in _SETTINGS else _FIELDS.get(place := full_place(place))
    if field is not None:
        return replaced(variant, field, value)
    rest = {known: each for known, each in variant.changes.items() if known != place}
    plain = msgspec.to_builtins(value)
    return _replace(variant, changes=rest if value is None else {**variant.changes, place: plain})


def owns(variant: Variant, place: str) -> bool:
    """Tell whether a variant has the setting at a place of the work of its own."""
    if place in _FIELDS:
        return getattr(variant, _FIELDS[place]) is not None
    return place in variant.changes


def apply(variant: Variant, training: TrainingSpec) -> TrainingSpec:
    """Return the settings with the variant's changes; raise SettingError where they are out of range."""
    optimiser = variant.optimiser or training.optimiser
    rule = {field: value for field in _OF_OPTIMISER if (value := getattr(variant, field)) is not None}
    if rule.get("momentum") == 0 and isinstance(optimiser, Sgd) and optimiser.nesterov:
        rule.setdefault("nesterov", False)  # there is no velocity to look ahead along
    rest = {field: value for field in _OF_TRAINING if (value := getattr(variant, field)) is not None}
    for field in foreign(variant, type(optimiser)):
        raise SettingError(
            f"{variant.whole_name} sets the {field.replace('_', ' ')} to {cited(_own(variant)[field])}, and "
            f"{optimiser.title} has none. Take it out of the variant, or give the variant an optimiser that has one: "
            f"{having(field)}."
        )
    made = _replace(training, optimiser=_replace(optimiser, **rule), **rest)
    return changed(made, "training", variant.changes, variant.whole_name)


def inherited(variant: Variant, training: TrainingSpec) -> dict[str, Any]:
    """Return the settings that a variant has, or may change, as its rule and the training have them."""
    rule = variant.optimiser or training.optimiser
    of_rule = {field: getattr(rule, field) for field in _OF_OPTIMISER if field in rule.__struct_fields__}
    return of_rule | {field: getattr(training, field) for field in _OF_TRAINING}


def foreign(variant: Variant, rule: type[Optimiser]) -> tuple[str, ...]:
    """Return the settings that a variant changes and that a rule does not have."""
    known = {*_OF_OPTIMISER, *(place.removeprefix(_RULE) for place in variant.changes if _is_of_rule(place))}
    return tuple(field for field in _own(variant) if field in known and field not in rule.__struct_fields__)


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
    kept = {place: value for place, value in variant.changes.items() if place.removeprefix(_RULE) not in lost}
    gone = dict.fromkeys(field for field in lost if field in _OF_OPTIMISER)
    return _replace(variant, optimiser=own, changes=kept, **gone)


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
    while max((times := Counter(names)).values(), default=1) > 1:
        names = [f"{name} ({letter(place)})" if times[name] > 1 else name for place, name in enumerate(names)]
    return tuple(names)


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
    own = {field: was[field] for field in _own(before) if field in was}
    for field in was.keys() & now.keys():
        is_meant = field in own or was[field] not in own.values()
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
    for place, value in variant.changes.items():
        yield said(place, value)


def _own(variant: Variant) -> dict[str, Any]:
    """Return what a variant sets: by its fields, by its rule's, and all else by its place."""
    fields = {field: getattr(variant, field) for field in (*_OF_OPTIMISER, *_OF_TRAINING)}
    changes = {place.removeprefix(_RULE): value for place, value in variant.changes.items()}
    return {field: value for field, value in fields.items() if value is not None} | changes


def _is_of_rule(place: str) -> bool:
    return place.startswith(_RULE) and "." not in place.removeprefix(_RULE)


def _values(variant: Variant, training: TrainingSpec) -> dict[str, str]:
    """Return the settings that are numbers, as a name would state them."""
    settings = apply(variant, training)
    known = inherited(_replace(variant, optimiser=settings.optimiser), settings) | _own(variant)
    return {
        field: f"{value:g}"
        for field, value in known.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
