"""What a picture of training is told of the ground: one that can be compared with the picture before."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.landscape.frame import Frame, Window
from graphviz_nn.landscape.plane import PlaneSpec, Surface
from graphviz_nn.landscape.planes import KEPT_ELSEWHERE
from graphviz_nn.landscape.reach import flies_off, shown_parts
from graphviz_nn.landscape.survey import survey
from graphviz_nn.model import Dense, Formula
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.levels import levels_of
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import finished, problem, small_problem

NEURON = Dense(units=1, activation="linear", use_bias=False, kernel_initializer="zeros")


def surveyed(
    *runs: Run, frame: Frame | None = None, before: Surface | None = None, **plane: object
) -> Surface:
    spec = PlaneSpec(**plane)  # type: ignore[arg-type]
    return finish(survey(spec, runs, frame, before), quiet)


def descent(text: str, rate: float = 0.1, updates: int = 30, **leaves: float) -> Run:
    training = TrainingSpec(optimiser=Sgd(learning_rate=rate), epochs=updates)
    return finished(Problem(Formula(text=text, leaves=dict(leaves)).network, training))


# The plane stays.


RATES = np.geomspace(0.02, 1.0, 25)


TASK = small_problem(Sgd(learning_rate=0.1), epochs=20)


def trained(rate: float, seed: int = 0) -> Run:
    rule = Sgd(learning_rate=float(rate))
    return finished(replace(TASK, training=msgspec.structs.replace(TASK.training, optimiser=rule, seed=seed)))


def test_over_a_sweep_of_learning_rates_the_axes_stay_as_they_are() -> None:
    first = made = surveyed(trained(0.1))
    for rate in RATES:
        made = surveyed(trained(rate), before=made)
        assert made.plane.directions is first.plane.directions
        assert made.plane.origin is first.plane.origin


def test_and_so_do_the_ranges_as_long_as_half_of_the_points_lie_in_them() -> None:
    made = surveyed(trained(0.1))
    for rate in RATES:
        before, made = made, surveyed(trained(rate), before=made)
        (left, right), (bottom, top) = before.home
        x, y = made.paths[0].T
        inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        assert (
            (made.home == before.home)
            or inside.mean() < 0.5
            or max(np.ptp(x) / (right - left), np.ptp(y) / (top - bottom)) < 0.1
        )


def test_a_setting_of_the_training_leaves_the_ground_as_it_was_measured() -> None:
    before, faster = surveyed(trained(0.1)), trained(0.12)
    made = surveyed(faster, before=before)
    assert made.grid is before.grid
    assert levels_of(made.grid) is levels_of(before.grid)
    assert (made.paths[0] != before.paths[0]).any()
    np.testing.assert_allclose(made.distances[0], made.plane.distance(faster.path), rtol=0, atol=1e-12)


@pytest.mark.parametrize("change", ["rows", "frame", "window", "fit"])
def test_what_changes_the_ground_or_what_is_seen_of_it_has_it_measured_anew(change: str) -> None:
    before = surveyed(finished(TASK), frame=Frame(200, 150))
    other = replace(TASK, x=TASK.x + 0.1) if change == "rows" else TASK
    window = Window(before.plane.labels, (-0.1, 0.1), (-0.1, 0.1)) if change == "window" else None
    frame = Frame(400 if change == "frame" else 200, 150, window)
    made = surveyed(finished(other), frame=frame, before=before, fit=int(change == "fit"))
    assert made.grid is not before.grid
    places = made.plane.points(made.across, made.up).reshape(-1, made.plane.origin.size)
    losses = make_machine(other).losses(places).reshape(made.losses.shape)
    np.testing.assert_allclose(made.losses, losses, rtol=1e-12)


def test_a_plane_that_is_asked_to_be_fitted_anew_is_the_best() -> None:
    before, run = surveyed(trained(0.02)), trained(1.0)
    best = surveyed(run)
    kept, anew = surveyed(run, before=before), surveyed(run, before=before, fit=1)
    np.testing.assert_array_equal(anew.plane.directions, best.plane.directions)
    assert anew.home == best.home
    assert sum(kept.plane.shares) < sum(anew.plane.shares)


@pytest.mark.parametrize("change", ["rows", "one more run"])
def test_a_plane_that_other_rows_or_another_run_leave_gives_way_to_the_best(change: str) -> None:
    """A drag of a rate may lead the path off its plane, so that rates can be compared; new data are no drag."""
    slow, flat = trained(0.02), replace(TASK, x=TASK.x[:, ::-1] * np.array([4.0, -0.5]))
    runs = [finished(flat)] if change == "rows" else [slow, trained(1.0)]
    before = surveyed(slow)
    made, best = surveyed(*runs, before=before), surveyed(*runs)
    assert sum(made.plane.shares) >= KEPT_ELSEWHERE * sum(best.plane.shares)


def test_a_plane_of_paths_that_began_elsewhere_gives_way_to_the_best_but_is_not_mirrored() -> None:
    before, run = surveyed(trained(0.1)), trained(0.1, seed=5)
    made, best = surveyed(run, before=before), surveyed(run)
    assert sum(made.plane.shares) >= 0.75 * sum(best.plane.shares) - 1e-9
    assert np.trace(made.plane.directions @ before.plane.directions.T) >= np.trace(
        best.plane.directions @ before.plane.directions.T
    )


def test_the_ranges_stay_while_the_paths_fit_in_them() -> None:
    runs = [descent("x*x + 3*y*y", rate, x=2.0, y=-1.0) for rate in (0.1, 0.11, 0.12)]
    first = surveyed(runs[0])
    assert [surveyed(run, before=first).home for run in runs[1:]] == [first.home] * 2
    far = descent("x*x + 3*y*y", x=20.0, y=-9.0)
    assert surveyed(far, before=first).home[0][1] > 20


def test_the_shares_are_those_of_the_plane_that_is_shown() -> None:
    one, other = (finished(small_problem(Sgd(learning_rate=rate), epochs=20)) for rate in (0.2, 0.3))
    kept = surveyed(other, before=surveyed(one)).plane
    moved = other.path - other.end.weights
    expected = ((moved @ kept.directions.T) ** 2).sum(axis=0) / (moved**2).sum()
    np.testing.assert_allclose(kept.shares, expected, rtol=1e-9)


# It fills its frame, a unit as long across as up.


@settings(max_examples=30, deadline=None)
@given(st.integers(60, 2000), st.integers(60, 1400))
def test_the_grid_fills_any_frame_with_equal_units_and_holds_the_paths(width: int, height: int) -> None:
    made = surveyed(BOWL, frame=Frame(width, height))
    wide, tall = np.ptp(made.across), np.ptp(made.up)
    assert wide / tall == pytest.approx(width / height)
    for column, axis in zip(made.paths[0].T, (made.across, made.up), strict=True):
        assert axis[0] < column.min() <= column.max() < axis[-1]
    assert len(made.across) * len(made.up) <= 202 * 202


BOWL = descent("x*x + 40*y*y", 0.01, x=2.0, y=-1.0)


def test_a_larger_frame_has_a_finer_grid() -> None:
    counts = [surveyed(BOWL, frame=Frame(side, side)).losses.size for side in (200, 500, 1200)]
    assert counts == sorted(counts)
    assert counts[-1] == pytest.approx(201 * 201, rel=0.02)


def test_a_window_is_measured_anew_and_one_of_other_axes_is_not() -> None:
    window = Window(("x", "y"), (0.1, 0.2), (-0.3, -0.2))
    made = surveyed(BOWL, frame=Frame(400, 400, window))
    assert (made.across[0], made.across[-1], made.up[0], made.up[-1]) == (0.1, 0.2, -0.3, -0.2)
    other = Window(("x", "z"), (0.1, 0.2), (-0.3, -0.2))
    assert np.ptp(surveyed(BOWL, frame=Frame(400, 400, other)).across) > 1


def test_x_stands_across_and_y_up_in_whichever_order_they_are_written() -> None:
    run = descent("y*ln(x) + sqrt(x)", 0.01, 5, y=1.0, x=2.0)
    made = surveyed(run, ranges=((-1.0, 1.5), (1.0, 3.0)))  # for each leaf, in the network's order: y, then x
    assert made.plane.labels == ("x", "y")
    assert made.across[0] <= 1.0 < 3.0 <= made.across[-1]
    assert made.up[0] <= -1.0 < 1.5 <= made.up[-1]
    place = made.plane.points(made.across, made.up)[3, 40]
    x, y = made.across[40], made.up[3]
    assert place.tolist() == [y, x]
    assert made.losses[3, 40] == pytest.approx(y * np.log(x) + np.sqrt(x))


def test_the_loss_at_a_place_is_read_between_those_of_the_grid() -> None:
    made = surveyed(descent("x + 2*y", 1e-6, 1, x=0.0, y=0.0), frame=Frame(90, 60))
    (left, right), (low, high) = made.home
    x, y = left + 0.3 * (right - left), low + 0.6 * (high - low)
    assert made.at(x, y) == pytest.approx(x + 2 * y)
    assert np.isnan(made.at(made.across[-1] + 1, 0.0))
    curve = surveyed(descent("3*x", 1e-6, 1, x=0.0))
    x = curve.across[7] + 0.4 * (curve.across[8] - curve.across[7])
    assert curve.at(x, 0.0) == pytest.approx(3 * x)


def test_beside_an_infinite_loss_there_is_no_number_and_no_warning() -> None:
    made = surveyed(descent("x + 2*y", 1e-6, 1, x=0.0, y=0.0), frame=Frame(90, 60))
    beyond = replace(made, grid=replace(made.grid, losses=np.full_like(made.losses, np.inf)))
    assert np.isnan(beyond.at(float(made.across[3]), float(made.up[3])))


# A path that flies off.


@settings(max_examples=40)
@given(st.floats(1.3, 50.0), st.integers(20, 200))
def test_a_path_that_swings_ever_wider_does_not_shrink_the_others(growth: float, count: int) -> None:
    steps = np.arange(count)[:, None]
    with np.errstate(over="ignore"):
        wild = np.array([1.0, 1.0]) * (-growth) ** steps
    calm = np.array([1.0, 1.0]) * 0.9**steps
    parts = shown_parts([calm, wild])
    np.testing.assert_array_equal(parts[0], calm)
    assert np.abs(np.concatenate(parts)).max() <= 4
    assert not flies_off(calm)


def test_a_path_that_flies_off_alone_is_shown_by_its_first_hops() -> None:
    run = descent("x*x", 1.5, 30, x=1.0)  # x becomes −2 x
    made = surveyed(run)
    assert run.path.max() > 1e6
    assert 1.0 <= made.across[-1] < 40


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3])
def test_one_that_comes_to_rest_is_shown_whole(rate: float) -> None:
    path = descent("x*x + 3*y*y", rate, 60, x=5.0, y=1.0).path
    (shown,) = shown_parts([path])
    np.testing.assert_array_equal(shown, path)


# Along one variable.


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["x**2*cos(x) + sin(x)", "exp(x/4)", "tanh(x)*x", "1/(1+x*x)"]), st.floats(-4, 4))
def test_the_slopes_of_a_curve_are_its_differences(text: str, start: float) -> None:
    made = surveyed(descent(text, 0.01, 5, x=start))
    assert made.grid.slopes is not None
    h = 1e-6
    run = descent(text, 0.01, 5, x=start)
    ahead, behind = (run.machine.losses((made.across + side)[:, None]) for side in (h, -h))
    np.testing.assert_allclose(made.grid.slopes, (ahead - behind) / (2 * h), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("ln(x - 5)", "log(x - 5)"),
        ("log2(x)*x", "log(x, 2)*x"),
        ("log10(x + 1) + x**2", "log(x + 1, 10) + x**2"),
        ("sqrt(x) - x", "sqrt(x) - x"),
    ],
)
def test_where_a_curve_has_no_value_it_has_no_derivative_and_elsewhere_that_of_sympy(
    text: str, symbols: str
) -> None:
    made = surveyed(descent(text, 0.01, 5, x=6.0), ranges=((-2.0, 8.0),))
    assert made.grid.slopes is not None
    assert np.isnan(made.losses).any()
    np.testing.assert_array_equal(np.isnan(made.grid.slopes), np.isnan(made.losses[0]))
    exact = sympy.lambdify("x", sympy.diff(sympy.sympify(symbols), "x"))
    there = np.isfinite(made.grid.slopes)  # also not at a pole
    np.testing.assert_allclose(made.grid.slopes[there], exact(made.across[there]), rtol=1e-9)


def test_a_curve_has_the_slope_at_its_kink_that_the_op_is_given_there() -> None:
    made = surveyed(descent("relu(x)", 0.01, 5, x=1.0), ranges=((-1.0, 1.0),))
    assert made.grid.slopes is not None
    assert set(made.grid.slopes[made.across <= 0]) == {0.0}
    assert set(made.grid.slopes[made.across > 0]) == {1.0}


@pytest.mark.parametrize(
    ("text", "falls"),
    [
        ("x**2*cos(x) + sin(x)", (True, True)),
        ("x*x", (False, False)),
        ("cos(x)", (False, False)),
        ("x**3", (True, False)),
        ("0 - exp(x)", (False, True)),
    ],
)
def test_a_curve_that_falls_on_beyond_its_picture_says_so(text: str, falls: tuple[bool, bool]) -> None:
    assert surveyed(descent(text, 0.1, 60, x=1.0)).grid.falls == falls


# Where every run is in time.


def test_every_point_of_a_path_has_its_epoch() -> None:
    run = finished(small_problem(Sgd(learning_rate=0.1), epochs=3))
    (epochs,) = surveyed(run).epochs
    assert epochs[0] == 0
    assert epochs[-1] == 3
    assert len(epochs) == len(run.path)


def test_the_curvature_of_one_linear_neuron_is_that_of_its_data() -> None:
    task = problem(NEURON, optimiser=Sgd(learning_rate=0.01), epochs=3)
    found = surveyed(finished(task)).grid.curvature
    assert found is not None
    eigenvalues = np.linalg.eigvalsh(2 / len(task.x) * task.x.T @ task.x)
    np.testing.assert_allclose(found.eigenvalues, eigenvalues, rtol=1e-9)
    assert found.minimum is not None
    np.testing.assert_allclose(found.minimum, np.linalg.lstsq(task.x, task.y[:, 0], rcond=None)[0], rtol=1e-7)
