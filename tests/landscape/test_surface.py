from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.plane import LossGrid, Moment, Plane, PlaneKind, PlaneSpec, Surface
from graphviz_nn.landscape.planes import plane_through
from graphviz_nn.landscape.reach import near
from graphviz_nn.landscape.surface import make_plane, surface
from graphviz_nn.model import Dense, Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machine import unfolded
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish
from tests.debug.examples import MOMENTUM, finished, problem, small_problem

KINDS: tuple[PlaneKind, ...] = ("pca", "weights", "random", "gradient", "points")
UNMOVED: tuple[PlaneKind, ...] = ("pca", "weights", "random")  # that need no run
RUNS = (
    finished(small_problem(Sgd(learning_rate=0.1), epochs=8)),
    finished(small_problem(MOMENTUM, epochs=8)),
)
NETWORK = RUNS[0].problem.network


def collected(work: Generator[float, None, Surface]) -> tuple[list[float], Surface]:
    fractions: list[float] = []
    return fractions, finish(work, fractions.append)


def cut(runs: tuple[Run, ...], spec: PlaneSpec, side: int = 9) -> Surface:
    plane = make_plane(spec, runs[0].problem.network, runs)
    return collected(surface(runs[0].machine, plane, [run.path for run in runs], side=side))[1]


