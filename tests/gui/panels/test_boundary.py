"""The data and the decision boundary."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphviz_nn.debug.explain import Cell
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.plots.beside_picture import BesidePicture
from graphviz_nn.gui.plots.boundary_picture import BoundaryPicture, class_color
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture
from graphviz_nn.gui.plots.hidden_picture import HiddenNumbersPicture, HiddenPicture
from graphviz_nn.gui.plots.regression_pictures import AgreementPicture
from graphviz_nn.gui.plots.shapes import Key, Marks, Ramp, Segments
from graphviz_nn.gui.points.counted import Matrix
from graphviz_nn.gui.points.rest_bar import RestBar
from graphviz_nn.gui.points.shown import rings_of, shown_of
from graphviz_nn.gui.points.words import describe
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.veil import PATIENCE_MS, Veil
from graphviz_nn.landscape.beside import RUNS, Tile
from graphviz_nn.landscape.boundary import axes_of
from graphviz_nn.landscape.hidden import STEP
from graphviz_nn.model.predict import predict
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.state import Activity
from graphviz_nn.text import number_in, short
from tests.gui.hand import click
from tests.gui.panels.conftest import Show, learnt_from, session_at


@pytest.fixture
def flowers() -> Session:
    return session_at(learnt_from(source="iris", standardise=True))


def plot_of(panel: BoundaryPanel) -> Plot:
    """Its plot of the data, and not the matrix beside it."""
    (plot,) = (each for each in panel.findChildren(Plot) if not isinstance(each, Matrix))
    return plot


def test_two_classes_have_two_probabilities_that_sum_to_one(learnt: Session) -> None:
    shown = shown_of(learnt.state)
    assert shown is not None
    assert isinstance(shown.picture, BoundaryPicture)
    assert shown.picture.probabilities.sum(axis=0) == pytest.approx(1.0)


def test_the_ground_has_the_hue_of_the_class_that_the_model_sees(
    shown: Show, learnt: Session, theme: Theme
) -> None:
    commands.to_end(learnt)
    plot = plot_of(shown(BoundaryPanel, learnt))
    assert plot.chart
    QApplication.processEvents()
    image, boundary = plot.grab().toImage(), learnt.state.boundary
    assert boundary is not None
    for row, column in ((2, 2), (61, 61)):
        at = np.array([[boundary.across[column], boundary.up[row]]])
        ((x, y),) = plot.chart.pixels(at).tolist()
        ground = image.pixelColor(round(x), round(y))
        hue = class_color(theme, int(boundary.outputs[row, column, 0] > 0.5), 2)
        assert abs(ground.hueF() - hue.hueF()) < 0.08


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "categorical_crossentropy_from_logits"])
def test_two_classes_in_two_columns_are_shown_as_in_one(
    shown: Show, learnt: Session, theme: Theme, loss: str
) -> None:
    in_one = shown_of(learnt.state)
    commands.set_loss(learnt, loss)
    commands.to_end(learnt)
    in_two, dataset = shown_of(learnt.state), learnt.state.dataset
    assert in_one is not None
    assert in_two is not None
    assert dataset is not None
    assert isinstance(in_two.picture, BoundaryPicture)
    assert in_two.picture.probabilities.sum(axis=0) == pytest.approx(1.0)
    assert in_two.picture.labels == in_one.picture.labels
    hues = [
        [mark.fill.name() for mark in made.picture.shapes(theme) if isinstance(mark, Marks)]
        for made in (in_one, in_two)
    ]
    assert hues[0] == hues[1]
    np.testing.assert_array_equal(in_two.places, in_one.places)
    *_, target, prediction = describe(learnt.state, 0).split("\n")
    assert target == f"target {dataset.classes[int(dataset.y[0, 1])]}"
    assert len(outputs_in(prediction)) == 2
    shown(BoundaryPanel, learnt).grab()


def test_three_classes_have_hues_of_their_own(shown: Show, flowers: Session, theme: Theme) -> None:
    plot = plot_of(shown(BoundaryPanel, flowers))
    plot.grab()
    colors = {class_color(theme, place, 3).name() for place in range(3)}
    assert len(colors) == 3
    picture = shown_of(flowers.state)
    assert picture is not None
    assert picture.picture.labels == ("sepal_length, standardised", "sepal_width, standardised")


def test_a_regression_shows_predictions_against_targets(shown: Show) -> None:
    columns = ("bill_length_mm", "flipper_length_mm")
    session = session_at(
        learnt_from(source="penguins", features=columns, target="body_mass_g", standardise=True)
    )
    made = shown_of(session.state)
    assert made is not None
    assert isinstance(made.picture, AgreementPicture)
    assert made.picture.labels == ("body_mass_g", "prediction")
    shown(BoundaryPanel, session).grab()


def test_a_row_is_described_with_its_features_its_target_and_its_prediction(flowers: Session) -> None:
    dataset, moment = flowers.state.dataset, flowers.state.moment
    assert dataset is not None
    assert moment is not None
    lines = describe(flowers.state, 0).split("\n")
    assert lines[0] == f"row 0, {where(flowers, 0)}"
    assert lines[1].startswith("sepal_length ")
    assert 4 < float(lines[1].split()[1]) < 8  # in cm, not standardised
    assert lines[-2].split()[1] in dataset.classes
    said = predict(moment.problem.network, moment.before.weights, dataset.x[:1])[0]
    assert outputs_in(lines[-1]) == pytest.approx(said, rel=1e-3)
    seen = dataset.classes[int(said.argmax())]
    verdict = "right" if seen == lines[-2].removeprefix("target ") else "wrong"
    assert lines[-1].startswith(f"prediction {seen} (")
    assert lines[-1].endswith(f" · {verdict}")


def outputs_in(prediction: str) -> list[float]:
    """The model's outputs in "prediction setosa (0.7 0.2 0.1) · right"."""
    return [number_in(word) for word in prediction.partition("(")[2].partition(")")[0].split()]


