"""The grammar of expressions: from signs to parts, without recursion, so that nothing is nested too deeply."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.frames import ADDING, BONDS, COMPARING, SIGNING, Frame, Sign, atom
from graphviz_nn.graph.spelling import spelled
from graphviz_nn.graph.syntax import Call, Formulas, Indexed, Name, Number, Part, Row, Several, Span, Word
from graphviz_nn.graph.tokens import Token, quoted, refused
from graphviz_nn.ops import FUNCTIONS

SYNTAX = (
    "Write arithmetic with + - * / ^ @, parentheses, numbers, names, tensors as [[1, 2], [3, 4]], parts as x[0, 1:], "
    f"names for parts as in c = a + b; c*c, and {', '.join(FUNCTIONS)}."
)
IN_SHORT = (
    "Arithmetic, as 2x² + y/3; functions, as ln x, max(x, y), relu(x); @ for products of matrices and vectors; "
    "names, also for parts: c = a + b; c*c."
)
FLAGS = ("True", "False", "None")
_OF_SEVERAL = {"max": "maximum", "min": "minimum"}  # what these are where they stand over several values


def parsed(text: str) -> Formulas:
    """Return the parts of an expression; raise ExpressionError for what is none."""
    if not text.strip():
        raise ExpressionError(f"The expression is empty. {SYNTAX}")
    return _Parser(text).read()


class _Parser:
    """Reads the signs of an expression one after the other.

    Attributes:
        awaits: whether an operand comes next.

    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = spelled(text)
        self._frames = [Frame("", self._tokens[0], 0)]
        self._named: dict[str, Part] = {}
        self._result: Part | None = None
        self._place = 0
        self.awaits = True

    def read(self) -> Formulas:
        """Return the parts."""
        while self._place < len(self._tokens):
            self._place += self._take(self._place)
        assert self._result is not None
        words = frozenset(token.text for token in self._tokens if token.kind == "name")
        return Formulas(self.text, self._named, self._result, words)

    def _take(self, place: int) -> int:
        """Take a token, and return how many were taken."""
        token = self._tokens[place]
        if token.kind == "end":
            self._end(token)
        elif self.awaits:
            return self._operand(place)
        elif token.text in BONDS:
            self._between(token)
        elif token.text in (")", "]"):
            self._close(token)
        elif token.text in _STEPS:
            _STEPS[token.text](self, token)
        else:
            raise self._equation(token) if token.text == "=" else self._unreadable(token)
        return 1

    def _operand(self, place: int) -> int:
        token, frame = self._tokens[place], self._frames[-1]
        following = self._tokens[place + 1]
        if token.kind == "name" and following.text == "(" and following.kind == "sign":
            self._frames.append(Frame("call", following, token.start, token.text))
            return 2
        if token.kind == "name" and following.text == "=":
            self._name(token, following)
            return 2
        if token.text in ("+", "-"):
            frame.signs.append(Sign(token.text, SIGNING, token.start))
        elif token.text in ("(", "["):
            self._frames.append(Frame("group" if token.text == "(" else "row", token, token.start))
        elif token.kind in ("number", "name", "word"):
            frame.operands.append(atom(token))
            self.awaits = False
        elif frame.is_fresh and token.text in (")", "]", ":", ";", ","):
            self._nothing(token)
        else:
            raise self._unexpected(token)
        return 1

    def _nothing(self, token: Token) -> None:
        """Take a sign where an item could have begun: in `f()`, `(1,)`, `[1:]`."""
        frame = self._frames[-1]
        if token.text == ";" and frame.kind == "" and not frame.name:
            return
        if token.text == ":" and frame.kind == "index":
            self._colon(token)
        elif token.text == "," and frame.ends is not None:
            self._comma(token)
        elif token.text in (")", "]") and frame.kind and not frame.keyword:
            self._close(token)
        else:
            raise self._unreadable(token)

    def _name(self, token: Token, sign: Token) -> None:
        """Take the name of a formula, or of an argument."""
        frame = self._frames[-1]
        if not frame.is_fresh or frame.keyword or frame.kind not in ("", "call"):
            raise self._equation(sign)
        if frame.kind == "call":
            frame.keyword = token.text
        elif frame.name:
            raise self._equation(sign)
        else:
            frame.name, frame.start = token.text, token.start

    def _between(self, token: Token) -> None:
        frame, bond = self._frames[-1], BONDS[token.text]
        if bond == COMPARING and any(sign.bond == COMPARING for sign in frame.signs):
            raise self._compared_twice(token)
        frame.take(token.text, bond, token.start)
        self.awaits = True

    def _open_index(self, token: Token) -> None:
        frame = self._frames[-1]
        tensor = frame.operands.pop()
        self._frames.append(Frame("index", token, tensor.start, tensor=tensor))
        self.awaits = True

    def _transpose(self, token: Token) -> None:
        operands = self._frames[-1].operands
        operand = operands.pop()
        operands.append(Call(operand.start, token.end, "transpose", (operand,)))

    def _comma(self, token: Token) -> None:
        frame = self._frames[-1]
        if not frame.kind:
            raise self._one_value(token)
        self._item(token)
        frame.commas = True
        self.awaits = True

    def _colon(self, token: Token) -> None:
        frame = self._frames[-1]
        if frame.kind != "index" or len(frame.ends or ()) == 2:
            raise self._colon_between(token)
        frame.ends = [*(frame.ends or ()), self._value(frame)]
        self.awaits = True

    def _item(self, token: Token) -> None:
        """Finish an item of a bracket."""
        frame = self._frames[-1]
        value = self._value(frame)
        if frame.ends is not None:
            ends = [*frame.ends, value, None][:3]
            value = Span(frame.token.end if not frame.items else frame.items[-1].end, token.start, *ends)
            frame.ends = None
        if value is None:
            return
        if frame.keyword:
            frame.named.append((frame.keyword, value))
            frame.keyword = ""
        elif frame.named:
            raise refused(
                self.text, self.text[value.start : value.end], "stands behind an argument with a name."
            )
        else:
            frame.items.append(value)

    @staticmethod
    def _value(frame: Frame) -> Part | None:
        frame.bind(0)
        return frame.operands.pop() if frame.operands else None

    def _close(self, token: Token) -> None:
        frame = self._frames[-1]
        if not frame.kind or token.text != _CLOSES[frame.token.text]:
            raise self._unpaired(token)
        self._item(token)
        self._frames.pop()
        self._frames[-1].operands.append(self._closed(frame, token.end))
        self.awaits = False

    def _closed(self, frame: Frame, end: int) -> Part:
        items = tuple(frame.items)
        if frame.kind == "call":
            return _of_several(self.text, Call(frame.start, end, frame.name, items, tuple(frame.named)))
        if frame.kind == "row":
            return Row(frame.start, end, items)
        if frame.kind == "index":
            assert frame.tensor is not None
            if not items:
                raise self._unreadable(frame.token)
            return Indexed(frame.start, end, frame.tensor, items)
        if frame.commas:
            return Several(frame.start, end, items)
        if not items:
            raise self._unreadable(frame.token)
        return replace(items[0], start=frame.start, end=end)

    def _finish(self, token: Token) -> None:
        """Finish a formula."""
        frame = self._frames[-1]
        if frame.kind:
            raise self._unreadable(token)
        value = self._value(frame)
        assert value is not None
        if not frame.name and self._tokens[self._place + 1 : self._place + 2]:
            self._check_last(token)
        if frame.name in self._named:
            raise refused(self.text, frame.name, "is the name of two parts.")
        if frame.name:
            self._named[frame.name] = value
        self._result = value
        self._frames[-1] = Frame("", token, token.end)
        self.awaits = True

    def _end(self, token: Token) -> None:
        frame = self._frames[-1]
        if frame.kind and not self.awaits:
            closing = "".join(_CLOSES[each.token.text] for each in reversed(self._frames[1:]))
            missing = self.text.rstrip() + closing
            cures = (missing,) if len(missing) <= 60 else ()
            words = f"has {frame.token.text} without {_CLOSES[frame.token.text]}."
            raise refused(self.text, self.text[frame.start :], words, *cures)
        if not self.awaits:
            self._finish(token)
        elif frame.kind or not frame.is_fresh or frame.name or self._result is None:
            raise self._unreadable(token)

    def _unreadable(self, token: Token) -> ExpressionError:
        if token.kind == "end" and self._place:
            before = self._tokens[self._place - 1]
            typed = self.text[before.start : before.end]
            return ExpressionError(
                f"{quoted(self.text)} cannot be read: it ends too early. Write what belongs behind {typed!r}."
            )
        piece = self.text[token.start :][:12]
        return ExpressionError(f"{quoted(self.text)} cannot be read at {piece!r}. {SYNTAX}")

    def _unexpected(self, token: Token) -> ExpressionError:
        """Return the error for a sign where an operand should be."""
        before = self._tokens[self._place - 1] if self._place else token
        if token.text == "=":
            return self._equation(token)
        if token.text in BONDS and before.text in BONDS:
            without = self.text[: before.end] + self.text[token.end :]
            return refused(
                self.text, self.text[before.start : token.end], "are two signs where one belongs.", without
            )
        return self._unreadable(token)

    def _colon_between(self, token: Token) -> ExpressionError:
        following, frame = self._tokens[self._place + 1], self._frames[-1]
        if following.kind not in ("number", "name") or not frame.operands:
            return self._unreadable(token)
        a, b = (self.text[each.start : each.end] for each in (frame.operands[-1], following))
        words = "has a colon, which belongs to slices: x[1:3]."
        return refused(self.text, self.text[frame.operands[-1].start : following.end], words, f"{a}/{b}")

    def _equation(self, sign: Token) -> ExpressionError:
        before, after = self.text[: sign.start].strip(), self.text[sign.end :].strip()
        before, after = before.rpartition(";")[2].strip(), after.partition(";")[0].strip()
        if not after:
            return refused(
                self.text, self.text[sign.start :], "asks for nothing: a value is shown anyway.", before
            )
        if not before:
            return refused(self.text, self.text, "begins with =.", after)
        return refused(
            self.text, f"{before} = {after}", "is an equation, which has no value.", f"{before} - ({after})"
        )

    def _compared_twice(self, token: Token) -> ExpressionError:
        frame = self._frames[-1]
        frame.bind(ADDING)
        left, middle = frame.operands[-2:]
        between = self.text[middle.start : middle.end]
        depth, end = 0, token.end
        for following in self._tokens[self._tokens.index(token) + 1 :]:
            depth += (following.text in _CLOSES) - (following.text in _OPENS)
            if depth < 0 or following.kind == "end" or (not depth and following.text in (",", ";")):
                break
            end = following.end
        first, second = self.text[left.start : middle.end], f"{between} {self.text[token.start : end]}"
        return refused(self.text, self.text[left.start : end], "compares twice.", f"({first})*({second})")

    def _one_value(self, token: Token) -> ExpressionError:
        left, following = self._frames[-1].operands[-1], self._tokens[self._tokens.index(token) + 1]
        before, after = self.text[left.start : left.end], self.text[following.start : following.end]
        piece = self.text[left.start : following.end]
        if before.isdigit() and after.isdigit() and following.start == token.end:
            other = (f"{before}{after}",) if len(after) == 3 and before != "0" else ()
            words = "has a comma, which parts the arguments of functions. Decimals have a point."
            return refused(self.text, piece, words, f"{before}.{after}", *other)
        return refused(
            self.text, piece, "are two values; an expression has one.", f"concat({before}, {after})"
        )

    def _check_last(self, token: Token) -> None:
        """Raise ExpressionError where more follows behind a formula that has no name."""
        following = next(each for each in self._tokens[self._place + 1 :] if each.text != ";")
        if following.kind == "end":
            return
        words = "has a part before its last that has no name, so that nothing can use it."
        if following.text in BONDS and self.text[token.start] == "\n":
            words = "goes on in another line, which begins another part."
            raise refused(self.text, self.text.strip(), words, " ".join(self.text.split()))
        raise refused(self.text, self.text.strip(), words, "c = a + b; c*c")

    def _unpaired(self, token: Token) -> ExpressionError:
        without = self.text[: token.start] + self.text[token.end :]
        words = f"has {token.text} without {_OPENS[token.text]}."
        return refused(self.text, self.text[: token.end], words, without.strip())


