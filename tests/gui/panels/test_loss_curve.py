"""The loss over the epochs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.losses.pictures import axis_of, bends_of, make_curves, now_of, picture_of
from graphviz_nn.gui.panels.loss_curve import LossCurvePanel
from graphviz_nn.gui.plots.curve_picture import BLOWN_UP, MARKS, Curve, blows_up, reach, reading
from graphviz_nn.gui.plots.shapes import Field, Key, Marks, Series
from graphviz_nn.gui.plots.sharpness_picture import reading as curvature_reading
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.landscape.stability import Sharpness, bearing
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.results import arrivals_text
from graphviz_nn.session import Session, commands
from graphviz_nn.text import short
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.gui.hand import click, slide
from tests.gui.panels.conftest import Show


def test_each_variant_has_a_curve_and_one_for_the_held_out_rows(learnt: Session) -> None:
    curves = make_curves(learnt.state)
    assert [(curve.variant, curve.held_out) for curve in curves] == [
        (0, False),
        (0, True),
        (1, False),
        (1, True),
    ]
    np.testing.assert_array_equal(curves[0].losses[1:], learnt.state.runs[0].losses)


def test_the_same_runs_give_the_same_curves_so_that_nothing_is_drawn_twice(learnt: Session) -> None:
    assert all(a is b for a, b in zip(make_curves(learnt.state), make_curves(learnt.state), strict=True))


def plot_of(panel: LossCurvePanel) -> Plot:
    """Return the plot of the losses."""
    return next(plot for plot in panel.findChildren(Plot) if plot.accessibleName().startswith("Loss"))


@pytest.fixture
def plot(shown: Show, learnt: Session) -> Plot:
    made = plot_of(shown(LossCurvePanel, learnt))
    assert made.chart
    QApplication.processEvents()
    made.grab()
    return made


def test_a_click_travels_to_the_epoch(plot: Plot, learnt: Session) -> None:
    click(plot.chart.widget.viewport(), plot.chart.frame.center().toPoint())
    # 12 epochs of 2 mini-batches
    assert learnt.state.view.update == pytest.approx(12, abs=1)


def test_the_line_that_says_where_time_stands_is_dragged(plot: Plot, learnt: Session) -> None:
    commands.go_to(learnt, 18, 0)
    plot.grab()
    middle = plot.chart.frame.center().y()
    at, wanted = plot.chart.pixels(np.array([[9.0, 1.0], [3.0, 1.0]]))[:, 0].tolist()
    slide(
        plot.chart.widget.viewport(), QPoint(round(at), round(middle)), QPoint(round(wanted), round(middle))
    )
    assert learnt.state.view.update == pytest.approx(6, abs=1)


def test_a_logarithmic_axis_is_a_switch_away(plot: Plot, learnt: Session) -> None:
    (switch,) = [box for box in plot.window().findChildren(QCheckBox) if box.text() == "logarithmic"]
    switch.setChecked(True)
    plot.grab()
    losses = np.concatenate([curve.losses for curve in make_curves(learnt.state)])
    low, high = plot.chart.view[1]
    assert low <= np.log10(losses[losses > 0].min()) < np.log10(losses.max()) <= high


@pytest.mark.parametrize("epochs", [1, 12])
def test_the_curves_of_one_start_begin_together_whatever_their_mini_batches(epochs: int) -> None:
    variants = tuple(Variant(batch_size=size, momentum=0.0) for size in (1, 16, 32))
    session = Session()
    work = Work(training=TrainingSpec(epochs=epochs), variants=variants)
    commands.open_document(session, Document(work))
    curves = make_curves(session.state)
    assert {curve.epochs[0] for curve in curves} == {0.0}
    assert [curve.losses[0] for curve in curves] == pytest.approx(3 * [curves[0].losses[0]], rel=1e-12)
    for curve, run in zip(curves, session.state.runs, strict=True):
        assert (np.diff(curve.epochs) >= 0).all()
        assert curve.epochs[-1] < epochs
        if epochs == 12 and run.problem.updates_per_epoch > 1:
            # A mean over some mini-batches stands in their middle.
            middles = [curve.epochs[1] + epoch for epoch in range(epochs)]
            np.testing.assert_allclose(curve.epochs[1:], middles)
            assert curve.epochs[1] == pytest.approx(
                np.arange(run.problem.updates_per_epoch).mean() / run.problem.updates_per_epoch
            )
        if epochs == 1:
            np.testing.assert_array_equal(curve.losses[-run.updates :], run.batch_losses)


@pytest.fixture
def schedules(shown: Show) -> tuple[LossCurvePanel, Session]:
    """As many updates of few epochs over many rows as of many epochs over few."""
    session = Session()
    many = Variant(changes={"data.rows": 80, "training.epochs": 3}, batch_size=4)
    few = Variant(changes={"data.rows": 20, "training.epochs": 12}, batch_size=4)
    commands.open_document(session, Document(Work(variants=(many, few))))
    panel = shown(LossCurvePanel, session)
    panel.resize(500, 400)
    return panel, session


def test_of_many_and_of_few_epochs_the_loss_is_drawn_alike(
    schedules: tuple[LossCurvePanel, Session],
) -> None:
    _, session = schedules
    assert [len(curve.epochs) for curve in make_curves(session.state)] == [1 + 3, 1 + 12]


def test_over_updates_the_runs_of_as_many_updates_are_as_long(
    schedules: tuple[LossCurvePanel, Session],
) -> None:
    panel, session = schedules
    by_epochs = make_curves(session.state)
    (switch,) = [box for box in panel.findChildren(QCheckBox) if box.text() == "by updates"]
    switch.click()
    panel.grab()
    picture = picture_of(session.state)
    assert picture is not None
    assert (picture.unit, picture.epochs) == ("update", 60)
    for curve, before, per_epoch in zip(picture.curves, by_epochs, (20, 5), strict=True):
        np.testing.assert_allclose(curve.epochs, before.epochs * per_epoch)
        np.testing.assert_array_equal(curve.losses, before.losses)
    (plot,) = [each for each in panel.findChildren(Plot) if each.isVisible()]
    for place in (0, 1):
        commands.choose_variant(session, place)
        at = plot.chart.pixels(np.array([[30.0, picture.spans[1].high / 2]]))[0]
        click(plot.chart.widget.viewport(), QPoint(*at.round().astype(int).tolist()))
        assert session.state.view.update == pytest.approx(30, abs=1)
        assert now_of(session.state) == session.state.done


def test_a_goal_is_reached_after_epochs_or_updates_as_the_axis_counts(
    schedules: tuple[LossCurvePanel, Session],
) -> None:
    _, session = schedules
    commands.set_seeds(session, 3)
    results = session.state.results
    assert results is not None
    for arrival, per_epoch in zip(results.arrivals, (20, 5), strict=True):
        np.testing.assert_array_equal(arrival.updates, arrival.epochs * per_epoch)
    before = [curve.epochs for curve in make_curves(session.state)]
    commands.set_by_updates(session, True)
    assert [curve.epochs.tolist() for curve in make_curves(session.state)] == [
        (20 * epochs).tolist() for epochs in before
    ]
    picture = picture_of(session.state)
    assert picture is not None
    assert [fan.epochs.max() for fan in picture.fans] == pytest.approx([50, 57], abs=2)
    assert " update" in arrivals_text(results, axis_of(session.state))


def test_by_updates_is_offered_where_it_is_another_picture(
    schedules: tuple[LossCurvePanel, Session],
) -> None:
    panel, session = schedules
    (switch,) = [box for box in panel.findChildren(QCheckBox) if box.text() == "by updates"]
    assert switch.isVisibleTo(panel)
    commands.set_by_updates(session, True)
    commands.remove_variant(session, 1)
    panel.show_state(session.state)
    assert not switch.isVisibleTo(panel)
    assert axis_of(session.state) == "epoch"


def test_several_lines_have_the_marks_of_their_variants_and_one_alone_has_none(
    schedules: tuple[LossCurvePanel, Session], theme: Theme
) -> None:
    """Hues alone do not tell six lines apart for every eye."""
    _, session = schedules
    commands.set_by_updates(session, True)
    picture = picture_of(session.state)
    assert picture is not None
    shapes = picture.shapes(theme)
    marks = [shape for shape in shapes if isinstance(shape, Marks)]
    assert [each.symbol for each in marks] == ["s", "o"]
    assert [key.symbol for key in shapes if isinstance(key, Key)] == ["s", "o"]
    for each, curve in zip(marks, picture.curves, strict=True):
        points = {tuple(point) for point in curve.points.tolist()}
        assert 2 <= len(each.points) <= MARKS
        assert {tuple(point) for point in each.points.tolist()} <= points
    commands.remove_variant(session, 1)
    alone = picture_of(session.state)
    assert alone is not None
    assert not [shape for shape in alone.shapes(theme) if isinstance(shape, Marks)]


def test_a_run_that_dies_in_its_first_epoch_has_a_curve_by_equal_factors(shown: Show) -> None:
    session = Session()
    layers = (Dense(units=4, activation="relu"), Dense(units=1, activation="linear"))
    training = TrainingSpec(epochs=50, batch_size=4, optimiser=Sgd(learning_rate=50.0))
    work = Work(subject=Stack(inputs=2, layers=layers), training=training, variants=(Variant(),))
    commands.open_document(session, Document(work))
    (run,), (curve,) = session.state.runs, make_curves(session.state)
    assert run.divergence is not None
    assert len(run.losses) == 0
    assert curve.is_cut
    assert len(curve.losses) == 1 + run.updates > 3
    picture = picture_of(session.state)
    assert picture is not None
    assert picture.log
    assert not session.state.view.log_loss
    panel = shown(LossCurvePanel, session)
    (switch,) = [box for box in panel.findChildren(QCheckBox) if box.text() == "logarithmic"]
    assert switch.isChecked()
    assert not switch.isEnabled()
    panel.grab()


LOSSES = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=30)


@given(LOSSES, LOSSES, LOSSES, st.booleans())
def test_an_axis_whose_future_is_covered_does_not_tell_it(
    seen: list[float], one: list[float], other: list[float], log: bool
) -> None:
    def span(ahead: list[float]) -> tuple[float, float]:
        values = np.array(seen + ahead)
        curve = Curve("SGD", 0, np.arange(0.0, len(values)), values)
        return reach((curve,), log=log, until=len(seen) - 0.5)

    low, high = span(one)
    assert (low, high) == span(other)
    plotted = np.log10(seen) if log else np.array(seen)
    assert low - 1e-9 <= plotted.min()
    assert plotted.max() <= high + 1e-9 * abs(high)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4))
def test_any_losses_blow_up_or_do_not(losses: list[float]) -> None:
    curve = Curve("SGD", 0, np.arange(0.0, len(losses)), np.array(losses))
    wanted = min(losses) > 0 and max(losses) / BLOWN_UP > losses[0]
    assert blows_up((curve,)) == wanted


@given(LOSSES)
def test_losses_stand_on_zero_unless_by_equal_factors(losses: list[float]) -> None:
    curve = Curve("SGD", 0, np.arange(0.0, len(losses)), np.array(losses))
    low, high = reach((curve,), log=False)
    assert low == 0.0
    assert max(losses) < high < 1.2 * max(losses)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1, 21))
def test_the_ends_until_an_epoch_are_those_of_its_losses(losses: list[float], until: float) -> None:
    curve = Curve("SGD", 0, np.arange(0.0, len(losses)), np.array(losses))
    known = np.array(losses[: int(np.floor(until)) + 1 if until >= 0 else 0])
    low, high, least = curve.ends(until)
    if not len(known):
        assert np.isnan([low, high, least]).all()
    else:
        assert (low, high) == (known.min(), known.max())
        assert least == known[known > 0].min() if (known > 0).any() else np.isnan(least)


def test_of_a_covered_future_the_pointer_tells_nothing(
    plot: Plot, learnt: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(plot, "say", said.append)
    commands.go_to(learnt, 12, 0)
    for covered in (False, True):
        commands.cover(learnt, *(("future",) if covered else ()))
        for epoch in (3.0, 9.0):
            plot.hovered.emit(epoch, 0.1)
    assert [bool(text) for text in said] == [True, True, True, False]


def test_at_the_end_nothing_is_left_to_be_covered(plot: Plot, learnt: Session) -> None:
    commands.cover(learnt, "future")
    for update, word in ((0, "covered"), (12, "covered"), (23, "")):
        commands.go_to(learnt, update, 0)
        (field,) = [shown.shape for shown in plot.chart.moving if isinstance(shown.shape, Field)]
        assert field.word == word


def test_a_covered_legend_opens_at_a_click(plot: Plot, learnt: Session) -> None:
    commands.cover(learnt, "legend")
    picture = picture_of(learnt.state)
    assert picture is not None
    assert picture.covered
    assert "SGD" not in reading(picture.curves, 3.0, covered=True)
    plot.legend_clicked.emit()
    assert learnt.state.view.covered == ()


def test_the_old_curves_stay_while_there_are_none_of_the_new_data(plot: Plot, learnt: Session) -> None:
    learnt.update(runs=())
    assert not plot.is_empty
    assert plot.accessibleDescription() == ""


def test_the_score_names_both_accuracies_before_all_else(shown: Show, learnt: Session) -> None:
    panel, score = shown(LossCurvePanel, learnt), learnt.state.score
    assert score is not None
    assert score.held_out is not None
    words = f"accuracy {score.text(score.training)} · held out {score.text(score.held_out)}"
    assert any(label.full_text.startswith(words) for label in panel.findChildren(Elided))


def test_the_reading_names_every_curve() -> None:
    curve = Curve("SGD", 0, np.array([0.5]), np.array([0.25]))
    text = reading((curve, replace(curve, held_out=True)), 0.5)
    assert text == "epoch 0.5\nSGD: 0.25\nSGD, held out: 0.25"


def test_an_expression_has_a_point_for_each_update(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "a*a", {"a": 2.0})
    commands.go_to(session, 57, 3)
    curves = make_curves(session.state)
    assert [(curve.variant, curve.held_out) for curve in curves] == [(0, False), (1, False)]
    for curve, run in zip(curves, session.state.runs, strict=True):
        assert len(curve.losses) == run.updates == 200
        np.testing.assert_allclose(curve.losses, run.path[:-1, 0] ** 2, rtol=1e-12)
    assert all(curve.epochs[0] == 0.0 for curve in curves)
    picture = picture_of(session.state)
    assert picture is not None
    assert picture.labels == ("update", "f(a)")
    panel = shown(LossCurvePanel, session)
    assert "update 58" in panel.findChildren(QLabel)[0].text()
    panel.grab()


def test_where_nothing_is_trained_it_says_why(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "2 + 3")
    plot = plot_of(shown(LossCurvePanel, session))
    assert plot.accessibleDescription().startswith("Nothing to train")


def test_the_curvature_of_each_run_stands_below_its_loss_once_it_is_asked_for(
    shown: Show, learnt: Session
) -> None:
    panel = shown(LossCurvePanel, learnt)
    panel.resize(400, 500)
    strip = next(plot for plot in panel.findChildren(Plot) if "Curvature" in plot.accessibleName())
    assert not strip.isVisible()
    assert learnt.state.sharpness == ()
    click(next(switch for switch in panel.findChildren(Switch) if switch.text() == "curvature"))
    assert strip.isVisible()
    sharpness: tuple[Sharpness, ...] = learnt.state.sharpness
    assert len(sharpness) == len(learnt.state.runs)
    for found, run in zip(sharpness, learnt.state.runs, strict=True):
        rule = run.problem.training.optimiser
        assert found.epochs[-1] == run.updates / run.problem.updates_per_epoch
        assert found.borne[0] == pytest.approx(bearing(rule) / rule.rate(1))
    picture = bends_of(learnt.state, 12.0)
    assert picture is not None
    said = curvature_reading(picture, 6.0).split("\n")
    assert said[0] == "epoch 6"
    assert all("λmax" in line and "borne" in line for line in said[1:])


def test_of_a_covered_future_the_curvature_is_left_out(learnt: Session) -> None:
    commands.set_curvature(learnt, True)
    commands.cover(learnt, "future")
    commands.visit(learnt, 0)
    picture = bends_of(learnt.state, 12.0)
    assert picture is not None
    assert picture.until == 0
    lines = [
        shape
        for shape in picture.shapes(Theme.load("light"))
        if isinstance(shape, Series) and not shape.dashed
    ]
    assert all(line.points[:, 0].max() <= 0 for line in lines)


def test_the_loss_at_the_ends_of_epochs_is_a_switch_away(shown: Show, learnt: Session) -> None:
    panel = shown(LossCurvePanel, learnt)
    switch = next(switch for switch in panel.findChildren(Switch) if switch.text() == "epoch ends")
    assert switch.isVisible()
    click(switch)
    found, run = learnt.state.epoch_ends, learnt.state.runs[0]
    assert found is not None
    assert found.run is run
    picture = picture_of(learnt.state)
    assert picture is not None
    (ends,) = (curve for curve in picture.curves if curve.at_ends)
    np.testing.assert_array_equal(ends.losses, found.losses)
    assert "at the ends of epochs" in [
        getattr(key, "name", "") for key in picture.shapes(Theme.load("light"))
    ]
    assert f"{ends.name}: {short(ends.at(3.0))}" in reading((*make_curves(learnt.state), ends), 3.0)
    commands.choose_variant(learnt, 1)
    assert learnt.state.epoch_ends is not None
    assert learnt.state.epoch_ends.run is learnt.state.runs[1]
    click(switch)
    assert learnt.state.epoch_ends is None


def test_where_all_rows_are_one_mini_batch_no_ends_are_offered(shown: Show, learnt: Session) -> None:
    commands.set_training(learnt, batch_size=32)
    panel = shown(LossCurvePanel, learnt)
    switch = next(switch for switch in panel.findChildren(Switch) if switch.text() == "epoch ends")
    assert not switch.isVisible()
