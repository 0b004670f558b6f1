"""A fan of gradients about a place: which way each points, how long it is drawn, which one lies under a pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray

# What one can point at: a mini-batch's gradient, or an example's, by its place; or that of all rows.
Pointed: TypeAlias = tuple[Literal["batch", "example", "all"], int]
LONG = 0.9  # so large a share of the mini-batches' arrows is no longer than the longest that fits well
FITTING = 0.34  # of the frame's shorter side: how long that is
NEAR = 9.0  # pixels


@dataclass(frozen=True, eq=False)
class Fan:
    """Where gradients point on a plane, each as a step against it, of shape (n, 2).

    Attributes:
        start: where they are taken, of shape (2,).
        batches: of the mini-batches.
        examples: of single examples; none where these are the mini-batches.
        full: of all rows, of shape (2,).
        this: the place of the update's own mini-batch.
        downhill: which mini-batches point downhill in all of weight space, of shape (n,).
        examples_downhill: which examples do.
        names: what the arrow of all rows is called, and that of this mini-batch.
        is_old: whether it is of an update that was shown before.

    """

    start: FloatArray
    batches: FloatArray
    examples: FloatArray
    full: FloatArray
    this: int
    downhill: NDArray[np.bool_]
    examples_downhill: NDArray[np.bool_]
    names: tuple[str, str]
    is_old: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is made of, as a legend calls it: all rows, this mini-batch, another one, a single row; or ""."""
        every, own = self.names
        others = (own, "another") if len(self.batches) > 1 else ("", "")
        return (every, *others, "a single row" if len(self.examples) else "")


class Ways(NamedTuple):
    """How far right and down the arrows of a fan point, in pixels: (n, 2), (n, 2) and (2,); and how much a unit is."""

    batches: FloatArray
    examples: FloatArray
    full: FloatArray
    times: FloatArray


def ways_of(fan: Fan, scale: FloatArray, side: float, longest: float) -> Ways:
    """Return how the arrows are drawn where units have so many pixels, right and down, of shape (2,).

    All are as long beside each other as their vectors are. A long one has a share of the frame's shorter side, of so
    many pixels, and at least as many as the longest has elsewhere. Nothing is drawn of what is not finite.
    """
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(np.vstack([fan.batches, fan.full]) * scale, axis=1)
        reach = max(float(np.quantile(lengths[:-1], LONG)), float(lengths[-1]))
        times = scale * (max(longest, FITTING * side) / reach if 0 < reach < np.inf else 0.0)
        batches, examples, full = (
            np.nan_to_num(each * times) for each in (fan.batches, fan.examples, fan.full)
        )
    return Ways(batches, examples, full, times)


def pointed_at(ways: Ways, place: FloatArray, gap: float) -> Pointed | None:
    """Return which arrow or mark lies under a place, given in pixels right and down from the start; or None.

    Arrows begin at a gap from the start: nearer than that they are not told apart.
    """
    if np.hypot(*place) <= gap:
        return None
    arrows = np.vstack([ways.batches, ways.full])
    along = np.linalg.norm(arrows, axis=1)
    with np.errstate(all="ignore"):
        headed = np.nan_to_num(arrows / along[:, None])
    shares = np.clip(headed @ place, gap, gap + along)
    away = np.linalg.norm(place - headed * shares[:, None], axis=1)
    away[along == 0] = np.inf
    dots = np.linalg.norm(place - ways.examples, axis=1)
    nearest = [float(away[:-1].min(initial=np.inf)), float(dots.min(initial=np.inf)), float(away[-1])]
    if min(nearest) > NEAR:
        return None
    kind = int(np.argmin(nearest))
    if kind == 2:
        return "all", 0
    return ("batch", int(away[:-1].argmin())) if kind == 0 else ("example", int(dots.argmin()))
