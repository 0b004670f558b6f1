"""What an update rule is: how a parameter, its gradient and its memory give the next parameter."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, TypeAlias

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim.schedules import AnySchedule, ConstantRate, digits
from graphviz_nn.settings import Linear, Log, Setting, check

Memory = tuple[FloatArray, ...]

# What several rules declare alike, each with a default of its own.
LearningRate: TypeAlias = Annotated[
    float,
    Setting(
        "Learning rate",
        "How far each update moves along the gradient. Too small: slow. Too large: it overshoots and diverges.",
        above=0,
        slider=Log(1e-4, 10.0),
    ),
]
Momentum: TypeAlias = Annotated[
    float,
    Setting(
        "Momentum",
        "How much of the velocity each update keeps. It rolls through valleys and over bumps.",
        least=0,
        below=1,
        slider=Linear(0.0, 0.99, 0.01),
    ),
]
Epsilon: TypeAlias = Annotated[
    float,
    Setting(
        "Epsilon",
        "A small number in the divisor, so that a gradient of 0 divides by no 0.",
        above=0,
        finer=True,
    ),
]


WeightDecay: TypeAlias = Annotated[
    float,
    Setting(
        "Weight decay",
        "Each update takes this share of rate · weight off every weight.",
        least=0,
        finer=True,
    ),
]


class Optimiser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An update rule with its settings; abstract. The settings are its fields, the memory travels beside it.

    Before the rule itself, as in Keras: the gradient is clipped, then the weights decay, w ← w − λ ε w, apart from
    the gradient (Loshchilov and Hutter, 2019; PyTorch's SGD and Adam add λ w to the gradient instead, its AdamW
    does as here).

    Attributes:
        learning_rate: the step size ε.
        schedule: how the step size changes from update to update.
        weight_decay: λ.
        clip_value: each number of the gradient is cut to ± this; None cuts nothing.
        clip_norm: a gradient longer than this, all parameters together, is shortened to it (Keras's
            `global_clipnorm`); None shortens nothing. Only one of the two may be given.
        title: what people call the rule.
        words: what it does, in one line of plain words.
        memory_names: what the rule remembers of each parameter, one array of the parameter's shape for each name.
        memory_letters: the letter that `lines` writes for each of them.

    """

    learning_rate: LearningRate = 0.01
    schedule: Annotated[
        AnySchedule,
        Setting("Schedule", "How the learning rate changes from update to update.", finer=True),
    ] = ConstantRate()
    weight_decay: WeightDecay = 0.0
    clip_value: Annotated[
        float | None,
        Setting(
            "Clip value",
            "Each number of the gradient is cut to plus or minus this.",
            above=0,
            keras="clipvalue",
            empty="none",
            finer=True,
        ),
    ] = None
    clip_norm: Annotated[
        float | None,
        Setting(
            "Clip norm",
            "A gradient longer than this, all weights together, is shortened to it.",
            above=0,
            keras="global_clipnorm",
            empty="none",
            finer=True,
        ),
    ] = None

    title: ClassVar[str] = ""
    words: ClassVar[str] = ""
    memory_names: ClassVar[tuple[str, ...]] = ()
    memory_letters: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        check(self)
        if self.clip_value is not None and self.clip_norm is not None:
            raise SettingError("Both a clip value and a clip norm are given. Give one of the two, or none.")

    @property
    @abstractmethod
    def rule_lines(self) -> tuple[str, ...]:
        """The rule's own assignments, in plain text over w, g, the memory's letters and the settings' values."""

    @property
    @abstractmethod
    def moves(self) -> str:
        """What an update does to a weight, as in "moves against its gradient"."""

    @property
    @abstractmethod
    def numbers(self) -> tuple[float, ...]:
        """The rule for the native kernels: its code in `engine.codes`, then its own settings."""

    @property
    def memory_start(self) -> float:
        """What the memory is filled with before the first update."""
        return 0.0

    @abstractmethod
    def move(
        self, w: FloatArray, g: FloatArray, memory: Memory, ε: float, t: int
    ) -> tuple[FloatArray, Memory]:
        """Return the next parameter and memory for a step size: the rule itself, after clipping and decay."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All assignments of an update in their order: schedule, clipping and decay where they are on, then the rule.

        Beside the rule's letters they hold `t`, the number of the update, from 1; `length`, that of the gradient of
        all parameters together; `rate` and `correction`, as the lines before leave them; and what `factors` gives.
        """
        rate = f"rate ← {digits(self.learning_rate)} · {self.schedule.formula}"
        return (
            *([] if isinstance(self.schedule, ConstantRate) else [rate]),
            *self._clip_lines,
            *([self.decay_line] if self.decay_line else []),
            *self.rule_lines,
        )

    @property
    def decay_line(self) -> str:
        """The decay's assignment; empty without decay."""
        return f"w ← w − {digits(self.weight_decay)} · {self.rate_text} · w" if self.weight_decay else ""

    def step(self, w: FloatArray, g: FloatArray, memory: Memory, t: int) -> tuple[FloatArray, Memory]:
        """Return the next parameter and memory; `t` counts updates from 1. The inputs are left untouched."""
        return self.move(self.decayed(w, t), self.clipped(g), memory, self.rate(t), t)

    def clipped(self, g: FloatArray) -> FloatArray:
        """Return the gradient that the rule is given, from that of all parameters together."""
        if self.clip_value is not None:
            return np.asarray(np.clip(g, -self.clip_value, self.clip_value))
        if self.clip_norm is not None:
            return np.asarray(g * (self.clip_norm / np.maximum(np.sqrt(np.sum(g * g)), self.clip_norm)))
        return g

    def decayed(self, w: FloatArray, t: int) -> FloatArray:
        """Return the parameter that the rule of update t, from 1, is given."""
        return w - w * (self.weight_decay * self.rate(t)) if self.weight_decay else w

    def correction(self, t: int) -> float:
        """Return what the steps of update t are multiplied by because the memory is young; 1 for most rules."""
        return 1.0

    def factors(self, t: int) -> dict[str, float]:
        """Return what else `lines` name that depends on the number of the update alone; nothing for most rules."""
        return {}

    def rate(self, t: int) -> float:
        """Return the step size of update t, from 1."""
        return self.learning_rate * self.schedule.factor(t)

    @property
    def rate_text(self) -> str:
        """The step size as `lines` write it: its number, or the word where a schedule changes it."""
        return digits(self.learning_rate) if isinstance(self.schedule, ConstantRate) else "rate"

    @property
    def _clip_lines(self) -> tuple[str, ...]:
        if self.clip_value is not None:
            bound = digits(self.clip_value)
            return (f"g ← min(max(g, −{bound}), {bound})",)
        if self.clip_norm is not None:
            bound = digits(self.clip_norm)
            return (f"g ← g · {bound} / max(length, {bound})",)
        return ()


def empty_memory(optimiser: Optimiser, w: FloatArray) -> Memory:
    """Return the memory before the first update: of w's shape, filled as the rule says, most often with zeros."""
    return tuple(np.full_like(w, optimiser.memory_start) for _ in optimiser.memory_names)
