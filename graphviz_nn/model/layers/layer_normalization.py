"""The layer that standardises each example over its own features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.layers.base import Layer, Mode, Parameter
from graphviz_nn.model.layers.normalising import Center, Epsilon, Scale
from graphviz_nn.ops import Mean, Reshape, Shape, Sqrt, Square, shape_text
from graphviz_nn.settings import Setting


class LayerNormalization(
    Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="layer_normalization"
):
    """γ · (x − μ) / √(σ² + ε) + β (Ba, Kiros and Hinton, 2016).

    μ and σ² are mean and variance over some axes of each example by itself, the same in training and in predicting.
    The variance is the mean of the squares, without Bessel's correction.

    Attributes:
        axis: the axes that are normalised over, as Keras counts them: the batch is 0, the last one −1.
        epsilon: ε, against division by 0.
        center, scale: whether β is added, and whether γ multiplies; both have the sizes of those axes.

    """

    axis: Annotated[
        tuple[int, ...],
        Setting(
            "Axes",
            "What is normalised over: 1 is the first axis of an example, -1 the last.",
            finer=True,
            plural=True,
        ),
    ] = (-1,)
    epsilon: Epsilon = 1e-3
    center: Center = True
    scale: Scale = True

    title: ClassVar[str] = "LayerNormalization"
    words: ClassVar[str] = "Gives each example by itself the mean β and the deviation γ over its features."

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.axis:
            raise SettingError("A layer normalisation has no axis; name at least one, as in -1.")

    @property
    def about(self) -> str:
        """Its axes."""
        plural = "axes" if len(self.axis) > 1 else "axis"
        return f"over {plural} {', '.join(map(str, self.axis))}"

    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of the input; its axes must be there."""
        self._axes(inputs)
        return inputs

    def parameters(self, inputs: Shape) -> tuple[Parameter, ...]:
        """Return γ and β, of the sizes of the axes, as far as they are wanted."""
        sizes = tuple(inputs[axis - 1] for axis in self._axes(inputs))
        gamma, beta = Parameter("gamma", sizes, "ones", "γ"), Parameter("beta", sizes, "zeros", "β")
        return (*((gamma,) if self.scale else ()), *((beta,) if self.center else ()))

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add mean and variance of each example, then the formula."""
        axes = self._axes(x.node.shape[1:])
        centred = x - builder.apply(Mean(axes, keepdims=True), x)
        variance = builder.apply(Mean(axes, keepdims=True), builder.apply(Square(), centred), name="variance")
        y = centred / builder.apply(Sqrt(), variance + builder.constant(self.epsilon, "epsilon"))
        if self.scale:
            y = y * _spread(builder, p["gamma"], x.node.shape, axes)
        return y + _spread(builder, p["beta"], x.node.shape, axes) if self.center else y

    def _axes(self, inputs: Shape) -> tuple[int, ...]:
        """Return the axes in their order, counted from the batch, which is 0; raise SettingError for wrong ones."""
        rank = len(inputs) + 1
        axes = tuple(sorted({axis % rank for axis in self.axis if -rank <= axis < rank}))
        if len(axes) < len(self.axis) or 0 in axes:
            cure = "Name the only axis once, as 1 or as -1."
            if rank > 2:
                cure = f"Name each axis once, from 1 to {rank - 1}, or from {-rank + 1} to -1."
            raise SettingError(
                f"LayerNormalization has axis={self.axis}, for examples of the shape {shape_text(inputs)}. {cure}"
            )
        return axes

    @staticmethod
    def keras(
        axis: int | Sequence[int] = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True
    ) -> dict[str, Any]:
        """Take one axis or several."""
        axes = (axis,) if isinstance(axis, int) else axis
        return {"axis": axes, "epsilon": epsilon, "center": center, "scale": scale}


def _spread(builder: Builder, parameter: Term, shape: Shape, axes: tuple[int, ...]) -> Term:
    """Return a parameter that broadcasts along the axes: as it is where they are the last ones."""
    if axes == tuple(range(len(shape) - len(axes), len(shape))):
        return parameter
    sizes = tuple(size if axis in axes else 1 for axis, size in enumerate(shape))
    return builder.apply(Reshape(sizes), parameter)
