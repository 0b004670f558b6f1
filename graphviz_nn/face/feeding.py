"""What a fit is given, parted into the rows that are trained on and those that are held out to measure with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from numpy.typing import ArrayLike

from graphviz_nn.face.arrays import pair, split_off
from graphviz_nn.face.weights import weights_of
from graphviz_nn.ops import FloatArray

Pair = tuple[FloatArray, FloatArray]


class Feed(NamedTuple):
    """Rows to train on, and held-out rows or None.

    Attributes:
        x, y: examples (rows, features) and targets (rows, outputs).
        weights: how much each example counts, of shape (rows,), or None.
        held: examples and targets to measure after each epoch, or None.

    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray | None
    held: Pair | None


def feed_of(
    paired: Callable[[ArrayLike, ArrayLike], Pair],
    x: ArrayLike,
    y: ArrayLike,
    validation_split: float,
    validation_data: tuple[ArrayLike, ArrayLike] | None,
    class_weight: Mapping[int, float] | None,
    sample_weight: ArrayLike | None,
) -> Feed:
    """Return the rows of Keras's arguments, each pair of them checked by `paired`; raise as that and `weights_of` do.

    Given rows come before a share of the last ones, as in Keras.
    """
    examples, targets = paired(x, y)
    weights = weights_of(targets, sample_weight, class_weight)
    if validation_data is not None:
        return Feed(examples, targets, weights, paired(*pair("validation_data", validation_data)))
    if not validation_split:
        return Feed(examples, targets, weights, None)
    examples, targets, *held = split_off(examples, targets, validation_split)
    kept = None if weights is None else weights[: len(examples)]
    return Feed(examples, targets, kept, (held[0], held[1]))
