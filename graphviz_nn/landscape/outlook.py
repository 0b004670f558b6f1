"""What an update is about to do, and what it did: the bend at its place, where it lands, and where other rates lead."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.curvature import Curvature, curvature_at
from graphviz_nn.landscape.stability import STEPS, is_worth_it
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState

FAN = (0.25, 0.5, 1.0, 2.0, 4.0)  # times the rate
AHEAD = 8  # updates
FLAT = 1e-12  # of the rise along a step: what bends less is straight


@dataclass(frozen=True, eq=False)
class Ghost:
    """Where the next updates would lead at another rate: `times` the rate, and the weights, of shape (k + 1, count)."""

    times: float
    rate: float
    path: FloatArray


@dataclass(frozen=True, eq=False)
class Outlook:
    """What there is to say of an update, with the loss over all rows.

    Attributes:
        before: the state that it begins with.
        loss: there.
        alpha: where it lands, see `landing`; NaN where that is not known.
        curvature: there; None where it is too dear to know, or not finite.
        ghosts: where other rates lead from there; empty unless they are asked for.

    """

    before: TrainingState
    loss: float
    alpha: float
    curvature: Curvature | None = None
    ghosts: tuple[Ghost, ...] = ()


def outlook(
    problem: Problem, before: TrainingState, after: TrainingState, fan: bool = False
) -> Generator[float, None, Outlook]:
    """Return what there is to say of an update; yield now and then how far that is, from 0 to 1."""
    yield 0.0
    machine, points = make_machine(problem), np.array([before.weights, after.weights])
    with np.errstate(all="ignore"):
        losses, gradients = machine.losses(points, before.states), machine.gradients(points, before.states)
        slopes = gradients @ (after.weights - before.weights)
        alpha = landing(*losses.tolist(), *slopes.tolist())
    found = Outlook(before, float(losses[0]), alpha)
    if fan:
        found = replace(found, ghosts=tuple(ghost(problem, before, times) for times in FAN))
    yield 0.5
    if is_worth_it(problem):
        try:
            curved = yield from curvature_at(problem, before.weights, before.states, STEPS)
            found = replace(found, curvature=curved)
        except SettingError:  # a kink or a pole
            pass
    return found


def landing(start: float, end: float, slope: float, slope_at_end: float) -> float:
    """Return where a step lands on the parabola through what is known of the loss along it.

    −1 where it starts, 0 at the bottom, 1 as high on the other side: the α of Cockpit (Schneider, Dangel and Hennig,
    2021), here of the loss over all rows, which has no noise to weigh. The parabola is that of the least squares of the
    losses and the slopes at both ends, `slope` being the derivative along the whole step. NaN where it has no bottom
    ahead.
    """
    # m(t) = a + b t + c t², where t goes from 0 to 1: one row for each of m(0), m(1), m′(0), m′(1).
    rows = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 2.0]])
    known = np.array([start, end, slope, slope_at_end])
    if not np.isfinite(known).all():
        return float("nan")
    _, b, c = np.linalg.lstsq(rows, known)[0].tolist()
    if b >= 0 or c <= FLAT * abs(b):
        return float("nan")
    return float(-2 * c / b - 1)


def ghost(problem: Problem, before: TrainingState, times: float, ahead: int = AHEAD) -> Ghost:
    """Return where so many updates lead at so many times the rate, by the velocity and the mini-batches as they are."""
    rule = problem.training.optimiser
    other = msgspec.structs.replace(rule, learning_rate=times * rule.learning_rate)
    task = replace(problem, training=msgspec.structs.replace(problem.training, optimiser=other))
    states = make_machine(task).advance(before, ahead, every=1).states
    path = [before.weights, *(state.weights for state in states if state.update > before.update)]
    return Ghost(times, other.rate(problem.count(before.update)), np.array(path))
