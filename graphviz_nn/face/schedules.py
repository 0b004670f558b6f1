"""Learning-rate schedules as a script writes them, by Keras's names."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TypeAlias

from graphviz_nn import optim
from graphviz_nn.face.arrays import whole
from graphviz_nn.face.taken import filled, taken
from graphviz_nn.settings import settings_of

_RATE = settings_of(optim.Optimiser)["learning_rate"]


@dataclass(frozen=True)
class _Decay:
    """A rate that falls; abstract. Its arguments are settings of the schedule that `spec` returns."""

    initial_learning_rate: float
    decay_steps: int

    def __post_init__(self) -> None:
        _ = self(0)  # refuses here, where the values enter

    @property
    @abstractmethod
    def spec(self) -> optim.AnySchedule:
        """The schedule as data."""

    def __call__(self, step: int) -> float:
        """Return the rate of the update after `step` others."""
        rate: float = taken(_RATE, self.initial_learning_rate, "initial_learning_rate")
        return rate * self.spec.factor(whole("step", step) + 1)


@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """A rate that falls by a factor in n updates: initial_learning_rate · decay_rate^(step / decay_steps).

    `step` counts updates from 0. With `staircase` the exponent is rounded down: the rate falls all at once, every
    `decay_steps` updates. `decay_steps` is at least 1, `decay_rate` above 0 and at most 1.

    Keras's arithmetic. PyTorch: `StepLR` is the staircase; `ExponentialLR` has no `decay_steps`, and both count what
    they are told to, most often epochs.

    Raise SettingError for a value out of range.
    """

    decay_rate: float
    staircase: bool = False

    @property
    def spec(self) -> optim.AnySchedule:
        """The schedule as data."""
        kind = optim.StepDecay if self.staircase else optim.ExponentialDecay
        return kind(**filled(kind, vars(self)))


@dataclass(frozen=True)
class CosineDecay(_Decay):
    """A rate that falls along half a cosine to a share `alpha` of it, in n updates, and stays there.

    initial_learning_rate · ((1 − alpha) · (1 + cos(π · min(step / decay_steps, 1))) / 2 + alpha), where `step` counts
    updates from 0; `decay_steps` is at least 1, `alpha` from 0 to 1 (Loshchilov and Hutter, 2017).

    Keras's arithmetic, without its warm-up. PyTorch's `CosineAnnealingLR` is given the lowest rate itself, and rises
    again after its `T_max`.

    Raise SettingError for a value out of range.
    """

    alpha: float = 0.0

    @property
    def spec(self) -> optim.AnySchedule:
        """The schedule as data."""
        return optim.CosineDecay(**filled(optim.CosineDecay, vars(self)))


AnyDecay: TypeAlias = ExponentialDecay | CosineDecay
