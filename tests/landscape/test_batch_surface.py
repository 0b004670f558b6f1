"""The surface of one mini-batch: at the places of the whole one, and all of an epoch average to it."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape.batch_surface import BatchSurface, batch_surface
from graphviz_nn.landscape.estimates import over_rows
from graphviz_nn.landscape.plane import PlaneSpec, Surface
from graphviz_nn.landscape.survey import survey
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.run import Run
from graphviz_nn.work import finish, quiet
from tests.debug.examples import finished, small_problem

RUN: Run = finished(small_problem(Sgd(learning_rate=0.1)))  # of 4, 4 and 2 rows


def whole_of(spec: PlaneSpec | None = None) -> Surface:
    return finish(survey(spec or PlaneSpec(), [RUN]), quiet)


def part_of(whole: Surface, update: int) -> BatchSurface:
    return finish(batch_surface(whole, RUN.problem, update), quiet)


def test_the_surfaces_of_an_epoch_s_mini_batches_average_to_that_of_all_rows() -> None:
    whole = whole_of()
    parts = [part_of(whole, update) for update in (3, 4, 5)]
    assert [part.rows for part in parts] == [4, 4, 2]
    mean = np.average([part.surface.losses for part in parts], axis=0, weights=[4, 4, 2])
    np.testing.assert_allclose(mean, whole.losses, rtol=1e-12)


def test_all_but_the_loss_is_that_of_the_whole_surface() -> None:
    whole = whole_of()
    part = part_of(whole, 1)
    assert part.surface.plane is whole.plane
    assert part.surface.paths is whole.paths
    assert part.surface.home == whole.home
    np.testing.assert_array_equal(part.surface.across, whole.across)
    assert part.is_of(whole, RUN.problem, 1)
    assert not part.is_of(whole, RUN.problem, 2)
    assert not part.is_of(whole_of(), RUN.problem, 1)


def test_the_lowest_place_is_the_mini_batch_s_own() -> None:
    part = part_of(whole_of(PlaneSpec(kind="random", seed=2)), 1).surface
    if part.grid.lowest is not None:
        assert part.grid.lowest[2] == part.losses.min()


@pytest.mark.parametrize("update", [0, 7])
def test_over_one_weight_it_is_a_curve_with_its_own_slopes(update: int) -> None:
    part = part_of(whole_of(PlaneSpec(kind="weight", first=2)), update).surface
    assert part.is_curve
    assert part.grid.slopes is not None
    there = np.gradient(part.losses[0], part.across)
    np.testing.assert_allclose(
        part.grid.slopes[1:-1], there[1:-1], atol=1e-3 * np.abs(part.grid.slopes).max()
    )
    chosen = over_rows(RUN.problem, RUN.problem.batch_rows(update))
    points = part.plane.points(part.across, np.zeros(1))[0]
    np.testing.assert_allclose(part.losses[0], make_machine(chosen).losses(points), rtol=1e-12)
