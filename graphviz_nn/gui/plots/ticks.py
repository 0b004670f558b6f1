"""Where an axis has numbers, and how they are written."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

import numpy as np

from graphviz_nn.gui.numbers import MINUS, short

STEPS = (1.0, 2.0, 5.0, 10.0)
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Range(Protocol):
    """From low to high, in equal steps or, on a logarithmic axis, in equal factors."""

    @property
    def low(self) -> float:
        """The lower end."""

    @property
    def high(self) -> float:
        """The upper end."""

    @property
    def log(self) -> bool:
        """Whether equal lengths are equal factors."""


class Tick(NamedTuple):
    """A number on an axis."""

    at: float
    text: str


def ticks(span: Range, most: int) -> list[Tick]:
    """Return round numbers within a span, about `most` at the most, at least 2 where there are any."""
    if span.log:
        return _factors(span, most)
    tries = (_steps(span, count) for count in range(most, most + 5))
    return next((found for found in tries if len(found) > 1), [])


def _steps(span: Range, most: int) -> list[Tick]:
    width = span.high - span.low
    if not (math.isfinite(width) and width > 0):
        return []
    power = 10.0 ** math.floor(math.log10(width / most))
    step = next((s * power for s in STEPS if width / (s * power) <= most), 10 * power)
    first, last = math.ceil(span.low / step - 1e-9), math.floor(span.high / step + 1e-9)
    return [Tick(place * step, _text(place * step, step)) for place in range(first, last + 1)]


def _text(x: float, step: float) -> str:
    """Write x with as many decimals as the step needs, so that all numbers of an axis have as many."""
    if max(abs(x), step) >= 1e5 or step < 1e-4:
        return short(x)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{x:.{decimals}f}"
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")


def _factors(span: Range, most: int) -> list[Tick]:
    low, high = math.log10(span.low), math.log10(span.high)
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(powers) >= 2:
        stride = math.ceil(len(powers) / most)
        return [Tick(10.0**power, _power_text(power)) for power in powers if power % stride == 0]
    digits = (1, 2, 5) if high - low > 0.5 else range(1, 10)
    places = [d * 10.0**p for p in range(math.floor(low), math.ceil(high) + 1) for d in digits]
    inside = [x for x in places if span.low <= x <= span.high]
    return [Tick(x, short(x)) for x in inside[:: math.ceil(len(inside) / most)]] if inside else []


def _power_text(power: int) -> str:
    return (
        short(float(np.float64(10.0) ** power)) if -3 <= power <= 3 else f"10{str(power).translate(RAISED)}"
    )
