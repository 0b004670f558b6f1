"""From arrays of points to painter paths: thousands of points at once, without a call for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from graphviz_nn.ops import FloatArray

MOVE, LINE = 0, 1
# How Qt writes a painter path into a data stream: the count, each element, where the last part starts, the fill rule.
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


def line_path(points: FloatArray) -> QPainterPath:
    """Return the line through points of shape (n, 2); it breaks where one is not finite."""
    good = np.asarray(np.isfinite(points).all(axis=1))
    starts = good & ~np.concatenate([[False], good[:-1]])
    return _path(points[good], np.where(starts[good], MOVE, LINE))


def segments_path(segments: FloatArray) -> QPainterPath:
    """Return separate lines, of shape (n, 2, 2): each from its first point to its second."""
    return _path(segments.reshape(-1, 2), np.tile([MOVE, LINE], len(segments)))


def decimated(points: FloatArray, columns: int) -> FloatArray:
    """Return a line that looks the same on a page of so many pixel columns; x must not fall.

    In each column it keeps the first, lowest, highest and last point, at most.
    """
    if len(points) <= 4 * columns or columns < 1:
        return points
    x, y = points[:, 0], points[:, 1]
    finite = np.flatnonzero(np.isfinite(x))
    if not len(finite):
        return points[:0]
    low, high = x[finite[0]], x[finite[-1]]
    column = np.clip((x - low) / (high - low or 1.0) * columns, 0, columns - 1)
    starts = np.flatnonzero(np.diff(np.nan_to_num(column).astype(np.int64), prepend=-1))
    ends = np.append(starts[1:], len(points))
    kept = [starts, ends - 1]
    kept += [_extreme(sign * y, starts, ends) for sign in (1.0, -1.0)]
    return np.asarray(points[np.unique(np.concatenate(kept))])


def _extreme(y: FloatArray, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the place of the lowest number in each stretch."""
    usable = np.where(np.isfinite(y), y, np.inf)
    stretch = np.repeat(np.arange(len(starts)), ends - starts)
    order = np.lexsort((usable, stretch))
    return np.asarray(order[starts])


def _path(points: FloatArray, kinds: NDArray[np.int_]) -> QPainterPath:
    path = QPainterPath()
    if not len(points):
        return path
    elements = np.empty(len(points), _ELEMENT)
    elements["kind"], elements["x"], elements["y"] = kinds, points[:, 0], points[:, 1]
    last_start = int(np.flatnonzero(kinds == MOVE)[-1])
    tail = np.array([last_start, 0], ">i4")
    content = np.array([len(points)], ">i4").tobytes() + elements.tobytes() + tail.tobytes()
    stream = QDataStream(QByteArray(content))  # with a mode it would only borrow the bytes
    stream >> path
    return path
