"""The layer that drops numbers at random while it is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from graphviz_nn.graph import Builder, Term
from graphviz_nn.graph.noise import Distribution, Noise
from graphviz_nn.model.layers.base import Layer, Mode
from graphviz_nn.ops import Shape
from graphviz_nn.settings import Linear, Setting


class Dropout(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="dropout"):
    """x · mask in training, x in predicting (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014).

    The mask is drawn anew for each update: 0 with the probability `rate`, else 1 / (1 − rate), so that the mean of
    what the next layer gets stays as it is.

    Attributes:
        rate: the share of the numbers that is dropped.

    """

    rate: Annotated[
        float,
        Setting(
            "Rate",
            "The share of the numbers that is dropped in an update.",
            least=0.0,
            below=1.0,
            slider=Linear(0.0, 0.95, 0.05),
            called="dropout rate",
        ),
    ] = 0.5

    title: ClassVar[str] = "Dropout"
    words: ClassVar[str] = (
        "Sets numbers to 0 at random in each update, so that no neuron can rely on another."
    )

    @property
    def about(self) -> str:
        """Its rate."""
        return f"{self.rate:.4g} dropped"

    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of the input."""
        return inputs

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the mask and the product with it, for training; nothing else is changed."""
        if mode == "predict" or self.rate == 0:
            return x
        return x * builder.noise("mask", x.node.shape, Noise(Distribution.KEEP, self.rate))

    @staticmethod
    def keras(
        rate: float, noise_shape: Sequence[int] | None = None, seed: int | None = None
    ) -> dict[str, Any]:
        """Take the rate; the mask is as large as the input, and the seed is the training's."""
        Dropout.refuse("each number is dropped by itself here", noise_shape=noise_shape)
        Dropout.refuse("its mask follows from the seed of the training here", seed=seed)
        return {"rate": rate}
