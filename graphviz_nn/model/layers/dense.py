"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.activations import ACTIVATIONS, ActivationName, by_keras
from graphviz_nn.model.initialisers import BiasStart, KernelStart, Spread
from graphviz_nn.model.layers.base import Layer, Mode, Parameter, UseBias
from graphviz_nn.model.regularisers import L1Factor, L2Factor, penalty
from graphviz_nn.ops import Shape, shape_text
from graphviz_nn.settings import Setting


class Dense(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="dense"):
    """activation(x · kernel + bias).

    Attributes:
        units: the number of neurons.
        activation: a name in `model.activations.ACTIVATIONS`.
        use_bias: whether a bias is added.
        kernel_initializer: a name in `model.initialisers.INITIALISERS`, for the kernel of shape (inputs, units).
        kernel_spread: half-width or standard deviation for initialisers that take one; None is their default.
        bias_initializer: the same for the bias of shape (units,).
        l1, l2: the factors of the penalties on sum |kernel| and on sum kernel².

    """

    units: Annotated[
        int,
        Setting(
            "Units", "How many neurons the layer has.", least=1, unit="neurons", called="number of units"
        ),
    ]
    activation: ActivationName = "linear"
    use_bias: UseBias = True
    kernel_initializer: KernelStart = "glorot_uniform"
    kernel_spread: Spread = None
    bias_initializer: BiasStart = "zeros"
    l1: L1Factor = 0.0
    l2: L2Factor = 0.0

    title: ClassVar[str] = "Dense"
    words: ClassVar[str] = "Each neuron weighs all inputs, adds its bias, and applies its activation."

    @classmethod
    def suggested(cls) -> Self:
        """Return four neurons that bend."""
        return cls(units=4, activation="tanh")

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
            "activation": by_keras(activation),
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "bias_initializer": bias_initializer,
            **penalty("Dense", kernel_regularizer),
        }
