"""No line cuts what is put into it: it is taken whole, or left out with a message that says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.dialogs.expression import EXAMPLE, ExpressionDialog
from graphviz_nn.gui.outline.expression import LeafEdit
from graphviz_nn.gui.widgets.cap import MOST_LETTERS
from graphviz_nn.gui.widgets.line import Line
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.word_edit import WordEdit
from graphviz_nn.settings import Field, Setting
from tests.gui.hand import paste

FIELD = Field("a", Setting("a", "A number.", called="a"), "number")
LINES: tuple[type[LeafEdit | NumberEdit | WordEdit], ...] = (LeafEdit, NumberEdit, WordEdit)
at_every_line = pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.__name__)


def line_and_words(qtbot: QtBot, kind: type[LeafEdit | NumberEdit | WordEdit]) -> tuple[Line, list[str]]:
    """Return a line, and the list in which it will be found what it says."""
    said: list[str] = []
    line = kind(FIELD)
    qtbot.addWidget(line)
    line.rejected.connect(said.append)
    return line, said


@at_every_line
@pytest.mark.parametrize("before", ["", "12.5"])
def test_what_is_too_long_is_left_out_and_said_to_be(
    qtbot: QtBot, kind: type[LeafEdit | NumberEdit | WordEdit], before: str
) -> None:
    line, said = line_and_words(qtbot, kind)
    line.setText(before)
    paste(line, "7" * (MOST_LETTERS + 1))
    assert line.text() == before
    (words,) = said
    assert "put into a is longer than the 250,000 characters" in words
    assert "Put in less" in words


@at_every_line
def test_what_is_as_long_as_can_be_is_taken_whole(
    qtbot: QtBot, kind: type[LeafEdit | NumberEdit | WordEdit]
) -> None:
    line, said = line_and_words(qtbot, kind)
    paste(line, "7" * MOST_LETTERS)
    assert line.text() == "7" * MOST_LETTERS
    QTest.keyClicks(line, "7")
    assert line.text() == "7" * MOST_LETTERS
    assert len(said) == 1


def test_a_list_beyond_what_qt_allows_a_line_is_taken_whole(qtbot: QtBot) -> None:
    line, said = line_and_words(qtbot, LeafEdit)
    asked: list[object] = []
    assert isinstance(line, LeafEdit)
    line.changeRequested.connect(asked.append)
    numbers = [float(k) for k in range(10_000)]
    paste(line, str(numbers))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert asked == [numbers]
    assert not said
    line.show_value(numbers)
    assert line.text().endswith(", 9999]")


def test_lists_that_are_too_long_for_a_line_are_shown_by_their_shape(qtbot: QtBot) -> None:
    line, _ = line_and_words(qtbot, LeafEdit)
    assert isinstance(line, LeafEdit)
    line.show_value([[1.0] * 1_000] * 100)
    assert line.text() == "100 × 1000 numbers"


def test_a_dialog_says_it_below_the_formula(qtbot: QtBot) -> None:
    dialog = ExpressionDialog()
    qtbot.addWidget(dialog)
    paste(dialog.edit, "x + " * MOST_LETTERS)
    qtbot.waitUntil(lambda: "put into Expression is longer" in dialog.note.text())
    assert dialog.text == EXAMPLE
