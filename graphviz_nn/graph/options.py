"""An op from a call in an expression, its static parameters written as keywords: `sum(x, axis=0)`."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, TypeAlias

from graphviz_nn.errors import ExpressionError
from graphviz_nn.ops import FUNCTIONS, Op

Option: TypeAlias = int | float | bool | tuple[int, ...] | None


def make_op(name: str, keywords: Sequence[ast.keyword], text: str) -> Op:
    """Return the named op with the parameters given; raise ExpressionError for one unknown, missing or wrong."""
    op = FUNCTIONS[name]
    known = {field.name: field for field in fields(op)}
    given: dict[str, Any] = {}
    for keyword in keywords:
        field = known.get(keyword.arg or "")
        if field is None:
            listed = f"It knows {', '.join(known)}." if known else "It has none: leave it out."
            raise ExpressionError(
                f"{name} in {quoted(text)} has no parameter {keyword.arg or '**'!r}. {listed}"
            )
        if field.name in given:
            raise ExpressionError(f"{name} in {quoted(text)} is given {field.name} twice. Give it once.")
        given[field.name] = _option(name, field, keyword.value, text)
    for field in known.values():
        if field.default is MISSING and field.name not in given:
            raise ExpressionError(f"{name} in {quoted(text)} needs {field.name}=…, {_kind(field).words}.")
    return op(**given)


def quoted(text: str) -> str:
    """Return an expression as a message quotes it, cut where it is long."""
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}…"


class _Kind:
    """What a parameter may be: how to take it, and the words that ask for it."""

    def __init__(self, take: Callable[[Option], Option], words: str) -> None:
        self.take, self.words = take, words


def _axes(value: Option) -> Option:
    return value if value is None else _sizes(value)


def _sizes(value: Option) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (_whole(value),)


def _whole(value: Option) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _number(value: Option) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _flag(value: Option) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_AXES = _Kind(_axes, "a whole number or several, as in 0 or (0, 1)")

# By how the ops declare them; a test holds that nothing is missing.
KINDS: Mapping[str, _Kind] = {
    "Axis": _AXES,
    "tuple[int, ...] | None": _AXES,
    "tuple[int, ...]": _Kind(_sizes, "whole numbers, as in (2, 3)"),
    "int": _Kind(_whole, "a whole number"),
    "float": _Kind(_number, "a number"),
    "bool": _Kind(_flag, "True or False"),
}


def _kind(field: Field[Any]) -> _Kind:
    return KINDS[str(field.type)]


def _option(name: str, field: Field[Any], value: ast.expr, text: str) -> Option:
    try:
        return _kind(field).take(_literal(value))
    except (TypeError, OverflowError):
        piece = ast.get_source_segment(text.strip(), value) or "what was given"
        raise ExpressionError(
            f"{field.name}={piece[:40]} of {name} in {quoted(text)} does not fit. Give {_kind(field).words}."
        ) from None


def _literal(value: ast.expr) -> Option:
    match value:
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return tuple(_whole(_single(item)) for item in items)
    return _single(value)


def _single(value: ast.expr) -> int | float | bool | None:
    match value:
        case ast.Constant(value=None | bool() | int() | float() as literal):
            return literal
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
    raise TypeError
