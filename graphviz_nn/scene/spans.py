"""Which numbers an axis spans."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphviz_nn.ops import FloatArray

# A number beyond the largest counts as this, and no span is narrower than the least: pixels divide one by the other.
LARGEST, LEAST = 1e300, 1e-300


class Span(NamedTuple):
    """The numbers from one end of an axis to the other; decimal logarithms on a logarithmic one."""

    low: float
    high: float

    def shares(self, x: FloatArray) -> FloatArray:
        """Return how far along the axis each number lies, 0 at its low end and 1 at its high end."""
        with np.errstate(all="ignore"):  # a path that diverges may go anywhere
            return np.asarray((x - self.low) / (self.high - self.low))


def span_of(*arrays: FloatArray, margin: float = 0.0) -> Span:
    """Return the span of all numbers that are finite, widened by a share on both sides."""
    numbers = np.concatenate([np.empty(0), *(np.ravel(array[np.isfinite(array)]) for array in arrays)])
    if not len(numbers):
        return Span(0.0, 1.0)
    low, high = (min(max(float(end), -LARGEST), LARGEST) for end in (numbers.min(), numbers.max()))
    if high - low <= max(1e-12 * max(abs(low), abs(high)), LEAST):
        room = abs(low) * 0.5 if abs(low) > LEAST else 0.5
        return Span(low - room, high + room)
    room = (high - low) * margin
    return Span(low - room, high + room)


def round_numbers(span: Span, about: int) -> list[float]:
    """Return about so many numbers on a span, evenly apart by 1, 2 or 5 times a power of ten."""
    wide = (span.high - span.low) / about
    power = 10.0 ** np.floor(np.log10(wide))
    step = power * next(digit for digit in (1.0, 2.0, 5.0, 10.0) if digit * power >= wide * (1 - 1e-9))
    places = np.arange(np.ceil(span.low / step), np.floor(span.high / step) + 1)
    return [float(place) * float(step) for place in places]


def log_span_of(*arrays: FloatArray, margin: float = 0.0) -> Span:
    """Return the span of the decimal logarithms of all numbers that are finite and positive."""
    return span_of(*(np.log10(array[array > 0]) for array in arrays), margin=margin)
