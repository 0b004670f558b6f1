"""A tensor in the picture of an op cell by cell, and an op's own slope in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record
from graphviz_nn.ops import FloatArray, Shape
from graphviz_nn.scene.table import table_shape

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Block:
    """A tensor in the scene, as rows and columns.

    Attributes:
        name: what stands above it.
        grid: its numbers.
        places: for each cell, where it lies in the node's tensor, counted through; a broadcast cell comes again.
        lit: the cells that take part.
        before: the sign between the block before and this one.
        source: the node that a click selects a cell of, its shape, and whether it is value or gradient; or None.
        of: whether its numbers are values or gradients.
        ground: the cells between pictures, which hold nothing; None where the block is no sheet of pictures.
        frames: what is framed, as (row, column, rows, columns); nothing means all that is lit together.

    """

    name: str
    grid: FloatArray
    places: Places
    lit: NDArray[np.bool_]
    before: str = ""
    source: tuple[str, Shape, Literal["value", "gradient"]] | None = None
    of: Literal["value", "gradient"] = "value"
    ground: NDArray[np.bool_] | None = None
    frames: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def ghosts(self) -> NDArray[np.bool_]:
        """The cells that are there only because the tensor was broadcast."""
        if self.ground is not None:
            return np.zeros(self.places.shape, dtype=np.bool_)
        first = np.unique(self.places, return_index=True)[1]
        out = np.ones(self.places.size, dtype=np.bool_)
        out[first] = False
        return out.reshape(self.places.shape)

    @property
    def framed(self) -> tuple[tuple[int, int, int, int], ...]:
        """What is framed, as (row, column, rows, columns): its frames, or else all that is lit together."""
        rows, columns = np.nonzero(self.lit)
        if self.frames or not len(rows):
            return self.frames
        top, left = int(rows.min()), int(columns.min())
        return ((top, left, int(rows.max()) - top + 1, int(columns.max()) - left + 1),)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the number behind a cell."""
        if self.source is None:
            return None
        node, shape, of = self.source
        index = np.unravel_index(int(self.places[row, column]), shape) if shape else ()
        return Cell(node, of, tuple(int(i) for i in index))


def local_derivatives(record: Record, place: int) -> tuple[FloatArray, ...]:
    """Return d value/d argument cell by cell, of the value's shape, for each argument of an elementwise op."""
    node = record.graph.nodes[place]
    if node.op is None or not node.op.elementwise:
        return ()
    y, xs = record.values[place], [record.values[i] for i in node.inputs]
    with np.errstate(all="ignore"):
        parts = node.op.contributions(np.ones_like(y), y, *xs)
    return tuple(np.broadcast_to(np.asarray(part, dtype=np.float64), y.shape) for part in parts)


def all_places(shape: Shape, *, flat: bool = True) -> Places:
    """Return each cell's place in the tensor, as rows and columns, or in the tensor's own shape."""
    places = np.arange(int(np.prod(shape, dtype=np.int64)))
    return places.reshape(table_shape(shape) if flat else shape)


def one_lit(shape: Shape, index: tuple[int, ...]) -> NDArray[np.bool_]:
    """Light one cell."""
    lit = np.zeros(shape, dtype=np.bool_)
    lit[index] = True
    return lit.reshape(table_shape(shape))
