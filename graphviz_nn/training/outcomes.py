"""What came of variants × seeds: losses and weights, when each run came down to a loss, and a table of it all."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DataError
from graphviz_nn.kept import kept_beside
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray, as_floats
from graphviz_nn.training.run import Run

SHARES = (0.1, 0.5, 0.9)  # of the seeds, by which a spread is told


class Result(NamedTuple):
    """A row of the table: one run.

    Attributes:
        variant, seed: which one.
        last_loss, best_loss: the mean loss of its last epoch, and the lowest of any; NaN where none came to its end.
        accuracy: the share of the training rows that its last weights get right; NaN where the targets are no classes.
        epochs_to, updates_to, seconds_to: when it came down to the chosen loss; NaN where it never did, or none is
            chosen.
        seconds: how long its updates took on this machine.
        diverged_at: the number of the update, from 1, whose numbers were not finite; None where all were.

    """

    variant: str
    seed: int
    last_loss: float
    best_loss: float
    accuracy: float
    epochs_to: float
    updates_to: float
    seconds_to: float
    seconds: float
    diverged_at: int | None


class Arrival(NamedTuple):
    """When the seeds of a variant came down to a loss: a tenth of them, half, and nine tenths.

    Attributes:
        variant: what it is called.
        epochs, updates, seconds: of shape (3,); infinite where fewer did.
        never: how many seeds did not.

    """

    variant: str
    epochs: FloatArray
    updates: FloatArray
    seconds: FloatArray
    never: int


@dataclass(frozen=True, eq=False)
class Fan:
    """The losses of a variant from all its seeds, of some of its epochs: enough to be drawn.

    Attributes:
        epochs: how many epochs had passed where each loss stands, in the middle of its own; of shape (n,).
        strands: the loss of each seed, of shape (seeds, n); NaN from a divergence on.
        low, median, high: of the seeds a tenth, a half and nine tenths lie at or below, of shape (n,).

    """

    epochs: FloatArray
    strands: FloatArray
    low: FloatArray
    median: FloatArray
    high: FloatArray

    def nearest(self, epoch: float, loss: float) -> tuple[int, float]:
        """Return the place of the seed whose loss is nearest to a loss at an epoch, and its loss; NaN where none is."""
        if not len(self.epochs):
            return 0, float("nan")
        at = self.strands[:, int(np.abs(self.epochs - epoch).argmin())]
        off = np.abs(at - loss)
        place = int(np.where(np.isfinite(off), off, np.inf).argmin())
        return place, float(at[place])


@dataclass(frozen=True, eq=False, repr=False)
class Experiment:
    """What came of variants × seeds.

    Attributes:
        variants: what each variant is called.
        seeds: the seeds, the same for each variant; of a document's, by how much each is above the variant's own.
        runs: for each variant its runs, one for each seed.

    """

    variants: tuple[str, ...]
    seeds: tuple[int, ...]
    runs: tuple[tuple[Run, ...], ...]

    def __repr__(self) -> str:
        names, _, epochs = ", ".join(self.variants), *self.losses.shape[1:]
        return f"<Experiment: {names} from {len(self.seeds)} seeds, {epochs} epochs each>"

    @cached_property
    def losses(self) -> FloatArray:
        """The mean loss of each epoch, of shape (variants, seeds, epochs); NaN from a divergence on."""
        epochs = max(run.problem.training.epochs for row in self.runs for run in row)
        losses = np.full((*self._shape, epochs), np.nan)
        for place, row in enumerate(self.runs):
            for seed, run in enumerate(row):
                losses[place, seed, : len(run.losses)] = run.losses
        return losses

    @property
    def weights(self) -> FloatArray:
        """The weights at the end of each run, of shape (variants, seeds, count); smaller networks leave NaN behind."""
        count = max(row[0].problem.network.count for row in self.runs)
        weights = np.full((*self._shape, count), np.nan)
        for place, row in enumerate(self.runs):
            weights[place, :, : row[0].problem.network.count] = [run.end.weights for run in row]
        return weights

    @cached_property
    def accuracy(self) -> FloatArray:
        """The share of its training rows that each run's last weights get right, of shape (variants, seeds).

        NaN where the targets are no classes.
        """
        return np.array([[_accuracy(run) for run in row] for row in self.runs])

    @property
    def seconds(self) -> FloatArray:
        """The seconds of this machine's processor that the updates of each run took, of shape (variants, seeds)."""
        return np.array([[run.seconds for run in row] for row in self.runs])

    def epochs_to(self, loss: float) -> FloatArray:
        """Return after how many epochs each run's loss was as low, of shape (variants, seeds); NaN where never."""
        is_low = self.losses <= loss  # which NaN is not
        return np.where(is_low.any(axis=2), is_low.argmax(axis=2) + 1.0, np.nan)

    def updates_to(self, loss: float) -> FloatArray:
        """Return how many updates those epochs had, of shape (variants, seeds); NaN where never."""
        per_epoch = np.array([[run.problem.updates_per_epoch for run in row] for row in self.runs])
        found: FloatArray = self.epochs_to(loss) * per_epoch
        return found

    def seconds_to(self, loss: float) -> FloatArray:
        """Return after how many seconds of its updates that was, of shape (variants, seeds); NaN where never."""
        epochs = np.array([[max(len(run.losses), 1) for run in row] for row in self.runs])
        found: FloatArray = self.seconds * self.epochs_to(loss) / epochs
        return found

    def arrivals(self, loss: float) -> tuple[Arrival, ...]:
        """Return when the seeds of each variant came down to a loss."""
        found = zip(
            self.variants, self.epochs_to(loss), self.updates_to(loss), self.seconds_to(loss), strict=True
        )
        return tuple(
            Arrival(
                name,
                _between(epochs, SHARES),
                _between(updates, SHARES),
                _between(seconds, SHARES),
                int(np.isnan(epochs).sum()),
            )
            for name, epochs, updates, seconds in found
        )

    @property
    def common_loss(self) -> float:
        """A loss that half of the seeds of each variant came down to, to two digits; NaN where there is none."""
        lowest = [np.nanmin(median, initial=np.inf) for (median,) in self.quantiles([0.5])]
        most = float(max(lowest))
        if not np.isfinite(most) or most <= 0:
            return float("nan")
        step = 10.0 ** (np.floor(np.log10(most)) - 1)
        return float(f"{np.ceil(most / step) * step:.2g}")

    def quantiles(self, shares: Sequence[float] = SHARES) -> FloatArray:
        """Return so high a loss that each share of the seeds lies at or below it, of shape (variants, shares, epochs).

        It is the loss of one of the seeds. One that diverged lies above all others from there on; where the quantile
        falls on it, and beyond the epochs of a shorter variant, it is NaN.
        """
        found = np.full((len(self.runs), len(shares), self.losses.shape[2]), np.nan)
        for place, row in enumerate(self.runs):
            epochs = row[0].problem.training.epochs
            found[place, :, :epochs] = _quantiles(self.losses[place, :, :epochs], shares)
        return found

    def fan(self, place: int, most: int = 400) -> Fan:
        """Return the losses of the variant at a place, of as many epochs as `most` at the most."""
        row = self.runs[place]
        last = max(len(run.losses) for run in row)
        chosen = np.unique(np.linspace(0, max(last - 1, 0), min(last, most)).round().astype(np.intp))
        strands, per_epoch = self.losses[place][:, chosen], row[0].problem.updates_per_epoch
        middles = chosen + (per_epoch - 1) / (2 * per_epoch)
        return Fan(as_floats(middles), strands, *_quantiles(strands, SHARES))

    def table(self, loss: float | None = None) -> tuple[Result, ...]:
        """Return a row for each run, variant by variant; `loss` is the one to come down to."""
        never = np.full(self._shape, np.nan)
        asked = (self.epochs_to, self.updates_to, self.seconds_to)
        epochs, updates, seconds = (never if loss is None else when(loss) for when in asked)
        return tuple(
            Result(
                name,
                run.problem.training.seed,
                _last(run.losses),
                float(run.losses.min(initial=np.inf)) if len(run.losses) else float("nan"),
                float(self.accuracy[i, j]),
                float(epochs[i, j]),
                float(updates[i, j]),
                float(seconds[i, j]),
                run.seconds,
                run.divergence.update if run.divergence else None,
            )
            for i, (name, row) in enumerate(zip(self.variants, self.runs, strict=True))
            for j, run in enumerate(row)
        )

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.runs), len(self.seeds)


