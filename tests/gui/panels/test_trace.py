"""The evaluation trace."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.record import make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Builder, graph_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.trace import TracePanel
from graphviz_nn.gui.widgets.trace_model import ADJOINT, NAME, VALUE, TraceModel
from graphviz_nn.ops import Sin
from graphviz_nn.session import Session, commands
from tests.gui.hand import click
from tests.gui.panels.conftest import Show


def text(table: QTableView, row: int, column: int) -> str:
    return str(table.model().index(row, column).data()).strip()


def row_of(table: QTableView, name: str) -> int:
    return next(row for row in range(table.model().rowCount()) if text(table, row, NAME) == name)


def framed(table: QTableView) -> list[int]:
    return [place.row() for place in table.selectionModel().selectedRows()]


def test_it_says_what_the_books_say_of_the_classic_expression(shown: Show, formula: Session) -> None:
    table = shown(TracePanel, formula).table
    row = row_of(table, "x1")
    assert (text(table, row, VALUE), text(table, row, ADJOINT)) == ("2", "5.5")
    row = row_of(table, "x2")
    assert (text(table, row, VALUE), text(table, row, ADJOINT)) == ("5", "1.716")


def test_what_has_not_happened_is_a_dot(shown: Show, formula: Session) -> None:
    table = shown(TracePanel, formula).table
    commands.to_start(formula)
    result = table.model().rowCount() - 1
    assert text(table, result, VALUE) == "·"
    assert text(table, row_of(table, "x1"), VALUE) == "2"
    assert {text(table, row, ADJOINT) for row in range(result + 1)} == {"·"}


@pytest.mark.parametrize("session", ["learnt", "formula"])
def test_at_every_position_it_agrees_with_the_record(
    session: str, request: pytest.FixtureRequest, theme: Theme
) -> None:
    tape, model = request.getfixturevalue(session).state.tape, TraceModel(theme)
    for position in range(len(tape.record.events) + 1):
        model.show_tape(tape, position)
        pairs = zip(tape.values(position), tape.gradients(position), strict=True)
        for row, (value, gradient) in enumerate(pairs):
            assert model.number(row, VALUE) is value
            assert model.number(row, ADJOINT) is gradient


def test_the_row_of_the_newest_event_is_lit(shown: Show, learnt: Session, theme: Theme) -> None:
    table = shown(TracePanel, learnt).table
    commands.step(learnt)
    event = learnt.state.record.events[0] if learnt.state.record else None
    grounds = [
        table.model().index(row, NAME).data(Qt.ItemDataRole.BackgroundRole)
        for row in range(table.model().rowCount())
    ]
    assert event is not None
    assert [row for row, ground in enumerate(grounds) if ground] == [event.node]


def test_a_click_on_a_row_selects_its_node(shown: Show, learnt: Session) -> None:
    table = shown(TracePanel, learnt).table
    place = table.visualRect(table.model().index(2, NAME)).center()
    click(table.viewport(), place)
    assert learnt.state.view.selected == text(table, 2, NAME)


def test_copied_text_is_csv_with_all_digits(shown: Show, formula: Session) -> None:
    panel = shown(TracePanel, formula)
    make = panel.copied()
    assert make is not None
    rows = list(csv.DictReader(io.StringIO(make())))
    x2 = next(row for row in rows if row["name"] == "x2")
    assert float(x2["adjoint"]) == 2 - np.cos(5)


def test_20000_rows_are_shown_at_any_position(qtbot: QtBot, theme: Theme) -> None:
    builder = Builder()
    term = builder.input("x", 0.5, needs_gradient=True)
    for _ in range(20_000):
        term = builder.apply(Sin(), term)
    tape = Tape(make_record(builder.graph(term)))
    model = TraceModel(theme)
    model.show_tape(tape, 0)
    for position in range(30_000, 30_010):
        model.show_tape(tape, position)
        assert model.index(10_000, VALUE).data() != "·"


def in_sight(table: QTableView, row: int) -> bool:
    return table.viewport().rect().contains(table.visualRect(table.model().index(row, NAME)))


def test_rows_follow_the_cursor_out_of_sight_and_are_drawn_there(shown: Show, learnt: Session) -> None:
    """A panel blocks its inputs while it is shown a state; its scroll bars must scroll all the same."""
    table = shown(TracePanel, learnt).table
    table.window().resize(480, 160)
    panel = table.parentWidget()
    assert panel is not None
    panel.resize(480, 160)
    last = table.model().rowCount() - 1
    assert not in_sight(table, last)
    commands.finish_forward(learnt)
    assert in_sight(table, last)
    assert table.rowAt(0) > 0
    place = table.visualRect(table.model().index(last, NAME)).center()
    assert table.indexAt(place).row() == last
    commands.to_start(learnt)
    commands.step(learnt)
    assert in_sight(table, 2)


def test_the_selected_row_is_framed_and_only_the_current_one_lit(
    shown: Show, learnt: Session, theme: Theme
) -> None:
    commands.step(learnt)
    commands.select_node(learnt, "x")
    table = shown(TracePanel, learnt).table
    picture = table.viewport().grab().toImage()
    x = table.visualRect(table.model().index(row_of(table, "x"), NAME))
    assert picture.pixelColor(x.left(), x.center().y()) == theme.color("focus")
    assert picture.pixelColor(x.right() - 3, x.center().y()) == theme.color("surface")
    assert learnt.state.record is not None
    current = table.visualRect(table.model().index(learnt.state.record.events[0].node, NAME))
    assert picture.pixelColor(current.left() + 1, current.top() + 1) == theme.color("selected")


def test_a_selection_made_elsewhere_is_shown_and_several_rows_can_stay_selected(
    shown: Show, learnt: Session
) -> None:
    table = shown(TracePanel, learnt).table
    commands.select_node(learnt, "dense/bias")
    assert framed(table) == [row_of(table, "dense/bias")]
    table.selectAll()
    commands.step(learnt)
    assert len(framed(table)) == table.model().rowCount()


def test_the_frame_follows_the_selected_node_into_another_graph(shown: Show, learnt: Session) -> None:
    table = shown(TracePanel, learnt).table
    commands.add_layer(learnt, "dropout")
    commands.select_node(learnt, "dense/kernel")
    commands.move_layer(learnt, 1)
    assert framed(table) == [row_of(table, "dense/kernel")]
    commands.add_layer(learnt, "activation")
    assert framed(table) == [row_of(table, "dense/kernel")]
    commands.move_layer(learnt, -1)
    assert framed(table) == [row_of(table, "dense/kernel")]


def test_no_column_is_narrower_than_its_name(shown: Show, formula: Session) -> None:
    commands.open_expression(formula, "a*b", {"a": 2.0, "b": 5.0})
    header = shown(TracePanel, formula).table.horizontalHeader()
    assert header.sectionSize(NAME) >= header.sectionSizeFromContents(NAME).width()


def test_in_a_narrow_panel_the_ops_of_a_layer_can_be_told_apart(shown: Show, learnt: Session) -> None:
    panel = shown(TracePanel, learnt)
    panel.resize(250, 360)
    QApplication.processEvents()
    table, seen = panel.table, panel.table.viewport().grab().toImage()
    places = [table.model().index(row_of(table, f"dense/{op}"), NAME) for op in ("matmul", "add")]
    first, second = (seen.copy(table.visualRect(place)) for place in places)
    assert first != second


def test_back_at_the_start_it_begins_with_the_first_row(shown: Show, learnt: Session) -> None:
    panel = shown(TracePanel, learnt)
    panel.resize(300, 160)
    commands.go_to(learnt, 0, 7)
    assert panel.table.verticalScrollBar().value() > 0
    commands.go_to(learnt, 0, 0)
    assert panel.table.verticalScrollBar().value() == 0


def test_of_no_row_that_is_gone_with_its_graph_a_change_is_told(theme: Theme) -> None:
    large, small = (Tape(make_record(graph_of(text, {"a": 2.0}))) for text in ("sin(a*a*a) + a", "a"))
    model, told = TraceModel(theme), list[bool]()
    model.dataChanged.connect(lambda first, last: told.append(first.isValid() and last.isValid()))
    model.show_tape(large, 0)
    model.point_at(large.record.graph.nodes[-1].name)
    model.show_tape(small, 0)
    model.point_at("a")
    assert model.rowCount() == len(small.record.graph.nodes) < len(large.record.graph.nodes)
    assert told
    assert all(told)
