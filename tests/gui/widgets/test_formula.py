"""Formulas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QThreadPool
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets import formula as formula_module
from graphviz_nn.gui.widgets.formula import MOST, Formula, draw, plain_text
from graphviz_nn.ops import OPS
from graphviz_nn.ops.notation import latex


@pytest.mark.parametrize("name", OPS)
def test_every_ops_formulas_can_be_typeset(name: str, qtbot: QtBot) -> None:
    op = OPS[name].cases()[0].op
    for formula in (op.formula, *op.gradients):
        assert QSvgRenderer(QByteArray(draw(latex(formula)).encode())).isValid()


@pytest.mark.parametrize("name", OPS)
def test_no_command_of_the_typesetter_is_left_in_the_plain_text(name: str) -> None:
    op = OPS[name].cases()[0].op
    for formula in (op.formula, *op.gradients):
        assert "cases" not in plain_text(latex(formula))


def test_what_cannot_be_typeset_stays_plain_text() -> None:
    assert draw(r"\nosuchcommand{") == ""


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"y = \frac{1}{1 + e^{-x}}", "y = 1 / (1 + e^-x)"),
        (r"\frac{\partial L}{\partial B} = A^\top g", "∂L / ∂B = A^ᵀ g"),
        (r"\begin{cases} g & \text{if } {c \neq 0} \\ 0 & \text{otherwise} \end{cases}", "g if c ≠ 0 else 0"),
        (r"y = \operatorname{relu}\left(x\right)", "y = relu(x)"),
    ],
)
def test_plain_text_is_readable(formula: str, text: str) -> None:
    assert plain_text(formula) == text


def test_it_takes_the_colour_of_the_theme(qtbot: QtBot) -> None:
    window = QWidget()
    formula = Formula(Theme.load("dark"), window)
    qtbot.addWidget(window)
    formula.show_latex("y = x")
    written = formula.sizeHint()
    qtbot.waitUntil(lambda: formula.sizeHint() != written, timeout=10_000)
    formula.resize(120, 40)
    image = formula.grab().toImage()
    lightest = max(image.pixelColor(x, y).lightnessF() for x in range(120) for y in range(40))
    assert lightest > 0.8


def test_only_the_drawings_of_late_are_kept(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def note(latex: str) -> str:
        drawn.append(latex)
        return '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

    monkeypatch.setattr(formula_module, "draw", note)
    formula = Formula(Theme.load("light"))
    qtbot.addWidget(formula)
    ever = ["y = x", *(f"y = {place} x" for place in range(MOST))]
    for each in (*ever, ever[-1], ever[0]):
        formula.show_latex(each)
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()
    assert drawn == [*ever, ever[0]]
