"""An op from a call in an expression, its static parameters behind its inputs or as keywords: `sum(x, axis=0)`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, NamedTuple, TypeAlias

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.literals import segment, whole_of
from graphviz_nn.graph.syntax import Call, Name, Number, Part, Row, Several, Word
from graphviz_nn.graph.tokens import quoted
from graphviz_nn.ops import FUNCTIONS, Op

Option: TypeAlias = int | float | bool | str | tuple[int, ...] | None


class _Kind(NamedTuple):
    """What a parameter may be: how to read it, by a TypeError if it is something else, and words that ask for it."""

    read: Callable[[Part], Option]
    words: str


def make_op(call: Call, text: str) -> Op:
    """Return the op that a call of a function names, with the parameters given there.

    Raise ExpressionError for a parameter that is unknown, missing or wrong, and for too few or too many arguments.
    """
    name = call.name
    op = FUNCTIONS[name]
    known = {field.name: field for field in fields(op)}
    inputs = len(op.inputs)
    if not inputs <= len(call.arguments) <= inputs + len(known):
        raise ExpressionError(f"{name} in {quoted(text)} is written {usage(op)}.")
    positional = list(zip(known, call.arguments[inputs:], strict=False))
    given = _given(name, known, [*positional, *call.named], text)
    for field in known.values():
        if field.default is MISSING and field.name not in given:
            raise ExpressionError(f"{name} in {quoted(text)} needs {field.name}=…, {_kind(field).words}.")
    return op(**given)


def usage(op: type[Op]) -> str:
    """Return how an op is called: `clip(x, lo, hi)`, `sum(x, axis=None, keepdims=False)`."""
    statics = (f.name if f.default is MISSING else f"{f.name}={f.default}" for f in fields(op))
    return f"{op.name}({', '.join([*op.inputs, *statics])})"


def _given(
    name: str, known: Mapping[str, Field[Any]], arguments: Sequence[tuple[str, Part]], text: str
) -> dict[str, Option]:
    given: dict[str, Option] = {}
    for key, value in arguments:
        field = known.get(key)
        if field is None:
            listed = f"It knows {', '.join(known)}." if known else "It has none: leave it out."
            raise ExpressionError(f"{name} in {quoted(text)} has no parameter {quoted(key)}. {listed}")
        if key in given:
            raise ExpressionError(f"{name} in {quoted(text)} is given {key} twice. Give it once.")
        given[key] = _option(name, field, value, text)
    return given


def _option(name: str, field: Field[Any], value: Part, text: str) -> Option:
    try:
        return _kind(field).read(value)
    except (TypeError, OverflowError):
        piece = segment(text, value)[:40]
        raise ExpressionError(
            f"{field.name}={piece} of {name} in {quoted(text)} does not fit. Give {_kind(field).words}."
        ) from None


def _kind(field: Field[Any]) -> _Kind:
    return KINDS[str(field.type)]


def _axes(value: Part) -> tuple[int, ...] | None:
    return None if isinstance(value, Name) and value.name == "None" else _sizes(value)


def _sizes(value: Part) -> tuple[int, ...]:
    return tuple(map(_whole, value.items)) if isinstance(value, Several | Row) else (_whole(value),)


def _whole(value: Part) -> int:
    number = whole_of(value)
    if number is None:
        raise TypeError
    return number


def _pair(value: Part) -> tuple[int, ...]:
    sizes = _sizes(value)
    if len(sizes) > 2:
        raise TypeError
    return sizes * (3 - len(sizes))


def _word(value: Part) -> str:
    if not isinstance(value, Word):
        raise TypeError
    return value.word


def _number(value: Part) -> float:
    if not isinstance(value, Number) or not math.isfinite(value.value):
        raise TypeError
    return float(value.value)


def _flag(value: Part) -> bool:
    if not (isinstance(value, Name) and value.name in ("True", "False")):
        raise TypeError
    return value.name == "True"


_AXES = _Kind(_axes, "a whole number or several, as in 0 or (0, 1)")

# By how the ops declare them; a test holds that nothing is missing.
KINDS: Mapping[str, _Kind] = {
    "Axis": _AXES,
    "tuple[int, ...] | None": _AXES,
    "tuple[int, ...]": _Kind(_sizes, "whole numbers, as in (2, 3)"),
    "Pair": _Kind(_pair, "a whole number, or one down and one across, as in 2 or (2, 1)"),
    "str": _Kind(_word, 'a word in quotes, as in "same"'),
    "int": _Kind(_whole, "a whole number"),
    "float": _Kind(_number, "a number"),
    "bool": _Kind(_flag, "True or False"),
}
