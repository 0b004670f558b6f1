"""What an update rule is: how a parameter, its gradient and its memory give the next parameter."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import ClassVar

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray

Memory = tuple[FloatArray, ...]


class Optimiser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An update rule with its settings; abstract. The settings are its fields, the memory travels beside it.

    Attributes:
        learning_rate: the step size, above 0.
        memory_names: what the rule remembers of each parameter, one array of the parameter's shape for each name.
        memory_letters: the letter that `lines` writes for each of them.

    """

    learning_rate: float = 0.01

    memory_names: ClassVar[tuple[str, ...]] = ()
    memory_letters: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        check_range("learning rate", self.learning_rate, above=0.0)

    @property
    @abstractmethod
    def lines(self) -> tuple[str, ...]:
        """The rule's assignments, in plain text over w, g, the memory's letters and the settings' values."""

    @abstractmethod
    def step(self, w: FloatArray, g: FloatArray, memory: Memory, t: int) -> tuple[FloatArray, Memory]:
        """Return the next parameter and memory; `t` counts updates from 1. The inputs are left untouched."""


def empty_memory(optimiser: Optimiser, w: FloatArray) -> Memory:
    """Return the memory before the first update: zeros of w's shape."""
    return tuple(np.zeros_like(w) for _ in optimiser.memory_names)


def check_range(what: str, value: float, *, above: float | None = None, below: float = math.inf) -> None:
    """Raise SettingError unless `value` is finite, at least 0 (or above `above`), and less than `below`."""
    low_enough = value < below
    high_enough = value >= 0 if above is None else value > above
    if math.isfinite(value) and low_enough and high_enough:
        return
    bounds = "at least 0" if above is None else f"above {above:g}"
    upper = f" and less than {below:g}" if below < math.inf else ""
    raise SettingError(f"The {what} is {value}; it must be a number {bounds}{upper}.")
