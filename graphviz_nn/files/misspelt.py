"""What a name in a file may have meant, where there is no such field: one of those that there are at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from msgspec import inspect

_UNKNOWN = re.compile(r"unknown field `(.+)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[[^\]]*\]")


def meant(reason: str, place: str, kind: type) -> str:
    """Return "Did you mean …?" for msgspec's message of an unknown field in a tree of this kind, else ""."""
    found = _UNKNOWN.search(reason)
    if found is None:
        return ""
    kinds = list(_plain(inspect.type_info(kind)))
    for step in _STEP.finditer(place):
        kinds = [inner for each in kinds for inner in _inside(each, step[1])]
    fields = [
        field.encode_name for each in kinds if isinstance(each, inspect.StructType) for field in each.fields
    ]
    near = get_close_matches(found[1], fields, 1)
    return f"Did you mean `{near[0]}`?" if near else ""


def _inside(kind: inspect.Type, name: str | None) -> Iterator[inspect.Type]:
    """Yield what stands in a struct's field of this name, or in a list or a mapping."""
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if field.encode_name == name:
                yield from _plain(field.type)
    elif isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
        yield from _plain(kind.item_type)
    elif isinstance(kind, inspect.DictType):
        yield from _plain(kind.value_type)


def _plain(kind: inspect.Type) -> Iterator[inspect.Type]:
    """Yield the types of a union, and what is annotated without its notes."""
    if isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _plain(each)
    elif isinstance(kind, inspect.Metadata):
        yield from _plain(kind.type)
    else:
        yield kind
