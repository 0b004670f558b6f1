"""Parts of the arena, without the checks of a slice: programs are right by construction, and tiny loops are many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.types import Arena, Words
from graphviz_nn.ops import FloatArray


@intrinsic
def _part(_: Any, array: Any, start: Any, cells: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        made = context.make_array(signature.return_type)(context, builder)
        fill: Any = populate_array  # untyped
        fill(
            made,
            data=builder.gep(whole.data, [args[1]], source_etype=context.get_data_type(array.dtype)),
            shape=[args[2]],
            strides=[whole.itemsize],
            itemsize=whole.itemsize,
            meminfo=None,  # the array outlives every part of it
        )
        return made._getvalue()

    return types.Array(array.dtype, 1, "C")(array, types.int64, types.int64), generate


# view(arena, start, cells) → arena[start : start + cells], and the same of a program's words.
view = cast(Callable[[Arena, int, int], FloatArray], _part)
words = cast(Callable[[Words, int, int], Words], _part)


@inlined
def number(code: Words, at: int) -> float:
    """Return the float whose bits a word holds."""
    return float(np.int64(code[at]).view(np.float64))


@inlined
def two_constants(code: Words, count: int, first: int) -> tuple[float, float]:
    """Return the first two constants of an instruction; word `count` says how many there are, and others are 0."""
    if code[count] == 0:
        return 0.0, 0.0
    return number(code, first), number(code, first + 1) if code[count] > 1 else 0.0


@kernel
def copy(target: FloatArray, source: FloatArray) -> None:
    """Copy a part that does not overlap, cell by cell: Numba's own assignment of arrays takes long to compile."""
    for i in range(len(target)):
        target[i] = source[i]


@kernel
def flood(arena: Arena, start: int, cells: int, number: float) -> None:
    """Write one number to all cells of a part."""
    part = view(arena, start, cells)
    for i in range(cells):
        part[i] = number
