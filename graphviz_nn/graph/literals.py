"""What an expression writes out rather than computes: numbers, tensors, indices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.syntax import Name, Number, Part, Row, Span
from graphviz_nn.graph.tokens import quoted
from graphviz_nn.ops import At, FloatArray, as_floats
from graphviz_nn.ops.numbers import MOST_DIMENSIONS

Nested: TypeAlias = "int | float | list[Nested]"

NUMBERS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
LARGEST = 2**31  # of whole numbers that are sizes, axes or indices


def whole_of(part: Part | None) -> int | None:
    """Return the whole number that a part is; None where it is something else, or too large for a size."""
    number = part.value if isinstance(part, Number) else None
    return number if isinstance(number, int) and abs(number) < LARGEST else None


def tensor_of(part: Row, text: str) -> FloatArray:
    """Return the tensor that nested brackets write out; raise ExpressionError for what is not one."""
    nested = _nested(part, text)
    try:
        return as_floats(nested)
    except ValueError as reason:
        raise ExpressionError(
            f"{quoted(segment(text, part))} in {quoted(text)} is not a tensor: {reason}. "
            "Write it row by row, as in [[1, 2], [3, 4]]."
        ) from None


def _nested(part: Part, text: str, depth: int = 0) -> Nested:
    if isinstance(part, Row) and depth <= MOST_DIMENSIONS:
        return [_nested(inner, text, depth + 1) for inner in part.items]
    if isinstance(part, Name) and part.name in NUMBERS:
        return NUMBERS[part.name]
    if isinstance(part, Number):
        return part.value
    if isinstance(part, Row):
        raise ExpressionError(
            f"A tensor in {quoted(text)} has more than {MOST_DIMENSIONS} dimensions. Write it with fewer brackets."
        )
    raise ExpressionError(
        f"{quoted(segment(text, part))} in {quoted(text)} stands inside [ ], where only numbers can stand. "
        "Join tensors by concat(a, b)."
    )


def at_of(parts: tuple[Part, ...], text: str) -> At:
    """Return the indices and slices inside the brackets behind a tensor; raise ExpressionError for anything else."""
    if len(parts) > MOST_DIMENSIONS:
        raise ExpressionError(
            f"{len(parts)} indices stand behind a tensor in {quoted(text)}, which has {MOST_DIMENSIONS} dimensions "
            "at most. Give one for each."
        )
    return tuple(_where(inner, text) for inner in parts)


def _where(part: Part, text: str) -> int | tuple[int | None, int | None, int | None]:
    if isinstance(part, Span):
        ends = (part.start_at, part.stop_at, part.step)
        start, stop, step = map(whole_of, ends)
        read = all(
            given is None or found is not None for given, found in zip(ends, (start, stop, step), strict=True)
        )
        if read and step != 0:
            return start, stop, step
    else:
        index = whole_of(part)
        if index is not None:
            return index
    raise ExpressionError(
        f"{quoted(segment(text, part))} in {quoted(text)} is no index. "
        "Give whole numbers and slices, as in x[0], x[1:], x[:, ::2]; a step is not 0."
    )


def segment(text: str, part: Part) -> str:
    """Return a part of an expression as it is written."""
    return text[part.start : part.end].strip()
