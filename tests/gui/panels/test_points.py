"""A hand over the points: what the mouse and the keys do to the rows, and what is told of it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.plots.regression_pictures import FittedPicture
from graphviz_nn.gui.points.bar import EditBar
from graphviz_nn.gui.points.counted import Matrix, said_of, words_of
from graphviz_nn.gui.points.shown import confusion_of, rings_of, rows_in, shown_of
from graphviz_nn.gui.points.words import describe
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.session import Session, commands
from tests.gui.hand import LEFT, PLAIN, click
from tests.gui.panels.conftest import Show, learnt_from, session_at

SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


@pytest.fixture
def held(shown: Show, learnt: Session) -> BoundaryPanel:
    """The panel, a hand over its points."""
    return taken(shown, learnt)


def taken(shown: Show, session: Session) -> BoundaryPanel:
    panel = shown(BoundaryPanel, session)
    (switch,) = panel.findChildren(Switch)
    click(switch)
    assert plot_of(panel).chart
    QApplication.processEvents()
    plot_of(panel).grab()
    return panel


def plot_of(panel: BoundaryPanel) -> Plot:
    (plot,) = (each for each in panel.findChildren(Plot) if not isinstance(each, Matrix))
    return plot


def matrix_of(panel: BoundaryPanel) -> Matrix:
    (matrix,) = panel.findChildren(Matrix)
    return matrix


def board(plot: Plot) -> QWidget:
    """What the mouse meets."""
    widget: QWidget = plot.chart.widget.viewport()
    return widget


def at(plot: Plot, place: np.ndarray) -> QPoint:
    """Where on the board numbers lie."""
    ((x, y),) = plot.chart.pixels(np.asarray(place, dtype=float)[np.newaxis]).tolist()
    return QPoint(round(x), round(y))


def stroke(plot: Plot, *places: np.ndarray) -> None:
    """Press at the first place, move over the others, each in a frame of its own, and let go."""
    first, *others = (at(plot, place) for place in places)
    QTest.mousePress(board(plot), LEFT, PLAIN, first)
    for place in others:
        QTest.mouseMove(board(plot), place)
        QTest.qWait(25)
    QTest.mouseRelease(board(plot), LEFT, PLAIN, (first, *others)[-1])


def lonely(panel: BoundaryPanel) -> int:
    """The row that is farthest from all others."""
    places = panel.places
    apart = np.linalg.norm(places[:, np.newaxis] - places, axis=2) + np.diag([np.inf] * len(places))
    return int(apart.min(axis=1).argmax())


def ground(panel: BoundaryPanel) -> np.ndarray:
    """A place that no point is near to."""
    plot = plot_of(panel)
    across, up = plot.chart.view
    grid = np.stack(np.meshgrid(np.linspace(*across, 12)[1:-1], np.linspace(*up, 12)[1:-1]), axis=-1).reshape(
        -1, 2
    )
    return next(place for place in grid if panel.row_at(*place.tolist()) is None)


def names(session: Session) -> list[str]:
    return [step.name for step in session.history.behind]


def test_without_a_hand_a_drag_moves_the_view_and_no_point(shown: Show, learnt: Session) -> None:
    panel, work = shown(BoundaryPanel, learnt), learnt.state.work
    plot = plot_of(panel)
    assert plot.chart
    QApplication.processEvents()
    stroke(plot, panel.places[0], panel.places[0] + 0.2)
    assert learnt.state.work is work
    assert not panel.findChildren(EditBar)[0].isVisible()


def test_a_point_is_dragged_with_the_grip_that_it_was_taken_by(held: BoundaryPanel, learnt: Session) -> None:
    plot, row = plot_of(held), lonely(held)
    before, goal = held.places.copy(), ground(held)
    stroke(plot, before[row], (before[row] + goal) / 2, goal)
    one_pixel = [(span.high - span.low) / 100 for span in plot.chart.view]
    assert (np.abs(held.places[row] - goal) < one_pixel).all()
    others = np.arange(len(before)) != row
    np.testing.assert_array_equal(held.places[others], before[others])
    assert names(learnt)[-1] == "moved point"
    assert names(learnt).count("moved point") == 1
    assert held.row_text.startswith("row ")
    commands.undo(learnt)
    np.testing.assert_array_equal(held.places, before)


def test_a_press_on_a_point_chooses_it_and_changes_nothing(held: BoundaryPanel, learnt: Session) -> None:
    work, row = learnt.state.work, lonely(held)
    stroke(plot_of(held), held.places[row])
    assert learnt.state.work is work
    assert learnt.state.holding is not None
    assert learnt.state.holding.row == row
    view = shown_of(learnt.state)
    assert view is not None
    np.testing.assert_array_equal(rings_of(learnt.state, view).chosen, held.places[row : row + 1])
    assert plot_of(held).accessibleDescription() == held.row_text


def test_a_stroke_leaves_points_of_the_class_in_the_palette_in_one_change(
    held: BoundaryPanel, learnt: Session
) -> None:
    (bar,) = held.findChildren(EditBar)
    bar.palette_.chosen.emit("1")
    plot, before = plot_of(held), len(held.places)
    across, up = plot.chart.view
    stroke(plot, *(np.array([x, up.low + 0.03 * (up.high - up.low)]) for x in np.linspace(*across, 9)[1:-1]))
    added = len(held.places) - before
    assert 3 <= added <= 7
    assert names(learnt).count("added points") == 1
    dataset = learnt.state.dataset
    assert dataset is not None
    assert dataset.y[:, 0].sum() + dataset.y_test[:, 0].sum() == 20 + added


def test_the_eraser_takes_what_it_touches(held: BoundaryPanel, learnt: Session) -> None:
    (bar,) = held.findChildren(EditBar)
    bar.palette_.chosen.emit("-1")
    before, row = len(held.places), lonely(held)
    stroke(plot_of(held), held.places[row])
    assert len(held.places) == before - 1
    stroke(plot_of(held), ground(held))
    assert len(held.places) == before - 1
    assert names(learnt)[-1] == "removed points"


def test_keys_choose_a_point_move_it_and_take_it_away(held: BoundaryPanel, learnt: Session) -> None:
    plot = plot_of(held)
    QTest.keyClick(plot, KEY.Key_Tab)
    QTest.keyClick(plot, KEY.Key_Tab)
    QTest.keyClick(plot, KEY.Key_Backtab)
    QTest.keyClick(plot, KEY.Key_Tab)
    assert learnt.state.holding is not None
    assert learnt.state.holding.row == 1
    before = held.places.copy()
    spans = plot.chart.view
    for _ in range(3):
        QTest.keyClick(plot, KEY.Key_Right)
    QTest.keyClick(plot, KEY.Key_Up, SHIFT)
    step = [(span.high - span.low) / 50 for span in spans]
    np.testing.assert_allclose(held.places[1] - before[1], [3 * step[0], 0.1 * step[1]])
    assert names(learnt).count("moved point") == 1
    QTest.keyClick(plot, KEY.Key_Delete)
    assert len(held.places) == len(before) - 1
    assert learnt.state.holding.row == 1
    QTest.keyClick(plot, KEY.Key_2)
    QTest.keyClick(plot, KEY.Key_Insert)
    assert len(held.places) == len(before)
    assert "target 1" in held.row_text
    QTest.keyClick(plot, KEY.Key_Escape)
    assert learnt.state.holding is None
    assert plot.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_tab_goes_on_from_the_last_point_to_the_rest_of_the_window(
    held: BoundaryPanel, learnt: Session
) -> None:
    commands.choose_point(learnt, len(held.places) - 1)
    QTest.keyClick(plot_of(held), KEY.Key_Tab)
    assert learnt.state.holding is not None
    assert learnt.state.holding.row == len(held.places) - 1


def test_the_plot_stands_still_while_a_point_is_dragged_to_its_edge(held: BoundaryPanel) -> None:
    plot, row = plot_of(held), lonely(held)
    before = plot.chart.view
    stroke(plot, held.places[row], np.array([before[0].high, before[1].high]))
    np.testing.assert_allclose(plot.chart.view, before)


def test_a_low_panel_leaves_all_its_room_to_the_points(held: BoundaryPanel, learnt: Session) -> None:
    commands.show_confusion(learnt, "training")
    assert matrix_of(held).isVisible()
    held.resize(480, 240)
    QApplication.processEvents()
    assert not matrix_of(held).isVisible()
    assert held.findChildren(EditBar)[0].isVisible()


def test_rows_that_cannot_be_edited_say_why(shown: Show) -> None:
    panel = shown(BoundaryPanel, session_at(learnt_from(source="iris", standardise=True)))
    (switch,) = panel.findChildren(Switch)
    assert not switch.isEnabled()
    assert "over two features" in switch.toolTip()


def test_edited_rows_are_called_so_and_both_ways_lead_back(
    shown: Show, held: BoundaryPanel, learnt: Session
) -> None:
    before = held.places.copy()
    outline = shown(OutlinePanel, learnt)
    source = next(each for each in outline.findChildren(Choice) if each.accessibleName() == "Data")
    back = held.findChildren(EditBar)[0].back
    for way in (back.click, lambda: source.chosen.emit("two blobs")):
        commands.move_point(learnt, 0, (0.0, 0.0))
        assert source.currentText() == "two blobs, edited by hand"
        assert back.isVisible()
        way()
        np.testing.assert_array_equal(held.places, before)
        assert not back.isVisible()
        assert source.currentText() == "two blobs"


def test_numbers_over_one_feature_lie_by_the_curve_and_are_dragged_up_and_down(shown: Show) -> None:
    session = session_at(
        learnt_from(
            source="penguins",
            features=("flipper_length_mm",),
            target="body_mass_g",
            standardise=True,
            standardise_target=True,
            held_out=0.2,
        )
    )
    view = shown_of(session.state)
    assert view is not None
    assert isinstance(view.picture, FittedPicture)
    assert view.picture.labels == ("flipper_length_mm, standardised", "body_mass_g")
    np.testing.assert_allclose(
        np.interp(view.picture.rows, view.picture.across, view.picture.curve),
        view.picture.predictions,
        rtol=1e-3,
    )
    panel = taken(shown, session)
    row = lonely(panel)
    before = panel.places[row].copy()
    _, up = plot_of(panel).chart.view
    goal = np.array([before[0], up.low + 0.1 * (up.high - up.low)])
    stroke(plot_of(panel), before, (before + goal) / 2, goal)
    dataset = session.state.dataset
    assert dataset is not None
    y = dataset.unscale_y(np.concatenate([dataset.y, dataset.y_test]))[row, 0]
    assert y == pytest.approx(goal[1], abs=0.02 * (up.high - up.low))
    *_, target, prediction = describe(session.state, row).split("\n")
    assert target.startswith("target ")
    assert " · off by " in prediction


def test_the_matrix_counts_what_the_words_say_and_its_cells_light_their_rows(
    shown: Show, learnt: Session
) -> None:
    commands.to_start(learnt)
    panel = shown(BoundaryPanel, learnt)
    matrix = matrix_of(panel)
    assert not matrix.isVisible()
    next(each for each in panel.findChildren(Choice) if "matrix" in each.accessibleName()).chosen.emit(
        "training"
    )
    assert matrix.isVisible()
    made = confusion_of(learnt.state, held_out=False)
    dataset = learnt.state.dataset
    assert made is not None
    assert dataset is not None
    counts = made.picture.counts  # type: ignore[union-attr]
    for true, seen in np.ndindex(2, 2):
        rows = rows_in(learnt.state, true, seen, held_out=False)
        assert len(rows) == counts[true, seen]
        said = [describe(learnt.state, row) for row in rows]
        assert all(f"target {true}\nprediction {seen} (" in text for text in said)
        assert all(text.endswith("right" if true == seen else "wrong") for text in said)
    assert counts.sum() == len(dataset.x)
    true, seen = np.unravel_index(int(counts.argmax()), counts.shape)
    matrix.hovered.emit(float(seen), float(1 - true))
    lit = rings_of(learnt.state, shown_of(learnt.state), matrix.rows(learnt.state))  # type: ignore[arg-type]
    np.testing.assert_array_equal(
        lit.lit, panel.places[rows_in(learnt.state, int(true), int(seen), held_out=False)]
    )
    matrix.left.emit()
    assert matrix.rows(learnt.state) == []
    matrix.clicked.emit(float(seen), float(1 - true))
    matrix.left.emit()
    assert len(matrix.rows(learnt.state)) == counts.max()
    panel.grab()


def test_held_out_rows_are_counted_behind_the_training_rows(learnt: Session) -> None:
    dataset = learnt.state.dataset
    assert dataset is not None
    rows = [row for pair in np.ndindex(2, 2) for row in rows_in(learnt.state, *pair, held_out=True)]
    assert sorted(rows) == list(range(len(dataset.x), len(dataset.x) + len(dataset.x_test)))


def test_keys_go_from_cell_to_cell_of_the_matrix_keep_one_and_let_go(
    qtbot: QtBot, shown: Show, learnt: Session
) -> None:
    commands.to_start(learnt)
    panel = shown(BoundaryPanel, learnt)
    matrix = matrix_of(panel)
    commands.show_confusion(learnt, "training")
    steps = learnt.state.position

    def press(*keys: Qt.Key) -> list[int]:
        for key in keys:
            QTest.keyClick(matrix, key)
        return matrix.rows(learnt.state)

    panel.window().activateWindow()
    matrix.setFocus()
    qtbot.waitUntil(matrix.hasFocus)
    cells = {cell: rows_in(learnt.state, *cell, held_out=False) for cell in np.ndindex(2, 2)}
    assert press(Qt.Key.Key_Down) == cells[0, 0]
    assert press(Qt.Key.Key_Right) == cells[0, 1]
    assert QToolTip.text().endswith("of class 0 are seen as 1")
    assert press(Qt.Key.Key_Right, Qt.Key.Key_Down) == cells[1, 1]
    assert press(Qt.Key.Key_Return, Qt.Key.Key_Up) == cells[0, 1]
    matrix.clearFocus()
    assert press() == cells[1, 1]
    matrix.setFocus()
    assert press(Qt.Key.Key_Escape) == []
    assert learnt.state.position == steps


def test_the_matrix_is_told_in_words(learnt: Session) -> None:
    made = confusion_of(learnt.state, held_out=True)
    assert made is not None
    picture = made.picture
    assert said_of(picture, 0, 1).endswith("of class 0 are seen as 1")  # type: ignore[arg-type]
    assert words_of(picture).startswith("8 held-out rows: ")  # type: ignore[arg-type]
