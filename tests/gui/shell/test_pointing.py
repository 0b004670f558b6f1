"""What the mouse is over is marked wherever it is shown: in the graph, in the trace, in the table of its numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.explain import Cell
from graphviz_nn.gui.panels.inspector import InspectorPanel
from graphviz_nn.gui.panels.trace import TracePanel
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.widgets.hover import Hover
from graphviz_nn.gui.widgets.number_table import NumberTable
from graphviz_nn.scene.layout import NeuronLayout
from graphviz_nn.session import State, commands
from tests.gui.settling import settle


def move(widget: QWidget, to: QPointF, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the mouse over a widget."""
    kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    there = QPointF(widget.mapToGlobal(to))
    QApplication.sendEvent(widget, QMouseEvent(kind, to, there, Qt.MouseButton.NoButton, held, none))


def leave(widget: QWidget) -> None:
    """Move the mouse away, and let the window take note of it."""
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    QApplication.sendPostedEvents()


def ground_of(panel: TracePanel, name: str) -> QColor | None:
    """The ground of a node's row."""
    model = panel.table.model()
    rows = {model.index(row, 0).data(): row for row in range(model.rowCount())}
    color = model.index(rows[name], 0).data(Qt.ItemDataRole.BackgroundRole)
    assert color is None or isinstance(color, QColor)
    return color


@pytest.fixture
def large(window: MainWindow) -> MainWindow:
    window.resize(1600, 1000)
    commands.finish_backward(window.session)
    settle(window)
    return window


def test_a_row_of_the_trace_marks_its_card_and_its_links(large: MainWindow) -> None:
    session, trace = large.session, large.docks.panel(TracePanel)
    before = large.canvas.grab().toImage()
    model = trace.table.model()
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == "dense/bias")
    trace.table.scrollTo(model.index(row, 0))
    at = QPointF(trace.table.visualRect(model.index(row, 0)).center())
    move(trace.table.viewport(), at)
    assert session.state.pointed == Cell("dense/bias", "value", ())
    settle(large)
    assert large.canvas.grab().toImage() != before
    leave(trace.table.viewport())
    assert session.state.pointed is None
    settle(large)
    assert large.canvas.grab().toImage() == before


def test_the_mouse_may_lose_what_it_is_over_while_a_change_is_shown(large: MainWindow) -> None:
    """As a panel does that is put elsewhere; it is told once all views have been told of the change."""
    session, canvas = large.session, large.canvas
    place = canvas.place_of("dense/add")
    assert place is not None
    move(canvas, place.center())
    assert session.state.pointed is not None

    def lose(old: State, new: State) -> None:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))

    unsubscribe = session.subscribe(lose)
    commands.step_back(session)
    unsubscribe()
    settle(large)
    assert session.state.pointed is None


def test_a_card_shades_its_row_of_the_trace(large: MainWindow) -> None:
    trace = large.docks.panel(TracePanel)
    plain = ground_of(trace, "dense/add")
    place = large.canvas.place_of("dense/add")
    assert place is not None
    move(large.canvas, place.center())
    settle(large)
    assert plain is None
    assert ground_of(trace, "dense/add") == large.appearance.theme.color("sunk")
    leave(large.canvas)
    settle(large)
    assert ground_of(trace, "dense/add") is None


def test_a_link_and_its_number_in_the_table_mark_each_other(large: MainWindow) -> None:
    session = large.session
    commands.set_depth(session, "neurons")
    commands.select_cell(session, Cell("dense/kernel", "value", (0, 0)))
    commands.show_tab(session, "value")
    settle(large)
    table = next(t for t in large.docks.panel(InspectorPanel).findChildren(NumberTable) if t.isVisible())
    scene, plain = large.canvas.scene, table.viewport().grab().toImage()
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    link = next(each for each in scene.drawing.links if each.cell == (1, 2))
    (ax, ay), (bx, by) = (scene.drawing.circles[end].centre for end in (link.source, link.target))
    way = [QPointF(ax + share / 20 * (bx - ax), ay + share / 20 * (by - ay)) for share in range(3, 18)]
    for at in map(large.canvas.camera.transform.map, way):
        move(large.canvas, at)
        if session.state.pointed == Cell("dense/kernel", "value", (1, 2)):
            break
    assert session.state.pointed == Cell("dense/kernel", "value", (1, 2))
    settle(large)
    assert table.viewport().grab().toImage() != plain
    leave(large.canvas)
    settle(large)
    assert table.viewport().grab().toImage() == plain
    drawn = large.canvas.grab().toImage()
    move(table.viewport(), QPointF(table.visualRect(table.model().index(1, 1)).center()))
    assert session.state.pointed == Cell("dense/kernel", "value", (1, 1))
    settle(large)
    assert large.canvas.grab().toImage() != drawn


def test_the_mouse_is_told_of_once_for_each_thing_and_not_while_it_drags(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[object]()
    qtbot.addWidget(widget)
    Hover(widget, lambda at: "left" if at.x() < 50 else None).pointed.connect(told.append)
    for x in (10.0, 20.0, 60.0, 70.0, 30.0):
        move(widget, QPointF(x, 10))
    move(widget, QPointF(80, 10), Qt.MouseButton.LeftButton)
    leave(widget)
    assert told == ["left", None, "left", None]


def test_pointing_leaves_the_trace_where_it_was_scrolled_to(large: MainWindow) -> None:
    trace = large.docks.panel(TracePanel)
    trace.table.setFixedHeight(120)
    bar = trace.table.verticalScrollBar()
    bar.setValue(0 if bar.value() else bar.maximum())
    where = bar.value()
    place = large.canvas.place_of("dense/add")
    assert place is not None
    move(large.canvas, place.center())
    settle(large)
    assert bar.value() == where