def where(session: Session, row: int) -> str:
    rows = session.state.record.rows if session.state.record else ()
    return f"example {rows.index(row) + 1} of {len(rows)}" if row in rows else "not in this mini-batch"


def test_held_out_rows_come_behind_the_training_rows(learnt: Session) -> None:
    dataset, view = learnt.state.dataset, shown_of(learnt.state)
    assert dataset is not None
    assert view is not None
    last = len(dataset.x) + len(dataset.x_test) - 1
    np.testing.assert_array_equal(view.places[last], dataset.x_test[-1])
    assert describe(learnt.state, last).startswith(f"row {len(dataset.x_test) - 1}, held out\n")
    assert describe(learnt.state, last + 1) == ""


def clicked(shown: Show, session: Session, row: int) -> BoundaryPanel:
    """Click the point of a row."""
    panel, view = shown(BoundaryPanel, session), shown_of(session.state)
    plot = plot_of(panel)
    assert plot.chart
    assert view is not None
    QApplication.processEvents()
    plot.grab()
    ((x, y),) = plot.chart.pixels(view.places[row : row + 1]).tolist()
    click(plot.chart.widget.viewport(), QPoint(round(x), round(y)))
    return panel


def touched(session: Session, row: int) -> int:
    """The row nearest to the place of a row: points may lie on each other."""
    view = shown_of(session.state)
    assert view is not None
    return int(np.hypot(*(view.places - view.places[row]).T).argmin())


def test_a_click_on_a_point_of_the_mini_batch_leads_to_its_row_and_marks_it(
    shown: Show, learnt: Session
) -> None:
    commands.go_to(learnt, 6, 3)
    record = learnt.state.record
    assert record is not None
    row = touched(learnt, record.rows[5])
    panel = clicked(shown, learnt, row)
    place = record.rows.index(row)
    assert (learnt.state.view.example, learnt.state.cell) == (place, Cell("x", "value", (place, 0)))
    view = shown_of(learnt.state)
    assert view is not None
    np.testing.assert_array_equal(rings_of(learnt.state, view).example, view.places[row : row + 1])
    assert panel.row_text.startswith(f"row {row}: target")
    assert panel.row_text.endswith(f"example {place + 1} of {len(record.rows)}")


