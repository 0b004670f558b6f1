"""The loss surface."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.surface import SurfacePanel, travel
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.height_view import HeightView
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Adagrad, Adam, AnyOptimiser, RmsProp
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.text import short
from tests.gui.hand import click, drag, key
from tests.gui.panels.conftest import Show


def test_each_variant_is_at_its_point_of_the_path(learnt: Session) -> None:
    commands.go_to(learnt, 5, 0)
    surface = learnt.state.surface
    assert surface is not None
    travellers = travel(learnt.state, surface)
    for path, run, walked in zip(surface.paths, learnt.state.runs, travellers.paths, strict=True):
        place = run.path_updates.index(5)
        assert walked[-1] == pytest.approx(path[place])
        assert walked[0] == pytest.approx(path[0])


def test_the_gradients_arrow_is_its_part_of_the_step(learnt: Session) -> None:
    commands.choose_variant(learnt, 1)
    commands.go_to(learnt, 3, 0)
    surface, moment = learnt.state.surface, learnt.state.moment
    assert surface is not None
    assert moment is not None
    arrows = dict(travel(learnt.state, surface).arrows)
    step = moment.after.weights - moment.before.weights
    np.testing.assert_allclose(arrows["text"], surface.plane.directions @ step)
    assert set(arrows) == {"backward", "text"}


@pytest.mark.parametrize("rule", [Adagrad(), RmsProp(), Adam()])
def test_beside_a_step_that_is_measured_anew_for_each_weight_stands_the_way_downhill_as_long(
    shown: Show, learnt: Session, rule: AnyOptimiser
) -> None:
    commands.set_variant(learnt, 0, momentum=None, optimiser=rule)
    commands.go_to(learnt, 3, 0)
    surface, moment = learnt.state.surface, learnt.state.moment
    assert surface is not None
    assert moment is not None
    arrows = dict(travel(learnt.state, surface).arrows)
    step = moment.after.weights - moment.before.weights
    np.testing.assert_allclose(arrows["text"], surface.plane.directions @ step)
    downhill = -np.concatenate([np.ravel(c.gradient) for c in moment.record.changes.values()])
    downhill *= np.linalg.norm(step) / np.linalg.norm(downhill)
    np.testing.assert_allclose(arrows["backward"], surface.plane.directions @ downhill)
    notes = [label.text() for label in shown(SurfacePanel, learnt).findChildren(QLabel)]
    assert any(f"orange: downhill, black: {rule.title}" in note for note in notes)


def test_a_switch_turns_it_into_a_landscape_and_back(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    (heights,) = panel.findChildren(HeightView)
    (plot,) = panel.findChildren(Plot)
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
    (plot,) = panel.findChildren(Plot)
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
    (plot,) = shown(SurfacePanel, session).findChildren(Plot)
    assert "one number" in plot.accessibleDescription()


def test_an_expression_s_travellers_walk_along_the_curve(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "cos(x)", {"x": 1.0})
    commands.go_to(session, 30, 0)
    surface = session.state.surface
    assert surface is not None
    for walked, run in zip(travel(session.state, surface).paths, session.state.runs, strict=True):
        assert walked[-1][0] == pytest.approx(run.path[30, 0])


def test_the_lowest_place_has_the_deepest_shade(learnt: Session, shown: Show, theme: Theme) -> None:
    panel = shown(SurfacePanel, learnt)
    (plot,) = panel.findChildren(Plot)
    assert plot.chart
    QApplication.processEvents()
    image, surface = plot.grab().toImage(), learnt.state.surface
    assert surface is not None
    picture = SurfacePicture(surface, queries.variant_labels(learnt.state))

    def shade(row: int, column: int) -> float:
        ((x, y),) = plot.chart.pixels(np.array([[surface.across[column], surface.up[row]]])).tolist()
        return image.pixelColor(round(x), round(y)).lightnessF()

    low = np.argwhere(picture.heights < 0.1)[0]
    high = np.argwhere(picture.heights > 0.9)[0]
    assert shade(*(low + 1).clip(1, 59)) < shade(*(high + 1).clip(1, 59))


@pytest.mark.parametrize("rule", [Adagrad(), RmsProp(), Adam()])
def test_its_words_do_not_widen_the_windows_side(shown: Show, learnt: Session, rule: AnyOptimiser) -> None:
    panel = shown(SurfacePanel, learnt)
    before = panel.minimumSizeHint().width()
    commands.set_variant(learnt, 0, momentum=None, optimiser=rule)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() == before


def test_at_the_end_of_a_descent_it_says_where_it_came_to_and_how_low_that_is(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "(x - 1)**2", {"x": 3.0})
    panel = shown(SurfacePanel, session)
    for update, x in ((0, 3.0), (1, session.state.runs[0].state_before(1).weights[0])):
        commands.visit(session, update)
        assert any(f"x = {short(x)} · result {short((x - 1) ** 2)}" in note for note in notes_of(panel))
    commands.to_end(session)
    x = session.state.runs[0].end.weights[0]
    assert any(f"x = {short(x)} · result {short((x - 1) ** 2)}" in note for note in notes_of(panel))


def notes_of(panel: QWidget) -> list[str]:
    return [label.full_text for label in panel.findChildren(Elided)]
