"""What part of a plane is seen, and in how many pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Range: TypeAlias = tuple[float, float]
SLACK = 32  # pixels by which a frame may be larger than what is seen
STILL = 0.005  # of a window's size: an end that moved by less is where it was


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

    def is_near(self, other: Window | None) -> bool:
        """Whether another window shows the same, but for less than a pixel."""
        if other is None or self.labels != other.labels:
            return False
        ours, theirs = np.array([self.across, self.up]), np.array([other.across, other.up])
        sizes = (ours[:, 1] - ours[:, 0])[:, None]
        return bool((np.abs(ours - theirs) <= STILL * np.abs(sizes)).all())


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

    def now_that(self, seen: Frame) -> Frame:
        """Return the frame for what is seen from now on: this one, where it still serves.

        What is drawn decides how much room its axes and its legend leave it: a frame that followed each pixel of that
        could change what is drawn, and so itself, for ever.
        """
        window = seen.window
        if self.window is not None and self.window.is_near(window):
            window = self.window
        width, height = (
            ours if ours - SLACK <= theirs <= ours else theirs
            for ours, theirs in ((self.width, seen.width), (self.height, seen.height))
        )
        return Frame(width, height, window)

    def around(self, across: Range, up: Range) -> tuple[Range, Range]:
        """Return the least that fills the frame and holds these ranges in its middle."""
        sizes = np.array([across[1] - across[0], up[1] - up[0]])
        pixels = np.array([self.width, self.height], dtype=np.float64)
        halves = pixels * (sizes / pixels).max() / 2
        middles = np.array([across, up]) @ (0.5, 0.5)
        (left, low), (right, high) = (middles - halves).tolist(), (middles + halves).tolist()
        return (left, right), (low, high)
