"""What a line of arithmetic comes to: its text is read back, each mark a number that can be chosen."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType

import numpy as np

__all__ = ["EQUALS", "FIRST_MARK", "MARK", "Side", "sides_of"]

# While a line is being put together, one character of this private plane stands for each number in it.
FIRST_MARK = 0xF0000
MARK = re.compile(f"([{chr(FIRST_MARK)}-{chr(0x10FFFD)}])")

EQUALS = re.compile(r"(^| )= ")  # between two sides, or before one that goes on with the line above
_TARGET = re.compile(r"[^\W\d]\w*")  # what an assignment of an update rule begins with
_ASIDE = re.compile(r"… [\d,]+ more, (?:together|at most) ")  # words in front of what the rest comes to
_SIGNS = {"≠": "!=", "≥": ">=", "≤": "<=", "−": "-", "·": "*", "²": "**2", "³": "**3", "^": "**", "π": "pi"}
_KNOWN = {
    "e": np.float64(math.e),
    "pi": np.float64(math.pi),
    "max": lambda *xs: np.max(xs),
    "min": lambda *xs: np.min(xs),
    **{
        name: getattr(np, name)
        for name in ("abs", "clip", "cos", "floor", "log10", "log2", "sign", "sin", "sqrt", "tan", "tanh")
    },
    "ln": np.log,
    "erf": np.vectorize(math.erf, otypes=[np.float64]),
}
# All that may be in a side; what is not, as an attribute or a subscript, makes it no arithmetic.
_ARITHMETIC = (
    ast.Expression,
    ast.BinOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Gt,
    ast.GtE,
    ast.IfExp,
    ast.Lt,
    ast.LtE,
    ast.Name,
    ast.NotEq,
    ast.UnaryOp,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
)


@dataclass(frozen=True)
class Side:
    """One side of an equals sign.

    Attributes:
        text: as it is written.
        marks: the marks in it, each once.

    """

    text: str
    marks: tuple[str, ...]
    code: CodeType

    def comes_to(self, numbers: Mapping[str, float]) -> float:
        """Return what it comes to with these numbers in place of its marks."""
        names = {_name(mark): np.float64(numbers[mark]) for mark in self.marks}
        with np.errstate(all="ignore"):
            return float(eval(self.code, {"__builtins__": {}, **_KNOWN}, names))


@lru_cache(maxsize=1024)
def sides_of(line: str) -> tuple[Side, ...]:
    """Return the sides of a line's equals signs; none where it holds words."""
    texts = [text for text in EQUALS.split(line)[::2] if text]  # without the spaces that it keeps
    if len(texts) > 1 and _TARGET.fullmatch(texts[0]):
        del texts[0]
    sides = [_side(text) for text in texts]
    return tuple(side for side in sides if side) if all(sides) else ()


def _side(text: str) -> Side | None:
    """Return a side, or None for one that is not arithmetic."""
    marks = tuple(dict.fromkeys(MARK.findall(text)))
    python = MARK.sub(lambda found: _name(found[0]), _ASIDE.sub("", text))
    python = re.sub(r"√(\w+)", r"sqrt(\1)", python).replace("√(", "sqrt(")
    for sign, written in _SIGNS.items():
        python = python.replace(sign, written)
    python = re.sub(r"\|([^|]+)\|", r"abs(\1)", python)
    try:
        tree = ast.parse(python, mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        return None
    parts = list(ast.walk(tree))
    known = {*_KNOWN, *map(_name, marks)}
    if not all(isinstance(part, _ARITHMETIC) for part in parts):
        return None
    if not all(part.id in known for part in parts if isinstance(part, ast.Name)):
        return None
    return Side(text, marks, compile(tree, "<line>", "eval"))


def _name(mark: str) -> str:
    """Return what Python calls a mark; its own character is no letter to it."""
    return f"n{ord(mark)}"
