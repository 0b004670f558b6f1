"""Which rows are held out for testing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Split(NamedTuple):
    """The indices of the training and of the held-out rows, each ascending."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]

    def place_of(self, row: int) -> int:
        """Return where a row of the source stands among the training rows and the held-out rows behind them."""
        return int(np.flatnonzero(np.concatenate(self) == row)[0])


def split_rows(rows: int, held_out: float, seed: int, classes: NDArray[np.intp] | None = None) -> Split:
    """Hold out a random fraction `held_out` of the rows; above 0, at least one row, and at least one is left.

    With the number of each row's class, (rows,), each class has its share on either side (a stratified split). The
    order within each part stays, so that sorted data stays sorted; and a larger fraction holds out the same rows and
    more.
    """
    # Jumped, so that the choice of rows shares no random number with the generation of the set.
    order = np.random.Generator(np.random.PCG64(seed).jumped()).permutation(rows)
    if classes is not None:
        order = order[np.argsort(_shares(classes[order]), kind="stable")]
    count = min(max(round(rows * held_out), 1), rows - 1) if held_out else 0
    return Split(train=np.sort(order[count:]), test=np.sort(order[:count]))


def _shares(classes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how far through its class each row is, above 0 and below 1: by it, the classes come at an even pace."""
    shares = np.empty(len(classes))
    for each in np.unique(classes):
        members = np.flatnonzero(classes == each)
        shares[members] = (np.arange(len(members)) + 0.5) / len(members)
    return shares
