"""The layer that slides filters over pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self

from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.activations import ACTIVATIONS, ActivationName, by_keras
from graphviz_nn.model.initialisers import BiasStart, KernelStart, Spread
from graphviz_nn.model.layers.base import Layer, Mode, Parameter, UseBias
from graphviz_nn.model.layers.pictures import Padding, Strides, by, pair, slid
from graphviz_nn.model.regularisers import L1Factor, L2Factor, penalty
from graphviz_nn.ops import Convolve, Shape
from graphviz_nn.ops.windows import Pair
from graphviz_nn.settings import Setting


class Conv2D(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="conv2d"):
    """activation(x ∗ kernel + bias), over pictures of shape (height, width, channels).

    Attributes:
        filters: the number of filters: the channels of the output.
        kernel_size: the height and the width of the window.
        strides: how far it moves down and to the right.
        padding: `valid`, inside the picture, or `same`, as many places as cells; see `ops.windows.Windows`.
        activation: a name in `model.activations.ACTIVATIONS`.
        use_bias: whether a bias is added, one number a filter.
        kernel_initializer: a name in `model.initialisers.INITIALISERS`, for the kernel of shape (height, width,
            channels, filters).
        kernel_spread: half-width or standard deviation for initialisers that take one; None is their default.
        bias_initializer: the same for the bias of shape (filters,).
        l1, l2: the factors of the penalties on sum |kernel| and on sum kernel².

    """

    filters: Annotated[
        int,
        Setting(
            "Filters",
            "How many patterns are looked for: the channels of what comes out.",
            least=1,
            unit="filters",
            called="number of filters",
        ),
    ]
    kernel_size: Annotated[Pair, Setting("Kernel size", "Height and width of the window.", least=1)]
    strides: Strides = (1, 1)
    padding: Padding = "valid"
    activation: ActivationName = "linear"
    use_bias: UseBias = True
    kernel_initializer: KernelStart = "glorot_uniform"
    kernel_spread: Spread = None
    bias_initializer: BiasStart = "zeros"
    l1: L1Factor = 0.0
    l2: L2Factor = 0.0

    title: ClassVar[str] = "Conv2D"
    words: ClassVar[str] = "Each filter slides over the picture and answers where its pattern is."

    @classmethod
    def suggested(cls) -> Self:
        """Return four filters of 3 × 3 that keep the size of the picture."""
        return cls(filters=4, kernel_size=(3, 3), padding="same", activation="relu")

    @property
    def about(self) -> str:
        """Its activation, its filters and their size, and how they move if not cell by cell."""
        filters = f"{self.filters} filter{'s' if self.filters > 1 else ''} {by(self.kernel_size)}"
        strides = f"strides {by(self.strides)}" if self.strides != (1, 1) else ""
        padding = self.padding if self.padding != "valid" else ""
        return " · ".join(filter(None, (self.activation, filters, strides, padding)))

    def shape(self, inputs: Shape) -> Shape:
        """Return (down, across, filters)."""
        channels = inputs[-1] if inputs else 0
        return slid("Conv2D", self._op, inputs, (*self.kernel_size, channels, self.filters))

    def parameters(self, inputs: Shape) -> tuple[Parameter, ...]:
        """Return the kernel (height, width, channels, filters), and the bias (filters,) if it has one."""
        kernel = Parameter(
            "kernel",
            (*self.kernel_size, inputs[-1], self.filters),
            self.kernel_initializer,
            "K",
            self.kernel_spread,
            is_kernel=True,
            l1=self.l1,
            l2=self.l2,
        )
        bias = Parameter("bias", (self.filters,), self.bias_initializer, "b")
        return (kernel, bias) if self.use_bias else (kernel,)

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the convolution, the sum with the bias and the activation."""
        h = builder.apply(self._op, x, p["kernel"])
        if self.use_bias:
            h = h + p["bias"]
        activation = ACTIVATIONS[self.activation]
        return h if activation is None else builder.apply(activation, h)

    @property
    def _op(self) -> Convolve:
        return Convolve(self.strides, self.padding)

    @staticmethod
    def keras(
        filters: int,
        kernel_size: int | Sequence[int],
        strides: int | Sequence[int] = (1, 1),
        padding: str = "valid",
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        kernel_regularizer: object = None,
    ) -> dict[str, Any]:
        """Take one number for both axes, no activation as a linear one, and a regulariser as its factors."""
        return {
            "filters": filters,
            "kernel_size": pair(kernel_size),
            "strides": pair(strides),
            "padding": padding,
            "activation": by_keras(activation),
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "bias_initializer": bias_initializer,
            **penalty("Conv2D", kernel_regularizer),
        }
