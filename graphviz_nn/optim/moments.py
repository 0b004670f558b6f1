"""What the rules of Adam's family share: running means of the gradients and of their squares."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.base import Epsilon, LearningRate, Memory, Optimiser
from graphviz_nn.optim.schedules import digits
from graphviz_nn.settings import Linear, Setting


class Moments(Optimiser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); abstract, what follows from them is a rule's own.

    Attributes:
        beta_1: β₁.
        beta_2: β₂.
        epsilon: δ.

    """

    learning_rate: LearningRate = 0.001
    beta_1: Annotated[
        float,
        Setting(
            "Beta 1",
            "How much of the gradients' running mean each update keeps: the momentum of Adam.",
            least=0,
            below=1,
            slider=Linear(0.0, 0.99, 0.01),
            called="decay beta_1",
        ),
    ] = 0.9
    beta_2: Annotated[
        float,
        Setting(
            "Beta 2",
            "How much of the squares' running mean each update keeps: how long it remembers sizes.",
            least=0,
            below=1,
            slider=Linear(0.9, 0.999, 0.001),
            called="decay beta_2",
        ),
    ] = 0.999
    epsilon: Epsilon = 1e-7

    memory_names: ClassVar[tuple[str, ...]] = ("mean", "mean square")
    memory_letters: ClassVar[tuple[str, ...]] = ("m", "v")

    @property
    def mean_lines(self) -> tuple[str, str]:
        """The assignments of the two running means."""
        return (
            f"m ← m + {digits(1 - self.beta_1)} · (g − m)",
            f"v ← v + {digits(1 - self.beta_2)} · (g · g − v)",
        )

    def means(self, g: FloatArray, memory: Memory) -> Memory:
        """Return the next m and v."""
        m, v = memory
        return m + (g - m) * (1 - self.beta_1), v + (g * g - v) * (1 - self.beta_2)


class AdamStep(Moments, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """w ← w − ε √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + δ); abstract: Adam and AdamW differ in their weight decay alone."""

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's assignments with its settings."""
        return (
            *self.mean_lines,
            f"correction ← sqrt(1 − {digits(self.beta_2)}^t) / (1 − {digits(self.beta_1)}^t)",
            f"w ← w − {self.rate_text} · correction · m / (sqrt(v) + {digits(self.epsilon)})",
        )

    def correction(self, t: int) -> float:
        """Return √(1 − β₂ᵗ) / (1 − β₁ᵗ)."""
        return math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)

    @property
    def moves(self) -> str:
        """See `Optimiser`."""
        return "moves against the mean of its gradients, divided by their size"

    @property
    def numbers(self) -> tuple[float, ...]:
        """See `Optimiser`."""
        return codes.ADAM, self.beta_1, self.beta_2, self.epsilon

    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next w, m and v."""
        m, v = self.means(g, memory)
        return w - m * (ε * self.correction(t)) / (np.sqrt(v) + self.epsilon), (m, v)
