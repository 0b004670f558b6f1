"""A setting by its place in nested structs, as `layers.0.units`: its value, and the whole with another one there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.settings.convert import converted
from graphviz_nn.settings.declared import settings_of
from graphviz_nn.text import cited

EVERY = "*"  # in the place of a number: all members of a tuple that have what follows
T = TypeVar("T")


def value_at(whole: object, place: str) -> Any:
    """Return the value at a place; raise LookupError where there is none."""
    value: Any = whole
    for part in place.split("."):
        value = _inside(value, part)
    return value


def values_at(whole: object, place: str) -> tuple[Any, ...]:
    """Return the values at a place, of which `*` has several; raise LookupError where there is none."""
    before, star, rest = place.partition(f".{EVERY}.")
    if not star:
        return (value_at(whole, place),)
    members = value_at(whole, before)
    found = tuple(value_at(member, rest) for member in members if _has(member, rest))
    if not found:
        raise LookupError(place)
    return found


def replaced(whole: T, place: str, value: object) -> T:
    """Return the whole with a plain value, as JSON has it, at a place; `*` stands for every member of a tuple.

    Raise LookupError where there is no such place, and SettingError, with the setting, its value and what would fit,
    for a value that the setting there cannot have.
    """
    made: T = _replaced(whole, place.split("."), value)
    return made


def names_in(whole: object) -> set[str]:
    """Return the names of all fields of a struct, and of the structs in it."""
    if isinstance(whole, tuple):
        return set().union(*map(names_in, whole))
    if isinstance(whole, Mapping):
        return set(whole)
    fields = whole.__struct_fields__ if isinstance(whole, msgspec.Struct) else ()
    return set(fields).union(*(names_in(getattr(whole, name)) for name in fields))


def _inside(whole: Any, part: str) -> Any:
    if isinstance(whole, tuple) and part.isdecimal() and int(part) < len(whole):
        return whole[int(part)]
    if isinstance(whole, Mapping) and part in whole:
        return whole[part]
    if isinstance(whole, msgspec.Struct) and part in whole.__struct_fields__:
        return getattr(whole, part)
    raise LookupError(part)


def _replaced(whole: Any, parts: Sequence[str], value: object) -> Any:
    first, *rest = parts
    if isinstance(whole, tuple) and first == EVERY:
        return _all_replaced(whole, rest, value)
    inner = _inside(whole, first)
    if not rest:
        changed = _fitting(whole, first, value) if isinstance(whole, msgspec.Struct) else value
    else:
        changed = _replaced(inner, rest, value)
    if isinstance(whole, msgspec.Struct):
        return msgspec.structs.replace(whole, **{first: changed})
    if isinstance(whole, Mapping):
        return {**whole, first: changed}
    return tuple(changed if number == int(first) else each for number, each in enumerate(whole))


def _all_replaced(members: tuple[Any, ...], rest: Sequence[str], value: object) -> tuple[Any, ...]:
    """Return the members with the value in those that have its place; raise LookupError where none has."""
    has = [bool(rest) and _has(member, ".".join(rest)) for member in members]
    if not any(has):
        raise LookupError(".".join([EVERY, *rest]))
    return tuple(
        _replaced(each, rest, value) if found else each for each, found in zip(members, has, strict=True)
    )


def _has(whole: object, place: str) -> bool:
    try:
        value_at(whole, place)
    except LookupError:
        return False
    return True


def _fitting(struct: msgspec.Struct, name: str, value: object) -> object:
    """Return a plain value as the field has it; a part may be told by its tag alone."""
    field = settings_of(type(struct)).get(name)
    if field is not None and field.kind == "part" and isinstance(value, str) and value in field.parts:
        return field.parts[value]()
    hint = next(info.type for info in msgspec.structs.fields(type(struct)) if info.name == name)
    try:
        return converted(value, hint)
    except msgspec.ValidationError as error:
        fault = field.fault(value) if field is not None else ""
        raise SettingError(fault or f"The {name} is {cited(value)}: {str(error).rstrip('.')}.") from error
