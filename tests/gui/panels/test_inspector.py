"""Why a number is what it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.since import Onset, Since
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.inspector import WIDE, InspectorPanel
from graphviz_nn.gui.widgets.arithmetic import Arithmetic
from graphviz_nn.gui.widgets.cells_view import CellsView
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.findings import MOST, Findings
from graphviz_nn.gui.widgets.formula import Formula
from graphviz_nn.gui.widgets.heat_map import HeatMap
from graphviz_nn.gui.widgets.number_table import NumberTable
from graphviz_nn.gui.widgets.tensor_side import TensorSide
from graphviz_nn.gui.widgets.tensor_view import TensorView
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Tanh
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.tensors import statistics
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.gui.hand import click
from tests.gui.panels.conftest import Show


def words(panel: InspectorPanel) -> str:
    labels = panel.findChildren(QLabel)
    return "\n".join(label.full_text if isinstance(label, Elided) else label.text() for label in labels)


def press(panel: InspectorPanel, text: str) -> None:
    button = next(b for b in panel.findChildren(QToolButton) if b.text() == text)
    QApplication.sendPostedEvents()  # so that the button has its place
    click(button)


@pytest.fixture
def after_backward(learnt: Session) -> Session:
    commands.finish_backward(learnt)
    return learnt


def test_it_explains_the_node_of_the_newest_event_when_nothing_is_selected(
    shown: Show, learnt: Session
) -> None:
    commands.step(learnt)
    panel = shown(InspectorPanel, learnt)
    assert "dense/matmul[0, 0]" in words(panel)
    assert "matmul · 16 × 4 · dense" in words(panel)


def test_the_table_says_the_values_of_the_selected_node(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense/bias", "gradient", (2,)))
    panel = shown(InspectorPanel, after_backward)
    record = after_backward.state.record
    assert record is not None
    gradient = record.gradients[record.graph.index["dense/bias"]]
    assert gradient is not None
    numbers = panel.findChildren(NumberTable)[0].numbers
    np.testing.assert_equal(numbers.grid, np.reshape(gradient, (1, 4)))
    assert numbers.selected == (2,)


def test_a_gradient_that_is_not_there_yet_says_so(shown: Show, learnt: Session) -> None:
    commands.finish_forward(learnt)
    commands.select_node(learnt, "dense/tanh")
    panel = shown(InspectorPanel, learnt)
    press(panel, "gradient")
    assert learnt.state.cell == Cell("dense/tanh", "gradient", (0, 0))
    assert "gradient not yet" in words(panel)


def test_a_click_on_a_cell_of_the_heat_map_selects_it(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense/tanh", "value", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    (heat,) = panel.findChildren(HeatMap)
    click(heat, heat.rect_of((3, 2)).center().toPoint())
    assert after_backward.state.cell == Cell("dense/tanh", "value", (3, 2))


def test_a_click_on_a_number_of_the_table_selects_it(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense/tanh", "value", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    (table,) = panel.findChildren(NumberTable)
    place = table.visualRect(table.numbers.index(2, 1)).center()
    click(table.viewport(), place)
    assert after_backward.state.cell == Cell("dense/tanh", "value", (2, 1))


def test_a_number_in_the_arithmetic_leads_to_where_it_came_from(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense/tanh", "value", (1, 2)))
    panel = shown(InspectorPanel, after_backward)
    (lines,) = panel.findChildren(Arithmetic)
    lines.linkActivated.emit("0")
    assert after_backward.state.cell == Cell("dense/add", "value", (1, 2))
    assert "dense/add[1, 2]" in words(panel)


def test_the_local_derivative_of_tanh_is_shown_cell_by_cell(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense/tanh", "value", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    press(panel, "∂y/∂x")
    record = after_backward.state.record
    assert record is not None
    y = record.values[record.graph.index["dense/tanh"]]
    assert panel.findChildren(NumberTable)[0].numbers.grid == pytest.approx(1 - y**2)


def test_a_products_cells_are_three_matrices_and_a_click_goes_there(
    shown: Show, after_backward: Session
) -> None:
    commands.select_cell(after_backward, Cell("dense/matmul", "value", (2, 1)))
    panel = shown(InspectorPanel, after_backward)
    press(panel, "cells")
    (cells,) = panel.findChildren(CellsView)
    assert cells.isVisible()
    areas = cells.areas()
    assert len(areas) == 3
    click(cells, areas[1].topLeft().toPoint() + QPoint(2, 2))
    assert after_backward.state.cell == Cell("dense/kernel", "value", (0, 0))


def test_the_formula_is_typeset_aside(shown: Show, after_backward: Session, qtbot: QtBot) -> None:
    commands.select_cell(after_backward, Cell("dense_1/sigmoid", "value", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    (formula,) = panel.findChildren(Formula)
    # Until it is drawn, it asks for little room.
    qtbot.waitUntil(lambda: formula.sizeHint().width() > 60, timeout=10_000)
    assert formula.accessibleName().startswith("y = ")


def buttons(panel: InspectorPanel) -> list[str]:
    return [b.text() for b in panel.findChildren(QToolButton) if b.isVisible()]


def shades(panel: InspectorPanel) -> tuple[bool, bool]:
    """Whether the heat map stands beside the table, and whether the table's cells are tinted."""
    (view,) = panel.findChildren(TensorView)
    return view.heat.isVisible(), view.table.numbers.is_tinted


