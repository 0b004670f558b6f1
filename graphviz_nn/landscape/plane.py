"""A plane through weight space: an origin and two directions."""

from __future__ import annotations

from dataclasses import dataclass
from sys import float_info
from typing import Annotated, Literal, TypeAlias

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.curvature import Curvature
from graphviz_nn.landscape.frame import Range
from graphviz_nn.ops import FloatArray
from graphviz_nn.settings import MOST_WHOLE, Option, Setting, check
from graphviz_nn.text import cited
from graphviz_nn.training.problem import Problem

PlaneKind = Literal["pca", "weights", "weight", "random", "gradient", "points"]
Moment: TypeAlias = tuple[int, int]
Weight: TypeAlias = Annotated[int, Setting("Weight", "Its place in the flat vector of parameters.", least=0)]


class PlaneSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plane to cut the loss with.

    Attributes:
        kind: the two principal directions of all paths together; two chosen weights, or one, over which the loss is a
            curve; two random directions (Li et al., 2018); the gradient and the velocity; or three points of the paths.
        first, second: for "weights", the places of the two in the flat vector of parameters; for "weight" the first.
        seed: for "random".
        update: for "gradient", after how many updates of the first run; None at its end.
        points: for "points" three times which run, and after how many updates of it; empty are the start and the end of
            the first run, and the end of the second or, where there is none, the middle of the first.
        fit: how often it was asked to be fitted to the paths anew: until then it stays, whatever they do.
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
                    "weight",
                    "one weight",
                    "The loss over one weight, as a curve; all others stay as they are.",
                ),
                Option(
                    "random",
                    "random",
                    "Two random directions, each neuron's part scaled to its weights; choose again for others.",
                ),
                Option(
                    "gradient", "gradient", "The way downhill from where the run is, and its velocity there."
                ),
                Option(
                    "points", "three points", "Through the start, the end, and the end of the second variant."
                ),
            ),
        ),
    ] = "pca"
    first: Weight = 0
    second: Weight = 1
    seed: Annotated[
        int, Setting("Seed", "Of the random plane.", least=0, most=MOST_WHOLE, called="seed of the plane")
    ] = 0
    update: Annotated[int | None, Setting("Update", "Where the gradient is taken.", least=0, empty="end")] = (
        None
    )
    points: tuple[Moment, ...] = ()
    fit: Annotated[int, Setting("Fit", "How often it was fitted anew.", least=0, most=MOST_WHOLE)] = 0
    ranges: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        check(self)
        if len(self.points) not in (0, 3) or any(number < 0 for moment in self.points for number in moment):
            raise SettingError(
                f"The plane goes through {cited(self.points)}; give three pairs: which run, from 0, and after how many "
                "updates."
            )
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
        directions: two orthonormal rows, of shape (2, count); the second is 0 where it is but a line.
        labels: the names of the two axes.
        exact: whether the plane holds all of weight space, so that every path lies in it.
        names: the full names of the weights that are the axes, where `labels` are short ones; else as those.
        spec: what it was made by; None where there was nothing to choose.
        shares: of a plane through paths, how much of their movement lies along each axis; else empty.

    """

    origin: FloatArray
    directions: FloatArray
    labels: tuple[str, str]
    exact: bool
    names: tuple[str, str] = ("", "")
    spec: PlaneSpec | None = None
    shares: tuple[float, ...] = ()

    @property
    def is_line(self) -> bool:
        """Whether it has one direction alone, so that the loss over it is a curve."""
        return not self.directions[1].any()

    @property
    def frame(self) -> FloatArray:
        """The origin and the two directions, of shape (3, count)."""
        return np.concatenate([self.origin[None], self.directions])

    def has_axes_of(self, other: Plane) -> bool:
        """Whether coordinates mean the same in both, but for where the other weights rest."""
        return self.labels == other.labels and np.array_equal(self.directions, other.directions)

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


def derivative(values: FloatArray, gradients: FloatArray) -> FloatArray:
    """Return the derivative of a function of one number, by its values and gradients at some places, of their shape.

    Where a function has no value it has no derivative. Its gradient may be a number there, as everywhere in the field:
    that of ln x is g / x by the rule, also below 0.
    """
    return np.where(np.isnan(values), np.nan, gradients)


@dataclass(frozen=True, eq=False)
class LossGrid:
    """The loss at the places of a grid in a plane, and what follows from that.

    Attributes:
        plane: the plane.
        across, up: the coordinates of the grid's columns and rows, of shapes (columns,) and (rows,).
        losses: the loss over all training rows at each place, of shape (rows, columns).
        slopes: where it is a curve the derivative at each column, of shape (columns,); else empty.
        falls: likewise, whether it goes on lower beyond the left and the right end than anywhere between them.
        lowest: the lowest place that is known, and its loss, of shape (3,): across, up, loss; None where it goes on
            lower at the edge, or is the same everywhere.
        curvature: where the loss is quadratic in all weights, how it is curved; else None.
        of: whose loss it is, and with which states of the network; None where nobody needs to know.

    """

    plane: Plane
    across: FloatArray
    up: FloatArray
    losses: FloatArray
    slopes: FloatArray | None = None
    falls: tuple[bool, bool] = (False, False)
    lowest: FloatArray | None = None
    curvature: Curvature | None = None
    of: tuple[Problem, FloatArray] | None = None

    def is_of(self, problem: Problem, states: FloatArray) -> bool:
        """Whether it is the loss of this problem, with these states of its network."""
        if self.of is None:
            return False
        known, its_states = self.of
        return known.is_on_the_ground_of(problem) and np.array_equal(its_states, states)

    def lies_at(self, plane: Plane, across: FloatArray, up: FloatArray) -> bool:
        """Whether its places are those of a grid in a plane."""
        pairs = (self.plane.frame, plane.frame), (self.across, across), (self.up, up)
        return all(np.array_equal(ours, theirs) for ours, theirs in pairs)


@dataclass(frozen=True, eq=False, repr=False)
class Surface:
    """The loss over a plane, with the paths that the runs took.

    Attributes:
        plane: the plane, with its shares of these paths.
        grid: the loss, measured.
        paths: for each run its path in the plane, of shape (checkpoints, 2); empty for one on other ground.
        distances: for each run how far each point of its path lies from the plane, of shape (checkpoints,).
        home: what holds all paths, across and up: the grid may be wider, to fill a frame, or a part that one looks at.
        epochs: for each run how many epochs had passed at each point of its path, of shape (checkpoints,).

    """

    plane: Plane
    grid: LossGrid
    paths: tuple[FloatArray, ...] = ()
    distances: tuple[FloatArray, ...] = ()
    home: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
    epochs: tuple[FloatArray, ...] = ()

    @property
    def across(self) -> FloatArray:
        """The coordinates of the grid's columns, of shape (columns,)."""
        return self.grid.across

    @property
    def up(self) -> FloatArray:
        """The coordinates of the grid's rows, of shape (rows,)."""
        return self.grid.up

    @property
    def losses(self) -> FloatArray:
        """The loss over all training rows at each place, of shape (rows, columns)."""
        return self.grid.losses

    @property
    def is_curve(self) -> bool:
        """Whether it is measured over one direction alone."""
        return len(self.up) == 1

    def at(self, across: float, up: float) -> float:
        """Return the loss at a place, straight between those of the grid; NaN outside of it."""
        column, row = (_place(axis, x) for axis, x in ((self.across, across), (self.up, up)))
        if not (0 <= column <= len(self.across) - 1 and 0 <= row <= len(self.up) - 1):
            return float("nan")
        j, i = min(int(column), len(self.across) - 2), min(int(row), max(len(self.up) - 2, 0))
        # As numbers of Python, which take one infinite loss from another without a warning: NaN.
        corners: list[list[float]] = self.losses[i : i + 2, j : j + 2].tolist()
        beside = [left + (right - left) * (column - j) for left, right in corners]
        return beside[0] if len(beside) == 1 else beside[0] + (beside[1] - beside[0]) * (row - i)

    def __repr__(self) -> str:
        rows, columns = self.losses.shape
        finite = self.losses[np.isfinite(self.losses)]
        found = "no finite loss"
        if finite.size:
            low, high = (f"{end:.4g}" for end in (finite.min(), finite.max()))
            found = f"losses from {low} to {high}" if low != high else f"all losses {low}"
        return f"<Surface {rows} × {columns} over {', '.join(filter(None, self.plane.labels))}: {found}>"


def _place(axis: FloatArray, x: float) -> float:
    """Return where on an even axis a number lies, in its steps; its first place where there is one alone."""
    if len(axis) < 2:
        return 0.0
    first, second = float(axis[0]), float(axis[1])  # Python's, which go out of range without a warning
    return (float(x) - first) / (second - first)
