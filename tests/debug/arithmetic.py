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
_SIGNS = {
    "≠": "!=",
    "≥": ">=",
    "≤": "<=",
    "−": "-",
    "·": "*",
    "²": "**2",
    "³": "**3",
    "^": "**",
    "√": "sqrt",
    "∞": "inf",
    "π": "pi",
}
_KNOWN = {
    "e": math.e,
    "pi": math.pi,
    "inf": math.inf,
    "NaN": math.nan,
    "nan": math.nan,
    "ln": np.log,
    "abs": np.abs,
    "max": max,
    "min": min,
    "clip": lambda x, lo, hi: min(max(x, lo), hi),
    "sign": np.sign,
    "erf": math.erf,
    "sqrt": np.sqrt,
    **{name: getattr(np, name) for name in ("log10", "log2", "sin", "cos", "tan", "tanh")},
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
    text = re.sub(r"√([\dπ.]+)", r"sqrt(\1)", text)
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


@dataclass(frozen=True)
class Equation:
    """An equation as it is written, over one line or several, read from its digits alone.

    Attributes:
        text: its lines, one behind the other.
        sides: what each side comes to; the last is its result.
        about: whether its signs say that it is about so.

    """

    text: str
    sides: tuple[float, ...]
    about: bool

    @property
    def half(self) -> float:
        """Half of the last of the four digits that its result has, or of the last before the point."""
        size = math.floor(math.log10(abs(self.sides[-1]))) if self.sides[-1] else 0
        return 0.5 * 10.0 ** (0 if size in (4, 5) else size - 3) if self.sides[-1] else 0.0

    @property
    def is_true(self) -> bool:
        """Whether every side, worked out with the digits that are written, rounds to the result."""
        *sides, result = self.sides
        if math.isnan(result) or math.isinf(result):
            return all(np.array_equal(side, result, equal_nan=True) for side in sides)
        return all(abs(side - result) <= self.half * 1.00001 for side in sides)


def equations(lines: tuple[Line, ...]) -> list[Equation]:
    """Return the equations among the lines of an explanation."""
    groups: list[list[str]] = []
    for line in ("".join(piece.text for piece in line) for line in lines):
        if groups and line.startswith(("= ", "≈ ")):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [equation for texts in groups if (equation := _equation(" ".join(texts)))]


def _equation(text: str) -> Equation | None:
    sides = re.split(r"(?:^| )[=≈] ", text)
    if len(sides) > 1 and sides[0].isidentifier() and sides[0] not in _KNOWN:
        del sides[0]  # what a line of an update rule assigns to
    found = [_worked_out(side) for side in sides if side]
    if len(found) < 2 or None in found:
        return None
    return Equation(text, tuple(side for side in found if side is not None), "≈" in text)


def _worked_out(side: str) -> float | None:
    """Return what a side comes to as it is written: no sign and no number has parentheses that are not there."""
    text = re.sub(r"… [\d,]+ more, (together|at most) ", "", side)
    text = re.sub(r"√([\dπ.∞]+(e−?\d+)?)", r"sqrt(\1)", text)
    text = re.sub(r"(?<![\w.])(\d[\d.]*(e−?\d+)?)", r"number(\1)", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    for sign, python in _SIGNS.items():
        text = text.replace(sign, python)
    if not _is_arithmetic(text.replace("number(", "abs(").replace("floor(", "abs(").replace("pi", "e")):
        return None
    known = {**_KNOWN, "number": np.float64, "floor": np.floor, "max": lambda *xs: np.max(xs)}
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, {**known, "min": lambda *xs: np.min(xs)}))
