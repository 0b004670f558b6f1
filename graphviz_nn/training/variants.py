"""Variants: named changes of a run's settings, to be trained and drawn together."""

from __future__ import annotations

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import Sgd
from graphviz_nn.optim.base import MomentumFormula
from graphviz_nn.training.spec import TrainingSpec


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run does differently; None leaves a setting as it is.

    Attributes:
        name: what the legend calls it; empty lets `label` make one.
        learning_rate, momentum, nesterov, momentum_formula: of the optimiser.
        batch_size, seed, shuffle: of the training.

    """

    name: str = ""
    learning_rate: float | None = None
    momentum: float | None = None
    nesterov: bool | None = None
    momentum_formula: MomentumFormula | None = None
    batch_size: int | None = None
    seed: int | None = None
    shuffle: bool | None = None


_OF_OPTIMISER = ("learning_rate", "momentum", "nesterov", "momentum_formula")
_OF_TRAINING = ("batch_size", "seed", "shuffle")


def apply(variant: Variant, training: TrainingSpec) -> TrainingSpec:
    """Return the settings with the variant's changes; raise SettingError where they are out of range."""
    rule = {field: value for field in _OF_OPTIMISER if (value := getattr(variant, field)) is not None}
    if rule.get("momentum") == 0 and training.optimiser.nesterov:
        rule.setdefault("nesterov", False)  # there is no velocity to look ahead along
    rest = {field: value for field in _OF_TRAINING if (value := getattr(variant, field)) is not None}
    foreign = [field for field in rule if field not in training.optimiser.__struct_fields__]
    if foreign:
        name = type(training.optimiser).__name__
        raise SettingError(
            f"The variant sets the {foreign[0].replace('_', ' ')} to {rule[foreign[0]]!r}, and {name} has none. "
            "Take it out of the variant, or train with SGD."
        )
    optimiser = msgspec.structs.replace(training.optimiser, **rule)
    return msgspec.structs.replace(training, optimiser=optimiser, **rest)


def label(variant: Variant, training: TrainingSpec) -> str:
    """Return the variant's name, or one made of its optimiser: `SGD`, `momentum 0.9`."""
    if variant.name:
        return variant.name
    optimiser = apply(variant, training).optimiser
    if optimiser.momentum:
        return f"momentum {optimiser.momentum:g}"
    return "SGD" if isinstance(optimiser, Sgd) else type(optimiser).__name__
