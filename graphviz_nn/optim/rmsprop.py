"""RMSprop: each step is divided by the size that the weight's gradients lately had."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.base import Epsilon, LearningRate, Memory, Momentum, Optimiser
from graphviz_nn.optim.schedules import digits
from graphviz_nn.settings import Linear, Setting


class RmsProp(
    Optimiser, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="rmsprop", tag_field="rule"
):
    """v ← ρ v + (1 − ρ) g²; w ← w − ε g / √(v + δ) (Tieleman and Hinton, 2012; Keras's arithmetic and defaults).

    With momentum α the step is kept: m ← α m + ε g / √(v + δ); w ← w − m. Centred, the square of the gradients'
    running mean a is taken off v first. PyTorch has ρ = 0.99, ε = 0.01, and adds its δ = 1e-8 after the root.

    Attributes:
        rho: ρ.
        momentum: α.
        epsilon: δ.
        centred: whether to divide by the gradients' spread about their mean.

    """

    learning_rate: LearningRate = 0.001
    rho: Annotated[
        float,
        Setting(
            "Rho",
            "How much of the squares' running mean each update keeps: how long it remembers sizes.",
            least=0,
            below=1,
            slider=Linear(0.0, 0.99, 0.01),
            called="decay rho",
        ),
    ] = 0.9
    momentum: Momentum = 0.0
    epsilon: Epsilon = 1e-7
    centred: Annotated[
        bool,
        Setting(
            "Centred",
            "Divide by the gradients' spread about their mean, and not by their whole size.",
            keras="centered",
        ),
    ] = False

    title: ClassVar[str] = "RMSprop"
    words: ClassVar[str] = "Each weight's step is divided by the size that its gradients lately had."
    memory_names: ClassVar[tuple[str, ...]] = ("mean square", "momentum", "mean")
    memory_letters: ClassVar[tuple[str, ...]] = ("v", "m", "a")

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's assignments with its settings."""
        ρ, δ, rest = digits(self.rho), digits(self.epsilon), digits(1 - self.rho)
        spread = f"v − a · a + {δ}" if self.centred else f"v + {δ}"
        step = f"{self.rate_text} · g / sqrt({spread})"
        return (
            f"v ← {ρ} · v + {rest} · g · g",
            *([f"a ← {ρ} · a + {rest} · g"] if self.centred else []),
            *(
                [f"m ← {digits(self.momentum)} · m + {step}", "w ← w − m"]
                if self.momentum
                else [f"w ← w − {step}"]
            ),
        )

    @property
    def moves(self) -> str:
        """See `Optimiser`."""
        return "moves against its gradient, divided by the size that it lately had"

    @property
    def numbers(self) -> tuple[float, ...]:
        """See `Optimiser`."""
        return codes.RMSPROP, self.rho, self.momentum, self.epsilon, self.centred

    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next w, v, m and a."""
        (v, m, a), ρ = memory, self.rho
        v = ρ * v + (1 - ρ) * (g * g)
        a = ρ * a + (1 - ρ) * g if self.centred else a
        spread = v - a * a if self.centred else v
        step = ε * g / np.sqrt(spread + self.epsilon)
        if not self.momentum:
            return w - step, (v, m, a)
        m = self.momentum * m + step
        return w - m, (v, m, a)
