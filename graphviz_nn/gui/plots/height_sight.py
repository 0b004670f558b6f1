"""From where a surface is looked at first: so that no hill stands before what lies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from graphviz_nn.gui.plots.height_field import FINE, REACH, Camera, Relief, on_ground
from graphviz_nn.ops import FloatArray

# Degrees of the places that are tried: never along an axis, whose numbers would stand on each other.
TURNS = tuple(turn for turn in np.arange(0.0, 360.0, 15.0).tolist() if turn % 90.0)
TILTS = (35.0, 50.0, 65.0)
ENOUGH = 0.1  # of the points: a usual place from which so few fewer are seen than from the best is preferred
LOOKS = 32  # places on the way from a point to the eye
MOST = 48  # points on all paths together, of which it is asked whether they are seen
CLEAR = 0.01  # of the cube: by so much a hill must stand above the line of sight


def best_camera(relief: Relief, camera: Camera, points: FloatArray) -> Camera:
    """Return from where most of some points on the ground, shares of shape (n, 2), are seen.

    Of several places the one that is nearest to the usual one.
    """
    usual = Camera().turn
    turns = sorted(TURNS, key=lambda turn: min((turn - usual) % 360.0, (usual - turn) % 360.0))
    cameras = [replace(camera, turn=turn, tilt=tilt) for tilt, turn in product(TILTS, turns)]
    shares = [share_seen(relief, each, points) for each in cameras]
    enough = max(shares) - ENOUGH
    return next(each for each, share in zip(cameras, shares, strict=True) if share >= enough)


def points_of(paths: Sequence[FloatArray]) -> FloatArray:
    """Return points on paths over the unit square, each of shape (n, 2), equally far from each other on each of them.

    A path that comes to rest has most of its own points there. What lies beside the square is left out.
    """
    each, found = max(MOST // max(len(paths), 1), 2), [np.empty((0, 2))]
    for path in paths:
        inside = path[((path >= 0) & (path <= 1)).all(axis=1)]
        if len(inside):
            come = np.append(0.0, np.hypot(*np.diff(inside, axis=0).T).cumsum())
            at = np.linspace(0.0, come[-1], each)
            found.append(np.column_stack([np.interp(at, come, inside[:, axis]) for axis in (0, 1)]))
    return np.concatenate(found)


def share_seen(relief: Relief, camera: Camera, points: FloatArray) -> float:
    """Return how many of some points on the ground no hill hides; 1 where there are none."""
    if not len(points):
        return 1.0
    across, depth = camera.flat(points).T
    # Along the line of sight from each point to the front, where every place is nearer to the eye.
    nearer = depth[:, None] - (depth[:, None] + REACH) * np.linspace(0.0, 1.0, LOOKS)
    x, y = on_ground(camera, across[:, None], nearer)
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    seen_at = np.where(inside, camera.raised(nearer, _heights(relief, x, y)), -np.inf)
    own = camera.raised(depth, _heights(relief, *points.T))
    hidden = (seen_at > own[:, None] + CLEAR).any(axis=1)
    return float(1.0 - hidden.mean())


def _heights(relief: Relief, x: FloatArray, y: FloatArray) -> FloatArray:
    column, row = ((np.clip(t, 0.0, 1.0) * (FINE - 1) + 0.5).astype(np.intp) for t in (x, y))
    return np.asarray(relief.heights[row, column])
