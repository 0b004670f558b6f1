"""Keras's names for losses, metrics and optimisers, and ours for the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graphviz_nn.errors import SettingError
from graphviz_nn.face.optimisers import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop
from graphviz_nn.model import LOSSES
from graphviz_nn.ops import DTYPES, DType
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.text import cited
from graphviz_nn.training.metrics import METRICS

_LOSS_ALIASES = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    # Over numbers of classes, which become one-hot rows where they enter.
    "sparse_categorical_crossentropy": "categorical_crossentropy",
    "sparse_categorical_crossentropy_from_logits": "categorical_crossentropy_from_logits",
}
_METRIC_ALIASES = {
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "acc": "accuracy",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
}
_OPTIMISERS: Mapping[str, Callable[[], AnyOptimiser]] = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
    "nadam": Nadam,
}


def optimiser_named(optimizer: object) -> AnyOptimiser:
    """Return the optimiser that `compile` was given: itself, or by name with Keras's defaults."""
    if isinstance(optimizer, AnyOptimiser):
        return optimizer
    if isinstance(optimizer, str) and optimizer.lower() in _OPTIMISERS:
        return _OPTIMISERS[optimizer.lower()]()
    raise SettingError(
        f"The optimiser {cited(optimizer)} is unknown. Choose one of {', '.join(_OPTIMISERS)}, "
        "or give one with settings, as in gnn.Adam(learning_rate=0.01)."
    )


def dtype_named(dtype: object) -> DType:
    """Return the type of number by its name, or NumPy's type of it."""
    name = dtype.__name__ if isinstance(dtype, type) else str(dtype)
    for known in DTYPES:
        if name == known:
            return known
    raise SettingError(f"dtype is {cited(dtype)}; give one of {', '.join(map(repr, DTYPES))}.")


def loss_named(name: object) -> str:
    """Return our name of a loss; raise SettingError for an unknown one."""
    return _known("loss", name, _LOSS_ALIASES, LOSSES)


def takes_numbers_of_classes(loss: str) -> bool:
    """Whether the targets of a loss, by Keras's name, are numbers of classes, from 0, and not one-hot rows."""
    return loss.lower().startswith("sparse_")


def metric_named(name: object) -> str:
    """Return our name of a metric; raise SettingError for an unknown one."""
    return _known("metric", name, _METRIC_ALIASES, METRICS)


def _known(what: str, name: object, aliases: Mapping[str, str], known: Iterable[str]) -> str:
    lower = name.lower() if isinstance(name, str) else ""
    canonical = aliases.get(lower, lower)
    if canonical not in known:
        raise SettingError(
            f"The {what} {cited(name)} is unknown. Choose one of {', '.join((*known, *aliases))}."
        )
    return canonical
