"""Update rules, one a file, and learning-rate schedules."""

from typing import TypeAlias

from graphviz_nn.optim.adagrad import Adagrad
from graphviz_nn.optim.adam import Adam
from graphviz_nn.optim.base import Memory, Optimiser, empty_memory
from graphviz_nn.optim.rmsprop import RmsProp
from graphviz_nn.optim.schedules import (
    AnySchedule,
    ConstantRate,
    CosineDecay,
    ExponentialDecay,
    Schedule,
    StepDecay,
)
from graphviz_nn.optim.sgd import Sgd

# All rules that a document can hold: told apart by their field `rule`.
AnyOptimiser: TypeAlias = Sgd | Adagrad | RmsProp | Adam
OPTIMISERS: tuple[type[Sgd] | type[Adagrad] | type[RmsProp] | type[Adam], ...] = (Sgd, Adagrad, RmsProp, Adam)

__all__ = [
    "OPTIMISERS",
    "Adagrad",
    "Adam",
    "AnyOptimiser",
    "AnySchedule",
    "ConstantRate",
    "CosineDecay",
    "ExponentialDecay",
    "Memory",
    "Optimiser",
    "RmsProp",
    "Schedule",
    "Sgd",
    "StepDecay",
    "empty_memory",
]
