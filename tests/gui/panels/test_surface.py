"""The loss surface."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from graphviz_nn.gui.ground.told import reading
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.surface import SurfacePanel
from graphviz_nn.gui.plots.shapes import Handle
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.height_view import HeightView
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.landscape.frame import Frame, Window
from graphviz_nn.landscape.hessian import hessian
from graphviz_nn.landscape.plane import PlaneKind, Surface
from graphviz_nn.landscape.planes import make_plane
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Adagrad, Adam, AnyOptimiser, RmsProp
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.descent import beyond_of, descent, ghosts_of, rate_marks
from graphviz_nn.session.endings import ends_on
from graphviz_nn.text import number_in, short
from tests.gui.hand import click, drag, key, slide
from tests.gui.panels.conftest import Show
from tests.gui.settling import settle


def ground_of(panel: SurfacePanel) -> Plot:
    """Return the plot of the contours."""
    return next(plot for plot in panel.findChildren(Plot) if "contours" in plot.accessibleName())


def test_each_variant_is_at_its_point_of_the_path(learnt: Session) -> None:
    commands.go_to(learnt, 5, 0)
    surface = learnt.state.surface
    assert surface is not None
    found = descent(learnt.state, surface)
    for path, run, walked in zip(surface.paths, learnt.state.runs, found.paths, strict=True):
        place = run.path_updates.index(5)
        assert walked[-1] == pytest.approx(path[place])
        assert walked[0] == pytest.approx(path[0])


def test_the_gradients_arrow_is_its_part_of_the_step(learnt: Session) -> None:
    commands.choose_variant(learnt, 1)
    commands.go_to(learnt, 3, 0)
    surface, moment = learnt.state.surface, learnt.state.moment
    assert surface is not None
    assert moment is not None
    found = descent(learnt.state, surface)
    assert found.downhill is not None
    assert found.step is not None
    rate = moment.problem.training.optimiser.rate(3)
    gradient = np.concatenate([np.ravel(c.gradient) for c in moment.record.changes.values()])
    np.testing.assert_allclose(found.downhill.vector, surface.plane.directions @ (-rate * gradient))
    step = moment.after.weights - moment.before.weights
    np.testing.assert_allclose(found.step.vector, surface.plane.directions @ step)
    assert (found.downhill.name, found.step.name) == ("−gradient", "velocity")


@pytest.mark.parametrize("rule", [Adagrad(), RmsProp(), Adam()])
def test_beside_a_step_that_is_measured_anew_for_each_weight_stands_the_way_downhill_as_long(
    learnt: Session, rule: AnyOptimiser
) -> None:
    commands.set_variant(learnt, 0, momentum=None, optimiser=rule)
    commands.go_to(learnt, 3, 0)
    surface, moment = learnt.state.surface, learnt.state.moment
    assert surface is not None
    assert moment is not None
    found = descent(learnt.state, surface)
    assert found.downhill is not None
    assert found.step is not None
    step = moment.after.weights - moment.before.weights
    np.testing.assert_allclose(found.step.vector, surface.plane.directions @ step)
    downhill = -np.concatenate([np.ravel(c.gradient) for c in moment.record.changes.values()])
    downhill *= np.linalg.norm(step) / np.linalg.norm(downhill)
    np.testing.assert_allclose(found.downhill.vector, surface.plane.directions @ downhill)
    assert (found.downhill.name, found.step.name) == ("downhill", rule.title)


def test_a_switch_turns_it_into_a_landscape_and_back(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    (heights,) = panel.findChildren(HeightView)
    plot = ground_of(panel)
    for text, seen in (("3-D", heights), ("contours", plot)):
        button = next(b for b in panel.findChildren(QToolButton) if b.text() == text)
        click(button)
        assert learnt.state.view.three_d == (text == "3-D")
        assert seen.isVisible()


def test_the_landscape_turns_by_dragging_and_by_keys(shown: Show, learnt: Session) -> None:
    commands.set_three_d(learnt, True)
    panel = shown(SurfacePanel, learnt)
    (heights,) = panel.findChildren(HeightView)
    before = heights.camera
    drag(heights, heights.rect().center(), heights.rect().center() * 1.3)
    key(heights, Qt.Key.Key_Up)
    assert heights.camera.tilt > before.tilt
    heights.grab()


def test_two_weights_are_chosen_by_their_names(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    plane, first, second = panel.findChildren(Choice)
    assert not first.isVisible()
    plane.setCurrentIndex(plane.findData("weights"))
    plane.activated.emit(plane.currentIndex())
    assert first.isVisible()
    assert (first.currentText(), second.currentText()) == ("dense/kernel[0, 0]", "dense/kernel[0, 1]")
    second.setCurrentIndex(second.findText("dense_1/bias[0]"))
    second.activated.emit(second.currentIndex())
    assert learnt.state.surface is not None
    assert learnt.state.surface.plane.labels == ("dense/kernel[0, 0]", "dense_1/bias[0]")


def test_it_says_how_far_the_weights_lie_from_the_plane(shown: Show, learnt: Session) -> None:
    commands.set_plane(learnt, kind="weights")
    commands.go_to(learnt, 30, 0)
    panel = shown(SurfacePanel, learnt)
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert any("off this plane" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "leaves"), [("x**2 + 3*sin(3*x)", {"x": 2.0}), ("x*y", {"x": 1.0, "y": 2.0})]
)
def test_an_expression_of_one_or_two_numbers_has_a_picture(
    shown: Show, text: str, leaves: dict[str, float]
) -> None:
    session = Session()
    commands.open_expression(session, text, leaves)
    panel = shown(SurfacePanel, session)
    seen = [plot for plot in panel.findChildren(Plot) if plot.isVisible()]
    assert len(seen) == (2 if len(leaves) == 1 else 1)
    for plot in seen:
        assert plot.chart.frame.width() > 100
        plot.grab()


def test_an_expression_of_tensors_has_a_choice_of_planes_as_a_network_has(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "sum(x*x) + s*s", {"x": [1.0, 2.0], "s": 3.0})
    panel = shown(SurfacePanel, session)
    plane, first, second = panel.findChildren(Choice)
    assert plane.isVisible()
    plane.setCurrentIndex(plane.findData("weights"))
    plane.activated.emit(plane.currentIndex())
    assert (first.currentText(), second.currentText()) == ("x[0]", "x[1]")
    assert [first.itemText(place) for place in range(first.count())] == ["x[0]", "x[1]", "s"]
    panel.grab()


def test_one_or_two_numbers_have_one_plane_and_no_choice(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "sum(x*x)", {"x": [1.0, 2.0]})
    plane, _, _ = shown(SurfacePanel, session).findChildren(Choice)
    assert not plane.isVisible()


@pytest.mark.parametrize(("text", "leaves"), [("2 + 3", {}), ("x * 2", {"x": [1.0, 2.0]})])
def test_what_cannot_be_trained_says_that_it_has_none(
    shown: Show, text: str, leaves: dict[str, LeafValue]
) -> None:
    session = Session()
    commands.open_expression(session, text, leaves)
    plot = ground_of(shown(SurfacePanel, session))
    assert "one number" in plot.accessibleDescription()


def test_an_expression_s_travellers_walk_along_the_curve(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "cos(x)", {"x": 1.0})
    commands.go_to(session, 30, 0)
    surface = session.state.surface
    assert surface is not None
    for walked, run in zip(descent(session.state, surface).paths, session.state.runs, strict=True):
        assert walked[-1][0] == pytest.approx(run.path[30, 0])


def test_the_lowest_place_has_the_deepest_shade(learnt: Session, shown: Show, theme: Theme) -> None:
    plot = ground_of(shown(SurfacePanel, learnt))
    assert plot.chart
    settle(plot.window())
    image, surface = plot.grab().toImage(), learnt.state.surface
    assert surface is not None
    picture = SurfacePicture(surface, queries.variant_labels(learnt.state))

    def shade(row: int, column: int) -> float:
        ((x, y),) = plot.chart.pixels(np.array([[surface.across[column], surface.up[row]]])).tolist()
        return image.pixelColor(round(x), round(y)).lightnessF()

    low, high = (np.argwhere(found)[::7].tolist() for found in (picture.heights < 0.3, picture.heights > 0.8))
    assert np.median([shade(*place) for place in low]) < np.median([shade(*place) for place in high])


@pytest.mark.parametrize("rule", [Adagrad(), RmsProp(), Adam()])
def test_its_words_do_not_widen_the_windows_side(shown: Show, learnt: Session, rule: AnyOptimiser) -> None:
    panel = shown(SurfacePanel, learnt)
    before = panel.minimumSizeHint().width()
    commands.set_variant(learnt, 0, momentum=None, optimiser=rule)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() == before


def test_the_surface_fills_its_frame_and_is_measured_anew_for_what_one_zooms_into(
    shown: Show, learnt: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    plot = ground_of(panel)
    assert plot.chart
    settle(panel.window())

    def grid() -> tuple[float, float, float, float]:
        surface = learnt.state.surface
        assert surface is not None
        return surface.across[0], surface.across[-1], surface.up[0], surface.up[-1]

    def seen() -> list[float]:
        return [end for span in plot.chart.view for end in span]

    assert grid() == pytest.approx(seen(), rel=0.02, abs=0.02)
    plot.chart.box.scaleBy((0.2, 0.2))
    plot.chart.box.sigRangeChangedManually.emit([True, True])
    settle(panel.window())
    assert grid() == pytest.approx(seen(), rel=0.02, abs=0.02)
    assert np.ptp(grid()[:2]) < 0.3 * np.ptp(learnt.state.surface.home[0])  # type: ignore[union-attr]
    plot.chart.show_all()
    settle(panel.window())
    assert grid() == pytest.approx(seen(), rel=0.02, abs=0.02)


def test_the_old_picture_stays_under_a_veil_while_a_setting_is_dragged(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    before = learnt.state.surface
    plane = before.plane if before else None
    for rate in (0.05, 0.06, 0.07):
        commands.set_optimiser(learnt, learning_rate=rate)
        assert not ground_of(panel).is_empty
        assert learnt.state.surface is not None
        assert plane is not None
        assert learnt.state.surface.plane.directions is plane.directions


def test_covers_of_the_view_cover_the_future_and_the_names(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.cover(learnt, "future", "legend")
    plot = ground_of(panel)
    assert plot.chart.legend.is_covered
    plot.legend_clicked.emit()
    assert learnt.state.view.covered == ("future",)
    assert not plot.chart.legend.is_covered


def test_a_point_between_two_updates_is_between_their_places(learnt: Session) -> None:
    commands.go_to(learnt, 5, 0)
    surface = learnt.state.surface
    assert surface is not None
    here, half, there = (
        descent(replace(learnt.state, done=done), surface).paths[0][-1] for done in (5.0, 5.5, 6.0)
    )
    np.testing.assert_allclose(half, (here + there) / 2)
    commands.go_to(learnt, 6, 0)
    np.testing.assert_allclose(there, descent(learnt.state, surface).paths[0][-1])


def test_the_caption_names_the_shape_of_an_exact_bowl_and_the_rate_that_it_bears(shown: Show) -> None:
    session = Session()
    commands.open_lesson(session, "momentum")
    panel = shown(SurfacePanel, session)
    words = [label.text() for label in panel.findChildren(QLabel)]
    assert any("260 times as steep across as along · 2/λmax = 0.04741" in text for text in words)
    assert [words for _, words in rate_marks(session.state)] == ["2/λmax", "(2+2β)/λmax"]
    dataset = session.state.dataset
    assert dataset is not None
    most = np.linalg.eigvalsh(2 / len(dataset.x) * dataset.x.T @ dataset.x)[-1]
    np.testing.assert_allclose([rate for rate, _ in rate_marks(session.state)], [2 / most, 3.8 / most])


def test_the_pointer_reads_value_and_slope_of_a_curve(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "x*x*x", {"x": 1.0})
    panel = shown(SurfacePanel, session)
    surface = session.state.surface
    assert surface is not None
    said = reading(session.state, surface, 0.5, 0.0).split("\n")
    assert [line.split(" = ")[0] for line in said] == ["x", "f(x)", "f′(x)"]
    numbers = [number_in(line.split(" = ")[1]) for line in said]
    assert numbers == pytest.approx([0.5, 0.125, 0.75], abs=0.02)
    assert "f′(x) = 3" in " ".join(label.text() for label in panel.findChildren(QLabel))


def test_where_an_expression_has_no_value_no_derivative_is_said(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "ln(x - 5)", {"x": 1.0})
    panel = shown(SurfacePanel, session)
    assert "f(x) = NaN · f′(x) = NaN" in " ".join(label.text() for label in panel.findChildren(QLabel))


def test_at_the_end_of_a_descent_it_says_where_it_came_to_and_how_low_that_is(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "(x - 1)**2", {"x": 3.0})
    panel = shown(SurfacePanel, session)
    for update, x in ((0, 3.0), (1, session.state.runs[0].state_before(1).weights[0])):
        commands.visit(session, update)
        assert any(f"x = {short(x)} · f(x) = {short((x - 1) ** 2)}" in note for note in notes_of(panel))
    commands.to_end(session)
    x = session.state.runs[0].end.weights[0]
    assert any(f"x = {short(x)} · f(x) = {short((x - 1) ** 2)}" in note for note in notes_of(panel))


def notes_of(panel: QWidget) -> list[str]:
    return [label.full_text for label in panel.findChildren(Elided)]


def surface_of(session: Session) -> Surface:
    assert session.state.surface is not None
    return session.state.surface


def test_off_the_plane_the_true_loss_is_told_beside_that_of_the_drawing(shown: Show, learnt: Session) -> None:
    commands.set_plane(learnt, kind="random")
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 0)
    moment, surface = learnt.state.moment, surface_of(learnt)
    assert moment is not None
    assert moment.machine is not None
    true = moment.machine.losses(moment.before.weights[None])[0]
    drawn = surface.at(*surface.plane.project(moment.before.weights[None])[0])
    said = f"off this plane: loss {short(true, 3)} there, {short(drawn, 3)} as drawn"
    assert any(said in note for note in notes_of(panel))


def test_one_weight_is_chosen_by_its_name_and_its_loss_is_a_curve(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_plane(learnt, kind="weight", first=3)
    across, up = (choice for choice in panel.findChildren(Choice) if "Weight" in choice.accessibleName())
    assert across.isVisible()
    assert not up.isVisible()
    assert across.currentText() == learnt.state.work.subject.network.cell_name(3)
    assert surface_of(learnt).is_curve
    across.setCurrentIndex(5)
    across.activated.emit(5)
    assert learnt.state.view.plane.first == 5


@pytest.mark.parametrize("kind", ["pca", "gradient", "points", "random", "weights"])
def test_a_plane_stays_while_a_rate_is_dragged_until_the_button_fits_it_anew(
    shown: Show, learnt: Session, kind: PlaneKind
) -> None:
    commands.set_plane(learnt, kind=kind)
    panel = shown(SurfacePanel, learnt)
    first = surface_of(learnt)
    for rate in (0.011, 0.013, 0.015):
        commands.set_optimiser(learnt, learning_rate=rate)
        np.testing.assert_array_equal(surface_of(learnt).plane.directions, first.plane.directions)
        assert surface_of(learnt).home == first.home
    button = next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == "Fit the plane anew")
    click(button)
    assert learnt.state.view.plane.fit == 1
    best = make_plane(learnt.state.view.plane, learnt.state.work.subject.network, learnt.state.runs)
    np.testing.assert_array_equal(surface_of(learnt).plane.directions, best.directions)


def test_the_gradient_s_plane_is_fitted_to_the_update_that_is_shown(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 4)
    plane = next(choice for choice in panel.findChildren(Choice) if choice.accessibleName() == "Plane")
    plane.show_option("gradient")
    plane.activated.emit(plane.currentIndex())
    np.testing.assert_array_equal(
        surface_of(learnt).plane.origin, learnt.state.runs[0].state_before(4).weights
    )


def test_other_rates_are_trails_from_where_the_run_is_and_the_future_s_cover_hides_them(
    shown: Show, learnt: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 3)
    assert ghosts_of(learnt.state) == ()
    switch = next(switch for switch in panel.findChildren(Switch) if switch.text() == "other rates")
    click(switch)
    ghosts = ghosts_of(learnt.state)
    moment = learnt.state.moment
    assert moment is not None
    assert [ghost.times for ghost in ghosts] == [0.25, 0.5, 1.0, 2.0, 4.0]
    for ghost in ghosts:
        np.testing.assert_array_equal(ghost.path[0], moment.before.weights)
    commands.cover(learnt, "future")
    assert ghosts_of(learnt.state) == ()


def test_while_the_surface_is_of_another_network_there_are_no_trails_on_it(
    shown: Show, learnt: Session, formula: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_ghosts(learnt, True)
    assert ghosts_of(learnt.state)
    between = replace(learnt.state, surface=formula.state.surface)
    assert ghosts_of(between) == ()
    panel.show_state(between)


def test_the_trail_at_the_rate_itself_runs_over_the_path_that_is_taken(learnt: Session) -> None:
    commands.set_ghosts(learnt, True)
    commands.visit(learnt, 3)
    own = next(ghost for ghost in ghosts_of(learnt.state) if ghost.times == 1.0)
    run = queries.active_run(learnt.state)
    assert run is not None
    np.testing.assert_allclose(own.path[1], run.state_before(4).weights, rtol=1e-12)


def test_a_network_s_rate_has_marks_where_descent_would_diverge_here(learnt: Session) -> None:
    commands.visit(learnt, 2)
    moment = learnt.state.moment
    assert moment is not None
    most = np.linalg.eigvalsh(hessian(moment.problem, moment.before.weights))[-1]
    rates = {words: rate for rate, words in rate_marks(learnt.state)}
    assert rates["2/λmax"] == pytest.approx(2 / most)


@pytest.mark.parametrize(
    ("fields", "words", "times"),
    [
        ({"momentum_formula": "running mean"}, "(2+2β)/((1−β)λmax)", 38.0),
        ({"nesterov": True}, "(2+2β)/((1+2β)λmax)", 3.8 / 2.8),
    ],
)
def test_each_dialect_of_momentum_has_its_own_mark(fields: dict[str, Any], words: str, times: float) -> None:
    session = Session()
    commands.open_expression(session, "x*x + 4*y*y", {"x": 1.0, "y": 1.0})
    commands.set_optimiser(session, momentum=0.9, **fields)
    marks = {words: rate for rate, words in rate_marks(session.state)}
    assert marks == pytest.approx({"2/λmax": 2 / 8, words: times / 8})


def test_where_a_step_lands_on_its_parabola_is_told(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "x*x", {"x": 3.0})
    commands.set_optimiser(session, learning_rate=0.75, momentum=0.0)
    panel = shown(SurfacePanel, session)
    commands.visit(session, 0)
    assert any("lands beyond the bottom: α = 0.5" in note for note in notes_of(panel))
    commands.set_optimiser(session, learning_rate=1.25)
    assert any("and higher than it began: α = 1.5" in note for note in notes_of(panel))


def test_who_is_beyond_the_picture_is_named_below_it(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "x*x + y*y", {"x": 1.0, "y": 1.0})
    panel = shown(SurfacePanel, session)
    surface = surface_of(session)
    window = Window(surface.plane.labels, (5.0, 6.0), (5.0, 6.0))
    assert not any("beyond the picture" in note for note in notes_of(panel))
    commands.set_frame(session, Frame(300, 300, window))
    assert any("beyond the picture" in note for note in notes_of(panel))


@pytest.mark.parametrize("kind", ["pca", "weights", "weight"])
def test_the_start_is_dragged_and_the_runs_begin_there(shown: Show, learnt: Session, kind: PlaneKind) -> None:
    commands.set_plane(learnt, kind=kind, first=1, second=4)
    panel = shown(SurfacePanel, learnt)
    (chart,) = [
        each.chart
        for each in panel.findChildren(Plot)
        if each.isVisible() and any(isinstance(shown.shape, Handle) for shown in each.chart.moving)
    ]
    panel.grab()
    QApplication.processEvents()
    (handle,) = [shown.shape.point for shown in chart.moving if isinstance(shown.shape, Handle)]
    before, (at,) = learnt.state.work, chart.pixels(handle[None]).round().astype(int).tolist()
    hand = QPoint(at[0] + 40, at[1] - 30)
    wanted = chart.numbers(chart.widget.mapToScene(hand))
    QTest.mouseMove(chart.widget.viewport(), QPoint(*at))
    slide(chart.widget.viewport(), QPoint(*at), hand)
    count = 1 if kind == "weight" else 2
    moved = surface_of(learnt).plane.project(learnt.state.runs[0].problem.start.weights[None])[0]
    (now,) = chart.pixels(np.array([[*moved[:count], *wanted[count:]]]))
    assert np.abs(now - (hand.x(), hand.y())).max() < 16  # words below the picture move it by a line
    assert learnt.state.can_undo == "start"
    commands.undo(learnt)
    assert learnt.state.work == before


def test_with_shift_a_click_lets_the_runs_begin_there(shown: Show, learnt: Session) -> None:
    commands.set_plane(learnt, kind="weights", first=1, second=4)
    panel = shown(SurfacePanel, learnt)
    chart = ground_of(panel).chart
    panel.grab()
    QApplication.processEvents()
    place = QPoint(150, 90)
    wanted = chart.numbers(chart.widget.mapToScene(place))
    before = learnt.state.work
    QTest.mouseClick(
        chart.widget.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert learnt.state.work == before
    QTest.mouseClick(
        chart.widget.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place
    )
    assert list(learnt.state.work.training.start.values()) == pytest.approx(wanted, rel=1e-4)


def test_a_click_on_the_end_of_a_run_steps_through_it(shown: Show, learnt: Session) -> None:
    commands.set_seeds(learnt, 6)
    panel = shown(SurfacePanel, learnt)
    chart = ground_of(panel).chart
    ends = ends_on(learnt.state, surface_of(learnt)).points
    across, up = chart.view
    places = [
        (variant, seed, QPoint(*(round(x) for x in chart.pixels(point[None])[0].tolist())))
        for variant, points in enumerate(ends)
        for seed, point in enumerate(points)
        if across.low < point[0] < across.high and up.low < point[1] < up.high
    ]
    variant, seed, place = places[-1]
    click(chart.widget.viewport(), place)
    assert (learnt.state.view.variant, learnt.state.view.seed) == (variant, seed)
    picture = SurfacePicture(surface_of(learnt), ("SGD", "momentum"), ends="ends from 6 seeds")
    assert "ends from 6 seeds" in [getattr(key, "name", "") for key in picture.keys(Theme.load("light"))]


def test_runs_on_other_rows_are_said_to_be_on_another_surface_and_others_keep_their_names(
    learnt: Session, shown: Show
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_variant(learnt, 0, name="raw", optimiser=None)
    commands.set_variant(learnt, 1, name="other")
    commands.change_variant(learnt, 1, "data.standardise", True)
    panel.show_state(learnt.state)
    assert any("other: on a surface of its own" in note for note in notes_of(panel))
    commands.choose_variant(learnt, 1)
    panel.show_state(learnt.state)
    assert any("raw: on a surface of its own" in note for note in notes_of(panel))
    found = replace(
        descent(learnt.state, surface_of(learnt)), paths=(np.empty((0, 2)), np.array([[1e9, 0.0]]))
    )
    assert beyond_of(learnt.state, surface_of(learnt), found) == "beyond the picture"
    three = (np.array([[1e9, 0.0]]), np.array([[0.0, 0.0]]))
    assert (
        beyond_of(learnt.state, surface_of(learnt), replace(found, paths=three)) == "raw beyond the picture"
    )
