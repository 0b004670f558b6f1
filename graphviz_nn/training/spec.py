"""How a model is trained, as data."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

import msgspec

from graphviz_nn.ops import DType
from graphviz_nn.optim import AnyOptimiser, Sgd
from graphviz_nn.settings import MOST_WHOLE, Log, Option, Setting, check

_SEPARATOR = re.compile(",")  # between the indices of a number, behind which a name as written has a blank

# What a variant may have of its own.
BatchSize: TypeAlias = Annotated[
    int,
    Setting(
        "Mini-batch",
        "How many examples each update looks at. One: cheap and noisy. All: exact and slow.",
        least=1,
        slider=Log(1, 256, is_whole=True),
        unit="examples",
        called="mini-batch size",
    ),
]
Seed: TypeAlias = Annotated[
    int,
    Setting(
        "Seed",
        "Of the first weights and of the shuffling: the same seed gives the same run, to the last bit.",
        least=0,
        most=MOST_WHOLE,
    ),
]
Shuffle: TypeAlias = Annotated[
    bool,
    Setting(
        "Shuffle",
        "Take the examples in a new order each epoch, so that no order is learnt.",
        called="shuffling",
    ),
]
Start: TypeAlias = Annotated[
    dict[str, float],
    Setting(
        "Start",
        "Weights that training begins with, as in dense/kernel[0, 0] = 1.5; dense/bias[0] = 0. The others are of the "
        "seed.",
        called="start",
        empty="of the seed",
    ),
]


NumberType: TypeAlias = Annotated[
    DType,
    Setting(
        "Number type",
        "What a run's numbers are while it trains: float64 has 16 digits, float32 has 7 and takes half the room, as in "
        "Keras and PyTorch. What is shown step by step, and what is measured, is float64 always.",
        options=(
            Option("float64", "float64", "Sixteen digits: what a gradient check needs."),
            Option(
                "float32", "float32", "Seven digits in half the room: what networks are trained in elsewhere."
            ),
        ),
        called="number type",
        finer=True,
    ),
]


class TrainingSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of a run.

    Attributes:
        optimiser: the update rule and its settings.
        batch_size: examples in a mini-batch; more than there are rows means all of them.
        epochs: full passes through the training rows.
        seed: of the initial parameters and of the shuffling.
        shuffle: whether each epoch takes the rows in a new order.
        start: numbers of the first weights, by name as `Network.cell_name` has it; the others are those of the seed, or
            those that come with a model.
        dtype: what the numbers of a run are kept and computed in.

    """

    optimiser: Annotated[
        AnyOptimiser, Setting("Optimiser", "The rule by which a gradient moves its weight.")
    ] = Sgd(learning_rate=0.1)
    batch_size: BatchSize = 16
    epochs: Annotated[
        int, Setting("Epochs", "How often every example is seen.", least=1, called="number of epochs")
    ] = 200
    seed: Seed = 0
    shuffle: Shuffle = True
    start: Start = {}
    dtype: NumberType = "float64"

    def __post_init__(self) -> None:
        check(self)
        written = {_SEPARATOR.sub(", ", "".join(name.split())): each for name, each in self.start.items()}
        msgspec.structs.force_setattr(self, "start", written)

    def __hash__(self) -> int:
        """Return a hash for caches, of the start, which is a dict, only the names."""
        told = (self.optimiser, self.batch_size, self.epochs, self.seed, self.shuffle, self.dtype)
        return hash((*told, *self.start))
