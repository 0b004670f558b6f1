"""The boxes of a layout as arrays, to find fast what is in view, under a point, or in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box, Layout

SAMPLES = 8  # points of each curve that are looked at


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes as an array of shape (n, 4): left, top, right and bottom of each."""

    sides: FloatArray

    def touching(self, view: Box) -> list[int]:
        """Return which of them touch a box."""
        touching = self._touch(view.left, view.top, view.right, view.bottom)
        return [int(i) for i in np.flatnonzero(touching)]

    def at(self, x: float, y: float) -> list[int]:
        """Return which of them hold a point."""
        return [int(i) for i in np.flatnonzero(self._touch(x, y, x, y))]

    def covered(self, rects: FloatArray) -> FloatArray:
        """Return how much of the boxes each of some rectangles covers, in whole boxes; both of shape (n, 4)."""
        low = np.maximum(rects[:, None, :2], self.sides[None, :, :2])
        high = np.minimum(rects[:, None, 2:], self.sides[None, :, 2:])
        areas = np.maximum(np.prod(self.sides[:, 2:] - self.sides[:, :2], axis=1), 1e-9)
        shares = np.prod(np.maximum(high - low, 0.0), axis=2) / areas
        return np.asarray(shares.sum(axis=1))

    def _touch(self, left: float, top: float, right: float, bottom: float) -> NDArray[np.bool_]:
        lefts, tops, rights, bottoms = self.sides.T
        return np.asarray((lefts <= right) & (rights >= left) & (tops <= bottom) & (bottoms >= top))


@dataclass(frozen=True, eq=False)
class Bounds:
    """Where everything in a layout is.

    Attributes:
        layout: what is looked at.

    """

    layout: Layout

    @cached_property
    def cards(self) -> Boxes:
        """The boxes of the cards."""
        return boxes(card.box for card in self.layout.cards)

    @cached_property
    def frames(self) -> Boxes:
        """The boxes of the frames."""
        return boxes(frame.box for frame in self.layout.frames)

    @cached_property
    def controls(self) -> FloatArray:
        """The four points of every curve, of shape (curves, 4, 2)."""
        found = [
            np.array(route.points)[np.arange(0, len(route.points) - 3, 3)[:, None] + np.arange(4)]
            for route in self.layout.routes
        ]
        return np.concatenate([np.empty((0, 4, 2)), *found])

    @cached_property
    def curves(self) -> Boxes:
        """The boxes of every curve of every route: a long route is in view only where it passes."""
        low, high = self.controls.min(axis=1), self.controls.max(axis=1)
        return Boxes(np.concatenate([low, high], axis=1))

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """The route of each curve."""
        counts = [len(route.points) // 3 for route in self.layout.routes]
        return np.repeat(np.arange(len(counts)), counts)

    @cached_property
    def pieces(self) -> NDArray[np.intp]:
        """The number of what each curve looks like: routes of one value share theirs as far as they go together."""
        flat = self.controls.round(3).reshape(-1, 8)
        return np.unique(flat, axis=0, return_inverse=True)[1].reshape(-1)

    def levels(self, routes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each piece the highest of the levels of the routes that pass it."""
        levels = np.zeros(len(self.pieces), dtype=np.int64)
        np.maximum.at(levels, self.pieces, routes[self.owners])
        return levels

    def once(self, curves: Sequence[int]) -> list[int]:
        """Return curves, of those that look alike the first."""
        chosen = np.asarray(curves, dtype=np.intp)
        firsts = np.unique(self.pieces[chosen], return_index=True)[1]
        return [int(curve) for curve in np.sort(chosen[firsts])]

    @cached_property
    def samples(self) -> FloatArray:
        """Points on each curve, of shape (curves, SAMPLES, 2)."""
        t = (np.arange(SAMPLES) + 0.5)[:, None] / SAMPLES
        u = 1 - t
        weights = np.concatenate([u**3, 3 * u * u * t, 3 * u * t * t, t**3], axis=1)
        return np.asarray(np.einsum("sk,ckd->csd", weights, self.controls))

    def routes_in(self, view: Box) -> list[int]:
        """Return the routes that touch a part of the drawing."""
        return [int(route) for route in np.unique(self.owners[self.curves.touching(view)])]


def boxes(those: Iterable[Box]) -> Boxes:
    """Return boxes as an array."""
    sides: Sequence[tuple[float, ...]] = [(box.left, box.top, box.right, box.bottom) for box in those]
    return Boxes(np.array(sides, dtype=np.float64).reshape(-1, 4))
