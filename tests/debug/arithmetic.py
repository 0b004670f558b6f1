"""Reads the lines of an explanation back as arithmetic, each number that is a cell at its full precision."""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass

import numpy as np

from graphviz_nn.debug.explain import Cell, Line
from graphviz_nn.debug.record import Record

_NUMBER = re.compile(r"−?(\d[\d.]*(e−?\d+)?|∞)|NaN")
_SIGNS = {"≠": "!=", "−": "-", "·": "*", "²": "**2", "³": "**3", "^": "**", "√": "sqrt", "∞": "inf"}
_KNOWN = {
    "e": math.e,
    "inf": math.inf,
    "NaN": math.nan,
    "nan": math.nan,
    "ln": np.log,
    "abs": np.abs,
    "max": max,
    "min": min,
    "clip": lambda x, lo, hi: min(max(x, lo), hi),
    "sign": np.sign,
    "sqrt": np.sqrt,
    **{name: getattr(np, name) for name in ("sin", "cos", "tan", "tanh")},
}


@dataclass(frozen=True)
class Reading:
    """What a line says: the value of each side of its equals signs, and whether every number was exact."""

    sides: tuple[float, ...]
    exact: bool


def cell_value(record: Record, cell: Cell) -> float:
    """Return what a cell holds when backward has ended, and nothing is updated yet."""
    place = record.graph.index[cell.node]
    array = record.values[place] if cell.of == "value" else record.gradients[place]
    assert array is not None
    return float(array[cell.index])


def read(record: Record, line: Line) -> Reading | None:
    """Return a line's reading, or None for one that is words."""
    exact, text = True, ""
    for piece in line:
        if piece.cell is not None:
            text += f"({cell_value(record, piece.cell)!r})"
        else:
            exact &= not _NUMBER.fullmatch(piece.text)
            text += f"({piece.text})" if _NUMBER.fullmatch(piece.text) else piece.text
    for sign, python in _SIGNS.items():
        text = text.replace(sign, python)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    sides = [side.strip() for side in re.split(r"(?:^| )= ", text) if side.strip()]
    if not all(_is_arithmetic(side) for side in sides):
        return None
    with np.errstate(all="ignore"):
        values = tuple(float(eval(side, {"__builtins__": {}}, _KNOWN)) for side in sides)
    return Reading(values, exact)


def agree(side: float, expected: float, exact: bool) -> bool:
    """Whether a side has the expected value, as exactly as its numbers are written."""
    tolerance = 1e-7 if exact else 5e-3
    return bool(np.isclose(side, expected, rtol=tolerance, atol=1e-9 if exact else 5e-3, equal_nan=True))


def _is_arithmetic(side: str) -> bool:
    try:
        tree = ast.parse(side, mode="eval")
    except SyntaxError:
        return False
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names <= _KNOWN.keys() and not any(isinstance(node, ast.Subscript) for node in ast.walk(tree))
