"""A plane through weight space: an origin and two directions."""

from __future__ import annotations

from dataclasses import dataclass
from sys import float_info
from typing import Annotated, Literal, TypeAlias

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray
from graphviz_nn.settings import MOST_WHOLE, Option, Setting, check
from graphviz_nn.text import cited

PlaneKind = Literal["pca", "weights", "random"]
Weight: TypeAlias = Annotated[int, Setting("Weight", "Its place in the flat vector of parameters.", least=0)]


class PlaneSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plane to cut the loss with.

    Attributes:
        kind: the two principal directions of all paths together; two chosen weights; or two random directions
            (Li et al., 2018).
        first, second: for "weights", the places of the two in the flat vector of parameters.
        seed: for "random".
        ranges: for an expression's value over its leaves the least that each axis shows, (lowest, highest) for each
            leaf; empty shows what the paths need.

    """

    kind: Annotated[
        PlaneKind,
        Setting(
            "Plane",
            "Which plane to cut the loss with.",
            options=(
                Option("pca", "PCA of paths", "The plane in which the paths move most."),
                Option("weights", "two weights", "Two weights of your choice; all others stay as they are."),
                Option(
                    "random",
                    "random",
                    "Two random directions, each layer's part scaled to its weights; choose again for others.",
                ),
            ),
        ),
    ] = "pca"
    first: Weight = 0
    second: Weight = 1
    seed: Annotated[
        int, Setting("Seed", "Of the random plane.", least=0, most=MOST_WHOLE, called="seed of the plane")
    ] = 0
    ranges: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        check(self)
        for low, high in self.ranges:
            if not -float_info.max <= low < high <= float_info.max:
                raise SettingError(
                    f"An axis of the surface goes from {cited(low)} to {cited(high)}; "
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
        found = "no finite loss"
        if finite.size:
            low, high = (f"{end:.4g}" for end in (finite.min(), finite.max()))
            found = f"losses from {low} to {high}" if low != high else f"all losses {low}"
        return f"<Surface {rows} × {columns} over {', '.join(filter(None, self.plane.labels))}: {found}>"
