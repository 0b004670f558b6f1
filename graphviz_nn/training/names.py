"""Keras's names for losses, metrics and optimisers, and ours for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from graphviz_nn.errors import SettingError
from graphviz_nn.model import LOSSES
from graphviz_nn.ops import short
from graphviz_nn.optim import Sgd
from graphviz_nn.optim.sgd import MomentumFormula
from graphviz_nn.training.arrays import number
from graphviz_nn.training.metrics import METRICS

_LOSS_ALIASES = {"mean_squared_error": "mse", "mean_absolute_error": "mae", "bce": "binary_crossentropy"}
_METRIC_ALIASES = {"mean_squared_error": "mse", "mean_absolute_error": "mae", "acc": "accuracy"}
_FORMULAS: Mapping[str, MomentumFormula] = {"keras": "rate inside", "lecture": "rate outside"}
_DEFAULT_RATE = 0.01


def SGD(
    learning_rate: float = _DEFAULT_RATE,
    momentum: float = 0.0,
    nesterov: bool = False,
    *,
    lr: float | None = None,
    formula: Literal["keras", "lecture"] = "keras",
) -> Sgd:
    """Return stochastic gradient descent with Keras's arguments and defaults.

    `lr` is the older name of `learning_rate`. `formula` says where the rate stands in the momentum: inside the
    velocity (Keras) or outside (the lecture, Goodfellow et al.). Raise SettingError for a value out of range.
    """
    if lr is not None and learning_rate not in (_DEFAULT_RATE, lr):
        raise SettingError(f"SGD has learning_rate={learning_rate} and lr={lr}. Give one of the two.")
    if not isinstance(formula, str) or formula not in _FORMULAS:
        raise SettingError(
            f"The momentum formula {formula!r} is unknown. Choose one of {', '.join(_FORMULAS)}."
        )
    return Sgd(
        learning_rate=number("The learning rate", learning_rate if lr is None else lr),
        momentum=number("The momentum", momentum),
        nesterov=nesterov and momentum != 0,  # without a velocity it is plain descent, as in Keras
        momentum_formula=_FORMULAS[formula],
    )


def optimiser_named(optimizer: object) -> Sgd:
    """Return the optimiser that `compile` was given: itself, or by name with Keras's defaults."""
    if isinstance(optimizer, Sgd):
        return optimizer
    if isinstance(optimizer, str) and optimizer.lower() == "sgd":
        return SGD()
    raise SettingError(
        f"The optimiser {short(optimizer)} is unknown. Give 'sgd' or gnn.SGD(learning_rate=0.01)."
    )


def loss_named(name: object) -> str:
    """Return our name of a loss; raise SettingError for an unknown one."""
    return _known("loss", name, _LOSS_ALIASES, LOSSES)


def metric_named(name: object) -> str:
    """Return our name of a metric; raise SettingError for an unknown one."""
    return _known("metric", name, _METRIC_ALIASES, METRICS)


def _known(what: str, name: object, aliases: Mapping[str, str], known: Iterable[str]) -> str:
    lower = name.lower() if isinstance(name, str) else ""
    canonical = aliases.get(lower, lower)
    if canonical not in known:
        raise SettingError(
            f"The {what} {short(name)} is unknown. Choose one of {', '.join((*known, *aliases))}."
        )
    return canonical
