"""Where the runs from all seeds ended, on the loss surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.queries import strand_name
from graphviz_nn.session.state import State
from graphviz_nn.text import short
from graphviz_nn.training.outcomes import Experiment
from graphviz_nn.training.run import Run

ON_IT = 0.01  # of how far out the ends lie: so near to the plane they are on it


class Ends(NamedTuple):
    """Where runs ended.

    Attributes:
        points: for each variant those of its seeds in the plane, of shape (seeds, 2).
        losses: what each of them came to, of shape (seeds,): not that of the plane below it.
        off: how far off the plane half of them lie, or nearer; NaN where there are none.

    """

    points: tuple[FloatArray, ...] = ()
    losses: tuple[FloatArray, ...] = ()
    off: float = float("nan")

    @property
    def words(self) -> str:
        """What the legend says of them: of those off the plane, too, that the levels are not theirs."""
        if not self.points:
            return ""
        told = f"ends from {len(self.points[0])} seeds"
        sizes = [np.nanmax(np.abs(each), initial=0.0) for each in self.points]
        if self.off <= ON_IT * max(sizes):
            return told
        return f"{told}, {short(self.off, 2)} off this plane, each as dark as its own loss"


def ends_on(state: State, surface: Surface) -> Ends:
    """Return where the runs of each variant ended, and how far off the plane."""
    rows = _ends(state, surface)
    distances = np.concatenate([np.empty(0), *map(surface.plane.distance, rows)])
    known = distances[np.isfinite(distances)]
    off = float(np.median(known)) if len(known) else float("nan")
    losses = _losses(state.trials.outcome) if rows and state.trials else ()
    return Ends(tuple(map(surface.plane.project, rows)), losses, off)


def points_of_ends(state: State, surface: Surface) -> tuple[FloatArray, ...]:
    """Return the points of `ends_on` alone: they are asked for at each move of the pointer."""
    return tuple(map(surface.plane.project, _ends(state, surface)))


def _ends(state: State, surface: Surface) -> list[FloatArray]:
    """Return for each variant the last weights of its runs, of shape (seeds, count).

    A run of another network, or one that is not at its end, is nowhere. There are none where there is one seed, and
    where the future is covered.
    """
    trials, task = state.trials, state.task
    if trials is None or task is None or surface.is_curve or "future" in state.view.covered:
        return []
    nowhere = np.full(surface.plane.origin.size, np.nan)

    def end(run: Run) -> FloatArray:
        stands = run.is_over and run.problem.is_on_the_ground_of(task.problem)
        return run.end.weights if stands and run.end.weights.shape == nowhere.shape else nowhere

    return [np.array([end(run) for run in row]) for row in trials.outcome.runs]


@kept_beside
def _losses(outcome: Experiment) -> tuple[FloatArray, ...]:
    """Return for each variant the losses that its runs came to, of shape (seeds,)."""
    return tuple(np.array([run.loss_known_at(run.updates) for run in row]) for row in outcome.runs)


def told_of_end(state: State, surface: Surface, variant: int, seed: int) -> str:
    """Return which run ended there, with which loss, and how far off the plane: what is drawn below it is not its own.

    Variant and seed are meant by their places.
    """
    lines = [f"here ended {strand_name(state, variant, seed)}"]
    if state.trials is not None:
        run = state.trials.outcome.runs[variant][seed]
        off = float(surface.plane.distance(run.end.weights[None])[0])
        lines.append(f"loss {short(run.loss_known_at(run.updates))}, {short(off, 2)} off this plane")
    return "\n".join([*lines, "Click: step through this run."])


def nearest_end(
    ends: Sequence[FloatArray],
    pixels: Callable[[FloatArray], FloatArray],
    place: tuple[float, float],
    reach: float,
) -> tuple[int, int] | None:
    """Return which run, by the places of its variant and its seed, ended so many pixels from a place; None for none."""
    best, found = reach, None
    ((x, y),) = pixels(np.array([place])).tolist()
    for variant, points in enumerate(ends):
        with np.errstate(all="ignore"):
            apart = np.nan_to_num(np.hypot(*(pixels(points) - (x, y)).T), nan=np.inf)
        if len(apart) and apart.min() <= best:
            best, found = float(apart.min()), (variant, int(apart.argmin()))
    return found
