"""Values as text: numbers short to read at a glance or full to read exactly, and what messages cite."""

from __future__ import annotations

import math
import re

MINUS = "−"
_EXPONENT = re.compile(r"e([-+]?)0*(\d+)")


def short(x: float) -> str:
    """Return x with 4 significant digits and a real minus sign, as in `−0.3029` and `1.5e−7`."""
    if not math.isfinite(x):
        return full(x)
    digits = f"{x:.0f}" if 1e4 <= abs(x) < 1e6 else f"{x:.4g}"
    return _tidy(digits)


def full(x: float) -> str:
    """Return x with every digit that tells it from its neighbours, and a real minus sign."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else f"{MINUS}∞"
    return _tidy(repr(float(x)).removesuffix(".0"))


def cited(value: object) -> str:
    """Return a value as a message cites it, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python cares to write
        return "a number with thousands of digits"
    return text if len(text) <= 40 else f"{text[:40]}…"


def _tidy(digits: str) -> str:
    """Return the digits with `e-05` written `e−5`, and no minus on a zero."""
    if digits == "-0":
        return "0"
    return _EXPONENT.sub(lambda found: f"e{found[1].strip('+')}{found[2]}", digits).replace("-", MINUS)
