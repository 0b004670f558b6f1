"""The seed that models start from where a script names none."""

from __future__ import annotations

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import whole

_seed = 0


def set_seed(seed: int) -> None:
    """Set the seed of every model made from now on: of its first weights and of its shuffling. It begins as 0."""
    global _seed
    _seed = checked_seed(seed)


def default_seed() -> int:
    """Return the seed that was set last."""
    return _seed


def checked_seed(seed: object) -> int:
    """Return a seed; raise SettingError unless it is a whole number from 0 to 2**63 - 1."""
    number = whole("The seed", seed)
    if not 0 <= number < 2**63:
        raise SettingError(f"The seed is {number}; it must be from 0 to 2**63 - 1.")
    return number
