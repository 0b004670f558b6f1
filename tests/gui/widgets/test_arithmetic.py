"""Lines of arithmetic."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from graphviz_nn.analysis.explain import Piece
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.arithmetic import Arithmetic


def test_no_line_ends_within_a_number(qtbot: QtBot) -> None:
    arithmetic = Arithmetic(Theme.load("light"))
    qtbot.addWidget(arithmetic)
    arithmetic.show_lines(((Piece("0.5 − 0.1 · 5.799e−5"), Piece(" + 1.25e−7")),))
    page = QTextDocument()
    page.setHtml(arithmetic.text())
    for width in range(20, 300, 10):
        page.setTextWidth(width)
        layout = page.firstBlock().layout()
        text = page.firstBlock().text()
        ends = [layout.lineAt(i).textStart() for i in range(1, layout.lineCount())]
        assert all(not text[end - 1].isdigit() or text[end] == " " for end in ends if width > 120)
        assert all(text[end - 1 : end + 1] != "e−" for end in ends if width > 120)
