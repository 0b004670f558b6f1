"""What a fit leaves behind, in Keras's shape."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class History:
    """The course of one fit.

    Attributes:
        history: lists with one number an epoch: `loss`, each metric, and each of both again as `val_…`.
        epoch: the numbers of the epochs, from 0.
        params: `batch_size`, `epochs`, `steps` (updates an epoch) and `verbose`.

    """

    history: dict[str, list[float]]
    epoch: list[int]
    params: dict[str, int | str]


def join(pieces: list[dict[str, list[float]]]) -> dict[str, list[float]]:
    """Return the lists of several histories one behind the other."""
    names = dict.fromkeys(name for piece in pieces for name in piece)
    return {name: [value for piece in pieces for value in piece.get(name, [])] for name in names}
