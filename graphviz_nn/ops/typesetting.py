"""How a formula's syntax tree becomes LaTeX, or one line of text, with as few parentheses as can be."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce

import numpy as np

OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.Gt: ">",
    ast.Lt: "<",
    ast.GtE: ">=",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class Bond(IntEnum):
    """How tightly a piece of mathematics holds together; a loose piece in a tight place needs parentheses."""

    CONDITION = 0
    CHOICE = 1
    SUM = 2
    PREFIX = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True)
class Form:
    """How a function or an operator looks: its text, `#0` standing for its first argument.

    Attributes:
        text: the template.
        needs: the bond each argument must have to go without parentheses; the last is for all that follow.
        bond: the bond of the whole.

    """

    text: str
    needs: tuple[Bond, ...] = (Bond.CONDITION,)
    bond: Bond = Bond.ATOM


@dataclass(frozen=True)
class Style:
    """What LaTeX and plain text do each in their own way: operators, signs, letters."""

    operators: Mapping[str, Form]
    minus: str
    group: str
    bracket: str
    led: str
    power_of_ten: str
    exponents: Mapping[str, str]
    infinity: str
    word: str
    letters: Mapping[str, str]


_SHARED = {
    "+": Form("#0 + #1", (Bond.SUM, Bond.PREFIX), Bond.SUM),
    ">": Form("#0 > #1", (Bond.SUM,), Bond.CONDITION),
    "<": Form("#0 < #1", (Bond.SUM,), Bond.CONDITION),
    "==": Form("#0 = #1", (Bond.SUM,), Bond.CONDITION),
}

LATEX = Style(
    operators={
        **_SHARED,
        "!=": Form(r"#0 \neq #1", (Bond.SUM,), Bond.CONDITION),
        ">=": Form(r"#0 \geq #1", (Bond.SUM,), Bond.CONDITION),
        "<=": Form(r"#0 \leq #1", (Bond.SUM,), Bond.CONDITION),
        "-": Form("#0 - #1", (Bond.SUM, Bond.PREFIX), Bond.SUM),
        "*": Form(r"#0 \cdot #1", (Bond.PRODUCT, Bond.PREFIX), Bond.PRODUCT),
        "@": Form(r"#0 \, #1", (Bond.PRODUCT,), Bond.PRODUCT),
        "/": Form(r"\frac{#0}{#1}", bond=Bond.PRODUCT),
        "**": Form("{#0}^{#1}", (Bond.ATOM, Bond.CONDITION), Bond.POWER),
    },
    minus="-",
    group=r"\left(#0\right)",
    bracket=r"\left[#0\right]",
    # The braces make a minus behind the parenthesis a sign, not a difference. Around all that stands in
    # parentheses they would double, with each pair, the time that it takes to set a formula.
    led="{#0}",
    power_of_ten=r"#0 \cdot 10^{#1}",
    exponents={},
    infinity=r"\infty",
    word=r"\mathrm{#0}",
    letters={"alpha": r"\alpha", "delta": r"\delta", "pi": r"\pi"},
)

PLAIN = Style(
    operators={
        **_SHARED,
        "!=": Form("#0 ≠ #1", (Bond.SUM,), Bond.CONDITION),
        ">=": Form("#0 ≥ #1", (Bond.SUM,), Bond.CONDITION),
        "<=": Form("#0 ≤ #1", (Bond.SUM,), Bond.CONDITION),
        "-": Form("#0 − #1", (Bond.SUM, Bond.PREFIX), Bond.SUM),
        "*": Form("#0 · #1", (Bond.PRODUCT, Bond.PREFIX), Bond.PRODUCT),
        "@": Form("#0 · #1", (Bond.PRODUCT,), Bond.PRODUCT),
        "/": Form("#0 / #1", (Bond.PRODUCT, Bond.POWER), Bond.PRODUCT),
        "**": Form("#0^#1", (Bond.ATOM,), Bond.POWER),
    },
    minus="−",
    group="(#0)",
    bracket="[#0]",
    led="#0",
    power_of_ten="#0e#1",
    exponents={"2": "²", "3": "³"},
    infinity="∞",
    word="#0",
    letters={"alpha": "α", "delta": "δ", "pi": "π"},
)

_NUMBER = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?")
_PRODUCT_SIGNS = (r"\cdot", r"\times", "·")


def write(tree: ast.expr, functions: Mapping[str, Form], names: Mapping[str, object], style: Style) -> str:
    """Return the text of a parsed formula, each name replaced by what `names` holds for it."""
    return write_sum([(tree, names)], functions, style)


def write_sum(
    terms: Sequence[tuple[ast.expr, Mapping[str, object]]],
    functions: Mapping[str, Form],
    style: Style,
    more: str = "",
) -> str:
    """Return the text of the sum of parsed formulas, each with its own names; `more` stands for terms left out."""
    pieces = [_piece(tree, functions, names, style) for tree, names in terms]
    pieces += [_Piece(more)] if more else []
    return _signed(reduce(lambda a, b: _operation("+", a, b, style), pieces), style)


@dataclass(frozen=True)
class _Piece:
    """Mathematics as text, its minus sign kept apart so that it can move to the front of a product."""

    text: str
    bond: Bond = Bond.ATOM
    negative: bool = False


def _piece(
    node: ast.expr, functions: Mapping[str, Form], names: Mapping[str, object], style: Style
) -> _Piece:
    match node:
        case ast.Constant(value=value):
            return _literal(value, style)
        case ast.Name(id=name):
            return _literal(names[name], style) if name in names else _Piece(_letter(name, style))
        case ast.UnaryOp(operand=operand):
            x = _piece(operand, functions, names, style)
            return _Piece(_fit(x, Bond.PREFIX, style), max(x.bond, Bond.PREFIX), negative=True)
        case ast.BinOp(left=left, op=op, right=right) | ast.Compare(left=left, ops=[op], comparators=[right]):
            a, b = (_piece(side, functions, names, style) for side in (left, right))
            return _operation(OPERATORS[type(op)], a, b, style)
        case ast.Call(func=ast.Name(id=name), args=args):
            return _fill(functions[name], [_piece(arg, functions, names, style) for arg in args], style)
    raise AssertionError(f"not of the language: {ast.dump(node)}")


def _operation(sign: str, a: _Piece, b: _Piece, style: Style) -> _Piece:
    """Return two pieces joined; a leading minus comes to the front of a product, and adding it subtracts."""
    if sign == "+" and b.negative:
        return _operation("-", a, _Piece(b.text, b.bond), style)
    if sign in "*/@" and a.negative:
        y = _operation(sign, _Piece(a.text, a.bond), b, style)
        return _Piece(y.text, y.bond, negative=True)
    if sign == "**" and b.text in style.exponents and not b.negative:
        return _Piece(_fit(a, Bond.ATOM, style) + style.exponents[b.text], Bond.POWER)
    y = _fill(style.operators[sign], [a, b], style)
    # What a product ends in decides how far it reaches: `a · Σ b` takes in all that follows.
    return _Piece(y.text, min(y.bond, b.bond)) if sign == "*" and b.bond == Bond.PREFIX else y


def _fill(form: Form, pieces: list[_Piece], style: Style) -> _Piece:
    """Return a form with its arguments in place; a form that is nothing but an argument is that argument."""
    if form.text == "#0":
        return pieces[0]
    needs = (*form.needs, *[form.needs[-1]] * len(pieces))
    texts = [_fit(piece, need, style) for piece, need in zip(pieces, needs, strict=False)]
    return _Piece(_insert(form.text, texts), form.bond)


def _fit(piece: _Piece, need: Bond, style: Style) -> str:
    """Return a piece's text, in parentheses where it is looser than it must be; a condition gets brackets."""
    bond = min(piece.bond, Bond.SUM) if piece.negative else piece.bond
    if bond >= need:
        return _signed(piece, style)
    text = _signed(piece, style)
    if text.startswith(style.minus):
        text = _insert(style.led, [text])
    return _insert(style.bracket if bond == Bond.CONDITION else style.group, [text])


