"""The losses of runs as curves: of epochs, or of few epochs those of each mini-batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphviz_nn.gui.plots.curve_picture import Curve
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.epoch_ends import EpochEnds
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.run import FIRST, Run

FEW = 4  # epochs: of no more than these, the loss of each mini-batch is drawn


def epochs_of(runs: Sequence[Run], *, may_end: bool) -> float:
    """Return how many epochs the axis spans: those of the longest run, or where all of them diverged, until then."""
    whole = float(max(run.problem.training.epochs for run in runs))
    if not may_end or any(run.divergence is None for run in runs):
        return whole
    return min(max((run.updates + 1) / run.problem.updates_per_epoch for run in runs), whole)


@kept_beside
def curves_of(run: Run, name: str, place: int) -> tuple[Curve, ...]:
    """Return the training loss of a run and, where rows are held out, that over them; the same for the same run."""
    is_cut = run.divergence is not None
    training = Curve(name, place, *_training(run), is_cut=is_cut)
    held_out = Curve(name, place, np.arange(0.0, len(run.test_losses)), run.test_losses, held_out=True)
    return tuple(curve for curve in (training, held_out) if len(curve.epochs))


@kept_beside
def end_curve(found: EpochEnds, name: str, place: int) -> Curve:
    """Return the loss at the ends of epochs as a curve of the variant at a place."""
    return Curve(f"{name}, at the ends", place, found.epochs, found.losses, at_ends=True)


def _training(run: Run) -> tuple[FloatArray, FloatArray]:
    """Return the epochs and the losses over the training rows, from the loss over all of them at the start on.

    An epoch's loss is the mean over its mini-batches, each before its update, so it stands in the middle of these; that
    over the held-out rows is measured at its end. Of few epochs, or where a run ended in them, each mini-batch stands.
    """
    per_epoch = run.problem.updates_per_epoch
    losses = run.losses
    epochs: FloatArray = np.arange(0.0, len(losses)) + (per_epoch - 1) / (2 * per_epoch)
    is_short = run.divergence is not None and len(losses) < FEW
    if (run.problem.training.epochs <= FEW or is_short) and run.updates <= FIRST:
        epochs, losses = np.arange(0.0, len(run.batch_losses)) / per_epoch, run.batch_losses
    if per_epoch > 1 and np.isfinite(run.start_loss):
        epochs, losses = np.concatenate([[0.0], epochs]), np.concatenate([[run.start_loss], losses])
    return epochs, losses
