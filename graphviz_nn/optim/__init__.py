"""Update rules, one a file, and learning-rate schedules."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from graphviz_nn.optim.adagrad import Adagrad
from graphviz_nn.optim.adam import Adam
from graphviz_nn.optim.adamw import AdamW
from graphviz_nn.optim.base import Memory, Optimiser, empty_memory
from graphviz_nn.optim.nadam import Nadam
from graphviz_nn.optim.rmsprop import RmsProp
from graphviz_nn.optim.schedules import (
    SCHEDULES,
    AnySchedule,
    ConstantRate,
    CosineDecay,
    ExponentialDecay,
    Schedule,
    StepDecay,
)
from graphviz_nn.optim.sgd import Sgd

# All rules that a document can hold: told apart by their field `rule`.
AnyOptimiser: TypeAlias = Sgd | Adagrad | RmsProp | Adam | AdamW | Nadam
RuleName: TypeAlias = Literal["sgd", "adagrad", "rmsprop", "adam", "adamw", "nadam"]
OPTIMISERS: Mapping[
    RuleName,
    type[Sgd] | type[Adagrad] | type[RmsProp] | type[Adam] | type[AdamW] | type[Nadam],
] = {
    "sgd": Sgd,
    "adagrad": Adagrad,
    "rmsprop": RmsProp,
    "adam": Adam,
    "adamw": AdamW,
    "nadam": Nadam,
}


def rule_name(optimiser: AnyOptimiser) -> RuleName:
    """Return the name that documents have for a rule."""
    return next(name for name, kind in OPTIMISERS.items() if isinstance(optimiser, kind))


__all__ = [
    "OPTIMISERS",
    "SCHEDULES",
    "Adagrad",
    "Adam",
    "AdamW",
    "AnyOptimiser",
    "AnySchedule",
    "ConstantRate",
    "CosineDecay",
    "ExponentialDecay",
    "Memory",
    "Nadam",
    "Optimiser",
    "RmsProp",
    "RuleName",
    "Schedule",
    "Sgd",
    "StepDecay",
    "empty_memory",
    "rule_name",
]
