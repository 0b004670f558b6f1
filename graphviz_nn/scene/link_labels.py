"""Where on the links of the neurons there is room for their weights, clear of circles and of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Link, NeuronLayout, Point

TRIES = np.linspace(0.14, 0.86, 25)  # shares of a link's way
FULL = 0.45  # of the ground between two columns: with more numbers on it, links could not be told apart
ASIDE = 1.5  # how bad the end of a link is for its number, in other links hidden


@lru_cache(maxsize=8)
def link_labels(drawing: NeuronLayout, size: Point) -> Mapping[Link, Point]:
    """Return the centres of labels of a size, for the links between two columns either for all of them or for none."""
    gaps: dict[tuple[float, float], list[Link]] = defaultdict(list)
    for link in drawing.links:
        if link.node >= 0:
            gaps[_x(drawing, link.source), _x(drawing, link.target)].append(link)
    found: dict[Link, Point] = {}
    for (left, right), links in gaps.items():
        if len(links) * size[0] * size[1] <= FULL * (right - left) * drawing.box.height:
            found |= _placed(drawing, links, size)
    return found


def _placed(drawing: NeuronLayout, links: Sequence[Link], size: Point) -> Mapping[Link, Point]:
    starts, ends = (_centres(drawing, [getattr(k, end) for k in links]) for end in ("source", "target"))
    taken = _obstacles(drawing)
    found: dict[Link, Point] = {}
    half = np.array(size) / 2
    # Steep links have the fewest free places: they choose first.
    for row in np.argsort(-np.abs(ends - starts)[:, 1], kind="stable"):
        tries = starts[row] + TRIES[:, None] * (ends[row] - starts[row])
        rects = np.concatenate([tries - half, tries + half], axis=1)
        cost = _hidden(rects, np.delete(starts, row, 0), np.delete(ends, row, 0)) + ASIDE * np.abs(
            TRIES - 0.5
        )
        cost[_covers(rects, taken)] = np.inf
        best = int(np.argmin(cost))
        if not np.isfinite(cost[best]):
            return {}
        found[links[row]] = (float(tries[best, 0]), float(tries[best, 1]))
        taken = np.concatenate([taken, rects[best : best + 1]])
    return found


def _obstacles(drawing: NeuronLayout) -> FloatArray:
    """Return the boxes of the circles with their numbers, of shape (circles, 4)."""
    sizes = drawing.spacing
    wide = np.array([max(c.radius, sizes.plate / 2 if c.kind == "unit" else 0.0) for c in drawing.circles])
    high = np.array([c.radius for c in drawing.circles])
    x, y = _centres(drawing, range(len(drawing.circles))).T
    circles = np.stack([x - high, y - high, x + high, y + high], axis=1)
    plates = np.stack([x - wide, y + high - sizes.line, x + wide, y + high + sizes.line], axis=1)
    return np.concatenate([circles, plates])


def _hidden(rects: FloatArray, starts: FloatArray, ends: FloatArray) -> FloatArray:
    """Return how many other links each rectangle covers a part of."""
    dx, dy = (ends - starts).T
    across = np.linspace(0.0, 1.0, 5)
    x = rects[:, 0, None] + across * (rects[:, 2] - rects[:, 0])[:, None]
    y = starts[:, 1, None, None] + (x - starts[:, 0, None, None]) * (dy / np.maximum(dx, 1e-9))[:, None, None]
    inside = (y >= rects[:, 1, None]) & (y <= rects[:, 3, None])
    return np.asarray(np.any(inside, axis=2).sum(axis=0), dtype=np.float64)


def _covers(rects: FloatArray, taken: FloatArray) -> FloatArray:
    low, high = rects[:, None, :2] < taken[None, :, 2:], rects[:, None, 2:] > taken[None, :, :2]
    return np.asarray(np.any(np.all(low & high, axis=2), axis=1))


def _centres(drawing: NeuronLayout, places: Sequence[int] | range) -> FloatArray:
    return np.array([drawing.circles[place].centre for place in places], dtype=np.float64).reshape(-1, 2)


def _x(drawing: NeuronLayout, place: int) -> float:
    return drawing.circles[place].centre[0]
