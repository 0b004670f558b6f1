"""What of lines and marks is seen on a plot: no more than a screen can show, whatever their numbers are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.gui.plots.thinning import outlined
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import LARGEST, Span

OUTSIDE = 16.0  # pixels around the frame in which a line may still end: wider than any pen
NEAREST = 1e-300  # what numbers on an axis differ by at least
MOST = 4096  # points of a line that are drawn
# A line that is longer on the plot than so many times its width and height together fills it, and is drawn thin: Qt
# takes seconds for a wide line that crosses itself so often. Separate lines, such as levels, cross less.
DENSE, DENSE_APART, THIN = 12.0, 40.0, 1.0
SCRIBBLED = 2.0  # likewise, from where on a line is drawn in pieces: one stroke takes a hundred times as long


class Page(NamedTuple):
    """A part of the numbers, on so many pixels.

    Attributes:
        spans: the numbers that are seen, across and up; of a logarithmic axis their logarithms.
        width, height: of the frame in pixels.
        ratio: how many of the device's pixels there are for each.
        log: whether the axis that goes up is logarithmic.

    """

    spans: tuple[Span, Span]
    width: float
    height: float
    ratio: float = 1.0
    log: bool = False

    @property
    def scale(self) -> FloatArray:
        """The pixels for each unit, across and up; of numbers so near to each other that they are one, very many."""
        extents = np.array([span.high - span.low for span in self.spans])
        return np.asarray(self.size / np.maximum(extents, NEAREST))

    def corners(self, outside: float) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and the highest corner of the frame, so many pixels outside of it."""
        low, high = np.array(self.spans).T
        around = (high - low) * (outside / self.size)
        return low - around, high + around

    def plotted(self, points: FloatArray) -> FloatArray:
        """Return where on the axes points of shape (n, 2) lie."""
        if not self.log:
            return points
        with np.errstate(all="ignore"):
            return np.column_stack([points[:, 0], np.log10(points[:, 1])])

    @property
    def size(self) -> FloatArray:
        """Width and height, at least 1, of shape (2,)."""
        return np.maximum([self.width, self.height], 1.0)


def seen_line(points: FloatArray, page: Page, outside: float = OUTSIDE) -> FloatArray:
    """Return the parts of a line, of shape (n, 2), that are seen, with NaN between them; of very many points some."""
    corners = page.corners(outside)
    seen = clipped(points, *corners)
    while len(seen) > MOST:
        points = _halved(points)
        seen = clipped(points, *corners)
    return seen


def _halved(points: FloatArray) -> FloatArray:
    """Return about half of a line's points, so that where it is broken it stays so; of very short pieces half."""
    gaps = np.concatenate([[True], ~np.isfinite(points).all(axis=1), [True]])
    is_end = gaps[2:] | gaps[:-2]  # of a piece
    kept = is_end | gaps[1:-1]
    kept[::2] = True
    if kept.sum() > 0.75 * len(points):
        kept = gaps[1:-1].cumsum() % 2 == 0
    halved: FloatArray = points[kept]
    return halved


def seen_series(points: FloatArray, page: Page) -> FloatArray:
    """Return what is seen of a line whose x rises: its outline, where there are more points than pixels."""
    low, high = page.spans[0]
    first, last = np.searchsorted(points[:, 0], (low, high))
    near = points[max(first - 1, 0) : last + 1]
    return seen_line(outlined(near[:, 0], near[:, 1], max(int(2 * page.width), 2)), page)


def seen_segments(segments: FloatArray, page: Page) -> FloatArray:
    """Return the parts of separate lines, of shape (n, 2, 2), that are seen."""
    starts, ends, seen = _parts(segments[:, 0], segments[:, 1], *page.corners(OUTSIDE))
    return np.stack([starts[seen], ends[seen]], axis=1)


def seen_marks(points: FloatArray, page: Page, size: float) -> FloatArray:
    """Return the points, of shape (n, 2), whose marks of a size in pixels are seen; of very many some."""
    low, high = page.corners(size)
    seen = points[((points >= low) & (points <= high)).all(axis=1)]
    return seen[:: -(-len(seen) // MOST) or 1]


def drawn_width(width: float, points: FloatArray, page: Page) -> float:
    """Return how wide, in the device's pixels, a line through points of shape (n, 2) is drawn; several of (m, n, 2)."""
    most = DENSE if points.ndim == 2 else DENSE_APART
    is_dense = times_across(points, page) > most
    return min(width * page.ratio, THIN) if is_dense else width * page.ratio


def times_across(points: FloatArray, page: Page) -> float:
    """Return how often a line, or several, would go along the plot's width and its height together."""
    with np.errstate(all="ignore"):
        steps = np.diff(points, axis=-2) * page.scale
        return float(np.nansum(np.hypot(steps[..., 0], steps[..., 1]))) / (page.width + page.height)


def clipped(points: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the parts of a line through points of shape (n, 2) that lie in a box, with a row of NaN between them.

    A line is broken where a point is not finite.
    """
    starts, ends, seen = _parts(points[:-1], points[1:], low, high)
    kept = np.flatnonzero(seen)
    starts, ends = starts[kept], ends[kept]
    begins = np.ones(len(kept), dtype=np.bool_)
    begins[1:] = (np.diff(kept) > 1) | (starts[1:] != ends[:-1]).any(axis=1)
    rows = np.where(begins, 3, 1).cumsum() - 1
    out = np.full((int(rows[-1]) + 1 if len(rows) else 1, 2), np.nan)
    out[rows] = ends
    out[rows[begins] - 1] = starts[begins]
    return out[1:]


def _parts(
    starts: FloatArray, ends: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return the ends of the part of each line that lies in a box, and whether any of it does (Liang and Barsky, 1984).

    It is measured from the end that is nearer to the box, so that the other may be as far away as it likes.
    """
    finite = (np.isfinite(starts) & np.isfinite(ends)).all(axis=1)
    starts, ends = (np.clip(points, -LARGEST, LARGEST) for points in (starts, ends))
    with np.errstate(all="ignore"):
        turned = (_distance(ends, low, high) < _distance(starts, low, high))[:, None]
        near, far = np.where(turned, ends, starts), np.where(turned, starts, ends)
        way = far - near
        enters, leaves = _times(near, way, low, high)
        seen = finite & (enters <= leaves)
        first = np.clip(near + enters[:, None] * way, low, high)
        last = np.where(leaves[:, None] < 1, np.clip(near + leaves[:, None] * way, low, high), far)
    return np.where(turned, last, first), np.where(turned, first, last), seen


def _times(
    near: FloatArray, way: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return at which share of its way each line enters a box and leaves it; out before in where it never does."""
    inside = np.where((near >= low) & (near <= high), -np.inf, np.inf)  # for a line along the other axis
    one, other = (low - near) / way, (high - near) / way
    enters = np.where(way == 0, inside, np.minimum(one, other))
    leaves = np.where(way == 0, -inside, np.maximum(one, other))
    return enters.max(axis=1, initial=0.0), leaves.min(axis=1, initial=1.0)


def _distance(points: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return how far points lie from the middle of a box, in sizes of the box."""
    return np.asarray(np.abs((points - (low + high) / 2) / (high - low)).max(axis=1))
