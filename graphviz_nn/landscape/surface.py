"""The loss over a plane, measured place by place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from time import perf_counter
from typing import Protocol

import numpy as np

from graphviz_nn.landscape.plane import Plane, Surface
from graphviz_nn.landscape.planes import make_plane, near
from graphviz_nn.ops import FloatArray

__all__ = ["make_plane", "surface"]

SIDE = 61
CURVE_SIDE = 401
MARGIN = 0.25
AT_LEAST = 0.25  # no range is narrower than this share of the wider one
AROUND = 6.5  # how far an exact plane reaches to each side where nothing moves: a little more than a period
FARTHEST = 1e300  # so that the ends of the axes are numbers too
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
    margin: float = MARGIN,
    ranges: Sequence[tuple[float, float]] = (),
    states: FloatArray | None = None,
) -> Generator[float, None, Surface]:
    """Measure the loss over the part of a plane that holds all paths; yield how far it is, from 0 to 1.

    A path has the shape (points, count). `side` is the number of columns and of rows, SIDE unless given. `margin` is
    what is added on each side, as a share of the paths' extent; the two ranges need not be equal. `ranges`, (lowest,
    highest) for each axis of an exact plane, are the least that is shown; `states` are the network's, if it has some. A
    loss that is not finite stays NaN or infinite. Where weight space has one dimension, the surface is a curve, and
    `up` holds the one number 0.
    """
    is_curve = plane.origin.size == 1
    projected = tuple(plane.project(path) for path in paths)
    inside = [plane.project(near(path)) for path in paths]
    if plane.exact and len(ranges) == plane.origin.size:
        inside, margin = [*inside, *_corners(ranges)], 0.0
    across, up = _axes(plane, inside, side or (CURVE_SIDE if is_curve else SIDE), margin)
    measure = partial(machine.losses_in, plane.frame, states=states)
    return (yield from _measured(measure, plane, across, up, projected, paths))


def _corners(ranges: Sequence[tuple[float, float]]) -> list[FloatArray]:
    """Return the lowest and the highest corner of what the ranges of one or two axes ask for."""
    lows, highs = zip(*[*ranges, (0.0, 0.0)][:2], strict=True)
    return [np.array([lows]), np.array([highs])]


def _axes(
    plane: Plane, paths: Sequence[FloatArray], side: int, margin: float
) -> tuple[FloatArray, FloatArray]:
    """Return the coordinates of columns and rows, so that every point of the paths lies inside."""
    points = np.clip(np.concatenate([*filter(len, paths)] or [np.zeros((1, 2))]), -FARTHEST, FARTHEST)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    least = AT_LEAST * extent.max() or (2 * AROUND if plane.exact else 1.0)
    half = np.maximum(extent * (1 + 2 * margin), least) / 2
    centre = (low + high) / 2
    across, up = (np.linspace(c - h, c + h, side) for c, h in zip(centre, half, strict=True))
    return across, up if plane.origin.size > 1 else np.zeros(1)


def _measured(
    measure: Callable[[FloatArray], FloatArray],
    plane: Plane,
    across: FloatArray,
    up: FloatArray,
    projected: tuple[FloatArray, ...],
    paths: Sequence[FloatArray],
) -> Generator[float, None, Surface]:
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
    with np.errstate(over="ignore", invalid="ignore"):  # a run that flew off is infinitely far away
        distances = tuple(plane.distance(path) for path in paths)
    return Surface(plane, across, up, losses, projected, distances)
