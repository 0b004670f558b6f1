"""The loss over a grid as heights between levels, and the lines along these: once for each grid that is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.plane import LossGrid
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import Scale, levelled_lines, on_grid, scale_of


@dataclass(frozen=True, eq=False)
class Levels:
    """How high a loss lies at each place of its grid.

    Attributes:
        scale: the levels.
        heights: the losses as shares from the lowest level, 0, to the highest, 1, of the grid's shape; what is not
            finite is as high as can be.
        lines: the level lines in pieces, in the plane's coordinates, of shape (n, 2, 2).
        places: to which level each piece belongs, of those between the lowest and the highest, of shape (n,).

    """

    scale: Scale
    heights: FloatArray
    lines: FloatArray
    places: NDArray[np.intp]

    @property
    def count(self) -> int:
        """How many bands there are between the levels."""
        return len(self.scale.levels) - 1

    def bands(self, heights: FloatArray) -> NDArray[np.int64]:
        """Return the bands in which heights lie, of shape (1, …)."""
        return np.asarray(np.clip((heights[0] * self.count).astype(np.int64), 0, self.count - 1))

    def bands_at(self, losses: FloatArray) -> NDArray[np.int64]:
        """Return the bands in which losses lie, of their shape; what is not finite is in the highest."""
        return self.bands(np.nan_to_num(self.scale.shares(losses), nan=1.0)[None])


@kept_beside
def levels_of(grid: LossGrid, by: LossGrid | None = None) -> Levels:
    """Return the levels of a grid, or those of another one, `by`, and how the losses lie between them."""
    scale = scale_of((by or grid).losses)
    heights = np.nan_to_num(scale.shares(grid.losses), nan=1.0)
    count = len(scale.levels) - 1
    pieces, places = levelled_lines(heights, np.arange(1, count) / count)
    return Levels(scale, heights, on_grid(pieces, grid.across, grid.up), places)
