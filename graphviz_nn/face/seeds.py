"""The seed that models start from where a script names none."""

from __future__ import annotations

from graphviz_nn.face.taken import taken
from graphviz_nn.settings import settings_of
from graphviz_nn.training.spec import TrainingSpec

_SEED = settings_of(TrainingSpec)["seed"]
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
    checked: int = taken(_SEED, seed, "The seed")
    return checked
