"""The losses of runs as curves: of epochs, or of few epochs those of each mini-batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from graphviz_nn.gui.plots.curve_picture import Curve
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.epoch_ends import EpochEnds
from graphviz_nn.landscape.stability import Sharpness
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.outcomes import Fan
from graphviz_nn.training.run import FIRST, Run

FEW = 4  # epochs: of no more than these, the loss of each mini-batch is drawn


def length_of(run: Run, *, updates: bool) -> float:
    """Return how long an epoch of a run is on the axis: 1, or where that counts updates, so many."""
    return float(run.problem.updates_per_epoch) if updates else 1.0


def reach_of(runs: Sequence[Run], *, may_end: bool, updates: bool = False) -> float:
    """Return how much the axis spans: the epochs of the longest run, or where all of them diverged, until then.

    Or so many `updates`.
    """
    lengths = [length_of(run, updates=updates) for run in runs]
    whole = max(run.problem.training.epochs * each for run, each in zip(runs, lengths, strict=True))
    if not may_end or any(run.divergence is None for run in runs):
        return whole
    ends = [(run.updates + 1) / run.problem.updates_per_epoch for run in runs]
    return min(max(end * each for end, each in zip(ends, lengths, strict=True)), whole)


def are_short(runs: Sequence[Run]) -> bool:
    """Whether runs have so few epochs that the loss of each mini-batch is drawn: of all of them, or of none."""
    return all(run.problem.training.epochs <= FEW for run in runs)


@kept_beside
def curves_of(run: Run, name: str, place: int, length: float = 1.0, *, each: bool) -> tuple[Curve, ...]:
    """Return the training loss of a run and, where rows are held out, that over them; the same for the same run.

    `length` is that of an epoch, `each` whether every mini-batch has a point of its own.
    """
    is_cut = run.divergence is not None
    epochs, losses = _training(run, each=each)
    training = Curve(name, place, length * epochs, losses, is_cut=is_cut)
    ends = length * np.arange(0.0, len(run.test_losses))
    held_out = Curve(name, place, ends, run.test_losses, held_out=True)
    return tuple(curve for curve in (training, held_out) if len(curve.epochs))


@kept_beside
def end_curve(found: EpochEnds, name: str, place: int, length: float = 1.0) -> Curve:
    """Return the loss at the ends of epochs, each of a length, as a curve of the variant at a place."""
    return Curve(f"{name}, at the ends", place, length * found.epochs, found.losses, at_ends=True)


@kept_beside
def longer(curve: Fan | Sharpness, length: float) -> Any:
    """Return what stands over epochs with each of them as long on the axis."""
    return replace(curve, epochs=length * curve.epochs)


def _training(run: Run, *, each: bool) -> tuple[FloatArray, FloatArray]:
    """Return the epochs and the losses over the training rows, from the loss over all of them at the start on.

    An epoch's loss is the mean over its mini-batches, each before its update, so it stands in the middle of these; that
    over the held-out rows is measured at its end. Where a run ended in its first epochs, each mini-batch stands.
    """
    per_epoch = run.problem.updates_per_epoch
    losses = run.losses
    epochs: FloatArray = np.arange(0.0, len(losses)) + (per_epoch - 1) / (2 * per_epoch)
    is_short = run.divergence is not None and len(losses) < FEW
    if (each or is_short) and run.updates <= FIRST:
        epochs, losses = np.arange(0.0, len(run.batch_losses)) / per_epoch, run.batch_losses
    if per_epoch > 1 and np.isfinite(run.start_loss):
        epochs, losses = np.concatenate([[0.0], epochs]), np.concatenate([[run.start_loss], losses])
    return epochs, losses
