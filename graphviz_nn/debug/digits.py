"""How many digits the numbers of a side need for it to come to its result as both are written."""

from __future__ import annotations

import math
from collections.abc import Mapping

from graphviz_nn.debug.arithmetic import Side
from graphviz_nn.text import ALL_DIGITS, DIGITS, number_in, short

__all__ = ["digits_needed"]

MOST_TRIED = 48  # numbers of which each is tried with fewer digits; a longer side has as many everywhere
_ROUNDING = 1 + 1e-6  # of a half, which float64 does not hold exactly in decimals


def digits_needed(side: Side, numbers: Mapping[str, float], result: float) -> dict[str, int] | None:
    """Return the digits of each mark with which a side comes to a result, as `short` writes that; None if none do.

    No mark has more than it takes while those before it have theirs.
    """
    found = dict.fromkeys(side.marks, DIGITS)
    if _holds(side, numbers, found, result):
        return found
    rounded = [mark for mark in side.marks if _shown(numbers[mark], DIGITS) != numbers[mark]]
    if not rounded:
        return None
    for digits in range(DIGITS + 1, ALL_DIGITS + 1):
        found.update(dict.fromkeys(rounded, digits))
        if _holds(side, numbers, found, result):
            return _thinned(side, numbers, result, found, rounded)
    return None


def _thinned(
    side: Side, numbers: Mapping[str, float], result: float, found: dict[str, int], rounded: list[str]
) -> dict[str, int]:
    """Return the digits with those left out, mark by mark, that the result does not need."""
    if len(rounded) > MOST_TRIED:
        return found
    for mark in rounded:
        fewer = ({**found, mark: digits} for digits in range(DIGITS, found[mark]))
        found = next((tried for tried in fewer if _holds(side, numbers, tried, result)), found)
    return found


def _holds(side: Side, numbers: Mapping[str, float], digits: Mapping[str, int], result: float) -> bool:
    """Say whether a side, as it is written, comes to a result when rounded like it."""
    found = side.comes_to({mark: _shown(numbers[mark], digits[mark]) for mark in side.marks})
    if not math.isfinite(result):
        return found == result or (math.isnan(found) and math.isnan(result))
    return abs(found - _shown(result, DIGITS)) <= _half(result)


def _shown(x: float, digits: int) -> float:
    return number_in(short(x, digits))


def _half(result: float) -> float:
    """Return half of the last digit that `short` writes of a number."""
    if result == 0:
        return 0.0
    size = math.floor(math.log10(abs(_shown(result, DIGITS))))
    last = 0 if size in (4, 5) else size - DIGITS + 1
    return 0.5 * 10.0**last * _ROUNDING
