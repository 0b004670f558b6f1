"""What fails in pyqtgraph while it is painted is told, and the process lives."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.shapes import Line, Segments, Shape
from tests.gui.plots.test_bounds import Shown

RED = QColor("red")
SHAPES: dict[str, Shape] = {
    "line": Line(np.array([[0.0, 0.0], [1.0, 1.0]]), RED, 2.0),
    "segments": Segments(np.array([[[0.0, 0.0], [1.0, 1.0]]]), RED, 2.0),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [pg.PlotCurveItem, pg.AxisItem])
def test_a_fault_of_pyqtgraph_s_own_items_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, faults: list[Exception], kind: type, shape: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("no paint")

    chart = Chart(Theme.load("light"))
    qtbot.addWidget(chart.widget)
    monkeypatch.setattr(kind, "paint", fail)
    chart.show(Shown([SHAPES[shape]]))
    chart.widget.show()
    QApplication.processEvents()
    chart.widget.grab()
    assert {type(fault) for fault in faults} == {ZeroDivisionError}


@pytest.mark.parametrize(("swings", "is_in_pieces"), [(1, False), (10, True)])
def test_a_line_that_goes_to_and_fro_is_drawn_in_pieces(
    qtbot: QtBot, swings: int, is_in_pieces: bool
) -> None:
    chart = Chart(Theme.load("light"))
    qtbot.addWidget(chart.widget)
    chart.widget.resize(600, 400)
    x = np.linspace(0.0, 1.0, 2 * swings + 1)
    chart.show(Shown([Line(np.column_stack([x, np.arange(len(x)) % 2]), RED, 3.0)]))
    chart.widget.show()
    QApplication.processEvents()
    (item,) = (each for each in chart.box.childGroup.childItems() if isinstance(each, pg.PlotCurveItem))
    pen = item.opts["pen"]
    assert (item.opts["segmentedLineMode"] == "on") == is_in_pieces
    assert pen.widthF() > 1
    assert (pen.capStyle() == Qt.PenCapStyle.FlatCap) == is_in_pieces
    picture = chart.widget.grab().toImage()
    reds = sum(
        picture.pixelColor(column, picture.height() // 2).green() < 128 for column in range(picture.width())
    )
    assert reds >= 2 * swings * 2  # each way crosses the middle, some pixels wide
