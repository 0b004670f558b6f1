"""From a struct to its settings, and the check of a struct against them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.settings.field import Field, Kind
from graphviz_nn.settings.setting import Setting
from graphviz_nn.text import unturned

_KINDS: Mapping[Any, Kind] = {
    float: "number",
    int: "whole",
    bool: "flag",
    str: "text",
    tuple: "texts",
    dict: "numbers",
}


@cache
def settings_of(*structs: type[msgspec.Struct]) -> Mapping[str, Field]:
    """Return the settings of struct types by their fields, in order; of fields of one name the first."""
    found: dict[str, Field] = {}
    for struct in structs:
        for info in msgspec.structs.fields(struct):
            field = _field(info)
            if field:
                found.setdefault(info.name, field)
    return MappingProxyType(found)


def check(struct: msgspec.Struct) -> None:
    """Raise SettingError, with the setting, its value and what would fit, at the first that does not."""
    for name, field in settings_of(type(struct)).items():
        fault = field.fault(getattr(struct, name))
        if fault:
            raise SettingError(fault)


def unturn(struct: msgspec.Struct, name: str) -> None:
    """Leave letters that turn the reading round out of a text of a new struct's, as files are read without them."""
    plain = unturned(getattr(struct, name))
    if plain != getattr(struct, name):
        msgspec.structs.force_setattr(struct, name, plain)


def _field(info: msgspec.structs.FieldInfo) -> Field | None:
    """Return a field with its setting; None for one that declares none."""
    types, settings = _unwrapped(info.type)
    if not settings:
        return None
    optional = NoneType in types
    values = [each for each in types if each is not NoneType]
    kind: Kind = "choice" if settings[0].options else _kind_of(values[0])
    parts = {part.__struct_config__.tag: part for part in values} if kind == "part" else {}
    members = get_args(values[0]) if kind == "wholes" else ()
    count = None if Ellipsis in members else len(members) or None
    return Field(info.name, settings[0], kind, optional, info.default, MappingProxyType(parts), count)


def _unwrapped(hint: Any) -> tuple[list[Any], list[Setting]]:
    """Return the types that a type hint allows, and the settings in it: those of a union and of its members."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        types, settings = _unwrapped(arguments[0])
        return types, [*(each for each in arguments[1:] if isinstance(each, Setting)), *settings]
    if origin in (Union, UnionType):
        members = [_unwrapped(each) for each in arguments]
        return [t for types, _ in members for t in types], [s for _, found in members for s in found]
    return [hint], []


def _kind_of(hint: Any) -> Kind:
    if get_origin(hint) is Literal:
        raise TypeError(f"{hint} needs the options that its setting offers")
    if get_origin(hint) is tuple and get_args(hint)[0] is int:
        return "wholes"
    return _KINDS.get(get_origin(hint) or hint, "part")
