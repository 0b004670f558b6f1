"""Basins: which of many runs come to the same end, and which start belongs to which end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray

SAME = 0.02  # of the distance over which the starts spread: so near to each other, two ends are one
MOST = 6  # basins that are named, as many as there are hues; the smaller ones are told as others
LEAST_SHARE = 0.02  # of all runs that come to an end: fewer are no basin that can be seen
OTHER, NOWHERE = -1, -2


@dataclass(frozen=True, eq=False)
class Basins:
    """Which start belongs to which end.

    Attributes:
        places: for each start the place of its basin, the lowest end first; OTHER for one of the small ones, and
            NOWHERE for a run that diverged or is not done; of the grid's shape.
        losses: the lowest loss in each basin's ends, rising.

    """

    places: NDArray[np.intp]
    losses: tuple[float, ...]


def basins_of(ends: FloatArray, losses: FloatArray, spread: float) -> Basins:
    """Return the basins of starts on a grid, given where each ends (rows, columns, count), and its loss there.

    Two ends are one where they are nearer than 2 % of `spread`, over how far the starts spread; so are all ends that
    are joined by others, each so near to the next: the flat floor of a valley is one end. Neighbours on the grid are
    compared, and the lowest end of each patch with that of every other; that finds all basins but those whose starts
    touch nowhere and whose ends are joined by others alone.
    """
    grid, near = losses.shape, SAME * spread
    labels = _patches(ends, np.isfinite(losses), near)
    names, firsts = _lowest(labels, losses)
    points = ends.reshape(-1, ends.shape[-1])[firsts]
    joined: dict[int, int] = {}
    kept: list[int] = []
    for place in np.argsort(losses.flat[firsts], kind="stable").tolist():  # the lowest of each is met first
        distances = _apart(points[kept], points[place]) if kept else np.empty(0)
        if len(distances) and distances.min() < near:
            joined[int(names[place])] = int(distances.argmin())
        else:
            joined[int(names[place])] = len(kept)
            kept.append(place)
    merged = np.array([joined.get(label, NOWHERE) for label in range(int(labels.max(initial=0)) + 1)])
    whole = np.where(labels >= 0, merged[labels], NOWHERE)
    sizes = np.bincount(whole[whole >= 0], minlength=len(kept)) if kept else np.empty(0, dtype=np.intp)
    least = LEAST_SHARE * np.isfinite(losses).sum()
    large = sorted((-size, at) for at, size in enumerate(sizes.tolist()) if size >= least)[:MOST]
    shown = sorted(at for _, at in large)
    order = {at: place for place, at in enumerate(shown)}
    places = np.array([order.get(at, OTHER if at >= 0 else NOWHERE) for at in whole.flat], dtype=np.intp)
    low = tuple(float(losses.flat[firsts[kept[at]]]) for at in shown)
    return Basins(places.reshape(grid), low)


def _patches(ends: FloatArray, sound: NDArray[np.bool_], near: float) -> NDArray[np.intp]:
    """Return a number for each patch of the grid in which neighbours end near each other; −1 where nothing ends."""
    right = (_apart(ends[:, 1:], ends[:, :-1]) < near) & sound[:, 1:] & sound[:, :-1]
    above = (_apart(ends[1:], ends[:-1]) < near) & sound[1:] & sound[:-1]
    labels = np.where(sound, np.arange(sound.size).reshape(sound.shape), -1)
    while True:  # the least number of a patch spreads over all of it, a row and a column at a time
        before = labels.copy()
        for links, along in ((right.T, labels.T), (above, labels)):
            for step in range(len(links)):
                _share(along, step, step + 1, links[step])
            for step in reversed(range(len(links))):
                _share(along, step, step + 1, links[step])
        if np.array_equal(before, labels):
            return labels


def _apart(ends: FloatArray, others: FloatArray) -> FloatArray:
    """Return how far ends lie from others; infinite where that, or its square, is no number of the machine's."""
    with np.errstate(over="ignore", invalid="ignore"):
        apart: FloatArray = np.linalg.norm(ends - others, axis=-1)
    return np.where(np.isnan(apart), np.inf, apart)


def _share(labels: NDArray[np.intp], one: int, other: int, links: NDArray[np.bool_]) -> None:
    """Let two rows of the grid have the lower number of both, where they are joined."""
    low = np.minimum(labels[one], labels[other])
    labels[one] = np.where(links, low, labels[one])
    labels[other] = np.where(links, low, labels[other])


def _lowest(labels: NDArray[np.intp], losses: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the number of each patch, and where its lowest loss lies in the flat grid."""
    order = np.argsort(losses, axis=None, kind="stable")
    order = order[labels.flat[order] >= 0]
    names, firsts = np.unique(labels.flat[order], return_index=True)
    return names, order[firsts]
