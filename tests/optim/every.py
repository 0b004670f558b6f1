"""Every rule with every way of decay, clipping and schedule, and what its lines come to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

from graphviz_nn.optim import (
    Adagrad,
    Adam,
    AdamW,
    AnyOptimiser,
    AnySchedule,
    ConstantRate,
    CosineDecay,
    ExponentialDecay,
    Nadam,
    RmsProp,
    Sgd,
    StepDecay,
)

SCHEDULES: tuple[AnySchedule, ...] = (
    ConstantRate(),
    StepDecay(updates=2, decay=0.7),
    ExponentialDecay(updates=3, decay=0.6),
    CosineDecay(updates=5),
    CosineDecay(updates=5, floor=0.25),
)
CLIPPINGS: tuple[Mapping[str, float], ...] = ({}, {"clip_value": 0.05}, {"clip_norm": 0.1})
DECAYS = (0.0, 0.03)


def _rules(**common: Any) -> tuple[AnyOptimiser, ...]:
    return (
        Sgd(learning_rate=0.1, **common),
        Sgd(learning_rate=0.1, momentum=0.9, **common),
        Sgd(learning_rate=0.1, momentum=0.9, nesterov=True, **common),
        Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="rate outside", **common),
        Sgd(learning_rate=0.1, momentum=0.9, nesterov=True, momentum_formula="rate outside", **common),
        Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="running mean", **common),
        Adagrad(learning_rate=0.1, **common),
        RmsProp(learning_rate=0.01, **common),
        RmsProp(learning_rate=0.01, momentum=0.8, **common),
        RmsProp(learning_rate=0.01, centred=True, **common),
        RmsProp(learning_rate=0.01, momentum=0.8, centred=True, **common),
        Adam(learning_rate=0.01, **common),
        Adam(learning_rate=0.0123456789, beta_1=0.85, beta_2=0.98765, epsilon=1e-3, **common),
        AdamW(learning_rate=0.01, **{"weight_decay": 0.0, **common}),
        Nadam(learning_rate=0.01, **common),
        Nadam(learning_rate=0.0123456789, beta_1=0.85, beta_2=0.98765, epsilon=1e-3, **common),
    )


PLAIN = _rules()
RULES = tuple(
    rule
    for schedule, clipping, decay in product(SCHEDULES, CLIPPINGS, DECAYS)
    for rule in _rules(schedule=schedule, weight_decay=decay, **clipping)
)

_SIGNS = {"−": "-", "·": "*", "^": "**", "π": "pi"}
_KNOWN = {"sqrt": math.sqrt, "cos": math.cos, "floor": math.floor, "pi": math.pi, "min": min, "max": max}


def calculated(text: str, names: Mapping[str, float] | None = None) -> float:
    """Return what arithmetic in plain text comes to, with the numbers that its names stand for."""
    for sign, python in _SIGNS.items():
        text = text.replace(sign, python)
    return float(eval(text, {"__builtins__": {}}, {**_KNOWN, **(names or {})}))


def worked(rule: AnyOptimiser, names: Mapping[str, float]) -> dict[str, float]:
    """Return what every name of a rule's lines holds once all of them are done."""
    found = dict(names)
    for line in rule.lines:
        target, text = line.split(" ← ")
        found[target] = calculated(text, found)
    return found
