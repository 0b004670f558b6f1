"""What slides over pictures: the convolution, and the largest number of each window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, Shape, shape_text, spread
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample
from graphviz_nn.ops.window_words import convolved, convolved_back, pooled, pooled_back
from graphviz_nn.ops.windows import Pair, Windows, alike, matrix, patches, unpatched

__all__ = ["Convolve", "MaxPool"]


@dataclass(frozen=True)
class Convolve(Op):
    """Y = x ∗ K: at each place the sum of the patch there times the kernel, for each filter.

    Pictures x are (batch, height, width, channels), the kernel K is (height, width, channels, filters), and Y is
    (batch, down, across, filters). As everywhere in this field, the kernel is not turned round.

    Attributes:
        strides: how far the window moves down and to the right.
        padding: `valid`, inside the picture, or `same`, as many places as cells; see `Windows`.

    """

    strides: Pair = (1, 1)
    padding: str = "valid"

    name = "conv2d"
    symbol = "∗"
    inputs = ("x", "K")
    formula = "patches(x, K, strides, padding) @ matrix(K)"
    gradients = (
        "unpatched(g @ transpose(matrix(K)), x, K, strides, padding)",
        "alike(transpose(matrix(patches(x, K, strides, padding))) @ matrix(g), K)",
    )
    deed = "slides the filters of {1} over {0}"
    words = "Slides each filter over the picture: a cell is the patch below it times the kernel, summed up."
    gradient_words = (
        "Each patch receives the arriving gradient times the kernel, where patches overlap added up; the kernel "
        "receives it times every patch."
    )

    def windows(self, kernel: Shape) -> Windows:
        """Return how a kernel of this shape slides."""
        return Windows((kernel[0], kernel[1]), self.strides, self.padding)

    def shape(self, *shapes: Shape) -> Shape:
        """Return (batch, down, across, filters)."""
        x, kernel = shapes
        if len(x) != 4 or len(kernel) != 4:
            raise ShapeError(
                f"{_pair(x, kernel)} do not fit: pictures are batch × height × width × channels, a kernel is "
                "height × width × channels × filters. Give both 4 dimensions; a grey picture has 1 channel."
            )
        if x[3] != kernel[2]:
            raise ShapeError(
                f"{_pair(x, kernel)} do not fit: the pictures have {x[3]} channels, the kernel {kernel[2]}. "
                "Make these two numbers equal."
            )
        windows = self.windows(kernel)
        windows.check(self.name, x)
        return (x[0], *windows.places(x), kernel[3])

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return a small grey picture, and one filter that sees a part of it."""
        return (1, 4, 4, 1), (2, 2, 1, 1)

    def value(self, x: Array, K: Array) -> Array:
        """Return x ∗ K, as one product of matrices."""
        rows = patches(x, K, self.strides, self.padding)
        return (matrix(rows) @ matrix(K)).reshape(*rows.shape[:3], K.shape[3])

    def contributions(self, g: Array, y: Array, x: Array, K: Array) -> tuple[Array, ...]:
        """Return g Kᵀ, put back where its patches lie, and the patches' transpose times g."""
        rows = patches(x, K, self.strides, self.padding)
        back = (matrix(g) @ matrix(K).T).reshape(rows.shape)
        return unpatched(back, x, K, self.strides, self.padding), alike(matrix(rows).T @ matrix(g), K)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> Any:
        """Return which cells of an input go into a cell of the value, as an index: a patch, or the kernel below it."""
        x, kernel = shapes
        example, down, across, filter_ = index
        seen, part = self.windows(kernel).seen_at(x, (down, across))
        return (example, *seen) if argument == 0 else (*part, slice(None), filter_)

    def explain(self, asked: Asked) -> Lines:
        """Return the patch times the filter."""
        return convolved(self.windows(asked.xs[1].shape), asked)

    def explain_back(self, asked: Asked) -> Lines:
        """Return what came from all windows that saw a cell, or from all places of a filter."""
        return convolved_back(self.windows(asked.xs[1].shape), asked)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return single cells, several channels and filters, strides, both paddings, and no pictures."""
        tested: tuple[tuple[Pair, str, Shape, Shape], ...] = (
            ((1, 1), "valid", (1, 1, 1, 1), (1, 1, 1, 1)),
            ((1, 1), "valid", (2, 3, 4, 1), (2, 3, 1, 2)),
            ((1, 1), "valid", (1, 4, 3, 2), (2, 2, 2, 3)),
            ((2, 1), "valid", (1, 4, 3, 1), (1, 2, 1, 1)),
            ((1, 1), "same", (2, 3, 2, 1), (3, 2, 1, 2)),
            ((2, 3), "same", (1, 3, 4, 2), (2, 3, 2, 1)),
            ((1, 1), "valid", (0, 2, 2, 1), (2, 1, 1, 1)),
        )
        return tuple(
            Case(cls(strides, padding), (sample(x), sample(K, start=50))) for strides, padding, x, K in tested
        )


@dataclass(frozen=True)
class MaxPool(Op):
    """y = max x over each window, channel by channel; cells that tie for the maximum share its gradient equally.

    So does `max`. Keras and PyTorch give all of it to the first of them; where the cells tie because their patches are
    equal, as on an empty ground, what reaches a kernel is the same. A nan in a window makes its maximum nan.

    Attributes:
        size: the height and the width of the window.
        strides: how far it moves down and to the right; windows may overlap.
        padding: `valid` or `same`, see `Windows`; what lies beyond the edge is never the largest.

    """

    size: Pair = (2, 2)
    strides: Pair = (2, 2)
    padding: str = "valid"

    name = "max_pool"
    symbol = "pool"
    inputs = ("x",)
    formula = "max(windows(x, size, strides, padding), -1)"
    gradients = (
        "unwindowed(where({W} == spread(y, {W}, -1), spread(g / sum({W} == spread(y, {W}, -1), -1), {W}, -1), 0), "
        "x, size, strides, padding)".replace("{W}", "windows(x, size, strides, padding)"),
    )
    deed = "keeps the largest number of each window of {0}"
    words = "Keeps the largest number of each window: the picture shrinks, and what stood out stays."
    gradient_words = (
        "The winner of each window takes its gradient, the others none; numbers that tie for the largest share it "
        "equally."
    )
    analytic = False

    @property
    def windows(self) -> Windows:
        """How the windows slide."""
        return Windows(self.size, self.strides, self.padding)

    def shape(self, *shapes: Shape) -> Shape:
        """Return (batch, down, across, channels)."""
        (x,) = shapes
        if len(x) != 4:
            raise ShapeError(
                f"max_pool: an input of shape {shape_text(x)} is no batch of pictures. "
                "Give it 4 dimensions, batch × height × width × channels; a grey picture has 1 channel."
            )
        self.windows.check(self.name, x)
        return (x[0], *self.windows.places(x), x[3])

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return a grey picture of two windows down and two across, or of what they are strided over."""
        down, across = (size + stride for size, stride in zip(self.size, self.strides, strict=True))
        return ((1, down, across, 1),)

    def value(self, x: Array) -> Array:
        """Return the largest number of each window."""
        return np.asarray(self.windows.seen(x, -np.inf).max(axis=(3, 4)))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g over the number of winners, spread over them, put back where the windows lie."""
        seen = self.windows.seen(x, -np.inf)
        beaten = seen < spread(y, seen, (3, 4))
        shares = np.asarray(g / np.sum(~beaten, axis=(3, 4)))
        return (self.windows.put_back(np.where(beaten, 0.0, spread(shares, seen, (3, 4))), x.shape),)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> Any:
        """Return which cells of the input go into a cell of the value, as an index: those of its window."""
        example, down, across, channel = index
        seen, _ = self.windows.seen_at(shapes[0], (down, across))
        return (example, *seen, channel)

    def explain(self, asked: Asked) -> Lines:
        """Return the window, its winner first."""
        return pooled(self.windows, asked)

    def explain_back(self, asked: Asked) -> Lines:
        """Return what came from the windows in which a cell won."""
        return pooled_back(self.windows, asked)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return windows side by side, overlapping, with cells between them, padded, and no pictures; without ties."""
        tested: tuple[tuple[Pair, Pair, str, Shape], ...] = (
            ((2, 2), (2, 2), "valid", (1, 2, 2, 1)),
            ((2, 2), (2, 2), "valid", (2, 4, 5, 2)),
            ((2, 2), (1, 1), "valid", (1, 3, 4, 2)),
            ((1, 1), (2, 3), "valid", (1, 3, 4, 1)),
            ((2, 2), (2, 2), "same", (1, 3, 3, 2)),
            ((1, 3), (1, 2), "same", (1, 2, 4, 1)),
            ((2, 2), (2, 2), "valid", (0, 2, 2, 1)),
        )
        return tuple(Case(cls(size, strides, padding), (sample(x),)) for size, strides, padding, x in tested)


def _pair(x: Shape, kernel: Shape) -> str:
    return f"conv2d: the shapes {shape_text(x)} and {shape_text(kernel)}"
