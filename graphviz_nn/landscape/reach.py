"""How far a picture of paths reaches: around all of them, but for the parts that fly off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphviz_nn.ops import FloatArray

FAR = 1e4  # a path that diverges is followed until it is so many times as far out as it began
WILD = 5.0  # one that is at its end so many times as far out as for half of the time, and still gathers way, flies off
BESIDE, ALONE = (
    1.5,
    4.0,
)  # times the reach of the paths that stay, or of its own first steps: so far is it shown
FIRST_STEPS = 3


def near(path: FloatArray) -> FloatArray:
    """Return the points of a path before it goes out of all bounds, as it does where a training diverges.

    There are none where it starts there.
    """
    with np.errstate(all="ignore"):
        far = ~(_lengths(path) <= FAR * (1.0 + _lengths(path[:1])))
    far |= ~np.isfinite(path).all(axis=1)
    return path[: int(far.argmax())] if far.any() else path


def shown_parts(paths: Sequence[FloatArray]) -> list[FloatArray]:
    """Return of each path, of shape (points, k), the part that a picture of all of them should hold.

    That is all of it, unless it flies off: then what lies about as far out as the paths that stay or, where none
    stays, as its own first steps. So one run that diverges does not shrink the others to a dot.
    """
    whole = [near(path) for path in paths]
    wild = [len(part) < len(path) or flies_off(part) for part, path in zip(whole, paths, strict=True)]
    calm = [
        float(_way(path).max())
        for path, is_wild in zip(whole, wild, strict=True)
        if not is_wild and len(path)
    ]
    reach = BESIDE * max(calm, default=0.0)
    return [_within(path, reach) if is_wild else path for path, is_wild in zip(whole, wild, strict=True)]


def flies_off(path: FloatArray) -> bool:
    """Whether a path ends far out, in steps that are still growing: one that comes to rest does not."""
    if len(path) <= FIRST_STEPS:
        return False
    way, steps = _way(path), _lengths(np.diff(path, axis=0))
    is_out, is_growing = way[-1] >= 0.5 * way.max(), steps[-1] >= 0.5 * steps.max()
    return bool(is_out and is_growing and way.max() > WILD * np.median(way))


def _within(path: FloatArray, reach: float) -> FloatArray:
    way = _way(path)
    outside = way > (reach or ALONE * way[1 : FIRST_STEPS + 1].min(initial=np.inf))
    return path[: max(int(outside.argmax()), 1)] if outside.any() else path


def _way(path: FloatArray) -> FloatArray:
    """Return how far each point lies from the first."""
    return _lengths(path - path[:1])


def _lengths(vectors: FloatArray) -> FloatArray:
    """Return how long each of some vectors is, of shape (n, k), also where its square would be no number."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return np.asarray(unit * np.linalg.norm(vectors / unit[:, np.newaxis], axis=1))