def _signed(piece: _Piece, style: Style) -> str:
    return style.minus + piece.text if piece.negative else piece.text


def _literal(value: object, style: Style) -> _Piece:
    """Return a number with 4 significant digits, and anything else as it is."""
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        value = format(value, ".4g")
    text = str(value)
    if text.removeprefix("-") == "inf":
        return _Piece(style.infinity, negative=text.startswith("-"))
    if text == "nan":
        return _Piece(_insert(style.word, [text]))
    if not _NUMBER.fullmatch(text):
        return _Piece(text, Bond.PRODUCT if any(sign in text for sign in _PRODUCT_SIGNS) else Bond.ATOM)
    digits, _, exponent = text.removeprefix("-").partition("e")
    negative = text.startswith("-")
    if not exponent:
        return _Piece(digits, negative=negative)
    return _Piece(_insert(style.power_of_ten, [digits, str(int(exponent))]), Bond.PRODUCT, negative)


def _letter(name: str, style: Style) -> str:
    return name if len(name) == 1 else style.letters.get(name, _insert(style.word, [name]))


def _insert(template: str, texts: list[str]) -> str:
    """Return a template with `#0`, `#1` … replaced, and with what they bring left alone."""
    return re.sub(r"#(\d)", lambda found: texts[int(found[1])], template)
