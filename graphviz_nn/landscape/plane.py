"""A plane through weight space: an origin and two directions."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray

PlaneKind = Literal["pca", "weights", "random"]


class PlaneSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plane to cut the loss with.

    Attributes:
        kind: "pca", the two principal directions of all paths together; "weights", two chosen weights;
            "random", two random directions, each layer's part scaled to its weights (Li et al., 2018).
        first, second: for "weights", the places of the two in the flat vector of parameters.
        seed: for "random".
        ranges: for an expression's value over its leaves the least that each axis shows, (lowest, highest) for each
            leaf; empty shows what the paths need.

    """

    kind: PlaneKind = "pca"
    first: int = 0
    second: int = 1
    seed: int = 0
    ranges: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        for low, high in self.ranges:
            if not (isfinite(low) and isfinite(high) and low < high):
                raise SettingError(
                    f"An axis of the surface goes from {low:g} to {high:g}; "
                    "give two finite numbers, the lower one first."
                )


@dataclass(frozen=True, eq=False)
class Plane:
    """An origin and two directions in weight space.

    Attributes:
        origin: a point, of shape (count,).
        directions: two orthonormal rows, of shape (2, count); the second is 0 where there is one weight alone.
        labels: the names of the two axes.
        exact: whether the plane holds all of weight space, so that every path lies in it.

    """

    origin: FloatArray
    directions: FloatArray
    labels: tuple[str, str]
    exact: bool

    @property
    def frame(self) -> FloatArray:
        """The origin and the two directions, of shape (3, count)."""
        return np.concatenate([self.origin[None], self.directions])

    def points(self, across: FloatArray, up: FloatArray) -> FloatArray:
        """Return the places of a grid, of shape (len(up), len(across), count)."""
        row = self.origin + across[:, None] * self.directions[0]
        places: FloatArray = row + (up[:, None] * self.directions[1])[:, None]
        return places

    def project(self, weights: FloatArray) -> FloatArray:
        """Return the coordinates of points of shape (n, count) in the plane, of shape (n, 2)."""
        with np.errstate(all="ignore"):  # a path that diverges may go anywhere
            coordinates: FloatArray = (weights - self.origin) @ self.directions.T
        return coordinates

    def distance(self, weights: FloatArray) -> FloatArray:
        """Return how far points of shape (n, count) lie from the plane, of shape (n,)."""
        with np.errstate(all="ignore"):
            rest: FloatArray = (weights - self.origin) - self.project(weights) @ self.directions
            distances: FloatArray = (rest**2).sum(axis=1) ** 0.5
        return distances


@dataclass(frozen=True, eq=False, repr=False)
class Surface:
    """The loss over a plane, with the paths that the runs took.

    Attributes:
        plane: the plane.
        across, up: the coordinates of the grid's columns and rows, of shapes (columns,) and (rows,).
        losses: the loss over all training rows at each place, of shape (rows, columns).
        paths: for each run its path in the plane, of shape (checkpoints, 2).
        distances: for each run how far each point of its path lies from the plane, of shape (checkpoints,).

    """

    plane: Plane
    across: FloatArray
    up: FloatArray
    losses: FloatArray
    paths: tuple[FloatArray, ...] = ()
    distances: tuple[FloatArray, ...] = ()

    def __repr__(self) -> str:
        rows, columns = self.losses.shape
        finite = self.losses[np.isfinite(self.losses)]
        found = f"losses from {finite.min():.4g} to {finite.max():.4g}" if finite.size else "no finite loss"
        return f"<Surface {rows} × {columns} over {', '.join(self.plane.labels)}: {found}>"
