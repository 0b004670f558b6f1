"""Values as text: numbers short to read at a glance or full to read exactly, and what messages cite."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

MINUS = "−"
DIGITS = 4  # significant ones, of a number to be read at a glance
ALL_DIGITS = 17  # tell every number from its neighbours
_EXPONENT = re.compile(r"e([-+]?)0*(\d+)")


def short(x: float, digits: int = DIGITS) -> str:
    """Return x with 4 significant digits, or as many as asked for, and a real minus sign: `−0.3029`, `1.5e−7`."""
    if not math.isfinite(x) or digits >= ALL_DIGITS:
        return full(x)
    whole = 6 if abs(x) >= 1e5 else 5  # the digits before the point of a number that gets no exponent
    is_plain = 1e4 <= abs(x) < 1e6 and digits <= whole
    return _tidy(f"{x:.0f}" if is_plain else f"{x:.{digits}g}")


def alike(numbers: Sequence[float], digits: int = DIGITS) -> tuple[str, ...]:
    """Return numbers in one form, as those of one array: `0.001`, `0.910`, `−0.711`; see `form_of`."""
    form = form_of(numbers, digits)
    return tuple(formed(x, form) for x in numbers)


def form_of(numbers: Sequence[float], digits: int = DIGITS) -> str:
    """Return the form that numbers of one array have, for `formed`.

    The largest has so many significant digits, and all as many decimals; or all an exponent, and one digit fewer.
    Zeros that would end every one of them are left out. Numbers that are all 0, or not finite, need no form: "".
    """
    sizes = [abs(x) for x in numbers if math.isfinite(x) and x]
    largest = max(sizes, default=0.0)
    if not largest:
        return ""
    if not 1e-3 <= largest < 1e6:
        return f".{max(digits - 2, min(digits - 1, 1))}e"
    places = max(digits - 1 - math.floor(math.log10(largest)), 0)
    while places and not any(int(f"{size:.{places}f}"[-1]) for size in sizes):
        places -= 1
    return f".{places}f"


def formed(x: float, form: str) -> str:
    """Return a number in a form; a zero is `0`, and what is not finite has its sign."""
    return _tidy(f"{x:{form}}") if form and math.isfinite(x) and x else full(x)


def full(x: float) -> str:
    """Return x with every digit that tells it from its neighbours, and a real minus sign."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else f"{MINUS}∞"
    return _tidy(repr(float(x)).removesuffix(".0"))


def number_in(text: str) -> float:
    """Return the number that `short` or `full` wrote."""
    return float(text.replace(MINUS, "-").replace("∞", "inf"))


def cited(value: object) -> str:
    """Return a value as a message cites it, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python cares to write
        return "a number with thousands of digits"
    return text if len(text) <= 40 else f"{text[:40]}…"


def counted(number: int, what: str) -> str:
    """Return a number with what it counts, by its one word: `1 target`, `2 targets`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def ago(seconds: float) -> str:
    """Return how long ago something was, in one unit: `3 min ago`; of what is yet to come, by a clock put back, ""."""
    for unit, size in (("day", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            number = int(seconds // size)
            return f"{counted(number, unit) if unit == 'day' else f'{number} {unit}'} ago"
    return "just now" if seconds >= 0 else ""


def either(ways: Sequence[str]) -> str:
    """Return ways to choose from in a row: `lower it, start anew, or leave it`."""
    return f"{', '.join(ways[:-1])}, or {ways[-1]}" if len(ways) > 1 else ways[0]


def quoted(name: str) -> str:
    """Return a name as it is to be typed behind an option: in quotes where it has a blank or a comma."""
    if "," in name:
        return f"'\"{name}\"'"
    return f"'{name}'" if " " in name else name


def listing(names: Sequence[str], most: int = 20) -> str:
    """Return names in a row for a message, the first `most` of them if there are more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} … ({len(names)} in all)"


def _tidy(digits: str) -> str:
    """Return the digits with `e-05` written `e−5`, and no minus on a zero."""
    if digits == "-0":
        return "0"
    return _EXPONENT.sub(lambda found: f"e{found[1].strip('+')}{found[2]}", digits).replace("-", MINUS)
