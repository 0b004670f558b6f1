"""Learning-rate schedules: how the rate changes from update to update, with Keras's arithmetic."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from graphviz_nn.engine import codes
from graphviz_nn.settings import Setting, check
from graphviz_nn.text import short

Updates: TypeAlias = Annotated[
    int,
    Setting(
        "Updates",
        "In how many updates the rate falls.",
        least=1,
        called="number of updates",
        keras="decay_steps",
        finer=True,
    ),
]


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the learning rate changes; abstract. Updates are counted from 1.

    Attributes:
        title: what people call the schedule.
        words: what it does, in one line of plain words.

    """

    title: ClassVar[str] = ""
    words: ClassVar[str] = ""

    def __post_init__(self) -> None:
        check(self)

    @abstractmethod
    def factor(self, t: int) -> float:
        """Return what the learning rate is multiplied by at update t."""

    @property
    @abstractmethod
    def numbers(self) -> tuple[float, float, float]:
        """The schedule for the native kernels: its code in `engine.codes`, and its two numbers."""

    @property
    @abstractmethod
    def formula(self) -> str:
        """The factor in plain text over t, the number of the update, with the settings' values."""


class ConstantRate(
    Schedule, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="constant", tag_field="kind"
):
    """The rate stays as it is."""

    title: ClassVar[str] = "constant"
    words: ClassVar[str] = "The rate stays as it is."

    def factor(self, t: int) -> float:
        """Return 1."""
        return 1.0

    @property
    def formula(self) -> str:
        """See `Schedule`."""
        return "1"

    @property
    def numbers(self) -> tuple[float, float, float]:
        """See `Schedule`."""
        return codes.CONSTANT_RATE, 1.0, 1.0


class FallByFactor(Schedule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rate falls by a factor in n updates, again and again; abstract. Keras's `ExponentialDecay`.

    Attributes:
        updates: in how many updates it falls by the factor.
        decay: the factor.

    """

    updates: Updates = 1000
    decay: Annotated[
        float,
        Setting(
            "Factor",
            "What the rate is multiplied by in that many updates.",
            above=0,
            most=1,
            keras="decay_rate",
            finer=True,
        ),
    ] = 0.5


class StepDecay(
    FallByFactor, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="step", tag_field="kind"
):
    """The rate falls all at once, every n updates; Keras's `ExponentialDecay` with `staircase=True`."""

    title: ClassVar[str] = "in steps"
    words: ClassVar[str] = "The rate falls by a factor all at once, every n updates."

    def factor(self, t: int) -> float:
        """Return decay^⌊(t − 1) / updates⌋."""
        return float(self.decay ** ((t - 1) // self.updates))

    @property
    def formula(self) -> str:
        """See `Schedule`."""
        return f"{digits(self.decay)}^floor((t − 1) / {self.updates})"

    @property
    def numbers(self) -> tuple[float, float, float]:
        """See `Schedule`."""
        return codes.STEP_RATE, self.updates, self.decay


class ExponentialDecay(
    FallByFactor, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="exponential", tag_field="kind"
):
    """The rate falls smoothly."""

    title: ClassVar[str] = "exponential"
    words: ClassVar[str] = "The rate falls smoothly, by a factor in n updates."

    def factor(self, t: int) -> float:
        """Return decay^((t − 1) / updates)."""
        return float(self.decay ** ((t - 1) / self.updates))

    @property
    def formula(self) -> str:
        """See `Schedule`."""
        return f"{digits(self.decay)}^((t − 1) / {self.updates})"

    @property
    def numbers(self) -> tuple[float, float, float]:
        """See `Schedule`."""
        return codes.EXPONENTIAL_RATE, self.updates, self.decay


class CosineDecay(
    Schedule, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="cosine", tag_field="kind"
):
    """The rate falls along half a cosine, then stays; Keras's `CosineDecay` (Loshchilov and Hutter, 2017).

    Attributes:
        updates: how long it falls.
        floor: the share of the rate that it falls to; Keras's `alpha`.

    """

    updates: Updates = 1000
    floor: Annotated[
        float,
        Setting(
            "Floor",
            "The share of the rate at which it stays in the end.",
            least=0,
            most=1,
            called="floor of the cosine",
            keras="alpha",
            finer=True,
        ),
    ] = 0.0

    title: ClassVar[str] = "cosine"
    words: ClassVar[str] = "The rate falls along half a cosine, and then stays."

    def factor(self, t: int) -> float:
        """Return (1 − floor) · (1 + cos(π · min((t − 1) / updates, 1))) / 2 + floor."""
        share = min((t - 1) / self.updates, 1.0)
        return (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * share)) + self.floor

    @property
    def formula(self) -> str:
        """See `Schedule`."""
        wave = f"(1 + cos(π · min((t − 1) / {self.updates}, 1))) / 2"
        return f"({digits(1 - self.floor)} · {wave} + {digits(self.floor)})" if self.floor else wave

    @property
    def numbers(self) -> tuple[float, float, float]:
        """See `Schedule`."""
        return codes.COSINE_RATE, self.updates, self.floor


AnySchedule: TypeAlias = ConstantRate | StepDecay | ExponentialDecay | CosineDecay
# By the names that documents have for them, in their field `kind`.
SCHEDULES: Mapping[str, type[ConstantRate] | type[StepDecay] | type[ExponentialDecay] | type[CosineDecay]] = {
    "constant": ConstantRate,
    "step": StepDecay,
    "exponential": ExponentialDecay,
    "cosine": CosineDecay,
}


def digits(x: float) -> str:
    """Return a setting as formulas write it: with all the digits that were typed, but not those of rounding."""
    return short(x, 12)
