"""How a model is trained, as data."""

from __future__ import annotations

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import AnyOptimiser, Sgd


class TrainingSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of a run.

    Attributes:
        optimiser: the update rule and its settings.
        batch_size: examples in a mini-batch, at least 1; more than there are rows means all of them.
        epochs: full passes through the training rows, at least 1.
        seed: of the initial parameters and of the shuffling, from 0 to 2**63 - 1.
        shuffle: whether each epoch takes the rows in a new order.

    """

    optimiser: AnyOptimiser = Sgd(learning_rate=0.1)
    batch_size: int = 16
    epochs: int = 200
    seed: int = 0
    shuffle: bool = True

    def __post_init__(self) -> None:
        for what, value, least in (
            ("mini-batch size", self.batch_size, 1),
            ("number of epochs", self.epochs, 1),
            ("seed", self.seed, 0),
        ):
            if value < least:
                raise SettingError(f"The {what} is {value}; it must be a whole number, at least {least}.")
        if self.seed >= 2**63:
            raise SettingError(f"The seed is {self.seed}; it must be a whole number, at most 2**63 - 1.")
