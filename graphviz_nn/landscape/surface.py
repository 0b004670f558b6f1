"""The loss over a plane, measured place by place."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph, reference
from graphviz_nn.landscape.descent import scalar_leaves
from graphviz_nn.landscape.plane import Plane, Surface
from graphviz_nn.landscape.planes import make_plane, near, whole_plane
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import unfolded
from graphviz_nn.work import finish, quiet

__all__ = ["expression_surface", "make_plane", "surface"]

SIDE = 61
CURVE_SIDE = 401
MARGIN = 0.25
AT_LEAST = 0.25  # no range is narrower than this share of the wider one
AROUND = 6.5  # how far a curve reaches to each side where there is no path: a little more than a period
PROGRESS_SECONDS = 0.05
CHUNK_NUMBERS = 4_000_000  # so many weights are laid out at a time: 32 MB


class Measures(Protocol):
    """Whatever can say the loss at places in weight space; a `Machine` does."""

    def losses_in(self, frame: FloatArray, places: FloatArray) -> FloatArray:
        """Return the loss at n places, of shape (n,), given by their coordinates in a frame, of shape (n, 2)."""


def surface(
    machine: Measures,
    plane: Plane,
    paths: Sequence[FloatArray],
    side: int = SIDE,
    margin: float = MARGIN,
) -> Generator[float, None, Surface]:
    """Measure the loss over the part of a plane that holds all paths; yield how far it is, from 0 to 1.

    A path has the shape (points, count). `margin` is what is added on each side, as a share of the paths' extent; the
    two ranges need not be equal. A loss that is not finite stays NaN or infinite. Where weight space has one dimension,
    the surface is a curve, and `up` holds the one number 0.
    """
    projected = tuple(plane.project(path) for path in paths)
    across, up = _axes(plane, [plane.project(near(path)) for path in paths], side, margin)
    return (yield from _measured(machine, plane, across, up, projected, paths))


def expression_surface(
    graph: Graph,
    paths: Sequence[FloatArray] = (),
    *,
    names: Sequence[str] | None = None,
    ranges: Sequence[tuple[float, float]] = (),
    side: int | None = None,
    margin: float = MARGIN,
) -> Surface:
    """Return an expression's value over one scalar leaf (a curve) or two; the other leaves keep their values.

    `names` chooses the leaves, else they are the first two; the columns of each path, of shape (points, leaves), belong
    to them. `ranges` gives each leaf's lowest and highest value; without it they follow from paths and leaves.
    Raise SettingError where there is no scalar leaf, or a name is not one.
    """
    chosen = _chosen(graph, names)
    plane = whole_plane(chosen)
    start = np.array([[float(graph.leaves[name]) for name in chosen]])
    count = side or (CURVE_SIDE if len(chosen) == 1 else SIDE)
    inside = [plane.project(near(path)) for path in paths] or [
        plane.project(start + d) for d in (-AROUND, AROUND)
    ]
    across, up = _axes(plane, inside, count, margin if paths else 0.0)
    if ranges:
        across = np.linspace(*ranges[0], count)
        up = np.linspace(*ranges[1], count) if len(chosen) > 1 else up
    projected = tuple(plane.project(path) for path in paths)
    return finish(_measured(_Expression(graph, chosen), plane, across, up, projected, paths), quiet)


@dataclass(frozen=True, eq=False)
class _Expression:
    """An expression as something that can be measured at values of some of its leaves."""

    graph: Graph
    names: tuple[str, ...]

    def losses_in(self, frame: FloatArray, places: FloatArray) -> FloatArray:
        """See `Measures`."""
        points = unfolded(frame, places)
        output = self.graph.index[self.graph.output]
        leaves = dict(self.graph.leaves)
        if all(node.shape == () for node in self.graph.nodes) and self._elementwise:
            leaves.update(zip(self.names, points.T, strict=True))
            return np.broadcast_to(reference.forward(self.graph, leaves)[output], len(points))
        losses = []
        for point in points:
            leaves.update(zip(self.names, map(np.asarray, point), strict=True))
            losses.append(float(np.sum(reference.forward(self.graph, leaves)[output])))
        return np.array(losses)

    @property
    def _elementwise(self) -> bool:
        return all(node.op is None or node.op.elementwise for node in self.graph.nodes)


def _chosen(graph: Graph, names: Sequence[str] | None) -> tuple[str, ...]:
    known = scalar_leaves(graph)
    chosen = tuple(names) if names is not None else known[:2]
    wrong = [name for name in chosen if name not in known]
    if wrong or not 1 <= len(chosen) <= 2:
        raise SettingError(
            f"A surface needs one or two leaves that are a number; {', '.join(wrong or chosen) or 'none'} was chosen. "
            f"There are {', '.join(known) or 'none'}."
        )
    return chosen


def _axes(
    plane: Plane, paths: Sequence[FloatArray], side: int, margin: float
) -> tuple[FloatArray, FloatArray]:
    """Return the coordinates of columns and rows, so that every point of the paths lies inside."""
    points = np.concatenate([*paths, np.zeros((0 if paths else 1, 2))])
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    least = AT_LEAST * extent.max() or 1.0
    half = np.maximum(extent * (1 + 2 * margin), least) / 2
    centre = (low + high) / 2
    across, up = (np.linspace(c - h, c + h, side) for c, h in zip(centre, half, strict=True))
    return across, up if plane.origin.size > 1 else np.zeros(1)


def _measured(
    machine: Measures,
    plane: Plane,
    across: FloatArray,
    up: FloatArray,
    projected: tuple[FloatArray, ...],
    paths: Sequence[FloatArray],
) -> Generator[float, None, Surface]:
    losses = np.empty((len(up), len(across)))
    most = max(1, CHUNK_NUMBERS // (len(across) * plane.origin.size))
    done, chunk, frame = 0, 1, plane.frame  # one row tells what a row costs: that depends on the data too
    while done < len(up):
        began = perf_counter()
        rows = up[done : done + chunk]
        places = np.stack([np.tile(across, len(rows)), np.repeat(rows, len(across))], axis=1)
        losses[done : done + len(rows)] = machine.losses_in(frame, places).reshape(len(rows), -1)
        done += len(rows)
        # What is measured does not depend on how long it takes, only how often it can be stopped.
        pace = PROGRESS_SECONDS / max(perf_counter() - began, 1e-6)
        chunk = max(1, min(int(len(rows) * pace), most))
        yield done / len(up)
    with np.errstate(over="ignore", invalid="ignore"):  # a run that flew off is infinitely far away
        distances = tuple(plane.distance(path) for path in paths)
    return Surface(plane, across, up, losses, projected, distances)