@pytest.mark.parametrize("kind", KINDS)
def test_the_directions_of_a_plane_are_orthonormal(kind: PlaneKind) -> None:
    plane = make_plane(PlaneSpec(kind=kind), NETWORK, RUNS)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_surface_holds_the_loss_at_each_of_its_places(kind: PlaneKind) -> None:
    made = cut(RUNS, PlaneSpec(kind=kind))
    points = made.plane.points(made.across, made.up)
    assert points.shape == (9, 9, 13)
    for row, column in ((0, 0), (3, 7), (8, 8)):
        place = points[row, column]
        assert made.losses[row, column] == RUNS[0].machine.losses(place[None])[0]
        np.testing.assert_allclose(
            made.plane.project(place[None])[0], (made.across[column], made.up[row]), atol=1e-9
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_ranges_hold_every_path_with_a_margin(kind: PlaneKind) -> None:
    made = cut(RUNS, PlaneSpec(kind=kind))
    for path in made.paths:
        for column, axis in zip(path.T, (made.across, made.up), strict=True):
            assert axis[0] < column.min()
            assert column.max() < axis[-1]


def test_a_projected_point_lies_as_far_from_the_plane_as_is_said() -> None:
    made = cut(RUNS, PlaneSpec())
    for run, path, distances in zip(RUNS, made.paths, made.distances, strict=True):
        inside = made.plane.origin + path @ made.plane.directions
        np.testing.assert_allclose(np.linalg.norm(run.path - inside, axis=1), distances, atol=1e-12)


def test_the_principal_plane_is_nearer_to_the_paths_than_any_random_one() -> None:
    every = np.concatenate([run.path for run in RUNS])
    principal = make_plane(PlaneSpec(), NETWORK, RUNS).distance(every)
    for seed in range(5):
        other = make_plane(PlaneSpec(kind="random", seed=seed), NETWORK, RUNS)
        assert (principal**2).sum() < (other.distance(every) ** 2).sum()


def test_the_principal_plane_says_how_much_of_the_paths_each_direction_holds() -> None:
    plane = make_plane(PlaneSpec(), NETWORK, RUNS)
    assert plane.labels == ("1st principal direction", "2nd principal direction")
    assert 0.5 < sum(plane.shares) <= 1 + 1e-12
    assert plane.shares[0] >= plane.shares[1] > 0


def test_a_plane_of_two_weights_has_these_weights_as_coordinates() -> None:
    plane = make_plane(PlaneSpec(kind="weights", first=2, second=12), NETWORK, RUNS)
    assert plane.labels == ("dense/kernel[0, 2]", "dense_1/bias[0]")
    np.testing.assert_allclose(plane.project(RUNS[0].path), RUNS[0].path[:, [2, 12]], atol=1e-12)
    assert plane.distance(RUNS[0].path)[-1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [(0, 13), (3, 3)])
def test_two_weights_must_be_different_ones_that_the_model_has(first: int, second: int) -> None:
    with pytest.raises(SettingError, match=r"weight 13|weight -1|dense/bias|dense/kernel"):
        make_plane(PlaneSpec(kind="weights", first=first, second=second), NETWORK, RUNS)


def test_one_weight_s_line_is_a_curve_through_the_end_with_the_weight_as_its_coordinate() -> None:
    made = cut(RUNS, PlaneSpec(kind="weight", first=4))
    assert made.plane.labels == ("dense/kernel[1, 1]", "")
    assert made.plane.is_line
    assert made.is_curve
    assert made.losses.shape == (1, 9)
    np.testing.assert_allclose(made.plane.project(RUNS[0].path), RUNS[0].path[:, [4, 4]] * (1, 0), atol=1e-12)
    assert made.plane.distance(RUNS[0].path)[-1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("update", [3, None])
def test_the_plane_of_the_gradient_leads_downhill_and_along_the_velocity(update: int | None) -> None:
    run = RUNS[1]
    plane = make_plane(PlaneSpec(kind="gradient", update=update), NETWORK, [run])
    here = run.state_before(run.updates if update is None else update)
    downhill = -run.machine.gradients(here.weights[None])[0]
    np.testing.assert_array_equal(plane.origin, here.weights)
    np.testing.assert_allclose(plane.directions[0], downhill / np.linalg.norm(downhill), rtol=1e-12)
    (velocity,) = here.memory
    assert velocity @ plane.directions[1] > 0
    assert plane.distance((here.weights + velocity)[None])[0] == pytest.approx(0, abs=1e-12)


def test_without_a_velocity_the_way_that_it_came_stands_for_it() -> None:
    run = RUNS[0]
    plane = make_plane(PlaneSpec(kind="gradient"), NETWORK, [run])
    assert plane.labels == ("−gradient", "velocity")
    assert plane.distance(run.path[-2:-1])[0] == pytest.approx(0, abs=1e-12)


def test_a_plane_through_three_points_holds_them() -> None:
    spec = PlaneSpec(kind="points", points=((0, 0), (1, 7), (0, 12)))
    plane = make_plane(spec, NETWORK, RUNS)
    for run, update in spec.points:
        assert plane.distance(RUNS[run].state_before(update).weights[None])[0] == pytest.approx(0, abs=1e-12)
    usual = make_plane(PlaneSpec(kind="points"), NETWORK, RUNS)
    for point in (RUNS[0].path[0], RUNS[0].path[-1], RUNS[1].path[-1]):
        assert usual.distance(point[None])[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (((0, 0), (1, 1)), "three pairs"),
        (((0, 0), (1, 1), (0, -1)), "three pairs"),
        (((0, 0), (1, 1), (5, 0)), "no run 5"),
    ],
)
def test_points_that_are_not_three_or_of_no_run_are_refused(points: tuple[Moment, ...], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        make_plane(PlaneSpec(kind="points", points=points), NETWORK, RUNS)


@pytest.mark.parametrize("kind", KINDS)
def test_around_a_centre_the_grid_reaches_as_far_to_both_sides_and_holds_the_loss_there(
    kind: PlaneKind,
) -> None:
    end = RUNS[0].end.weights
    plane = make_plane(PlaneSpec(kind=kind), NETWORK, RUNS)
    paths = [run.path for run in RUNS]
    made = collected(surface(RUNS[0].machine, plane, paths, side=9, centre=end))[1]
    np.testing.assert_allclose([made.across[4], made.up[4]], plane.project(end[None])[0], atol=1e-12)
    assert made.losses[4, 4] == pytest.approx(RUNS[0].machine.losses(end[None])[0], abs=1e-12)
    for path in made.paths:
        assert (
            np.abs(path - (made.across[4], made.up[4])) <= (np.ptp(made.across) / 2, np.ptp(made.up) / 2)
        ).all()


def test_two_parameters_have_one_plane_and_it_is_exact() -> None:
    run = finished(problem(Dense(units=1, use_bias=False)))
    for kind in KINDS:
        made = cut((run,), PlaneSpec(kind=kind))
        assert made.plane.exact
        assert made.plane.labels == ("w1", "w2")
        assert made.plane.names == ("dense/kernel[0, 0]", "dense/kernel[1, 0]")
        np.testing.assert_array_equal(made.paths[0], run.path)
        assert made.distances[0].max() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_runs_that_have_not_begun_still_have_a_plane(kind: PlaneKind) -> None:
    for runs in ((), (_unmoved(),)) if kind in UNMOVED else ((_unmoved(),),):
        plane = make_plane(PlaneSpec(kind=kind), NETWORK, runs)
        np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)


def _unmoved() -> Run:
    run = RUNS[0]
    return Run(run.problem, run.machine, run.checkpoints[:1], np.empty(0))


def test_a_path_along_a_line_gets_a_second_direction() -> None:
    run = Run(RUNS[0].problem, RUNS[0].machine, RUNS[0].checkpoints[:2], np.empty(0))
    plane = make_plane(PlaneSpec(), NETWORK, [run])
    assert plane.labels[1].startswith("dense/kernel")
    assert plane.distance(run.path).max() < 1e-12


def test_a_random_plane_moves_no_bias_and_each_neuron_by_its_size() -> None:
    plane = make_plane(PlaneSpec(kind="random", seed=3), NETWORK, RUNS)
    assert not plane.directions[:, 6:9].any()  # dense/bias
    ends, direction = RUNS[0].end.weights[:6].reshape(2, 3), plane.directions[0, :6].reshape(2, 3)
    sizes = np.linalg.norm(direction, axis=0) / np.linalg.norm(ends, axis=0)
    np.testing.assert_allclose(sizes, sizes[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [3.0, 11.0, 1e3, 1e200])
def test_after_a_divergence_a_plane_goes_through_where_the_run_still_was(
    kind: PlaneKind, rate: float
) -> None:
    linear = (Dense(units=2, activation="linear"), Dense(units=1, activation="linear"))
    run = finished(problem(*linear, optimiser=Sgd(learning_rate=rate), epochs=100))
    made = cut((run,), PlaneSpec(kind=kind))
    np.testing.assert_allclose(made.plane.directions @ made.plane.directions.T, np.eye(2), atol=1e-6)
    assert len(near(np.array([run.path[0], made.plane.origin]))) == 2
    assert np.isfinite(made.losses).all()


@pytest.mark.parametrize("far", [1e-320, 1.0, 1e200, 1.7e308])
def test_a_plane_through_points_however_far_apart_has_axes_of_length_one(far: float) -> None:
    first, second, third = np.zeros(NETWORK.count), np.zeros(NETWORK.count), np.zeros(NETWORK.count)
    second[2], third[[2, 4]] = far, -far / 2
    plane = plane_through((first, second, third), ("across", "up"), NETWORK)
    np.testing.assert_allclose(plane.directions[:, [2, 4]], [[1, 0], [0, -1]], atol=1e-12)
    assert plane.labels == ("across", "up")


@pytest.mark.parametrize("far", [1e200, -1.7e308, np.inf, np.nan])
def test_beyond_its_grid_a_surface_has_no_loss_however_far_beyond(far: float) -> None:
    made = cut(RUNS, PlaneSpec())
    assert np.isnan(made.at(np.float64(far), 0.0))
    assert np.isnan(made.at(0.0, np.float64(far)))


def test_progress_grows_to_one() -> None:
    plane = make_plane(PlaneSpec(), NETWORK, RUNS)
    fractions, made = collected(surface(RUNS[0].machine, plane, [RUNS[0].path]))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert made.losses.shape == (61, 61)


def test_after_the_first_row_it_can_be_stopped_whatever_a_row_costs() -> None:
    plane = make_plane(PlaneSpec(), NETWORK, RUNS)
    assert next(surface(RUNS[0].machine, plane, [run.path for run in RUNS], side=9)) == pytest.approx(1 / 9)


def test_losses_that_are_not_finite_stay_so() -> None:
    class Broken:
        def losses_in(
            self, frame: FloatArray, places: FloatArray, states: FloatArray | None = None
        ) -> FloatArray:
            return np.where(unfolded(frame, places)[:, 0] > 0, np.nan, np.inf)

    plane = Plane(np.zeros(3), np.eye(2, 3), ("a", "b"), False)
    _, made = collected(surface(Broken(), plane, [np.array([[-1.0, -1, 0], [1, 1, 0]])], side=5))
    assert np.isinf(made.losses[:, 0]).all()
    assert np.isnan(made.losses[:, -1]).all()


@settings(max_examples=30)
@given(st.floats(1e5, 1e200))
def test_a_path_that_flies_off_is_followed_only_as_long_as_it_is_near(far: float) -> None:
    path = np.array([[0.5, 1.0], [2.0, -3.0], [far, -far], [1.0, 1.0]])
    np.testing.assert_array_equal(near(path), path[:2])


def test_a_diverging_path_does_not_hide_the_other() -> None:
    plane = Plane(np.zeros(2), np.eye(2), ("a", "b"), True)
    paths = [np.array([[0.0, 0], [1, 1]]), np.array([[0.0, 0], [3, 2], [1e150, np.inf]])]
    _, made = collected(surface(_Bowl(), plane, paths, side=5))
    assert made.across[-1] < 10


class _Bowl:
    def losses_in(
        self, frame: FloatArray, places: FloatArray, states: FloatArray | None = None
    ) -> FloatArray:
        losses: FloatArray = (unfolded(frame, places) ** 2).sum(axis=1)
        return losses


def measured(
    text: str,
    leaves: dict[str, LeafValue],
    updates: int = 9,
    rate: float = 0.1,
    side: int | None = None,
    **plane: Any,
) -> tuple[Run, Surface]:
    """Train an expression, and cut its surface."""
    training = TrainingSpec(optimiser=Sgd(learning_rate=rate), epochs=updates)
    task = Problem(Formula(text=text, leaves=leaves).network, training)
    run, spec = finished(task), PlaneSpec(**plane)
    made = make_plane(spec, task.network, [run])
    return run, collected(surface(run.machine, made, [run.path], side, ranges=spec.ranges))[1]


def test_a_surface_says_what_it_lies_over_and_between_which_losses() -> None:
    said = {text: repr(measured(text, {"x": 3.0})[1]) for text in ("x*x", "where(x, 1, 2)")}
    assert re.fullmatch(r"<Surface 1 × 401 over x: losses from \S+ to \S+>", said["x*x"])
    assert said["where(x, 1, 2)"] == "<Surface 1 × 401 over x: all losses 1>"
    plane = Plane(np.zeros(2), np.eye(2), ("a", "b"), True)
    nowhere = Surface(plane, LossGrid(plane, np.zeros(2), np.zeros(2), np.full((2, 2), np.nan)))
    assert repr(nowhere) == "<Surface 2 × 2 over a, b: no finite loss>"


def test_an_expression_of_one_leaf_is_a_curve() -> None:
    _, made = measured("x**2*cos(x) + sin(x)", {"x": 6.0}, ranges=((-12.0, 12.0),))
    assert made.losses.shape == (1, 401)
    assert made.up.tolist() == [0.0]
    np.testing.assert_allclose(
        made.losses[0], made.across**2 * np.cos(made.across) + np.sin(made.across), rtol=1e-12
    )
    low = made.losses[0]
    bottoms = made.across[1:-1][(low[1:-1] < low[:-2]) & (low[1:-1] < low[2:])]
    np.testing.assert_allclose(bottoms, [-9.619390, -3.588823, 3.692901, 9.639647], atol=0.06)


@pytest.mark.parametrize("kind", KINDS)
def test_an_expression_of_two_leaves_is_a_surface_with_the_descent_inside(kind: PlaneKind) -> None:
    run, made = measured("x1*x1 + 3*x2*x2 + x1*x2", {"x1": 2.0, "x2": -1.0}, 30, 0.1, kind=kind)
    assert made.plane.labels == ("x1", "x2")
    assert made.plane.exact
    np.testing.assert_array_equal(made.paths[0], run.path)
    x1, x2 = made.across[None, :], made.up[:, None]
    np.testing.assert_allclose(made.losses, x1 * x1 + 3 * x2 * x2 + x1 * x2, rtol=1e-12, atol=1e-12)


def test_a_tensor_of_two_numbers_has_a_surface_of_its_own() -> None:
    _, made = measured("sum(a*a)", {"a": [1.0, 2.0]}, 30, 0.1, side=5)
    assert made.plane.labels == ("a[0]", "a[1]")
    np.testing.assert_allclose(made.losses, made.across[None, :] ** 2 + made.up[:, None] ** 2, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_an_expression_of_more_numbers_is_cut_by_a_plane_as_a_network_is(kind: PlaneKind) -> None:
    _, made = measured("sum(a*a) + s*s", {"a": [1.0, 2.0], "s": 0.5}, 30, 0.05, side=5, kind=kind)
    assert not made.plane.exact
    for row, column in ((0, 0), (2, 3), (4, 4)):
        place = made.plane.points(made.across, made.up)[row, column]
        assert made.losses[row, column] == pytest.approx((place**2).sum(), rel=1e-12)
    assert all(made.across[0] <= at <= made.across[-1] for at in made.paths[0][:, 0])


def test_two_of_an_expression_s_numbers_are_chosen_by_their_places() -> None:
    leaves: dict[str, LeafValue] = {"a": 1.0, "b": 2.0, "c": 3.0}
    run, made = measured("a * b * c", leaves, 2, 0.01, side=3, kind="weights", first=0, second=2)
    assert made.plane.labels == ("a", "c")
    expected = run.end.weights[1] * made.across[None, :] * made.up[:, None]
    np.testing.assert_allclose(made.losses, expected, rtol=1e-12)


def test_an_expression_with_reductions_is_measured_place_by_place() -> None:
    _, made = measured("sum(a*a*a) - max(a)", {"a": [0.5, 1.0]}, side=5)
    a, b = made.across[None, :], made.up[:, None]
    np.testing.assert_allclose(made.losses, a**3 + b**3 - np.maximum(a, b), rtol=1e-12, atol=1e-12)


def test_an_expression_whose_variable_changes_nothing_is_flat() -> None:
    assert np.ptp(measured("x - x + 0*x", {"x": 1.0})[1].losses) == 0


def test_around_a_point_that_never_moves_is_shown_a_little_more_than_a_period() -> None:
    _, made = measured("cos(x)", {"x": 0.0})
    assert made.across[-1] == -made.across[0] > 2 * np.pi


@pytest.mark.parametrize("leaves", [{"x": np.nan}, {"x": np.inf}, {"x": [np.nan, 1.0, 2.0]}])
def test_a_start_that_is_not_finite_still_has_a_surface(leaves: dict[str, LeafValue]) -> None:
    _, made = measured("sum(x*x)", leaves, side=5)
    assert np.isfinite(made.across).all()
    assert made.losses.shape[1] == 5


def test_places_without_a_value_are_nan() -> None:
    _, made = measured("ln(x)", {"x": 1.0}, ranges=((-1.0, 3.0),))
    assert np.isnan(made.losses[0, 0])
    assert np.isfinite(made.losses[0, -1])


def test_the_ranges_of_an_expression_are_the_least_that_is_shown_and_never_narrower_than_its_path() -> None:
    run, made = measured("x*x", {"x": 20.0}, 5, 0.1, ranges=((-12.0, 12.0),))
    assert (made.across[0], made.across[-1]) == (-12.0, 20.0)
    assert run.path.max() == 20.0


def test_ranges_that_are_not_one_for_each_number_are_left_aside() -> None:
    with_one, without = (
        measured("x*x + y*y", {"x": 1.0, "y": 2.0}, 9, 0.1, 5, ranges=ranges)[1]
        for ranges in (((-99.0, 99.0),), ())
    )
    np.testing.assert_array_equal(with_one.across, without.across)
    np.testing.assert_array_equal(with_one.up, without.up)


def test_a_path_that_flies_out_of_all_bounds_does_not_widen_the_ranges() -> None:
    _, made = measured("x**4", {"x": 2.0}, 50, 1.0, ranges=((-3.0, 3.0),))
    assert made.across[0] >= -1e5
    assert made.across[-1] == 3.0


@pytest.mark.parametrize("range_", [(1.0, 1.0), (2.0, 1.0), (0.0, float("inf")), (float("nan"), 1.0)])
def test_a_range_the_wrong_way_round_is_refused(range_: tuple[float, float]) -> None:
    with pytest.raises(SettingError, match="lower one first"):
        PlaneSpec(ranges=(range_,))


@pytest.mark.parametrize("far", [1e200, 1.79e308])
def test_leaves_as_large_as_numbers_go_still_have_axes(far: float) -> None:
    _, made = measured("x - y", {"x": far, "y": -far}, 1, 0.1)
    assert np.isfinite(made.across).all()
    assert np.isfinite(made.up).all()
