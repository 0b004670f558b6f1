"""The layer that standardises each feature over the mini-batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.layers.base import Layer, Mode, Parameter, State
from graphviz_nn.model.layers.normalising import Center, Epsilon, Scale
from graphviz_nn.ops import Mean, Shape, Sqrt, Square
from graphviz_nn.settings import Linear, Setting


class BatchNormalization(
    Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="batch_normalization"
):
    """γ · (x − μ) / √(σ² + ε) + β (Ioffe and Szegedy, 2015).

    In training μ and σ² are the mini-batch's mean and variance of each feature, those of its last axis, over all other
    axes; the moving averages follow them, average ← momentum · average + (1 − momentum) · μ. In predicting the
    averages stand in for both. As in Keras the variance is the mean of the squares, without Bessel's correction.

    Attributes:
        momentum: how slowly the averages move.
        epsilon: ε, against division by 0.
        center, scale: whether β is added, and whether γ multiplies.

    """

    momentum: Annotated[
        float,
        Setting(
            "Momentum",
            "How slowly the moving averages follow the mini-batches.",
            least=0.0,
            most=1.0,
            slider=Linear(0.0, 0.99, 0.01),
            called="momentum of the averages",
        ),
    ] = 0.99
    epsilon: Epsilon = 1e-3
    center: Center = True
    scale: Scale = True

    title: ClassVar[str] = "BatchNormalization"
    words: ClassVar[str] = "Gives each feature the mean β and the deviation γ over the mini-batch."

    @property
    def about(self) -> str:
        """Its momentum."""
        return f"momentum {self.momentum:.4g}"

    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of the input."""
        return inputs

    def parameters(self, inputs: Shape) -> tuple[Parameter, ...]:
        """Return γ and β, of shape (features,), as far as they are wanted."""
        gamma = Parameter("gamma", inputs[-1:], "ones", "γ")
        beta = Parameter("beta", inputs[-1:], "zeros", "β")
        return (*((gamma,) if self.scale else ()), *((beta,) if self.center else ()))

    def states(self, inputs: Shape) -> tuple[State, ...]:
        """Return the moving averages, of shape (features,)."""
        return State("moving_mean", inputs[-1:], 0.0, "μ̄"), State("moving_variance", inputs[-1:], 1.0, "σ̄²")

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add mean and variance with the next averages in training, the averages in predicting; then the formula."""
        mean, variance = p["moving_mean"], p["moving_variance"]
        if mode == "predict":
            centred = x - mean
        else:
            axes = tuple(range(len(x.node.shape) - 1))
            mean = builder.apply(Mean(axes), x)
            centred = x - mean
            variance = builder.apply(Mean(axes), builder.apply(Square(), centred), name="variance")
            keep = builder.constant(self.momentum, "momentum")
            take = builder.constant(1.0 - self.momentum, "rest")
            for average, newest in ((p["moving_mean"], mean), (p["moving_variance"], variance)):
                builder.carry(average, average * keep + newest * take)
        y = centred / builder.apply(Sqrt(), variance + builder.constant(self.epsilon, "epsilon"))
        if self.scale:
            y = y * p["gamma"]
        return y + p["beta"] if self.center else y

    @staticmethod
    def keras(
        axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True, scale: bool = True
    ) -> dict[str, Any]:
        """Take the settings as they are; only the last axis is normalised."""
        if axis != -1:
            raise SettingError(
                f"BatchNormalization has axis={axis}; only the last axis, -1, is normalised here."
            )
        return {"momentum": momentum, "epsilon": epsilon, "center": center, "scale": scale}
