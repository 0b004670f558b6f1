"""The layer that adds Gaussian noise while it is trained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from graphviz_nn.graph import Builder, Term
from graphviz_nn.graph.noise import Distribution, Noise
from graphviz_nn.model.layers.base import Layer, Mode
from graphviz_nn.ops import Shape
from graphviz_nn.settings import Linear, Setting


class GaussianNoise(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="gaussian_noise"):
    """x + noise in training, x in predicting.

    The noise is drawn anew for each update, for each number by itself: Gaussian about 0, so that the mean of what the
    next layer gets stays as it is. The gradient passes unchanged.

    Attributes:
        stddev: the standard deviation of the noise.

    """

    stddev: Annotated[
        float,
        Setting(
            "Deviation",
            "The standard deviation of what is added to each number in an update.",
            least=0.0,
            slider=Linear(0.0, 1.0, 0.01),
            called="deviation of the noise",
        ),
    ] = 0.1

    title: ClassVar[str] = "GaussianNoise"
    words: ClassVar[str] = (
        "Adds random numbers around 0 in each update, so that the network cannot learn single examples by heart."
    )

    @property
    def about(self) -> str:
        """Its deviation."""
        return f"deviation {self.stddev:.4g}"

    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of the input."""
        return inputs

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the noise and the sum with it, for training; nothing else is changed."""
        if mode == "predict" or self.stddev == 0:
            return x
        return x + builder.noise("noise", x.node.shape, Noise(Distribution.NORMAL, self.stddev))

    @staticmethod
    def keras(stddev: float, seed: int | None = None) -> dict[str, Any]:
        """Take the deviation; the seed is the training's."""
        GaussianNoise.refuse("its noise follows from the seed of the training here", seed=seed)
        return {"stddev": stddev}
