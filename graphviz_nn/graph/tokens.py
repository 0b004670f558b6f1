"""Reads the letters of an expression: numbers, names and signs, each with the place where it is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from graphviz_nn.errors import ExpressionError

# Letters that people type, or that a page puts in their place, for a sign that there is; one letter for one.
_ALIKE = {
    **dict.fromkeys("−–—‐‑‒﹣", "-"),
    **dict.fromkeys(
        "×⋅∙•✕⨯\u0387\u2062", "·"
    ),  # which is read as a product of numbers; of tensors it could mean another
    **dict.fromkeys("∗⁎", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("ˆ↑", "^"),
    **dict.fromkeys("∣❘", "|"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚", "'"),
    "≔": "=",
}
# Signs with another spelling of the same meaning.
_SAME = {"^": "**", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", ":=": "="}
_NUMBER = re.compile(
    r"0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+"
    r"|(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9]+)?"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_SIGN = re.compile(r"\*\*|<=|>=|==|!=|<>|:=|[-+*/@^·()\[\],;:=<>|.√≤≥≠ᵀ]")
_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\n|#[^\n]*)+")
LONGEST_CURE = 100  # letters
_BEFORE = re.compile(r"[\w.]*$")
LOOK = 200  # letters that are looked through for what stands before one that means nothing
_UNSEEN = "Cf"  # letters without a look, as pages put between others
# What to write for a letter that has no meaning here, with what stands before and after it.
_CURES = {
    "%": "{before}/100",
    "°": "{before}*pi/180",
    "∛": "{after}**(1/3)",
    "∞": "1e300",
    "‖": "sqrt(sum(square({after})))",
    "&": "(x > 0)*(x < 1)",
    "∧": "(x > 0)*(x < 1)",
    "¬": "1 - {after}",
    "~": "1 - {after}",
}


class Token(NamedTuple):
    """A number, a name, letters in quotes, a sign, letters set high behind an operand, or the end of a line or of all.

    Attributes:
        kind: "number", "name", "word", "sign", "high", "line" or "end".
        text: as the grammar spells it, as in `**` for ^.
        start: where it begins in the text.
        end: where it ends.

    """

    kind: str
    text: str
    start: int
    end: int


def plain_name(name: str) -> str:
    """Return a name as the grammar knows it: letters of another look as they are, digits set low as digits."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def tokens(text: str) -> Iterator[Token]:
    """Yield what an expression is written with; raise ExpressionError for letters that mean nothing here."""
    seen = text if text.isascii() else "".join(map(_seen, text))
    place = 0
    while place < len(text):
        blank = _BLANK.match(seen, place)
        if blank:
            place = blank.end()
            continue
        token = _token(text, seen, place)
        if token.kind:
            yield token
        place = token.end
    yield Token("end", "", len(text), len(text))


def _token(text: str, seen: str, place: int) -> Token:
    for kind, pattern in (("number", _NUMBER), ("sign", _SIGN)):
        found = pattern.match(seen, place)
        if found:
            return Token(kind, _SAME.get(found[0], found[0]), place, found.end())
    letter = seen[place]
    if letter == "\n":
        return Token("line", letter, place, place + 1)
    if letter.isidentifier() and not _is_high(letter):
        return _name(text, seen, place)
    if letter in "'\"" and (end := seen.find(letter, place + 1)) > 0 and "\\" not in seen[place:end]:
        return Token("word", text[place + 1 : end], place, end + 1)
    if _is_high(letter):
        end = place + 1
        while end < len(seen) and _is_high(seen[end]):
            end += 1
        return Token("high", "".join(map(_lowered, seen[place:end])), place, end)
    if (fraction := _lowered(letter)).count("⁄") == 1 and len(fraction) > 2:
        over, under = fraction.split("⁄")
        return Token("number", repr(int(over) / int(under)), place, place + 1)
    if letter.isspace() or unicodedata.category(letter) == _UNSEEN:
        return Token("", "", place, place + 1)
    raise _unknown(text, seen, place)


def _name(text: str, seen: str, place: int) -> Token:
    found = _NAME.match(seen, place)
    end = found.end() if found else place + 1
    while end < len(seen) and _goes_on(seen[end]):
        end += 1
    name = plain_name(seen[place:end])
    if name == "π":
        name = "pi"
    elif "π" in name:
        product = "*".join(filter(None, name.replace("π", " π ").split()))
        raise refused(text, text[place:end], "could be a name or a product with the number π.", product)
    return Token("name", name, place, end)


def _goes_on(letter: str) -> bool:
    """Say whether a name may go on with a letter: also with digits set low, not with any set high."""
    return letter not in "·ᵀ" and f"a{_lowered(letter)}".isidentifier() and not _is_high(letter)


@cache
def _seen(letter: str) -> str:
    """Return the letter of the grammar that one looks like, or itself."""
    if letter in _ALIKE:
        return _ALIKE[letter]
    alike = letter if unicodedata.decomposition(letter).startswith(("<super>", "<sub>")) else _lowered(letter)
    return alike if len(alike) == 1 and alike.isascii() else letter


@cache
def _is_high(letter: str) -> bool:
    return (
        letter != "ᵀ"
        and unicodedata.decomposition(letter).startswith("<super>")
        and len(_lowered(letter)) == 1
    )


def _lowered(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).replace("−", "-")


def _unknown(text: str, seen: str, place: int) -> ExpressionError:
    cure = _CURES.get(seen[place], "")
    before = _BEFORE.search(seen[max(0, place - LOOK) : place])
    after = _NAME.match(seen, place + 1)
    cure = cure.format(before=before[0] if before and before[0] else "x", after=after[0] if after else "x")
    if seen[place] in "{}":
        cure = text.translate(str.maketrans("{}", "()"))
    elif seen[place] == "\\":
        cure = text.replace("\\", "")
    piece = text[place : place + 12]
    return refused(text, piece, "cannot be read.", *filter(None, [cure]))


def refused(text: str, piece: str, words: str, *cures: str) -> ExpressionError:
    """Return the error that refuses a piece of an expression, with what to write instead, unless that is long."""
    what = quoted(piece) if piece.strip() == text.strip() else f"{quoted(piece)} in {quoted(text)}"
    short = tuple(cure for cure in cures if len(cure) <= LONGEST_CURE)
    cure = f" Write {', or '.join(short)}." if short else ""
    return ExpressionError(f"{what} {words}{cure}", cures=short)


def quoted(text: str) -> str:
    """Return a piece of an expression as a message quotes it, cut where it is long."""
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}…"
