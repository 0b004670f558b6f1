"""The loss over a plane, measured place by place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from time import perf_counter
from typing import Protocol

import numpy as np

from graphviz_nn.landscape.frame import Frame, Range
from graphviz_nn.landscape.plane import LossGrid, Plane, Surface
from graphviz_nn.landscape.planes import make_plane
from graphviz_nn.landscape.reach import shown_parts
from graphviz_nn.ops import FloatArray

__all__ = ["make_plane", "surface"]

SIDE = 61
CURVE_SIDE = 401
CELL = 5.0  # pixels of a frame for each place of its grid
FEWEST, MOST_PLACES = 25, 201 * 201  # places across and up at least, and in all at most
MARGIN, CURVE_MARGIN = 0.25, 0.5  # of the paths' extent, on each side: a curve shows how it goes on
AT_LEAST = 0.25  # no range is narrower than this share of the wider one
AROUND = 6.5  # how far an exact plane reaches to each side where nothing moves: a little more than a period
TOLD_APART = 1e-6  # of where a range lies: a narrower one could not be divided into steps
FARTHEST = 1e300  # so that the ends of the axes are numbers too
STAYS = 0.4  # of the ranges of before: paths that lie inside, and take up so much, leave them as they are
DOT = 0.05  # of the ranges: paths that take up less could not be told apart
PROGRESS_SECONDS = 0.05
CHUNK_NUMBERS = 4_000_000  # so many weights are laid out at a time: 32 MB


class Measures(Protocol):
    """Whatever can say the loss at places in weight space; a `Machine` does."""

    def losses_in(
        self, frame: FloatArray, places: FloatArray, states: FloatArray | None = None
    ) -> FloatArray:
        """Return the loss at n places, of shape (n,), given by their coordinates in a frame, of shape (n, 2)."""


def surface(
    machine: Measures,
    plane: Plane,
    paths: Sequence[FloatArray],
    side: int | None = None,
    margin: float | None = None,
    ranges: Sequence[Range] = (),
    states: FloatArray | None = None,
    frame: Frame | None = None,
    before: Surface | None = None,
    stays: bool = False,
    most: int = MOST_PLACES,
    centre: FloatArray | None = None,
    known: LossGrid | None = None,
) -> Generator[float, None, Surface]:
    """Measure the loss over the part of a plane that holds all paths; yield how far it is, from 0 to 1.

    A path has the shape (points, count); what of it flies off is left out of sight. `side` is the number of columns
    and of rows, SIDE unless given. `margin` is what is added on each side, as a share of the paths' extent; the two
    ranges need not be equal. `ranges`, (lowest, highest) for each axis of an exact plane, are the least that is shown;
    `states` are the network's, if it has some. With a `frame` the grid fills it, or the window in it, as finely as it
    can be seen, by `most` places at most. The ranges of `before`, of the same axes, stay where the paths still fit;
    where it `stays`, as long as they are seen at all. With a `centre` in weight space the grid reaches as far to each
    side of it. Where this loss is `known` at these very places, it is taken from there. A loss that is not finite stays
    NaN or infinite. Over a line the surface is a curve, and `up` holds the one number 0.
    """
    is_curve = plane.is_line
    if margin is None:
        margin = CURVE_MARGIN if is_curve else MARGIN
    home = _home(plane, paths, margin, ranges)
    if centre is not None:
        home = _centred(home, plane.project(centre[None])[0])
    if before is not None and plane.has_axes_of(before.plane):
        keeps = _holds(before.home, plane, paths) if stays else _fit(home, before.home, 1 / (1 + 2 * margin))
        home = before.home if keeps else home
    across, up = seen(plane, home, frame)
    columns, rows = (side or SIDE, side or SIDE) if frame is None or is_curve else _sides(frame, most)
    places = np.linspace(*across, (side or CURVE_SIDE) if is_curve else columns)
    heights = np.zeros(1) if is_curve else np.linspace(*up, rows)
    if known is not None and known.lies_at(plane, places, heights):
        grid = known
    else:
        grid = yield from measured(
            partial(machine.losses_in, plane.frame, states=states), plane, places, heights
        )
    with np.errstate(over="ignore", invalid="ignore"):  # a run that flew off is infinitely far away
        distances = tuple(plane.distance(path) for path in paths)
    return Surface(plane, grid, tuple(plane.project(path) for path in paths), distances, home)


def seen(plane: Plane, home: tuple[Range, Range], frame: Frame | None) -> tuple[Range, Range]:
    """Return what of a plane is seen in a frame, across and up: its window, if that is of this plane, or all."""
    if frame is None:
        return home
    if frame.window is not None and frame.window.labels == plane.labels:
        return frame.window.across, frame.window.up
    return home if plane.is_line else frame.around(*home)


def _home(
    plane: Plane, paths: Sequence[FloatArray], margin: float, ranges: Sequence[Range]
) -> tuple[Range, Range]:
    """Return what holds all paths, with a margin, and the ranges that are asked for."""
    inside = [plane.project(path) for path in shown_parts(paths)]
    if plane.exact and len(ranges) == plane.origin.size:
        inside, margin = [*inside, plane.project(np.array(ranges, dtype=np.float64).T)], 0.0
    points = np.clip(np.concatenate([*filter(len, inside)] or [np.zeros((1, 2))]), -FARTHEST, FARTHEST)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    least = AT_LEAST * extent.max() or (2 * AROUND if plane.exact else 1.0)
    half = np.maximum(extent * (1 + 2 * margin), least) / 2
    half = np.maximum(half, TOLD_APART * np.abs(low + high))
    (left, bottom), (right, top) = ((low + high) / 2 - half).tolist(), ((low + high) / 2 + half).tolist()
    return (left, right), (bottom, top)


def _holds(home: tuple[Range, Range], plane: Plane, paths: Sequence[FloatArray]) -> bool:
    """Whether ranges from before still show the paths: half of their points, and these not as a dot."""
    points = np.concatenate([plane.project(path) for path in paths])
    low, high = (np.array(ends) for ends in zip(*home, strict=True))
    inside = points[((low <= points) & (points <= high)).all(axis=1)]
    return len(inside) >= len(points) / 2 and bool((np.ptp(inside, axis=0) / (high - low)).max() >= DOT)


def _centred(home: tuple[Range, Range], centre: FloatArray) -> tuple[Range, Range]:
    """Return ranges that reach as far as the farther end of each to both sides of a place."""
    reaches = [max(x - low, high - x) for x, (low, high) in zip(centre.tolist(), home, strict=True)]
    across, up = ((x - reach, x + reach) for x, reach in zip(centre.tolist(), reaches, strict=True))
    return across, up


def _fit(home: tuple[Range, Range], before: tuple[Range, Range], share: float) -> bool:
    """Whether what is in the middle of a home, so large a share of it, lies well in one from before."""
    sizes = []
    for (low, high), (least, most) in zip(home, before, strict=True):
        middle, half = (low + high) / 2, share * (high - low) / 2
        if not least < middle - half <= middle + half < most:
            return False
        sizes.append(2 * half / (most - least))
    return max(sizes) >= STAYS * share


def _sides(frame: Frame, most: int) -> tuple[int, int]:
    """Return how many columns and rows a grid needs, to look smooth in a frame."""
    sides = np.array([frame.width, frame.height]) / CELL
    sides *= min(1.0, np.sqrt(most / sides.prod()))
    columns, rows = np.maximum(sides.round(), FEWEST).astype(int).tolist()
    return columns, rows


def measured(
    measure: Callable[[FloatArray], FloatArray], plane: Plane, across: FloatArray, up: FloatArray
) -> Generator[float, None, LossGrid]:
    """Measure the loss at every place of a grid; yield how far it is, from 0 to 1."""
    losses = np.empty((len(up), len(across)))
    most = max(1, CHUNK_NUMBERS // (len(across) * plane.origin.size))
    done, chunk = 0, 1  # one row tells what a row costs: that depends on the data too
    while done < len(up):
        began = perf_counter()
        rows = up[done : done + chunk]
        places = np.stack([np.tile(across, len(rows)), np.repeat(rows, len(across))], axis=1)
        losses[done : done + len(rows)] = measure(places).reshape(len(rows), -1)
        done += len(rows)
        # What is measured does not depend on how long it takes, only how often it can be stopped.
        pace = PROGRESS_SECONDS / max(perf_counter() - began, 1e-6)
        chunk = max(1, min(int(len(rows) * pace), most))
        yield done / len(up)
    return LossGrid(plane, across, up, losses)