def test_a_click_on_another_training_row_goes_to_the_update_of_the_epoch_that_trains_on_it(
    shown: Show, learnt: Session
) -> None:
    commands.go_to(learnt, 6, 3)
    record, epoch = learnt.state.record, queries.epoch(learnt.state)[0]
    assert record is not None
    row = next(row for row in range(20) if touched(learnt, row) not in record.rows)
    panel = clicked(shown, learnt, row)
    row, now = touched(learnt, row), learnt.state.record
    assert now is not None
    assert queries.epoch(learnt.state)[0] == epoch
    assert learnt.state.view.update != 6
    assert learnt.state.view.position == 3
    assert now.rows[learnt.state.view.example] == row
    assert learnt.state.cell == Cell("x", "value", (now.rows.index(row), 0))
    assert panel.row_text.startswith(f"row {row}: target")


def test_a_click_on_a_held_out_row_says_so_and_what_the_model_says(shown: Show, learnt: Session) -> None:
    commands.go_to(learnt, 6, 3)
    before, dataset = learnt.state.view, learnt.state.dataset
    assert dataset is not None
    n = len(dataset.x)
    row = next(row for row in range(n, n + 8) if touched(learnt, row) == row)
    panel = clicked(shown, learnt, row)
    assert learnt.state.view == before
    said = describe(learnt.state, row).split("\n")[-1]
    assert panel.row_text.endswith(f"{said} · held out")


def test_the_point_of_the_neurons_example_is_the_marked_one(learnt: Session) -> None:
    record, view = learnt.state.record, shown_of(learnt.state)
    assert record is not None
    assert view is not None
    for place, row in enumerate(record.rows):
        commands.show_example(learnt, place)
        np.testing.assert_array_equal(rings_of(learnt.state, view).example, view.places[row : row + 1])


def test_a_mini_batch_of_all_rows_is_not_ringed(learnt: Session) -> None:
    view = shown_of(learnt.state)
    assert view is not None
    assert len(rings_of(learnt.state, view).places) == 16
    commands.set_training(learnt, batch_size=32)
    view = shown_of(learnt.state)
    assert view is not None
    assert len(rings_of(learnt.state, view).places) == 0
    assert not any(
        getattr(key, "name", "") == "mini-batch" for key in view.picture.shapes(Theme.load("light"))
    )


def test_the_axes_are_chosen_among_the_features_and_the_others_named_at_their_means(
    shown: Show, flowers: Session
) -> None:
    panel = shown(BoundaryPanel, flowers)
    across, up = (
        each
        for each in panel.findChildren(Choice)
        if each.accessibleName() in ("Feature across", "Feature up")
    )
    assert [across.itemText(place) for place in range(across.count())] == list(
        flowers.state.dataset.features if flowers.state.dataset else ()
    )
    up.chosen.emit(3)
    view = shown_of(flowers.state)
    assert view is not None
    assert view.picture.labels == ("sepal_length, standardised", "petal_width, standardised")
    said = next(label.full_text for label in panel.findChildren(Elided) if "mean" in label.full_text)
    assert "sepal_width 3." in said
    assert "petal_length 3." in said
    across.chosen.emit(3)  # which is the other one: they change places
    view = shown_of(flowers.state)
    assert view is not None
    assert view.picture.labels == ("petal_width, standardised", "sepal_length, standardised")
    panel.grab()


def test_of_two_features_there_is_nothing_to_choose(shown: Show, learnt: Session) -> None:
    choices = shown(BoundaryPanel, learnt).findChildren(Choice)
    assert not any(each.isVisible() for each in choices if each.accessibleName().startswith("Feature"))


@given(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 9))
def test_the_axes_are_two_features_that_there_are(wanted: tuple[int, int], count: int) -> None:
    first, second = axes_of(wanted, count)
    assert 0 <= first < count
    assert 0 <= second < count
    assert first != second or count == 1
    if max(wanted) < count and wanted[0] != wanted[1]:
        assert (first, second) == wanted


