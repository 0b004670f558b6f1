"""What the places of a slider mean: equal steps, or equal ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Linear:
    """Numbers at equal steps.

    Attributes:
        least, most: the numbers at the ends, a whole number of steps apart.
        step: from one place to the next.

    """

    least: float
    most: float
    step: float

    @property
    def places(self) -> int:
        """The last place; the first is 0."""
        return round((self.most - self.least) / self.step)

    def value(self, place: int) -> float:
        """Return the number at a place, without the digits of rounding."""
        return float(f"{self.least + self.step * place:.12g}")

    def place(self, value: float) -> int:
        """Return the place that is nearest to a number; of NaN, which has none, the first."""
        return round((_inside(value, self.least, self.most) - self.least) / self.step)


@dataclass(frozen=True)
class Log:
    """Numbers of which each place has the same share more than the one before.

    Attributes:
        least, most: the numbers at the ends, above 0, of two digits or whole.
        is_whole: whether only whole numbers are meant.

    """

    least: float
    most: float
    is_whole: bool = False

    @property
    def places(self) -> int:
        """The last place; the first is 0."""
        return 1000

    def value(self, place: int) -> float:
        """Return the number at a place, rounded to what a person would choose: whole, or two digits."""
        x = self.least * (self.most / self.least) ** (place / self.places)
        return round(x) if self.is_whole else float(f"{x:.2g}")

    def place(self, value: float) -> int:
        """Return the place that is nearest to a number; of NaN, which has none, the first."""
        ratio = _inside(value, self.least, self.most) / self.least
        return round(self.places * math.log(ratio) / math.log(self.most / self.least))


Scale: TypeAlias = Linear | Log


def _inside(value: float, least: float, most: float) -> float:
    return min(max(least, value), most)  # in this order: NaN, which a leaf may be, stands at the lower end
