"""Lines of arithmetic."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.explain import Piece
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.arithmetic import Arithmetic

LINE = "0.5829 − 0.001 · 0.9 · 1.25e−5 / (0.002213 + 1e−7) − 0.001 · 5.799e−5 / (0.0134 + 1e−7)"


def test_a_long_line_breaks_between_terms_and_never_within_a_number(qtbot: QtBot) -> None:
    arithmetic = Arithmetic(Theme.load("light"))
    qtbot.addWidget(arithmetic)
    arithmetic.show_lines(((Piece(LINE),),))
    page = QTextDocument()
    page.setDefaultFont(arithmetic.font())
    page.setHtml(arithmetic.text())
    for width in range(180, 500, 10):
        page.setTextWidth(width)
        assert page.size().height() > 0  # lays it out
        layout, text = page.firstBlock().layout(), page.firstBlock().text()
        ends = [layout.lineAt(i).textStart() for i in range(1, layout.lineCount())]
        assert ends
        assert all(text[end - 1] == " " for end in ends)
