"""What is open while an expression is read: its brackets, and the signs in each that wait for their operands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphviz_nn.graph.syntax import Binary, Name, Number, Part, Signed, Word
from graphviz_nn.graph.tokens import Token

# How tightly signs bind, as in Python and in mathematics.
COMPARING, ADDING, MULTIPLYING, SIGNING, RAISING = range(1, 6)
BONDS: Mapping[str, int] = {
    **dict.fromkeys(("<", ">", "<=", ">=", "==", "!="), COMPARING),
    **dict.fromkeys("+-", ADDING),
    **dict.fromkeys("*·/@", MULTIPLYING),
    "**": RAISING,
}


@dataclass(slots=True)
class Sign:
    """A sign that waits for its right operand."""

    sign: str
    bond: int
    start: int


@dataclass(slots=True)
class Frame:
    """A bracket that is open, or a formula, and what it holds so far.

    Attributes:
        kind: "", "group", "call", "row" or "index".
        token: the bracket.
        name: of the function that is called, or of the formula.
        tensor: what is indexed.
        start: where it begins.
        operands: those of the item that is being read.
        signs: those that wait in it.
        items: the items so far.
        named: the arguments by name so far.
        keyword: the name of the item, or "".
        ends: the ends of a span so far, None for the item that is no span.
        commas: whether there was one.

    """

    kind: str
    token: Token
    start: int
    name: str = ""
    tensor: Part | None = None
    operands: list[Part] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    named: list[tuple[str, Part]] = field(default_factory=list)
    keyword: str = ""
    ends: list[Part | None] | None = None
    commas: bool = False

    @property
    def is_fresh(self) -> bool:
        """Whether nothing of an item has been read yet."""
        return not (self.operands or self.signs)

    def take(self, sign: str, bond: int, start: int) -> None:
        """Take a sign between two operands, once those that bind tighter have theirs."""
        self.bind(bond + 1 if bond == RAISING else bond)
        self.signs.append(Sign(sign, bond, start))

    def bind(self, bond: int) -> None:
        """Give the signs that bind as tightly as this, or tighter, their operands."""
        while self.signs and self.signs[-1].bond >= bond:
            sign, right = self.signs.pop(), self.operands.pop()
            if sign.bond == SIGNING:
                self.operands.append(_signed(sign, right))
            else:
                left = self.operands.pop()
                self.operands.append(Binary(left.start, right.end, sign.sign, left, right))


def atom(token: Token) -> Part:
    """Return the part that a single token is."""
    if token.kind == "word":
        return Word(token.start, token.end, token.text)
    if token.kind == "name":
        return Name(token.start, token.end, token.text)
    return Number(token.start, token.end, _number(token.text))


def _number(digits: str) -> int | float:
    plain = digits.replace("_", "")
    if plain[:2].lower() in ("0x", "0b", "0o"):
        return int(plain, 0)
    if plain.isdigit():
        try:
            return int(plain)
        except ValueError:  # more digits than Python cares to read
            return math.inf
    return float(plain)


def _signed(sign: Sign, operand: Part) -> Part:
    if sign.sign == "-" and isinstance(operand, Number) and operand.value >= 0:
        return Number(sign.start, operand.end, -operand.value)
    return Signed(sign.start, operand.end, sign.sign, operand)
