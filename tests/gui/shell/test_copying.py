"""What is copied has all its digits, and can be pasted into Python and into a spreadsheet."""

from __future__ import annotations

import ast
import re
from unittest.mock import create_autospec

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays
from PySide6.QtWidgets import QApplication

from graphviz_nn.debug.explain import Cell
from graphviz_nn.gui.panels.trace import TracePanel
from graphviz_nn.gui.shell.copying import copy
from graphviz_nn.gui.shell.focus import Focus
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.scene.copying import copied
from graphviz_nn.scene.table import as_rows
from graphviz_nn.session import commands
from tests.session.late import LateRunner


@given(arrays.arrays(np.float64, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_python_and_a_spreadsheet_read_the_same_numbers(array: np.ndarray) -> None:
    found = copied(array)
    assert found.python.isascii()
    pasted = np.asarray(eval(found.python, {"float": float}), np.float64)
    assert pasted.size == array.size
    np.testing.assert_array_equal(pasted.ravel(), array.ravel())
    rows = [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", found.table)]
    if array.size:
        np.testing.assert_array_equal(np.array(rows, np.float64), as_rows(array))


@pytest.mark.parametrize("whole", [False, True])
def test_the_number_that_is_looked_into_is_copied_or_its_tensor(window: MainWindow, whole: bool) -> None:
    commands.to_end(window.session)
    commands.select_cell(window.session, Cell("dense/kernel", "value", (1, 0)))
    window.frames.flush()
    window.actions_["copy_tensor" if whole else "copy"].trigger()
    inspection = window.session.state.inspection
    assert inspection is not None
    kernel = inspection.tensors["value"].array
    assert kernel is not None
    pasted = ast.literal_eval(QApplication.clipboard().text())
    np.testing.assert_array_equal(pasted, kernel if whole else kernel[1, 0])
    assert QApplication.clipboard().mimeData().hasHtml()


def test_what_is_not_there_yet_is_not_copied(window: MainWindow) -> None:
    commands.to_start(window.session)
    commands.select_node(window.session, "loss")
    QApplication.clipboard().setText("before")
    window.actions_["copy"].trigger()
    message = window.session.state.message
    assert message is not None
    assert "no number here yet" in message.text
    assert QApplication.clipboard().text() == "before"


@pytest.mark.parametrize("part", ["the trace", "a tensor"])
def test_what_is_copied_is_written_off_the_windows_thread(
    window: MainWindow, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, late = window.session, LateRunner()
    commands.to_end(session)
    commands.select_node(session, "dense/kernel")
    window.frames.flush()
    monkeypatch.setattr(session.jobs, "_runner", late)
    trace = next(dock.home for dock in window.docks if isinstance(dock.home, TracePanel))
    focus = create_autospec(Focus, instance=True, here=trace if part == "the trace" else None)
    copy(session, focus, whole=part == "a tensor")
    QApplication.clipboard().setText("before")
    commands.to_start(session)  # what is copied is what was there
    assert QApplication.clipboard().text() == "before"
    late.finish()
    text = QApplication.clipboard().text()
    assert text.startswith("name,formula,value,adjoint\n" if part == "the trace" else "[[")
    assert len(text.splitlines()) == (2 if part == "the trace" else 1)  # the row that is selected
