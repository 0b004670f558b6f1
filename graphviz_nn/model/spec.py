"""What a model is, as data: its layers and its loss."""

from __future__ import annotations

from collections import Counter
from itertools import count, pairwise
from typing import Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.model.activations import ACTIVATIONS
from graphviz_nn.model.initialisers import INITIALISERS
from graphviz_nn.model.losses import LOSSES

MOST_PARAMETERS = 2_000_000  # 16 MB, and some more for each checkpoint of a run
MOST_SPREAD = 1e100


def _one_of(what: str, value: str, known: Any) -> None:
    if value not in known:
        raise SettingError(f"The {what} {value!r} is unknown. Choose one of {', '.join(known)}.")


def _at_least_zero(what: str, value: float) -> None:
    if not 0 <= value <= MOST_SPREAD:
        raise SettingError(f"{what} is {value}; it must be a number, at least 0 and at most {MOST_SPREAD:g}.")


class DenseSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fully connected layer: activation(x · kernel + bias).

    Attributes:
        units: the number of neurons, at least 1.
        activation: a name in `model.activations.ACTIVATIONS`.
        use_bias: whether a bias is added.
        kernel_initializer: a name in `model.initialisers.INITIALISERS`, for the kernel of shape (inputs, units).
        kernel_spread: half-width or standard deviation for initialisers that take one; None is their default.
        bias_initializer: the same for the bias of shape (units,).
        l1: the factor of the penalty on sum |kernel|, at least 0.
        l2: the factor of the penalty on sum kernel², at least 0.
        name: what its nodes' names begin with; empty for Keras's dense, dense_1, …

    """

    units: int
    activation: str = "linear"
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"
    kernel_spread: float | None = None
    bias_initializer: str = "zeros"
    l1: float = 0.0
    l2: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        if self.units < 1:
            raise SettingError(f"A dense layer has {self.units} units; it needs at least 1.")
        _one_of("activation", self.activation, ACTIVATIONS)
        _one_of("initialiser", self.kernel_initializer, INITIALISERS)
        _one_of("initialiser", self.bias_initializer, INITIALISERS)
        for what, value in (("l1", self.l1), ("l2", self.l2), ("kernel_spread", self.kernel_spread or 0.0)):
            _at_least_zero(what, value)
        if "/" in self.name:
            raise SettingError(
                f"The layer name {self.name!r} holds a slash; that parts a layer from its nodes."
            )

    @property
    def caption(self) -> str:
        """A sentence for the layer's frame."""
        return f"dense · {self.activation} · {self.units} unit{'s' if self.units > 1 else ''}"


class ModelSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stack of dense layers and the loss it is trained by.

    Attributes:
        inputs: the number of features of an example.
        layers: from the input to the output, at least one.
        loss: a name in `model.losses.LOSSES`.

    """

    inputs: int
    layers: tuple[DenseSpec, ...]
    loss: str = "mse"

    def __post_init__(self) -> None:
        if self.inputs < 1:
            raise SettingError(f"The model has {self.inputs} inputs; it needs at least 1.")
        if not self.layers:
            raise SettingError("The model has no layers. Add at least one.")
        _one_of("loss", self.loss, LOSSES)
        taken = [name for name, times in Counter(self.layer_names).items() if times > 1]
        if taken:
            raise SettingError(f"Two layers are called {taken[0]!r}. Name one of them otherwise.")
        parameters = self.parameters
        if parameters > MOST_PARAMETERS:
            raise SettingError(
                f"The model has {_figure(parameters)} parameters, and the most is {MOST_PARAMETERS:,}. "
                "Give its layers fewer units."
            )

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the layers: their own, or Keras's, which count those without: dense, dense_1 and so on."""
        numbers = count()
        return tuple(layer.name or _keras_name(next(numbers)) for layer in self.layers)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        widths = (self.inputs, *(layer.units for layer in self.layers))
        return sum(
            (inputs + layer.use_bias) * units
            for layer, (inputs, units) in zip(self.layers, pairwise(widths), strict=True)
        )

    @property
    def outputs(self) -> int:
        """The number of outputs for an example."""
        return self.layers[-1].units


def _figure(number: int) -> str:
    return f"{number:,}" if number < 10**15 else f"more than {10**15:,}"


def _keras_name(number: int) -> str:
    return f"dense_{number}" if number else "dense"
