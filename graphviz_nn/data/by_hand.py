"""Rows edited by hand: points that were moved, added and taken away, as the numbers that they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.encoding import MOST_CLASSES, coded
from graphviz_nn.data.raw import RawData
from graphviz_nn.data.split import Split
from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray

LEAST_ROWS, MOST_ROWS = 2, 2_000  # to train on and to hold out one each; and as many as a plane shows
GOLDEN = (5**0.5 - 1) / 2

Point = tuple[float, ...]


class ByHand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows of numbers and their targets, in the units of the source that they were taken from.

    Attributes:
        name: what to call the data on the screen.
        x: the examples, one tuple of numbers each, all of one length.
        y: their targets: the number of each one's class, from 0, or where there are no classes a number.
        ranks: for each row a number between 0 and 1. It is held out where the share that is held out is above it,
            so that no row goes to the other side because of what becomes of another.
        features, target: what the columns are called.
        classes: the names of the classes; empty for regression.

    """

    name: str
    x: tuple[Point, ...]
    y: tuple[float, ...]
    ranks: tuple[float, ...]
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()

    @property
    def raw(self) -> RawData:
        """The rows as arrays; raise DataError unless they are finite numbers, as many of each, that fit each other."""
        x, y = self._tables()
        if not self.classes:
            return RawData(self.name, x, y[:, np.newaxis], self.features, (self.target,), ())
        encoded = coded(y.astype(np.intp), self.target, self.classes)
        return RawData(self.name, x, encoded.y, self.features, encoded.targets, self.classes)

    def split(self, held_out: float) -> Split:
        """Hold out the rows whose rank is below a share; above 0, at least one row, and at least one is left."""
        ranks = np.array(self.ranks)
        is_out = ranks < held_out
        if held_out:
            is_out[ranks.argmin()] = True
        is_out[ranks.argmax()] = False
        return Split(train=np.flatnonzero(~is_out), test=np.flatnonzero(is_out))

    def with_moved(self, row: int, example: Point, target: float) -> Self:
        """Return the rows with one, by its place, that has other numbers."""
        x, y = list(self.x), list(self.y)
        x[row], y[row] = example, target
        return self._having(x, y, self.ranks)

    def with_added(self, examples: Sequence[Point], target: float, classes: tuple[str, ...]) -> Self:
        """Return the rows with more of one target behind them; raise DataError where they would be too many.

        `classes` may name one more than there was, which they are the first of.
        """
        rows = len(self.x) + len(examples)
        if rows > MOST_ROWS:
            raise DataError(
                f"{self.name}: with {len(examples)} more there would be {rows:,} rows, and by hand there can be "
                f"{MOST_ROWS:,}. Take some away first."
            )
        ranks = [rank_of(place) for place in range(len(self.x), rows)]
        y = [*self.y, *[target] * len(examples)]
        return self._having([*self.x, *examples], y, [*self.ranks, *ranks], classes)

    def without(self, rows: Collection[int]) -> Self:
        """Return the rows without some, by their places; raise DataError where too few would be left."""
        left = [row for row in range(len(self.x)) if row not in rows]
        if len(left) < LEAST_ROWS:
            raise DataError(
                f"{self.name}: {len(self.x)} rows are left, and {LEAST_ROWS} are the least that there can be. "
                "Add others before you take these away."
            )
        y, ranks = ([whole[row] for row in left] for whole in (self.y, self.ranks))
        return self._having([self.x[row] for row in left], y, ranks)

    def _having(
        self,
        x: Sequence[Point],
        y: Sequence[float],
        ranks: Sequence[float],
        classes: tuple[str, ...] | None = None,
    ) -> Self:
        classes = self.classes if classes is None else classes
        return msgspec.structs.replace(self, x=tuple(x), y=tuple(y), ranks=tuple(ranks), classes=classes)

    def _tables(self) -> tuple[FloatArray, FloatArray]:
        """Return examples (rows, features) and targets (rows,)."""
        rows = len(self.x)
        counts = {len(self.y), len(self.ranks), rows}
        if len(counts) > 1 or not LEAST_ROWS <= rows <= MOST_ROWS:
            raise DataError(
                f"{self.name}: there are {rows:,} examples, {len(self.y):,} targets and {len(self.ranks):,} ranks. "
                f"Give as many of each, from {LEAST_ROWS} to {MOST_ROWS:,}."
            )
        if not self.features or {*map(len, self.x)} != {len(self.features)}:
            raise DataError(
                f"{self.name}: the examples are not all of as many numbers as there are features, "
                f"{len(self.features)}. Make them equal."
            )
        x, y, ranks = (np.array(part, dtype=np.float64) for part in (self.x, self.y, self.ranks))
        if not (np.isfinite(x).all() and np.isfinite(y).all() and ((ranks > 0) & (ranks < 1)).all()):
            raise DataError(
                f"{self.name}: a number is not finite, or a rank not between 0 and 1. Correct it in the document."
            )
        if self.classes and not _are_codes(y, len(self.classes)):
            raise DataError(
                f"{self.name}: the targets are not numbers from 0 of its {len(self.classes)} classes, of which there "
                f"can be 2 to {MOST_CLASSES}. Correct them in the document."
            )
        return x, y


def rank_of(place: int) -> float:
    """Return a number between 0 and 1 for a place, from 0: any run of places is spread evenly (a golden sequence)."""
    return (place + 1) * GOLDEN % 1.0


def _are_codes(y: FloatArray, classes: int) -> bool:
    is_code: NDArray[np.bool_] = (y == y.round()) & (y >= 0) & (y < classes)
    return 2 <= classes <= MOST_CLASSES and bool(is_code.all())
