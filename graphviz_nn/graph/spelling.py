"""Reads what people write as the signs that the grammar knows: `2x`, `x²`, `√x`, `|x|`, `sin x`.

What has one reading gets the signs that it leaves out. What has two, or another here than elsewhere, is refused, and
the message names what to write for each. Every sign keeps the place where it is typed.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.cures import CURES, WITHOUT_PARENTHESES, WORDS, member, no_function
from graphviz_nn.graph.tokens import Token, quoted, refused, tokens
from graphviz_nn.ops import FUNCTIONS

TWO_WAYS = "can be read in two ways."

# Other names of functions, each with one meaning.
SAME = {
    **{"mean_squared_error": "mse", "mean_absolute_error": "mae"},
    **{"bce": "binary_crossentropy", "cce": "categorical_crossentropy", "kld": "kl_divergence"},
    **{"log_2": "log2", "log_10": "log10", "logistic": "sigmoid", "tg": "tan", "swish": "silu"},
}
_RESERVED = {*keyword.kwlist} - {"True", "False", "None"}
_BINARY = {"+", "-", "*", "·", "/", "@", "**", "<", ">", "<=", ">=", "==", "!="}
_TIGHT = {"/", "@", "**"}  # a product without a sign behind them could belong to their right side
_PARTING = {",", ";", ":", "="}


def spelled(text: str) -> list[Token]:
    """Return an expression in the signs of the grammar; raise ExpressionError for what has not one reading."""
    speller = _Speller(text)
    place = 0
    while place < len(speller.typed):
        place = speller.take(place)
    return speller.plain


def in_one_line(text: str) -> str:
    """Return an expression on one line, with a semicolon where a line ends a part."""
    if "\n" not in text:
        return text
    try:
        ends = {token.start for token in spelled(text) if token.text == ";"}
    except ExpressionError:  # it is to be mended, and its parts stay apart
        ends = set(range(len(text)))
    line = "".join(
        ("; " if k in ends else " ") if letter == "\n" else letter for k, letter in enumerate(text)
    )
    return line.strip().removesuffix(";")


@dataclass(slots=True)
class _Level:
    """A bracket that is open, or the whole, and the operand in it that is being read.

    Attributes:
        sign: the bracket, "" for the whole.
        place: where it is typed.
        left: where the operand before the operator begins.
        operator: the sign before the operand, "" where there is none.
        start: where the operand begins, −1 before it does.

    """

    sign: str = ""
    place: int = 0
    left: int = -1
    operator: str = ""
    start: int = -1

    def end_operand(self, operator: str) -> None:
        """Begin another operand behind an operator, or without one anew."""
        self.left, self.operator, self.start = self.start, operator, -1


class _Speller:
    """Goes through what is typed, and writes down what it means.

    Attributes:
        typed: the tokens as they are typed.
        plain: the tokens so far as the grammar spells them.
        last: what the operand ends with that has just been read; "" where one is awaited.

    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.typed = list(tokens(text))
        self.plain: list[Token] = []
        self.last = ""
        self._levels = [_Level()]
        self._partner = _partners(self.typed)

    def take(self, place: int) -> int:
        """Read on from a place among the typed tokens, and return the next one."""
        token = self.typed[place]
        if token.kind in ("number", "word"):
            self._operand(place, token.kind)
        elif token.kind == "name":
            return self._name(place)
        elif token.kind == "high":
            self._high(token)
        elif token.text == "√":
            return self._bare(place, "sqrt") or self._refuse_root(place)
        elif token.text in ("(", "["):
            self._open(place)
        elif token.text in (")", "]"):
            self._close(token)
        elif token.text == "|":
            self._bar(place)
        elif token.text == ".":
            raise self._member(place)
        else:
            self._sign(token)
        return place + 1

    def _emit(self, token: Token, last: str) -> None:
        self.plain.append(token)
        self.last = last

    def _insert(self, sign: str, place: int) -> None:
        self.plain.append(Token("sign", sign, place, place))

    def _operand(self, place: int, last: str, text: str = "") -> None:
        """Write down a token that begins an operand, behind a product sign where another one ends before it."""
        token, level = self.typed[place], self._levels[-1]
        if self.last:
            self._multiply(place)
        if level.start < 0:
            level.start = token.start
        self._emit(token._replace(text=text or token.text), last)

    def _name(self, place: int) -> int:
        token, after = self.typed[place], self.typed[place + 1]
        name = SAME.get(token.text, token.text)
        if name in _RESERVED:
            cures = WORDS.get(name, ())
            raise refused(
                self.text, self.text[token.start :], f"begins with {name}, a word of programs.", *cures
            )
        if (name in FUNCTIONS or name == "min") and after.text == "(":
            self._operand(place, "function", name)
            return place + 1
        if after.text == "(" and name != "pi":
            raise self._no_function(place)
        if name in FUNCTIONS or (after.kind in ("number", "name") and name in WITHOUT_PARENTHESES):
            if after.text == "**" or after.kind == "high":
                raise self._power_of_function(place)
            if after.text == "-" and token.end < after.start and self.typed[place + 2].start == after.end:
                argument = self.text[after.start : self._end_of(place + 1)]
                piece = self.text[token.start : self._end_of(place + 1)]
                raise refused(self.text, piece, "needs parentheses.", f"{name}({argument})")
            taken = self._bare(place, name)
            if taken:
                return taken
        self._operand(place, "name", token.text)
        return place + 1

    def _bare(self, place: int, name: str) -> int:
        """Write down a function of a single name or number without parentheses; return 0 where it is none.

        Raise ExpressionError where what follows could belong to the argument or not.
        """
        token, atom = self.typed[place], self.typed[place + 1]
        if token.text == "√" and atom.text == "(":
            self._operand(place, "function", name)
            self.plain[-1] = self.plain[-1]._replace(kind="name")
            return place + 1
        if atom.kind not in ("number", "name") or (name in FUNCTIONS and len(FUNCTIONS[name].inputs) != 1):
            return 0
        if atom.text in FUNCTIONS or name not in FUNCTIONS:
            inside = self.text[atom.start : self._end_of(place + 1)]
            piece = self.text[token.start : self._end_of(place + 1)]
            cures = [cure.format(inside, inside) for cure in CURES.get(name, (f"{name}({{0}})",))]
            raise refused(self.text, piece, TWO_WAYS if len(cures) > 1 else "needs parentheses.", *cures)
        more, end = self._more(place + 2)
        if more:
            argument = self.text[atom.start : atom.end]
            cures = [f"{name}({argument}{more})", f"{name}({argument}){more}"]
            raise refused(self.text, self.text[token.start : end], TWO_WAYS, *cures)
        self._operand(place, "function", name)
        self.plain[-1] = self.plain[-1]._replace(kind="name")
        self._insert("(", atom.start)
        self.plain.append(atom)
        self._insert(")", atom.end)
        self.last = "close"
        return place + 2

    def _more(self, place: int) -> tuple[str, int]:
        """Return what is bound to the operand before it as tightly as a function could be, and where that ends."""
        token = self.typed[place]
        if token.text in {"*", "·", "/", "@", "**"}:
            end = self._end_of(place + 1)
            return self.text[token.start : end], end
        if token.kind == "high" or token.text in ("[", "ᵀ"):
            end = self._end_of(place)
            return self.text[token.start : end], end
        if token.kind in ("number", "name") or token.text in ("(", "√"):
            end = self._end_of(place)
            return "*" + self.text[token.start : end], end
        return "", 0

    def _open(self, place: int) -> None:
        token = self.typed[place]
        if (self.last == "function" and token.text == "(") or (
            self.last not in ("", "number") and token.text == "["
        ):
            self.plain.append(token)
        else:
            self._operand(place, "")
        self._push(token)

    def _push(self, token: Token) -> None:
        self._levels.append(_Level(token.text, token.start))
        self.last = ""

    def _close(self, token: Token) -> None:
        self._no_open_bar(token.start)
        if len(self._levels) > 1:
            self._levels.pop()
        self._emit(token, "close")

    def _bar(self, place: int) -> None:
        """Write down |x| as abs(x): a bar closes where an operand has ended, and opens where one is awaited."""
        token = self.typed[place]
        if self.last and self._levels[-1].sign == "|":
            self._levels.pop()
            self._emit(token._replace(text=")"), "bar")
            return
        following = self.typed[place + 1]
        if following.text == "|" and following.start == token.end:
            inside = self.text[following.end :].partition("|")[0].strip() or "x"
            cures = (f"sqrt(sum(square({inside})))", f"abs({inside})")
            raise refused(self.text, self.text[token.start :], TWO_WAYS, *cures)
        self._operand(place, "")
        self.plain[-1] = token._replace(kind="name", text="abs", end=token.start)
        self.plain.append(token._replace(text="("))
        self._push(token)

    def _no_open_bar(self, end: int) -> None:
        level = self._levels[-1]
        if level.sign == "|":
            inside = self.text[level.place + 1 : end].strip()
            piece = self.text[level.place : end]
            raise refused(self.text, piece, "has one bar | without another.", f"abs({inside or 'x'})")

    def _high(self, token: Token) -> None:
        """Write down what is set high as a power."""
        if not self.last:
            piece = self.text[token.start : token.start + 12]
            raise refused(self.text, piece, "has nothing that is raised to a power.", f"x**({token.text})")
        inner = [
            t._replace(start=t.start + token.start, end=t.end + token.start) for t in spelled(token.text)
        ]
        self._insert("**", token.start)
        self._insert("(", token.start)
        self.plain += inner[:-1]
        self._insert(")", token.end)
        self.last = "high"

    def _sign(self, token: Token) -> None:
        level = self._levels[-1]
        if token.kind == "line":
            if self.last and len(self._levels) == 1:
                self._emit(token._replace(kind="sign", text=";"), "")
                level.end_operand("")
            return
        if token.kind == "end":
            self._no_open_bar(token.start)
        if token.text in _PARTING:
            self._no_open_bar(token.start)
            self._emit(token, "")
            level.end_operand("")
        elif token.text == "ᵀ":
            self._emit(token, self.last and "high")
        else:
            if token.text in ("+", "-") and not self.last:
                level.start = token.start if level.start < 0 else level.start
            elif token.text in _BINARY:
                level.end_operand(token.text)
            self._emit(token, "")

    def _multiply(self, place: int) -> None:
        """Write down the product sign that is left out; raise ExpressionError where something else could be meant."""
        token, level = self.typed[place], self._levels[-1]
        forms = self._forms(token)
        if not forms and level.operator not in _TIGHT:
            self._insert("·", token.start)
            level.end_operand("*")
            return
        left = self.text[level.start : self.plain[-1].end]
        end = self._end_of(place)
        right = self.text[token.start : end]
        if forms:
            words = f"has no sign between {quoted(left)} and {quoted(right)}."
            cures = [form.format(left, right) for form in forms]
            raise refused(self.text, self.text[level.start : end], words, *cures)
        before = self.text[level.left : level.start]
        cures = [f"{before}({left}*{right})", f"{before}{left}*{right}"]
        raise refused(self.text, self.text[level.left : end], TWO_WAYS, *cures)

    def _forms(self, token: Token) -> tuple[str, ...]:
        """Return what two operands without a sign between them may mean; nothing where it is their product."""
        before = self.plain[-1].text
        if token.kind == "number":
            if self.last == "number":
                return ("{0}*{1}", "{0}{1}") if f"{before}{token.text}".isdigit() else ("{0}*{1}",)
            return "{0}*{1}", "{0}**{1}"
        is_plain_name = token.kind == "name" and SAME.get(token.text, token.text) not in FUNCTIONS
        if (self.last == "name" and is_plain_name) or self.last == "bar" or token.kind == "word":
            return ("{0}*{1}",)
        if token.text == "[" or before.lower().startswith(("0x", "0b", "0o")):
            return ("{0}*{1}",)
        return ()

    def _end_of(self, place: int) -> int:
        """Return where the operand ends that begins with a token."""
        token, last = self.typed[place], len(self.typed) - 1
        while place < last and (token.text in ("+", "-", "√") or self._is_function(place)):
            place += 1
            token = self.typed[place]
        if place in self._partner:
            return self.typed[self._partner[place]].end
        if token.text == "|":
            closing = (t.end for t in self.typed[place + 1 :] if t.text == "|")
            return next(closing, token.end)
        return token.end

    def _is_function(self, place: int) -> bool:
        token, after = self.typed[place], self.typed[place + 1]
        return token.kind == "name" and (
            after.text == "(" or (token.text in FUNCTIONS and after.kind in ("number", "name"))
        )

    def _power_of_function(self, place: int) -> ExpressionError:
        token, power = self.typed[place], self.typed[place + 1]
        at = place + 2
        exponent = power.text
        if power.text == "**":
            exponent = self.text[self.typed[at].start : self._end_of(at)]
            at += 1
        end = self._end_of(min(at, len(self.typed) - 1))
        argument = self.text[self.typed[min(at, len(self.typed) - 1)].start : end] or "x"
        called = argument if argument.startswith("(") else f"({argument})"
        piece = self.text[token.start : end]
        words = "raises a function to a power, not its value."
        return refused(self.text, piece, words, f"{token.text}{called}**{_grouped(exponent)}")

    def _refuse_root(self, place: int) -> int:
        token, following = self.typed[place], self.typed[place + 1]
        under = self.text[following.start : self._end_of(place + 1)] or "x"
        raise refused(self.text, self.text[token.start :][:12], "needs parentheses.", f"√({under})")

    def _no_function(self, place: int) -> ExpressionError:
        token, close = self.typed[place], self._partner.get(place + 1, place + 1)
        after = self.typed[min(close + 1, len(self.typed) - 1)]
        if after.text == "=" and len(self._levels) == 1:
            value = self.text[after.end :].partition(";")[0].strip() or "x"
            words = "gives a function a name; only values have names here."
            return refused(self.text, self.text[token.start : after.end], words, f"{token.text} = {value}")
        return no_function(self.text, token.text, list(self._arguments(place + 1, close)))

    def _arguments(self, opening: int, closing: int) -> Iterator[str]:
        """Yield what is typed between the commas of parentheses."""
        start, place = self.typed[opening].end, opening + 1
        while place < closing:
            if self.typed[place].text == ",":
                yield self.text[start : self.typed[place].start].strip()
                start = self.typed[place].end
            place = self._partner.get(place, place) + 1
        if self.typed[closing].start > start:
            yield self.text[start : self.typed[closing].start].strip()

    def _member(self, place: int) -> ExpressionError:
        level, token = self._levels[-1], self.typed[place]
        following = self.typed[min(place + 1, len(self.typed) - 1)]
        if following.kind != "name" or level.start < 0:
            return refused(self.text, self.text[token.start : token.start + 12], "cannot be read.")
        left, end = self.text[level.start : token.start], self._end_of(place + 1)
        return member(self.text, self.text[level.start : end], left, self.text[following.start : end])


def _partners(typed: list[Token]) -> dict[int, int]:
    """Return the places of brackets that open, with those of the brackets that close them."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(typed):
        if token.text in ("(", "[") and token.kind == "sign":
            waiting.append(place)
        elif token.text in (")", "]") and token.kind == "sign" and waiting:
            partner[waiting.pop()] = place
    return partner


def _grouped(piece: str) -> str:
    return piece if piece.isalnum() or piece.startswith("(") else f"({piece})"
