"""Where the runs from all seeds ended, on the loss surface."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import Session, commands
from graphviz_nn.session.endings import Ends, ends_on, nearest_end, told_of_end
from graphviz_nn.text import short
from tests.session.documents import opened


@pytest.fixture
def seeded() -> Session:
    """Two variants from four seeds each."""
    session = opened()
    commands.set_seeds(session, 4)
    return session


def surface_of(session: Session) -> Surface:
    surface = session.state.surface
    assert surface is not None
    return surface


def test_each_run_ended_where_the_plane_has_its_last_weights(seeded: Session) -> None:
    surface, trials = surface_of(seeded), seeded.state.trials
    assert trials is not None
    ends = ends_on(seeded.state, surface).points
    assert [len(points) for points in ends] == [4, 4]
    for points, runs in zip(ends, trials.outcome.runs, strict=True):
        for point, run in zip(points, runs, strict=True):
            np.testing.assert_allclose(point, surface.plane.project(run.end.weights[None])[0])


def test_the_legend_says_how_far_off_the_plane_they_are(seeded: Session) -> None:
    surface, trials = surface_of(seeded), seeded.state.trials
    assert trials is not None
    ends = ends_on(seeded.state, surface)
    weights = np.array([run.end.weights for row in trials.outcome.runs for run in row])
    assert ends.off == pytest.approx(np.median(surface.plane.distance(weights)))
    far = f"ends from 4 seeds, {short(ends.off, 2)} off this plane, each as dark as its own loss"
    assert ends.words == far
    assert Ends(ends.points, ends.losses, 0.0).words == "ends from 4 seeds"


def test_the_run_that_is_stepped_through_ended_at_the_end_of_its_path(seeded: Session) -> None:
    surface = surface_of(seeded)
    for place, points in enumerate(ends_on(seeded.state, surface).points):
        np.testing.assert_allclose(points[0], surface.paths[place][-1, :2], atol=1e-12)


def test_a_run_of_another_network_is_nowhere(seeded: Session) -> None:
    commands.set_variant(seeded, 1, changes={"subject.layers[0].units": 2})
    own, other = ends_on(seeded.state, surface_of(seeded)).points
    assert np.isfinite(own).all()
    assert np.isnan(other).all()


def test_of_one_seed_and_of_a_covered_future_nothing_is_told(seeded: Session) -> None:
    commands.toggle_cover(seeded, "future")
    assert ends_on(seeded.state, surface_of(seeded)).points == ()
    commands.toggle_cover(seeded, "future")
    commands.set_seeds(seeded, 1)
    assert ends_on(seeded.state, surface_of(seeded)).points == ()


def test_the_pointer_finds_the_nearest_end_within_reach() -> None:
    ends = (np.array([[0.0, 0.0], [np.nan, 1.0]]), np.array([[3.0, 0.0], [9.0, 9.0]]))

    def pixels(points: FloatArray) -> FloatArray:
        return 10 * points

    assert nearest_end(ends, pixels, (0.4, 0.0), 8.0) == (0, 0)
    assert nearest_end(ends, pixels, (2.5, 0.0), 8.0) == (1, 0)
    assert nearest_end(ends, pixels, (1.5, 0.0), 8.0) is None
    assert nearest_end((), pixels, (0.0, 0.0), 8.0) is None


def test_what_is_told_of_an_end_is_its_own_loss_and_how_far_off_it_lies(seeded: Session) -> None:
    told = told_of_end(seeded.state, surface_of(seeded), 1, 2).split("\n")
    assert told[0] == "here ended momentum 0.9, seed 2"
    assert told[1].startswith("loss 0.")
    assert told[1].endswith(" off this plane")
