"""A program in print: one line for each instruction, its fields by name, tensors by the nodes that they belong to."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache
from typing import Any, get_type_hints

from graphviz_nn.engine.code import Code
from graphviz_nn.engine.codes import Opcode
from graphviz_nn.engine.instructions import FORMATS, Bits, Offset
from graphviz_nn.graph import Graph
from graphviz_nn.text import short

SHOWN = 6  # words behind the fields


def listed(code: Code, graph: Graph, names: Mapping[int, str]) -> Iterator[str]:
    """Yield a line for each instruction; `names` says what lies at an offset.

    As in `12 UNARY function=tanh value=tanh source=x cells=4 constants=0`, the number being that of its first word.
    """
    for word, (number, _, *rest) in code:
        opcode = Opcode(number)
        fields = _fields(opcode)
        texts = [
            f"{name}={_text(kind, value, names)}" for (name, kind), value in zip(fields, rest, strict=False)
        ]
        if opcode is Opcode.CALL:
            texts[0] = f"node={graph.nodes[rest[0]].name}"
        texts += _behind(rest[len(fields) :], Bits if ("constants", int) in fields else int, names)
        yield f"{word:6} {opcode.name} {' '.join(texts)}"


def _behind(words: list[int], kind: Any, names: Mapping[int, str]) -> list[str]:
    """Return what comes behind an instruction's fields, its first words at least."""
    if not words:
        return []
    more = [f"… {len(words) - SHOWN} more"] if len(words) > SHOWN else []
    return [":", *(_text(kind, word, names) for word in words[:SHOWN]), *more]


@cache
def _fields(opcode: Opcode) -> list[tuple[str, Any]]:
    """Return the names of an instruction's fields, and what each of them is."""
    return list(get_type_hints(FORMATS[opcode], include_extras=True).items())


def _text(kind: Any, value: int, names: Mapping[int, str]) -> str:
    if kind == Offset:
        return names.get(value, f"@{value}" if value >= 0 else "none")
    if kind == Bits:
        return short(struct.unpack("<d", struct.pack("<q", value))[0])
    return kind(value).name.lower() if isinstance(kind, type) and issubclass(kind, IntEnum) else str(value)
