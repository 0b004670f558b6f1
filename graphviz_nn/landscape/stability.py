"""How sharp a bend an update rule bears before it bounces out of it, and how sharp the bends are that a run passes.

Cohen, Kaur, Li, Kolter and Talwalkar, Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability,
2021 (arXiv 2103.00065): with all rows in each update λmax climbs to 2/ε, with momentum to (2 + 2β)/ε, and stays there.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.curvature import MOST_EXACT, Curvature, curvature_at
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, Sgd
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run

POINTS = 48  # of a run at which it is measured
MOST_WORK = 400_000_000  # numbers in all tangents of one Hessian: half a second
STEPS = 24  # of Lanczos' method: to a thousandth, which a picture does not tell apart


@dataclass(frozen=True, eq=False)
class Sharpness:
    """The curvature along a run.

    Attributes:
        epochs: how many had passed, of shape (n,), rising.
        largest, smallest: λmax and λmin there, of shape (n,).
        borne: the λmax that the rule bears at that moment's rate, of shape (n,); NaN of a rule that has no such limit.

    """

    epochs: FloatArray
    largest: FloatArray
    smallest: FloatArray
    borne: FloatArray

    def at(self, epoch: float) -> float:
        """Return λmax at an epoch, straight between two that are known; NaN where there are none."""
        return float(np.interp(epoch, self.epochs, self.largest)) if len(self.epochs) else float("nan")


def bearing(rule: Optimiser) -> float:
    """Return c: with all rows in each update descent by a rule diverges at rates above c/λmax; NaN where none is known.

    2, with momentum 2 + 2β, with Nesterov's (2 + 2β)/(1 + 2β); with a velocity that is a mean 1/(1 − β) times that.
    """
    if not isinstance(rule, Sgd) or rule.clip_value is not None or rule.clip_norm is not None:
        return float("nan")
    return Curvature.factor(rule.momentum, rule.nesterov) / (rule.share if rule.momentum else 1.0)


def is_worth_it(problem: Problem) -> bool:
    """Whether the curvature of a network over its rows is known soon enough to be shown beside it."""
    network = problem.network
    return 0 < work_of(problem) <= MOST_WORK and network.has_surface


def work_of(problem: Problem) -> int:
    """Return how many numbers all tangents hold that one look at the curvature takes."""
    network = problem.network
    directions = network.count if network.count <= MOST_EXACT else STEPS
    return directions * (len(problem.x) * network.numbers_of_example + network.count)


def sharpness(run: Run, points: int = POINTS) -> Generator[Sharpness, None, Sharpness]:
    """Measure the curvature along a run at about so many moments; yield what is known so far, ends first.

    Moments at which it is not finite are left out.
    """
    last = len(run.checkpoints) - 1
    chosen = np.unique(np.linspace(0, last, min(last + 1, points)).round().astype(int)).tolist()
    found: dict[int, tuple[float, float]] = {}
    for place in _coarse_first(chosen):
        state = run.checkpoints[place]
        try:
            curved = yield from _quietly(
                curvature_at(run.problem, state.weights, state.states, STEPS), run, found
            )
        except SettingError:
            continue
        found[place] = curved.largest, curved.smallest
        yield _sharpness(run, found)
    return _sharpness(run, found)


def _quietly(
    work: Generator[float, None, Curvature], run: Run, found: dict[int, tuple[float, float]]
) -> Generator[Sharpness, None, Curvature]:
    """Do some work to its end; where it says how far it is, yield what is known so far."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            curved: Curvature = end.value
            return curved
        yield _sharpness(run, found)


def _sharpness(run: Run, found: dict[int, tuple[float, float]]) -> Sharpness:
    places, rule, problem = sorted(found), run.problem.training.optimiser, run.problem
    updates = [run.checkpoints[place].update for place in places]
    rates = np.array([rule.rate(problem.count(update)) for update in updates])
    ends = np.array([found[place] for place in places]).reshape(-1, 2)
    epochs = np.array(updates) / problem.updates_per_epoch
    with np.errstate(divide="ignore", over="ignore"):  # at a rate of 0, or next to it, any curvature is borne
        borne = np.asarray(bearing(rule) / rates)
    return Sharpness(epochs, ends[:, 0], ends[:, 1], borne)


def _coarse_first(places: list[int]) -> list[int]:
    """Return places in another order: both ends, then the middle of what lies between, and so on."""
    order, gaps = [*places[:1], *places[1:][-1:]], [(0, len(places) - 1)]
    while gaps:
        low, high = gaps.pop(0)
        if high - low > 1:
            middle = (low + high) // 2
            order.append(places[middle])
            gaps += [(low, middle), (middle, high)]
    return order


def along_runs(
    runs: Sequence[Run], points: int = POINTS
) -> Generator[tuple[Sharpness, ...], None, tuple[Sharpness, ...]]:
    """Measure the curvature along some runs, a moment of each in turn; yield what is known so far of all."""
    found = {place: _sharpness(run, {}) for place, run in enumerate(runs)}
    works = {place: sharpness(run, points) for place, run in enumerate(runs)}
    while works:
        for place, work in [*works.items()]:
            try:
                found[place] = next(work)
            except StopIteration as end:
                found[place] = end.value
                del works[place]
        yield tuple(found.values())
    return tuple(found.values())