@pytest.mark.parametrize("size", [(350, 165), (480, 213), (650, 213), (700, 340), (360, 600)])
@pytest.mark.parametrize("name", ["dense/tanh", "loss", "dense/kernel"])
def test_in_every_size_value_and_gradient_are_there_and_no_column_is_cut(
    shown: Show, after_backward: Session, size: tuple[int, int], name: str
) -> None:
    commands.select_node(after_backward, name)
    panel = shown(InspectorPanel, after_backward)
    panel.resize(*size)
    assert {"value", "gradient"} <= set(buttons(panel))
    if "why" in buttons(panel):
        press(panel, "gradient")
    QApplication.sendPostedEvents()
    (table,) = panel.findChildren(NumberTable)
    assert table.isVisible()
    sight, column = table.viewport().width(), table.horizontalHeader().defaultSectionSize()
    whole = sight // column
    assert whole >= min(table.numbers.columnCount(), 4 if size[0] >= 600 else 2)
    assert panel.rect().contains(table.mapTo(panel, table.rect().bottomRight()))


def test_a_small_panel_shows_the_explanation_or_the_tensor(shown: Show, after_backward: Session) -> None:
    commands.select_node(after_backward, "dense/tanh")
    panel = shown(InspectorPanel, after_backward)
    panel.resize(350, 165)
    (table,), (lines,) = panel.findChildren(NumberTable), panel.findChildren(Arithmetic)
    assert lines.isVisible()
    assert not table.isVisible()
    press(panel, "value")
    assert table.isVisible()
    assert not lines.isVisible()
    press(panel, "why")
    assert lines.isVisible()


def test_presented_in_a_narrow_seat_the_explanation_has_the_room_of_a_tensor_that_is_not_there(
    shown: Show, learnt: Session
) -> None:
    commands.step(learnt)
    panel = shown(InspectorPanel, learnt)
    panel.resize(360, 900)
    panel.set_slim(True)
    (scroll,), (side,) = panel.findChildren(QScrollArea), panel.findChildren(TensorSide)
    QApplication.sendPostedEvents()
    assert side.isVisible()
    beside_it = scroll.height()
    commands.select_cell(learnt, Cell("dense/tanh", "gradient", (0, 0)))
    QApplication.sendPostedEvents()
    assert not side.isVisible()
    assert scroll.height() > beside_it


def test_shades_stand_beside_a_narrow_tensor_and_behind_the_numbers_of_a_wide_one(
    shown: Show, after_backward: Session
) -> None:
    commands.select_node(after_backward, "dense_1/sigmoid")
    panel = shown(InspectorPanel, after_backward)
    panel.resize(650, 213)
    QApplication.sendPostedEvents()
    assert shades(panel) == (True, False)
    commands.select_node(after_backward, "dense/tanh")
    panel.resize(600, 213)
    QApplication.sendPostedEvents()
    assert shades(panel) == (False, True)


def opened_list(panel: InspectorPanel) -> Findings:
    (findings,) = panel.findChildren(Findings)
    return findings


def test_findings_are_counted_open_while_nothing_is_selected_and_lead_to_their_nodes(shown: Show) -> None:
    session = Session()
    commands.open_lesson(session, "initialisation")
    commands.go_to_page(session, 1)
    panel = shown(InspectorPanel, session)
    findings = opened_list(panel)
    assert "2 findings" in findings.text()
    assert "equal columns" not in findings.text()
    findings.linkActivated.emit("toggle")
    assert "4 equal columns" in findings.text()
    findings.linkActivated.emit("1")
    assert session.state.view.selected == "dense/kernel"
    findings.linkActivated.emit("toggle")
    assert "equal columns" not in findings.text()


def test_of_thousands_of_findings_no_more_are_written_than_can_be_read(theme: Theme, qtbot: QtBot) -> None:
    findings = Findings(theme)
    qtbot.addWidget(findings)
    many = [Finding("saturated", f"tanh_{place}", f"tanh_{place} is saturated.") for place in range(2_500)]
    findings.show_findings(many, "", opened=True)
    assert findings.text().count("is saturated") == MOST
    assert "2,500 findings" in findings.text()
    assert f"and {2_500 - MOST:,} more" in findings.text()
    findings.show_findings(many[:MOST], "", opened=True)
    assert findings.text().count("is saturated") == MOST
    assert " more" not in findings.text()


