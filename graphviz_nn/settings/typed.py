"""What is typed into a setting's field, and what such a field shows."""

from __future__ import annotations

import re
from typing import Any

from graphviz_nn.errors import SettingError
from graphviz_nn.settings.field import Field
from graphviz_nn.text import MINUS, cited, full

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+")
_GAP, _COMMA = (re.compile(rf"(?<=\d){sign}(?=\d{{3}}(\D|$))") for sign in (r"\s", ","))
_BETWEEN = re.compile(r"\s*[×x*,;]\s*|\s+", re.IGNORECASE)  # whole numbers: 3 × 3, 3x3, 1, 2
_APART = re.compile(r"[;\n]")
_MOST_DIGITS = 400  # beyond this no number is finite


def typed(field: Field, text: str) -> Any:
    """Return the value of a setting from what was typed, or None for nothing where that is allowed.

    Spaces may part thousands, in whole numbers commas too; else a comma is a decimal point. Where several whole
    numbers are wanted, one stands for all. Raise SettingError for what does not fit, and for `1,000` where it could be
    either.
    """
    text = text.strip()
    if not text and field.optional:
        return None
    if field.kind == "number" and _THOUSANDS.fullmatch(text):
        raise SettingError(
            f"The {field.called} is {cited(text)}, which could be thousands or a fraction. "
            "Leave the comma out, or type a point."
        )
    value: Any
    if field.kind == "numbers":
        value = _named(text)
    elif field.kind == "wholes":
        value = _values(field, text)
    else:
        value = _value(text, is_whole=field.kind == "whole")
    fault = field.fault(value)
    if fault:
        raise SettingError(fault)
    return value


def written(value: float | None) -> str:
    """Return a number as a field shows it: with the digits that were typed, and gaps between thousands."""
    if value is None:
        return ""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return f"{int(value):,}".replace(",", " ").replace("-", MINUS)
    return full(float(f"{value:.12g}"))


def _named(text: str) -> dict[str, float] | str:
    """Return the numbers by name that a text means, as `a = 1; b = 2`, or the text itself where it means none."""
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, _APART.split(text))):
        name, _, number = (each.strip() for each in part.rpartition("="))
        value = _value(number, is_whole=False)
        if not name or "=" in name or isinstance(value, str):
            return text
        found[name] = value
    return found


def _values(field: Field, text: str) -> tuple[int, ...] | str:
    """Return the whole numbers that a text means, or the text itself where it means none."""
    values = [_value(part, is_whole=True) for part in _BETWEEN.split(text.strip("()[] "))]
    wholes = tuple(value for value in values if isinstance(value, int))
    if len(wholes) < len(values):
        return text
    return wholes * field.count if field.count and len(wholes) == 1 else wholes


def _value(text: str, *, is_whole: bool) -> float | str:
    """Return the number that a text means, or the text itself where it means none."""
    plain = _GAP.sub("", text.replace(MINUS, "-"))
    plain = _COMMA.sub("", plain) if is_whole else plain.replace(",", ".")
    if len(plain) > _MOST_DIGITS or not _NUMBER.fullmatch(plain):
        return text
    if is_whole and plain.lstrip("+-").isdecimal():
        return int(plain)
    value = float(plain) + 0.0  # −0 is as good as 0 to who types it
    return int(value) if is_whole and value.is_integer() else value
