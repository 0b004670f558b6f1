"""Lines and paths with fewer points, which look the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

SAME = 1000.0  # so many places along an axis are told apart when a path is thinned


def on_page(points: FloatArray, spans: tuple[Span, Span]) -> FloatArray:
    """Return how far across and up the plot each point lies, from 0 to 1, of shape (n, 2)."""
    return np.column_stack([span.shares(points[:, axis]) for axis, span in enumerate(spans)])


def apart(pixels: FloatArray) -> NDArray[np.bool_]:
    """Tell which points lie on another pixel than the one before them; the first and the last always count."""
    if len(pixels) < 3:
        return np.ones(len(pixels), dtype=np.bool_)
    cells = pixels.round()
    moved = (cells[1:] != cells[:-1]).any(axis=1)
    moved[-1] = True
    return np.concatenate([[True], moved])


def outlined(x: FloatArray, y: FloatArray, most: int) -> FloatArray:
    """Return a curve over growing x as points, of shape (n, 2), at most about so many.

    Of very many it keeps the lowest and the highest of each few, one above the other: the curve's outline stays.
    """
    size = -(-2 * len(x) // most)
    if size < 3:
        return np.column_stack([x, y])
    whole = len(x) // size * size
    heights = y[:whole].reshape(-1, size)
    outline = np.empty((len(heights), 2, 2))
    outline[..., 0] = x[size // 2 : whole : size, None]
    outline[:, 0, 1], outline[:, 1, 1] = heights.min(axis=1), heights.max(axis=1)
    first, rest = (np.column_stack([x[part], y[part]]) for part in (slice(1), slice(whole, None)))
    return np.concatenate([first, outline.reshape(-1, 2), rest])


def thinned(path: FloatArray, spans: tuple[Span, Span]) -> FloatArray:
    """Return a path of shape (n, 2) without the points that nobody could tell from the one before."""
    with np.errstate(over="ignore"):  # what has flown off is far from everything
        pixels = SAME * on_page(path, spans)
    return path[apart(pixels)]