@dataclass(frozen=True, eq=False)
class Results:
    """The runs side by side, and when they came down to a loss.

    Attributes:
        goal: that loss; NaN where none was asked for, and there is none that half of the seeds of each variant reach.
        seeds: how many runs each variant has.
        rows: what came of each run, variant by variant.
        arrivals: when the seeds of each variant came down to it.

    """

    goal: float
    seeds: int
    rows: tuple[Result, ...]
    arrivals: tuple[Arrival, ...]


def compared(outcome: Experiment, goal: float | None = None) -> Generator[float, None, Results]:
    """Put runs side by side, by a goal or else the common loss; yield how far that is, from 0 to 1."""
    runs = [run for row in outcome.runs for run in row]
    for done, run in enumerate(runs):
        yield done / len(runs)
        _accuracy(run)
    loss = outcome.common_loss if goal is None else goal
    return Results(loss, len(outcome.seeds), outcome.table(loss), outcome.arrivals(loss))


def _quantiles(losses: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Return so high a loss that each share of the rows lies at or below it, of shape (shares, epochs)."""
    between = _between(losses, shares)
    return np.where(np.isfinite(between), between, np.nan)


def _between(values: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Return the quantiles along the first axis, each one of the values; NaN lies above all others, as infinity."""
    found: FloatArray = np.quantile(np.nan_to_num(values, nan=np.inf), shares, axis=0, method="inverted_cdf")
    return found


def _last(losses: FloatArray) -> float:
    return float(losses[-1]) if len(losses) else float("nan")


@kept_beside
def _accuracy(run: Run) -> float:
    problem = run.problem
    try:
        _ = problem.thresholds
    except DataError:
        return float("nan")
    said = predict(problem.network, run.end.weights, problem.x, run.end.states)
    return problem.measured("accuracy", said, problem.y)
