"""Learning-rate schedules as a script writes them, by Keras's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from graphviz_nn import optim
from graphviz_nn.face.arrays import number, whole


@dataclass(frozen=True)
class ExponentialDecay:
    """A rate that falls by a factor in so many updates: initial_learning_rate · decay_rate^(step / decay_steps).

    `step` counts updates from 0. With `staircase` the exponent is rounded down: the rate falls all at once, every
    `decay_steps` updates. `decay_steps` is at least 1, `decay_rate` above 0 and at most 1.

    Keras's arithmetic. PyTorch: `StepLR` is the staircase; `ExponentialLR` has no `decay_steps`, and both count what
    they are told to, most often epochs.

    Raise SettingError for a value out of range.
    """

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False

    def __post_init__(self) -> None:
        _ = self(0)  # refuses here, where the values enter

    @property
    def spec(self) -> optim.AnySchedule:
        """The schedule as data."""
        kind = optim.StepDecay if self.staircase else optim.ExponentialDecay
        return kind(
            updates=whole("decay_steps", self.decay_steps), decay=number("decay_rate", self.decay_rate)
        )

    def __call__(self, step: int) -> float:
        """Return the rate of the update after `step` others."""
        return _rate(self, step)


@dataclass(frozen=True)
class CosineDecay:
    """A rate that falls along half a cosine to a share `alpha` of it, in so many updates, and stays there.

    initial_learning_rate · ((1 − alpha) · (1 + cos(π · min(step / decay_steps, 1))) / 2 + alpha), where `step` counts
    updates from 0; `decay_steps` is at least 1, `alpha` from 0 to 1 (Loshchilov and Hutter, 2017).

    Keras's arithmetic, without its warm-up. PyTorch's `CosineAnnealingLR` is given the lowest rate itself, and rises
    again after its `T_max`.

    Raise SettingError for a value out of range.
    """

    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0

    def __post_init__(self) -> None:
        _ = self(0)  # refuses here, where the values enter

    @property
    def spec(self) -> optim.AnySchedule:
        """The schedule as data."""
        return optim.CosineDecay(
            updates=whole("decay_steps", self.decay_steps), floor=number("alpha", self.alpha)
        )

    def __call__(self, step: int) -> float:
        """Return the rate of the update after `step` others."""
        return _rate(self, step)


AnyDecay: TypeAlias = ExponentialDecay | CosineDecay


def _rate(decay: AnyDecay, step: int) -> float:
    rate = number("initial_learning_rate", decay.initial_learning_rate)
    return rate * decay.spec.factor(whole("step", step) + 1)
