"""Nadam: Adam that looks ahead along its momentum, which grows in the first updates."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import ClassVar

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.base import Memory
from graphviz_nn.optim.moments import Moments
from graphviz_nn.optim.schedules import digits

_WARMING, _SETTLED = 0.96, 1000  # Keras's schedule, and from which update on its factor is 1 to the last bit


class Nadam(Moments, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="nadam", tag_field="rule"):
    """w ← w − ε (a m + b g) / (√(v / (1 − β₂ᵗ)) + δ), with m and v as in Adam (Dozat, 2016), and Keras's defaults.

    The momentum of update t is uₜ = β₁ (1 − 0.96ᵗ/2); with Uₜ for the product of u₁ … uₜ, a is uₜ₊₁ / (1 − Uₜ₊₁) and
    b is (1 − uₜ) / (1 − Uₜ). PyTorch lets the momentum grow 250 times slower, by its momentum_decay of 0.004.
    """

    title: ClassVar[str] = "Nadam"
    words: ClassVar[str] = (
        "Adam that looks ahead along its momentum, and lets the momentum grow in the first updates."
    )

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's assignments with its settings."""
        scale = f"(sqrt(v / (1 − {digits(self.beta_2)}^t)) + {digits(self.epsilon)})"
        return (
            *self.mean_lines,
            f"w ← w − {self.rate_text} · (ahead · m + now · g) / {scale}",
        )

    def factors(self, t: int) -> dict[str, float]:
        """Return how much m and g weigh in update t, from 1: a as "ahead", b as "now"."""
        now, ahead = _momentum(self.beta_1, t), _momentum(self.beta_1, t + 1)
        product = _product(self.beta_1, t)
        return {"ahead": ahead / (1 - product * ahead), "now": (1 - now) / (1 - product)}

    @property
    def moves(self) -> str:
        """See `Optimiser`."""
        return "moves against the mean of its gradients and the newest one, divided by their size"

    @property
    def numbers(self) -> tuple[float, ...]:
        """See `Optimiser`."""
        return codes.NADAM, self.beta_1, self.beta_2, self.epsilon

    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next w, m and v."""
        m, v = self.means(g, memory)
        ahead, now = self.factors(t).values()
        root = np.sqrt(v / (1 - self.beta_2**t)) + self.epsilon
        return w - (ahead * m + now * g) * ε / root, (m, v)


def _momentum(beta_1: float, t: int) -> float:
    return beta_1 * (1 - _WARMING**t / 2)


@lru_cache(maxsize=64)
def _product(beta_1: float, t: int) -> float:
    """Return u₁ · … · uₜ. Beyond the settled schedule each factor is β₁ itself."""
    last = min(t, _SETTLED)
    return math.prod(_momentum(beta_1, i) for i in range(1, last + 1)) * beta_1 ** (t - last)
