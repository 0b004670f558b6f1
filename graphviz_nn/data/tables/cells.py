"""What one cell says: a number as people write it, a hole, or a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

POINT, COMMA = ".", ","
DECIMALS = (POINT, COMMA)

# Holes in every column; the second kind only among numbers and dates, for among words it may be one: "None" is a
# category of its own beside "Driver" and "Passenger".
HOLES = frozenset(
    ["", "?", "NA", "N/A", "n/a", "N/a", "na", "NaN", "nan", "NAN", "-NaN", "-nan", "NULL", "null"]
)
HOLES |= {"<NA>", "#N/A", "#N/A N/A", "#NA", "1.#IND", "1.#QNAN", "-1.#IND", "-1.#QNAN"}
HOLES_AMONG_NUMBERS = HOLES | {"None", "-", "--", "."}

LONGEST_NUMBER = 400  # more digits than float64 can have before it is infinite
_SIGN = "[-+−]"
_CURRENCY = "(?:[$€£¥]|EUR|USD|CHF|GBP)"
_BLANK = "[ \u00a0\u202f]"
_INFINITE = "inf|infinity"


def _other(decimal: str) -> str:
    return COMMA if decimal == POINT else POINT


def _plain(decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    digits = rf"(?:\d+(?:{point}\d*)?|{point}\d+)"
    return re.compile(rf"{_SIGN}?(?:{digits}(?:e[-+]?\d+)?|{_INFINITE})", re.ASCII | re.IGNORECASE)


def _dressed(decimal: str) -> re.Pattern[str]:
    """Match a number with groups of three digits, a currency or a percent sign, or a loss in parentheses."""
    point, group = re.escape(decimal), re.escape(_other(decimal))
    grouped = rf"[1-9]\d{{0,2}}(?P<group>[{group}'’ \u00a0\u202f])\d{{3}}(?:(?P=group)\d{{3}})*"
    digits = rf"(?P<digits>(?:{grouped}|\d+)(?:{point}\d*)?|{point}\d+)"
    before = rf"(?P<open>\()?(?P<sign>{_SIGN})?{_BLANK}?(?:{_CURRENCY}{_BLANK}?(?P<inner>{_SIGN})?)?"
    after = rf"(?:{_BLANK}?(?:(?P<percent>%)|{_CURRENCY}))?(?(open)\))"
    return re.compile(before + digits + after, re.ASCII)


def _grouped(decimal: str) -> re.Pattern[str]:
    point, group = re.escape(decimal), re.escape(_other(decimal))
    return re.compile(rf"[-+]?(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)(?:{point}\d*)?", re.ASCII)


_PLAIN = {decimal: _plain(decimal) for decimal in DECIMALS}
_DRESSED = {decimal: _dressed(decimal) for decimal in DECIMALS}
_GROUPED = {decimal: _grouped(decimal) for decimal in DECIMALS}


def is_plain(cell: str, decimal: str = POINT) -> bool:
    """Tell whether a cell is a number as programs write it: `-1.5e3` or `inf`, not `1_000` or `5 %`."""
    return len(cell) <= LONGEST_NUMBER and _PLAIN[decimal].fullmatch(cell) is not None


def number(cell: str, decimal: str = POINT) -> float | None:
    """Return the number in a cell, or None: `1.5e3`, `43,874`, `1.234,50 €`, `12.5 %` (0.125), `(12.00)` (−12)."""
    if len(cell) > LONGEST_NUMBER:
        return None
    if _PLAIN[decimal].fullmatch(cell):
        return float(cell.replace(decimal, POINT).replace("−", "-"))
    found = _DRESSED[decimal].fullmatch(cell)
    if not found or (found["sign"] and found["inner"]):
        return None
    digits = found["digits"].replace(found["group"], "") if found["group"] else found["digits"]
    value = float(digits.replace(decimal, POINT)) / (100 if found["percent"] else 1)
    is_negative = bool(found["open"]) or (found["sign"] or found["inner"]) in ("-", "−")
    return -value if is_negative else value


def grouped_numbers(cells: Iterable[str], decimal: str) -> dict[str, float] | None:
    """Return what `number` makes of cells like `43,874.50`, all at once for a column of many; None if one is other."""
    cells = list(cells)
    if not all(map(_GROUPED[decimal].fullmatch, cells)):
        return None
    return {cell: float(cell.replace(_other(decimal), "").replace(decimal, POINT)) for cell in cells}


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number with either decimal sign."""
    return number(cell, POINT) is not None or number(cell, COMMA) is not None


def decimal_sign(cells: Iterable[str]) -> str | None:
    """Return the decimal sign that the numbers among the cells show; None where they could be of either.

    A number that only one of the signs explains is evidence: `1,5`, `0,877` and `1.250.000`, but not `1,250`, which
    may be one and a quarter or one thousand two hundred and fifty.
    """
    commas = points = 0
    for cell in cells:
        if COMMA in cell or POINT in cell:
            with_point, with_comma = number(cell, POINT), number(cell, COMMA)
            commas += with_point is None and with_comma is not None
            points += with_comma is None and with_point is not None
    return None if commas == points else COMMA if commas > points else POINT
