"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.activations import ACTIVATIONS
from graphviz_nn.model.checks import at_least_zero, one_of
from graphviz_nn.model.initialisers import INITIALISERS
from graphviz_nn.model.layers.base import Layer, Mode, Parameter
from graphviz_nn.model.regularisers import penalty
from graphviz_nn.ops import Shape, shape_text


class Dense(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="dense"):
    """activation(x · kernel + bias).

    Attributes:
        units: the number of neurons, at least 1.
        activation: a name in `model.activations.ACTIVATIONS`.
        use_bias: whether a bias is added.
        kernel_initializer: a name in `model.initialisers.INITIALISERS`, for the kernel of shape (inputs, units).
        kernel_spread: half-width or standard deviation for initialisers that take one; None is their default.
        bias_initializer: the same for the bias of shape (units,).
        l1: the factor of the penalty on sum |kernel|, at least 0.
        l2: the factor of the penalty on sum kernel², at least 0.

    """

    units: int
    activation: str = "linear"
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"
    kernel_spread: float | None = None
    bias_initializer: str = "zeros"
    l1: float = 0.0
    l2: float = 0.0

    title: ClassVar[str] = "Dense"
    words: ClassVar[str] = "Each neuron weighs all inputs, adds its bias, and applies its activation."

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.units < 1:
            raise SettingError(f"A dense layer has {self.units} units; it needs at least 1.")
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("initialiser", self.kernel_initializer, INITIALISERS)
        one_of("initialiser", self.bias_initializer, INITIALISERS)
        for what, value in (("l1", self.l1), ("l2", self.l2), ("kernel_spread", self.kernel_spread or 0.0)):
            at_least_zero(what, value)

    @property
    def about(self) -> str:
        """Its activation and its units."""
        return f"{self.activation} · {self.units} unit{'s' if self.units > 1 else ''}"

    def shape(self, inputs: Shape) -> Shape:
        """Return (units,)."""
        if len(inputs) != 1:
            raise SettingError(
                f"A dense layer takes a row of numbers, and is given {shape_text(inputs)}. "
                "Put a Flatten layer before it."
            )
        return (self.units,)

    def parameters(self, inputs: Shape) -> tuple[Parameter, ...]:
        """Return the kernel (inputs, units), and the bias (units,) if it has one."""
        kernel = Parameter(
            "kernel",
            (*inputs, self.units),
            self.kernel_initializer,
            "W",
            self.kernel_spread,
            is_kernel=True,
            l1=self.l1,
            l2=self.l2,
        )
        bias = Parameter("bias", (self.units,), self.bias_initializer, "b")
        return (kernel, bias) if self.use_bias else (kernel,)

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the product, the sum with the bias and the activation."""
        h = x @ p["kernel"]
        if self.use_bias:
            h = h + p["bias"]
        activation = ACTIVATIONS[self.activation]
        return h if activation is None else builder.apply(activation, h)

    @staticmethod
    def keras(
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        kernel_regularizer: object = None,
    ) -> dict[str, Any]:
        """Take no activation as a linear one, and a regulariser as its factors."""
        return {
            "units": units,
            "activation": "linear" if activation is None else activation,
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "bias_initializer": bias_initializer,
            **penalty("Dense", kernel_regularizer),
        }
