"""Adagrad: a step size of its own for each weight, ever smaller the more its gradients add up."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.base import Epsilon, LearningRate, Memory, Optimiser
from graphviz_nn.optim.schedules import digits
from graphviz_nn.settings import Setting


class Adagrad(
    Optimiser, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="adagrad", tag_field="rule"
):
    """a ← a + g²; w ← w − ε g / √(a + δ) (Duchi, Hazan and Singer, 2011; Keras's arithmetic and defaults).

    PyTorch starts a at 0, has ε = 0.01 and adds its δ = 1e-10 after the root.

    Attributes:
        initial_accumulator_value: what a starts at.
        epsilon: δ.

    """

    learning_rate: LearningRate = 0.001
    initial_accumulator_value: Annotated[
        float,
        Setting(
            "First sum",
            "What the sum of squares starts at: the larger, the calmer the first steps.",
            least=0,
            called="initial accumulator value",
            finer=True,
        ),
    ] = 0.1
    epsilon: Epsilon = 1e-7

    title: ClassVar[str] = "Adagrad"
    words: ClassVar[str] = (
        "A step size of its own for each weight, ever smaller the more its gradients add up."
    )
    memory_names: ClassVar[tuple[str, ...]] = ("accumulator",)
    memory_letters: ClassVar[tuple[str, ...]] = ("a",)

    @property
    def memory_start(self) -> float:
        """What a starts at."""
        return self.initial_accumulator_value

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's assignments with its settings."""
        return "a ← a + g · g", f"w ← w − {self.rate_text} · g / sqrt(a + {digits(self.epsilon)})"

    @property
    def moves(self) -> str:
        """See `Optimiser`."""
        return "moves against its gradient, in steps that shrink as gradients add up"

    @property
    def numbers(self) -> tuple[float, ...]:
        """See `Optimiser`."""
        return codes.ADAGRAD, self.epsilon

    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next w and a."""
        (a,) = memory
        a = a + g * g
        return w - ε * g / np.sqrt(a + self.epsilon), (a,)