_CLOSES = {"(": ")", "[": "]", "|": ")"}
_OPENS = {")": "(", "]": "["}
_STEPS = {
    ",": _Parser._comma,
    ":": _Parser._colon,
    ";": _Parser._finish,
    "[": _Parser._open_index,
    "ᵀ": _Parser._transpose,
}


def _of_several(text: str, call: Call) -> Part:
    """Return max(a, b) as the op that it means; raise ExpressionError where b may be an axis."""
    name, more = call.name, call.arguments[1:]
    if name == "min" and (not more or call.named or any(map(_is_setting, more))):
        inside = text[call.start : call.end].partition("(")[2][:-1].strip()
        first, comma, rest = inside.partition(",")
        words = "is no function of one tensor."
        raise refused(text, text[call.start : call.end], words, f"-max(-({first or 'x'}){comma}{rest})")
    if name not in _OF_SEVERAL or not more or call.named or any(map(_is_setting, more)):
        return call
    if len(more) == 1 and _may_be_axes(more[0]):
        x, y = (text[part.start : part.end] for part in call.arguments)
        cures = (f"{_OF_SEVERAL[name]}({x}, {y})",) + (
            (f"{name}({x}, axis={y})",) if name in FUNCTIONS else ()
        )
        raise refused(text, text[call.start : call.end], "can be read in two ways.", *cures)
    return reduce(
        lambda a, b: Call(call.start, call.end, _OF_SEVERAL[name], (a, b)),
        call.arguments[1:],
        call.arguments[0],
    )


def _is_setting(part: Part) -> bool:
    return isinstance(part, Several | Word) or (isinstance(part, Name) and part.name in FLAGS)


def _may_be_axes(part: Part) -> bool:
    items = part.items if isinstance(part, Row) else (part,)
    return all(isinstance(item, Number) and isinstance(item.value, int) for item in items)
