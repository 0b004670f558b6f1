"""Which rows are held out for testing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Split(NamedTuple):
    """The indices of the training and of the held-out rows, each ascending."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]


def split_rows(rows: int, held_out: float, seed: int) -> Split:
    """Hold out a random fraction `held_out` of the rows; above 0, at least one row, and at least one is left.

    The order within each part stays, so that sorted data stays sorted; and a larger fraction holds out the
    same rows and more.
    """
    # Jumped, so that the choice of rows shares no random number with the generation of the set.
    order = np.random.Generator(np.random.PCG64(seed).jumped()).permutation(rows)
    count = min(max(round(rows * held_out), 1), rows - 1) if held_out else 0
    return Split(train=np.sort(order[count:]), test=np.sort(order[:count]))
