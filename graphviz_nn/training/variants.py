"""Variants: named changes of a run's settings, to be trained and drawn together."""

from __future__ import annotations

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, Optimiser, RuleName, Sgd
from graphviz_nn.optim.sgd import MomentumFormula
from graphviz_nn.training.spec import TrainingSpec


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run does differently; None leaves a setting as it is.

    Attributes:
        name: what the legend calls it; empty lets `label` make one.
        optimiser: an update rule of its own, with all its settings.
        learning_rate, momentum, nesterov, momentum_formula: of the optimiser, which must have them.
        batch_size, seed, shuffle: of the training.

    """

    name: str = ""
    optimiser: AnyOptimiser | None = None
    learning_rate: float | None = None
    momentum: float | None = None
    nesterov: bool | None = None
    momentum_formula: MomentumFormula | None = None
    batch_size: int | None = None
    seed: int | None = None
    shuffle: bool | None = None


_OF_OPTIMISER = ("learning_rate", "momentum", "nesterov", "momentum_formula")
_OF_TRAINING = ("batch_size", "seed", "shuffle")
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
    """Return a rule by name: itself, or another with its own defaults, and the same schedule, decay and clipping."""
    if name not in OPTIMISERS:
        raise SettingError(f"The optimiser {name!r} is unknown. Choose one of {', '.join(OPTIMISERS)}.")
    if type(optimiser) is OPTIMISERS[name]:
        return optimiser
    return OPTIMISERS[name](**{field: getattr(optimiser, field) for field in _OF_ALL_RULES})


def with_rule(variant: Variant, name: RuleName | None, training: TrainingSpec) -> Variant:
    """Return the variant with a rule of its own, or with the shared one; what it set for another rule goes."""
    current = variant.optimiser or training.optimiser
    own = None if name is None else other_rule(current, name)
    kind = type(own or training.optimiser)
    lost = () if kind is type(current) else ("learning_rate", *foreign(variant, kind))
    return _replace(variant, optimiser=own, **dict.fromkeys(lost))


def label(variant: Variant, training: TrainingSpec) -> str:
    """Return the variant's name, or one made of its optimiser: `SGD`, `momentum 0.9`, `Adam`."""
    if variant.name:
        return variant.name
    optimiser = apply(variant, training).optimiser
    if isinstance(optimiser, Sgd) and optimiser.momentum:
        return f"momentum {optimiser.momentum:g}"
    return optimiser.title