def test_each_finding_says_since_when_once_that_is_known_and_only_of_what_is_shown(shown: Show) -> None:
    session = Session()
    commands.open_lesson(session, "initialisation")
    commands.go_to_page(session, 1)
    panel = shown(InspectorPanel, session)
    findings = opened_list(panel)
    findings.linkActivated.emit("toggle")
    known = session.state.since
    assert known is not None
    assert findings.text().count("from the start") == len(session.state.findings)
    session.update(since=None)
    assert "from the start" not in findings.text()
    session.update(since=Since(session.state.findings, (Onset(33), None)))
    assert findings.text().count("since update 34") == 1
    session.update(since=replace(known, findings=session.state.findings[:1]))
    assert "from the start" not in findings.text()


def test_a_healthy_update_says_nothing(shown: Show, after_backward: Session) -> None:
    assert not opened_list(shown(InspectorPanel, after_backward)).isVisible()


def test_a_run_that_diverged_says_where_and_leads_there(shown: Show) -> None:
    session = Session()
    layers = (Dense(units=4, activation="linear"), Dense(units=1, activation="linear"))
    training = TrainingSpec(epochs=50, optimiser=Sgd(learning_rate=50.0))
    document = Document(
        Work(subject=Stack(inputs=2, layers=layers), training=training, variants=(Variant(),))
    )
    commands.open_document(session, document)
    divergence = session.state.runs[0].divergence
    assert divergence is not None
    findings = opened_list(shown(InspectorPanel, session))
    assert f"Diverged at update {divergence.update}: {divergence.node} is not finite" in findings.text()
    findings.linkActivated.emit("travel")
    assert session.state.view.update == divergence.update - 1
    assert "Go there" not in findings.text()
    tape, position = session.state.tape, session.state.position
    assert tape is not None
    assert np.isfinite(
        np.concatenate([np.ravel(x) for x in tape.values(position - 1) if x is not None])
    ).all()
    reached = tape.values(position) + tape.gradients(position)
    assert not np.isfinite(np.concatenate([np.ravel(x) for x in reached if x is not None])).all()


def test_showing_twice_is_showing_once(shown: Show, after_backward: Session) -> None:
    panel = shown(InspectorPanel, after_backward)
    before = words(panel)
    panel.show_state(after_backward.state)
    assert words(panel) == before


def test_the_line_below_counts_zeros_flat_ends_and_what_is_not_finite() -> None:
    assert statistics(np.array([0.0, 0.999, -0.999, 0.5]), Tanh()).endswith("zeros 25 % · saturated 50 %")
    assert statistics(np.array([np.nan, 1.0, 3.0]), None) == "NaN: 1 · min 1 · mean 2 · max 3 · zeros 0 %"
    assert statistics(np.array([np.nan, np.inf, -np.inf, np.nan]), Tanh()) == "NaN: 2 · infinite: 2"
    assert statistics(np.empty((0, 3)), None) == "no numbers"


def test_a_wide_one_can_be_made_small_again_in_one_go(shown: Show, after_backward: Session) -> None:
    panel = shown(InspectorPanel, after_backward)
    panel.resize(900, 240)
    assert panel.minimumSizeHint().width() < WIDE / 2 + 40
    panel.resize(panel.minimumSizeHint().width(), 240)
    assert "why" in [button.text() for button in panel.findChildren(QToolButton)]


def test_the_terms_that_are_not_written_out_can_be_opened_and_close_with_another_number(
    shown: Show, after_backward: Session
) -> None:
    commands.select_cell(after_backward, Cell("dense/kernel", "gradient", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    lines = panel.findChildren(Arithmetic)[0]
    assert " more</a>, together" in lines.text()
    lines.linkActivated.emit("all")
    QApplication.processEvents()
    assert " more</a>" not in lines.text()
    assert lines.text().count("\u00a0·\u00a0") >= 16
    commands.select_cell(after_backward, Cell("dense/kernel", "gradient", (0, 1)))
    QApplication.processEvents()
    assert " more</a>, together" in lines.text()


def test_a_term_is_never_left_out_alone(shown: Show, after_backward: Session) -> None:
    commands.select_cell(after_backward, Cell("dense_1/matmul", "value", (0, 0)))
    panel = shown(InspectorPanel, after_backward)
    lines = panel.findChildren(Arithmetic)[0]
    assert " more" not in lines.text()
    assert lines.text().count("\u00a0·\u00a0") >= 4
