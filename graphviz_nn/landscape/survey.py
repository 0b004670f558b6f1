"""All that a picture of training needs to know of the ground: the surface, its slopes, how it is curved and falls."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from graphviz_nn.landscape.curvature import bowl
from graphviz_nn.landscape.frame import Frame
from graphviz_nn.landscape.plane import LossGrid, PlaneSpec, Surface, derivative
from graphviz_nn.landscape.planes import KEPT, KEPT_ELSEWHERE, make_plane
from graphviz_nn.landscape.surface import FEWEST, MOST_PLACES, SIDE, surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import Machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run

MOST_NUMBERS = 100_000_000  # that all nodes hold for all rows and places: they take a tenth of a second
PATIENCE = 20 * MOST_NUMBERS  # for SIDE places to each side; where that is not enough, they are fewer
BEYOND, PROBES = (0.02, 10.0), 100  # how far out a curve is probed, in its own widths, and at how many places
SAME = 1e-4  # weights that a hand has chosen are rounded
LOWER = 0.02  # of the curve's height: by so much must it fall beyond its ends


def survey(
    spec: PlaneSpec,
    runs: Sequence[Run],
    frame: Frame | None = None,
    before: Surface | None = None,
    shown: int = 0,
) -> Generator[float, None, Surface]:
    """Measure the surface along the paths of some runs; yield how far it is, from 0 to 1.

    It is that of the run at the place `shown`: one of another network, or on other rows, has no path on it. `before` is
    the surface that was seen until now: its plane and its ranges stay where they still fit.
    """
    run = runs[shown]
    machine, network, problem = run.machine, run.problem.network, run.problem
    on_it = [each.problem.is_on_the_ground_of(problem) for each in runs]
    here = [each for each, is_on_it in zip(runs, on_it, strict=True) if is_on_it]
    if before is not None and before.plane.spec != spec:
        before = None  # another plane is asked for, or this one anew: directions and ranges are not to stay
    paths, states = [each.path for each in here], run.end.states
    stays = before is not None and _is_about(before, problem, len(runs)) and _begin_in(before, paths)
    # A setting of the training moves the paths, and leaves the ground.
    known = before.grid if before is not None and before.grid.is_of(problem, states) else None
    plane = make_plane(
        spec, network, here, before.plane if before else None, KEPT if stays else KEPT_ELSEWHERE
    )
    made = yield from surface(
        machine,
        plane,
        paths,
        ranges=spec.ranges,
        states=states,
        frame=frame,
        before=before,
        stays=stays,
        most=most_places(problem),
        known=known,
    )
    made = _in_places(made, here, on_it)
    if made.grid is known:
        return made
    return replace(made, grid=replace(described(made.grid, machine, states), of=(problem, states)))


def described(made: LossGrid, machine: Machine, states: FloatArray | None) -> LossGrid:
    """Return a grid with how it is curved, its lowest place and, of a curve, its slopes and how it goes on."""
    losses, gradients = partial(machine.losses, states=states), partial(machine.gradients, states=states)
    made = replace(made, curvature=bowl(gradients, made.plane.origin.size))
    made = replace(made, lowest=_lowest(made, losses))
    if len(made.up) > 1:
        return made
    steep = gradients(made.plane.points(made.across, made.up)[0])
    slopes = derivative(made.losses[0], steep @ made.plane.directions[0])
    return replace(made, slopes=slopes, falls=_falls(made, losses))


def _in_places(made: Surface, here: Sequence[Run], on_it: Sequence[bool]) -> Surface:
    """Return the surface with the paths of the runs on it at their places among all runs, and nothing at the others."""
    epochs = [np.array(each.path_updates) / each.problem.updates_per_epoch for each in here]

    def placed(found: Sequence[FloatArray], *shape: int) -> tuple[FloatArray, ...]:
        left = iter(found)
        return tuple(next(left) if is_on_it else np.empty((0, *shape)) for is_on_it in on_it)

    return replace(made, paths=placed(made.paths, 2), distances=placed(made.distances), epochs=placed(epochs))


def _is_about(before: Surface, problem: Problem, runs: int) -> bool:
    """Whether a surface is about as many runs on the very same rows: what came between is a setting of theirs."""
    if before.grid.of is None or len(before.paths) != runs:
        return False
    known, _ = before.grid.of
    return known.x is problem.x and known.y is problem.y


def _begin_in(before: Surface, paths: Sequence[FloatArray]) -> bool:
    """Whether paths begin in the picture of before, as far from its plane as those did: then it is to stay.

    So it is while a rate is dragged, or the start itself along the plane.
    """
    walked = next((place for place, path in enumerate(before.paths) if len(path)), None)
    if walked is None or before.plane.origin.size != paths[0].shape[1]:
        return False
    start, plane = paths[0][:1], before.plane
    drawn = (before.across, before.up) if len(before.up) > 1 else (before.across,)
    is_seen = all(
        low <= place <= high for place, (low, *_, high) in zip(plane.project(start)[0], drawn, strict=False)
    )
    return is_seen and np.allclose(plane.distance(start), before.distances[walked][0], rtol=SAME, atol=SAME)


def is_quick(problem: Problem) -> bool:
    """Whether a surface of a problem is there after about a tenth of a second, however finely it is measured."""
    return most_places(problem) * _numbers_at_a_place(problem) <= MOST_NUMBERS


def most_places(problem: Problem) -> int:
    """Return of how many places a grid may be, so that a large network is not measured for long."""
    numbers = _numbers_at_a_place(problem)
    least = min(max(PATIENCE // numbers, FEWEST * FEWEST), SIDE * SIDE)
    return int(min(max(MOST_NUMBERS // numbers, least), MOST_PLACES))


def _numbers_at_a_place(problem: Problem) -> int:
    return max(1, len(problem.x) * problem.network.numbers_of_example + problem.network.count)


def _lowest(made: LossGrid, losses: Callable[[FloatArray], FloatArray]) -> FloatArray | None:
    """Return the minimum where it is known exactly, else the lowest place of the grid unless that is at its edge."""
    plane, curved = made.plane, made.curvature
    if plane.exact and curved is not None and curved.minimum is not None:
        place = curved.minimum[None]
        return np.concatenate([plane.project(place)[0], losses(place)])
    grid = np.where(np.isfinite(made.losses), made.losses, np.inf)
    row, column = np.unravel_index(int(grid.argmin()), grid.shape)
    edges = ((column, len(made.across)), (row, len(made.up)))
    if any(length > 1 and place in (0, length - 1) for place, length in edges) or np.ptp(grid) == 0:
        return None
    return np.array([made.across[column], made.up[row], grid[row, column]])


def _falls(made: LossGrid, losses: Callable[[FloatArray], FloatArray]) -> tuple[bool, bool]:
    """Tell whether a curve goes on lower beyond its left and its right end than anywhere between them."""
    finite = made.losses[np.isfinite(made.losses)]
    if not finite.size:
        return False, False
    left, right = made.across[0], made.across[-1]
    ways = (right - left) * np.geomspace(*BEYOND, PROBES)
    lowest = float(finite.min()) - LOWER * float(np.ptp(finite))
    with np.errstate(all="ignore"):
        beyond = losses(made.plane.points(np.concatenate([left - ways, right + ways]), np.zeros(1))[0])
    return bool((beyond[:PROBES] < lowest).any()), bool((beyond[PROBES:] < lowest).any())
