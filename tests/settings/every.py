"""Every setting that the package declares, and values that none of them may take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

import graphviz_nn.files.document  # every struct with settings is a part of a document
from graphviz_nn.settings import Field, settings_of


def _structs(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in base.__subclasses__():
        if struct.__module__.startswith(graphviz_nn.__name__):
            yield struct
        yield from _structs(struct)


# Structs are abstract or final: those that others are made from are never made themselves.
STRUCTS = [
    struct for struct in _structs(msgspec.Struct) if settings_of(struct) and not struct.__subclasses__()
]
FIELDS: list[tuple[type[msgspec.Struct], Field]] = [
    (struct, field) for struct in STRUCTS for field in settings_of(struct).values()
]
NUMBERS = [(struct, field) for struct, field in FIELDS if field.kind in ("number", "whole")]


def identify(part: Any) -> str | None:
    """Name a struct or a field in a test's name."""
    return part.__name__ if isinstance(part, type) else part.name if isinstance(part, Field) else None


def beyond(field: Field) -> list[float]:
    """Return numbers that are just out of a field's limits, and those that no number may be."""
    limits = field.setting
    ends = [limits.above, limits.below]
    ends += [math.nextafter(limits.least, -math.inf)] if limits.least is not None else []
    ends += [math.nextafter(limits.most, math.inf)] if limits.most is not None else []
    if field.kind == "whole":
        ends = [end if end is None else round(end) for end in (limits.above, limits.below)]
        ends += [round(limits.least) - 1] if limits.least is not None else []
        ends += [int(limits.most) + 1] if limits.most is not None else []
    monsters = [math.nan, math.inf, -math.inf, 10**400, -(10**400)]
    return [end for end in (*ends, *monsters) if end is not None]


def needed(struct: Any) -> dict[str, Any]:
    """Return a value for each field that has no usual one."""
    missing = [info.name for info in msgspec.structs.fields(struct) if info.required]
    return {name: getattr(struct.suggested(), name) for name in missing}


def tag(struct: Any) -> dict[str, str]:
    """Return what tells a struct from others in a file."""
    config = struct.__struct_config__
    return {config.tag_field: config.tag} if config.tag else {}
