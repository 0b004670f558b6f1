"""The layer that keeps the largest number of each window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.layers.base import Layer, Mode
from graphviz_nn.model.layers.pictures import OptionalStrides, Padding, by, pair, slid
from graphviz_nn.ops import MaxPool, Shape
from graphviz_nn.ops.windows import Pair
from graphviz_nn.settings import Setting


class MaxPooling2D(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="max_pooling2d"):
    """max x over each window, channel by channel, over pictures of shape (height, width, channels).

    Attributes:
        pool_size: the height and the width of the window.
        strides: how far it moves down and to the right; None is by its own size, side by side.
        padding: `valid`, inside the picture, or `same`, up to its edge; see `ops.windows.Windows`.

    """

    pool_size: Annotated[Pair, Setting("Pool size", "Height and width of the window.", least=1)] = (2, 2)
    strides: OptionalStrides = None
    padding: Padding = "valid"

    title: ClassVar[str] = "MaxPooling2D"
    words: ClassVar[str] = (
        "Keeps the largest number of each window: the picture shrinks, what stood out stays."
    )

    @property
    def about(self) -> str:
        """Its window, and how it moves if not side by side."""
        strides = f"strides {by(self._strides)}" if self._strides != self.pool_size else ""
        padding = self.padding if self.padding != "valid" else ""
        return " · ".join(filter(None, (by(self.pool_size), strides, padding)))

    def shape(self, inputs: Shape) -> Shape:
        """Return (down, across, channels)."""
        return slid("MaxPooling2D", self._op, inputs)

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the op."""
        return builder.apply(self._op, x)

    @property
    def _strides(self) -> Pair:
        return self.pool_size if self.strides is None else self.strides

    @property
    def _op(self) -> MaxPool:
        return MaxPool(self.pool_size, self._strides, self.padding)

    @staticmethod
    def keras(
        pool_size: int | Sequence[int] = (2, 2),
        strides: int | Sequence[int] | None = None,
        padding: str = "valid",
    ) -> dict[str, Any]:
        """Take one number for both axes."""
        moves = None if strides is None else pair(strides)
        return {"pool_size": pair(pool_size), "strides": moves, "padding": padding}