def test_pictures_are_counted_by_what_they_are_and_are_seen_as(shown: Show) -> None:
    session = session_at(learnt_from(source="digits", held_out=0.2))
    view, dataset, score = shown_of(session.state), session.state.dataset, session.state.score
    assert view is not None
    assert dataset is not None
    assert score is not None
    assert isinstance(view.picture, ConfusionPicture)
    counts = view.picture.counts
    np.testing.assert_array_equal(counts.sum(axis=1), dataset.y_test.sum(axis=0))
    assert np.trace(counts) / counts.sum() == pytest.approx(score.held_out)
    assert session.state.boundary is None
    panel = shown(BoundaryPanel, session)
    plot = plot_of(panel)
    assert plot.chart
    QApplication.processEvents()
    image = panel.grab().toImage()
    assert not image.isNull()
    best = int(counts.diagonal().argmax())
    beside = np.array([[best + 0.3, 9 - best + 0.3]])  # in its cell, beside its number
    ((x, y),) = plot.chart.pixels(beside).tolist()
    corner = plot.mapTo(panel, QPoint(round(x), round(y)))
    assert image.pixelColor(corner).hueF() == pytest.approx(
        Theme.load("light").color("forward").hueF(), abs=0.05
    )


def test_the_old_picture_stays_while_there_is_none_of_the_new_data(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    plot = plot_of(panel)
    learnt.update(boundary=None)
    assert shown_of(learnt.state) is None
    assert not plot.is_empty
    assert plot.accessibleDescription() == ""


def test_the_origin_is_marked_and_the_legend_says_how_a_prediction_looks(
    learnt: Session, theme: Theme
) -> None:
    view = shown_of(learnt.state)
    assert view is not None
    shapes = view.picture.shapes(theme)
    assert any(isinstance(shape, Marks) and shape.points.tolist() == [[0.0, 0.0]] for shape in shapes)
    (ramp,) = [shape for shape in shapes if isinstance(shape, Ramp)]
    assert (ramp.parts[-1], ramp.high) == ("0", "1")
    assert ramp.colors[0].hueF() == pytest.approx(class_color(theme, 0, 2).hueF(), abs=0.05)
    assert ramp.colors[-1].hueF() == pytest.approx(class_color(theme, 1, 2).hueF(), abs=0.05)


def test_logits_become_probabilities(learnt: Session) -> None:
    shown = shown_of(learnt.state)
    assert shown is not None
    picture = shown.picture
    assert isinstance(picture, BoundaryPicture)
    values = {**{name: getattr(picture, name) for name in picture.__dataclass_fields__}, "logits": True}
    made = BoundaryPicture(**values)
    assert made.probabilities.min() > 0.2
    assert made.probabilities.sum(axis=0) == pytest.approx(1.0)


def test_an_expression_has_no_data(shown: Show, formula: Session) -> None:
    plot = plot_of(shown(BoundaryPanel, formula))
    assert plot.accessibleDescription() == "An expression has no data."


def picture_of(session: Session) -> object:
    view = shown_of(session.state)
    assert view is not None
    return view.picture


def test_the_plane_bends_as_the_step_goes_on(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    (choice,) = (each for each in panel.findChildren(Choice) if each.accessibleName() == "Space")
    assert choice.isVisible()
    choice.chosen.emit(STEP)
    commands.go_to(learnt, 2, 0)
    seen = []
    for _ in range(4):
        picture = picture_of(learnt)
        seen.append(picture.hidden.source.node if isinstance(picture, HiddenPicture) else "")
        commands.step(learnt)
    assert seen == ["", "dense/matmul", "dense/add", "dense/tanh"]
    assert choice.currentText() == "where the step is"
    commands.show_space(learnt, "")
    assert isinstance(picture_of(learnt), BoundaryPicture)


def test_a_row_is_clicked_in_a_hidden_space_as_over_its_features(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    commands.show_space(learnt, "dense/tanh")
    across, up = panel.places[7].tolist()
    assert panel.row_at(across, up) == 7
    assert len(panel.places) == 40


def test_a_hand_moves_the_rows_over_their_features_alone(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    commands.show_space(learnt, "dense/tanh")
    assert isinstance(picture_of(learnt), HiddenPicture)
    commands.take_hand(learnt, True)
    assert isinstance(picture_of(learnt), BoundaryPicture)
    (choice,) = (each for each in panel.findChildren(Choice) if each.accessibleName() == "Space")
    assert not choice.isVisible()


def test_a_space_that_the_model_has_not_is_that_of_the_features(shown: Show, learnt: Session) -> None:
    shown(BoundaryPanel, learnt)
    commands.show_space(learnt, "nowhere/tanh")
    assert isinstance(picture_of(learnt), BoundaryPicture)


@pytest.fixture
def compared(learnt: Session) -> Session:
    """Four runs, looked at side by side."""
    for units in (1, 2):
        commands.add_variant(learnt, "subject.layers[0].units", units)
    commands.show_space(learnt, RUNS)
    return learnt


def beside_of(session: Session) -> BesidePicture:
    picture = picture_of(session)
    assert isinstance(picture, BesidePicture)
    return picture


def test_every_run_is_offered_where_there_are_several(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    (choice,) = (each for each in panel.findChildren(Choice) if each.accessibleName() == "Space")
    assert choice.findText("every run") == 1
    choice.chosen.emit(RUNS)
    assert len(beside_of(learnt).tiles) == len(learnt.state.work.variants) == 2
    commands.remove_variant(learnt, 1)
    assert choice.findText("every run") == -1
    assert isinstance(picture_of(learnt), BoundaryPicture)


def test_a_click_on_a_tile_steps_through_its_run(shown: Show, compared: Session) -> None:
    panel = shown(BoundaryPanel, compared)
    for place in (3, 1, 0):
        picture, chart = beside_of(compared), plot_of(panel).chart
        line, column = divmod(place, picture.shape[1])
        middle = np.array([[column + 0.5, picture.shape[0] - line - 0.6]])
        ((x, y),) = chart.pixels(middle).tolist()
        click(chart.widget.viewport(), QPoint(round(x), round(y)))
        assert compared.state.view.variant == place
        assert beside_of(compared).active == place


def test_a_tile_says_in_words_which_run_it_is_and_how_many_rows_are_right(compared: Session) -> None:
    commands.go_to(compared, 3, 0)
    picture, score = beside_of(compared), compared.state.score
    assert score is not None
    told = picture.describe(0)
    assert told.startswith(f"{queries.variant_labels(compared.state)[0]}\nafter update 3\n")
    assert score.text(score.training) in told


def test_the_origin_is_marked_in_every_tile_that_shows_it(compared: Session, theme: Theme) -> None:
    picture = beside_of(compared)
    assert all(span.low < 0 < span.high for each in picture.pictures for span in each.spans)
    shapes = picture.shapes(theme)
    crosses = [shape for shape in shapes if isinstance(shape, Marks) and shape.symbol == "+"]
    tiles = [picture.tile_at(*cross.points[0]) for cross in crosses]
    assert tiles == list(range(len(picture.tiles)))
    assert [shape.name for shape in shapes if isinstance(shape, Key)].count("(0, 0)") == 1


@given(many=st.integers(1, 24), columns=st.integers(0, 8), data=st.data())
def test_every_place_of_the_picture_is_of_one_tile_or_of_none(
    many: int, columns: int, data: st.DataObject
) -> None:
    tiles = cast(tuple[Tile, ...], (None,) * many)
    picture = BesidePicture(tiles, ("",) * many, ("",) * many, columns=columns)
    lines, wide = picture.shape
    assert (lines - 1) * wide < many <= lines * wide
    across, up = data.draw(st.floats(-1, wide + 1)), data.draw(st.floats(-1, lines + 1))
    place = picture.tile_at(across, up)
    if place is None:
        empty = math.floor(lines - up) * wide + math.floor(across)
        assert not (0 <= across < wide and 0 < up <= lines) or empty >= many
    else:
        assert place < many
        assert 0 <= across - place % wide < 1
        assert 0 <= lines - up - place // wide < 1


def rests_of(panel: BoundaryPanel) -> RestBar:
    (bar,) = panel.findChildren(RestBar)
    return bar


def test_a_feature_that_is_not_drawn_is_moved_and_the_ground_follows(shown: Show, flowers: Session) -> None:
    panel = shown(BoundaryPanel, flowers)
    panel.resize(480, 480)
    before, knob = flowers.state.boundary, rests_of(panel).findChild(Knob)
    assert before is not None
    assert knob is not None
    assert rests_of(panel).isVisible()
    knob.slider.setValue(knob.slider.maximum())
    after = flowers.state.boundary
    assert after is not None
    assert list(flowers.state.view.rests) == ["petal_length"]
    assert flowers.state.view.rests["petal_length"] == pytest.approx(knob.edit.value)
    assert np.abs(after.outputs - before.outputs).max() > 0.1
    said = next(label.full_text for label in panel.findChildren(Elided) if "ground" in label.full_text)
    assert said.startswith(f"ground where petal_length {short(flowers.state.view.rests['petal_length'])}")


def test_the_features_that_rest_are_those_that_are_not_drawn(shown: Show, flowers: Session) -> None:
    panel = shown(BoundaryPanel, flowers)
    panel.resize(480, 480)
    (choice,) = rests_of(panel).findChildren(Choice)
    for features in ((0, 1), (3, 1), (2, 0)):
        commands.set_features(flowers, *features)
        names = flowers.state.dataset.features if flowers.state.dataset else ()
        wanted = [name for place, name in enumerate(names) if place not in features]
        assert [choice.itemText(place) for place in range(choice.count())] == wanted


def test_two_features_leave_none_to_rest(shown: Show, learnt: Session) -> None:
    panel = shown(BoundaryPanel, learnt)
    panel.resize(480, 480)
    assert not rests_of(panel).isVisible()


def test_numbers_that_are_predicted_have_hidden_spaces_too(shown: Show, theme: Theme) -> None:
    weights = session_at(
        learnt_from(source="penguins", target="body_mass_g", standardise=True, standardise_target=True)
    )
    panel = shown(BoundaryPanel, weights)
    (choice,) = (each for each in panel.findChildren(Choice) if each.accessibleName() == "Space")
    assert isinstance(picture_of(weights), AgreementPicture)
    assert choice.currentText() == "predictions"
    choice.chosen.emit("dense/tanh")
    picture, dataset = picture_of(weights), weights.state.dataset
    assert isinstance(picture, HiddenNumbersPicture)
    assert dataset is not None
    np.testing.assert_allclose(picture.y, dataset.unscale_y(dataset.y))
    shapes = picture.shapes(theme)
    (ramp,) = (shape for shape in shapes if isinstance(shape, Ramp))
    assert ramp.parts[0] == "body_mass_g"
    assert (ramp.parts[1], ramp.high) == (short(picture.y.min()), short(picture.y.max()))
    marks = [shape for shape in shapes if isinstance(shape, Marks)]
    assert sum(len(each.points) for each in marks) == len(picture.hidden.places)
    lines = [shape for shape in shapes if isinstance(shape, Segments)]
    assert sum(len(each.points) > 0 for each in lines) > 1
    assert panel.row_at(*panel.places[5].tolist()) == 5


@pytest.mark.parametrize("key", ["runs", "trials", "beside"])
def test_tiles_of_old_runs_are_veiled_until_the_new_ones_are_there(
    shown: Show, compared: Session, key: str
) -> None:
    panel = shown(BoundaryPanel, compared)
    (veil,) = panel.findChildren(Veil)
    compared.update(activities=(Activity(key, "working", 0.5),))
    QTest.qWait(PATIENCE_MS + 50)
    assert veil.isVisible()
    compared.update(activities=())
    assert not veil.isVisible()
