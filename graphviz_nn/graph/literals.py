"""What an expression writes out rather than computes: numbers, tensors, indices; and its parts as they are written."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from typing import TypeAlias

from graphviz_nn.errors import ExpressionError
from graphviz_nn.ops import At, FloatArray, as_floats
from graphviz_nn.ops.numbers import MOST_DIMENSIONS

Nested: TypeAlias = "int | float | list[Nested]"

NUMBERS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
LARGEST = 2**31  # of whole numbers that are sizes, axes or indices


def number_of(part: ast.expr) -> int | float | None:
    """Return the number that a part is, with or without a sign; None where it is something else."""
    match part:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if (
            not isinstance(number, bool)
        ):
            return -number
    return None


def whole_of(part: ast.expr | None) -> int | None:
    """Return the whole number that a part is; None where it is something else, or too large for a size."""
    number = number_of(part) if part is not None else None
    return number if isinstance(number, int) and abs(number) < LARGEST else None


def tensor_of(part: ast.List, text: str) -> FloatArray:
    """Return the tensor that nested brackets write out; raise ExpressionError for what is not one."""
    nested = _nested(part, text)
    try:
        return as_floats(nested)
    except ValueError as reason:
        raise ExpressionError(
            f"{quoted(segment(text, part))} in {quoted(text)} is not a tensor: {reason}. "
            "Write it row by row, as in [[1, 2], [3, 4]]."
        ) from None


def _nested(part: ast.expr, text: str) -> Nested:
    if isinstance(part, ast.List):
        return [_nested(inner, text) for inner in part.elts]
    if isinstance(part, ast.Name) and part.id in NUMBERS:
        return NUMBERS[part.id]
    number = number_of(part)
    if number is None:
        raise ExpressionError(
            f"{quoted(segment(text, part))} in {quoted(text)} stands inside [ ], where only numbers can stand. "
            "Join tensors by concat(a, b)."
        )
    return number


def at_of(part: ast.expr, text: str) -> At:
    """Return the indices and slices inside the brackets behind a tensor; raise ExpressionError for anything else."""
    parts = part.elts if isinstance(part, ast.Tuple) else [part]
    if len(parts) > MOST_DIMENSIONS:
        raise ExpressionError(
            f"{len(parts)} indices stand behind a tensor in {quoted(text)}, which has {MOST_DIMENSIONS} dimensions "
            "at most. Give one for each."
        )
    return tuple(_where(inner, text) for inner in parts)


def _where(part: ast.expr, text: str) -> int | tuple[int | None, int | None, int | None]:
    if isinstance(part, ast.Slice):
        ends = (part.lower, part.upper, part.step)
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


def segment(text: str, part: ast.AST) -> str:
    """Return a part of an expression as it is written; in no more time than the part is long."""
    first, last = getattr(part, "lineno", 0) - 1, (getattr(part, "end_lineno", 0) or 0) - 1
    lines = text.strip().encode().splitlines(keepends=True)[max(first, 0) : last + 1]
    if first < 0 or not lines:
        return type(part).__name__
    lines[-1] = lines[-1][: getattr(part, "end_col_offset", 0)]
    lines[0] = lines[0][getattr(part, "col_offset", 0) :]
    return b"".join(lines).decode()


def quoted(text: str) -> str:
    """Return a piece of an expression as a message quotes it, cut where it is long."""
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}…"
