"""Learning-rate schedules: how the rate changes from update to update, with Keras's arithmetic."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from graphviz_nn.engine import codes
from graphviz_nn.errors import SettingError


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the learning rate changes; abstract. Updates are counted from 1."""

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


class StepDecay(
    Schedule, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="step", tag_field="kind"
):
    """The rate falls by a factor every so many updates; Keras's `ExponentialDecay` with `staircase=True`.

    Attributes:
        updates: the length of a step, at least 1.
        decay: the factor, above 0 and at most 1.

    """

    updates: int = 1000
    decay: float = 0.5

    def __post_init__(self) -> None:
        _check(self.updates, self.decay)

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
    Schedule, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="exponential", tag_field="kind"
):
    """The rate falls smoothly, by a factor in so many updates; Keras's `ExponentialDecay`.

    Attributes:
        updates: in how many updates it falls by the factor, at least 1.
        decay: the factor, above 0 and at most 1.

    """

    updates: int = 1000
    decay: float = 0.5

    def __post_init__(self) -> None:
        _check(self.updates, self.decay)

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
        updates: how long it falls, at least 1.
        floor: the share of the rate that it falls to, in [0, 1]; Keras's `alpha`.

    """

    updates: int = 1000
    floor: float = 0.0

    def __post_init__(self) -> None:
        _check(self.updates, 1.0)
        if not 0 <= self.floor <= 1:
            raise SettingError(f"The floor of the cosine is {self.floor}; it must be a number from 0 to 1.")

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
    return f"{x:.12g}"


def _check(updates: int, decay: float) -> None:
    if updates < 1:
        raise SettingError(f"The schedule's number of updates is {updates}; it must be at least 1.")
    if not 0 < decay <= 1:
        raise SettingError(f"The schedule's factor is {decay}; it must be a number above 0 and at most 1.")
