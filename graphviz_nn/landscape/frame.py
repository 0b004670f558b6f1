"""What part of a plane is seen, and in how many pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Range: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """A part of a plane that somebody looks at.

    Attributes:
        labels: the names of the axes: of another plane it says nothing.
        across, up: from where to where.

    """

    labels: tuple[str, str]
    across: Range
    up: Range


@dataclass(frozen=True)
class Frame:
    """What a surface is drawn in: so many pixels, in which a unit is as long across as up.

    Attributes:
        width, height: in pixels.
        window: what is seen in it; None for the whole.

    """

    width: int
    height: int
    window: Window | None = None

    def around(self, across: Range, up: Range) -> tuple[Range, Range]:
        """Return the least that fills the frame and holds these ranges in its middle."""
        sizes = np.array([across[1] - across[0], up[1] - up[0]])
        pixels = np.array([self.width, self.height], dtype=np.float64)
        halves = pixels * (sizes / pixels).max() / 2
        middles = np.array([across, up]) @ (0.5, 0.5)
        (left, low), (right, high) = (middles - halves).tolist(), (middles + halves).tolist()
        return (left, right), (low, high)
