"""A formula, typeset."""

from __future__ import annotations

import re
import warnings

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.aside import Aside

SIZE = 18  # pixels of a letter, before the theme's scale
MOST = 64  # drawings that are kept, some 20 kB each
INK = "#010203"  # stands in the drawing for the colour of the text
_WORDS = {
    r"\cdot": "·",
    r"\partial ": "∂",
    r"\partial": "∂",
    r"\dots": "…",
    r"\left": "",
    r"\right": "",
    r"\,": " ",
    r"\top": "ᵀ",
    r"\neq": "≠",
    r"\sum": "Σ",
    r"\log": "log",
    r"\ln": "ln",
}
_INNER = r"((?:(?!\\begin).)*?)"  # what holds no choice itself
_CHOICE = re.compile(
    rf"\\begin\{{cases\}} {_INNER} & \\text\{{if \}} \{{{_INNER}\}} \\\\ "
    rf"{_INNER} & \\text\{{otherwise\}} \\end\{{cases\}}"
)
_NAMED = re.compile(r"\\(?:operatorname|mathrm|text|mathbf)\{([^{}]*)\}")
_RAISED = re.compile(r"\^\{([^{}]*)\}")
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")


class Formula(QWidget):
    """Shows LaTeX; as plain text for the moment that typesetting takes, on another thread, the first time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._latex = theme, ""
        self._drawing: QSvgRenderer | None = None
        self._drawings: dict[str, str] = {}
        self._aside = Aside(self)
        self._aside.done.connect(self._on_drawn)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_latex(self, latex: str) -> None:
        """Show a formula; "" shows nothing."""
        if latex != self._latex:
            self._latex, self._drawing = latex, None
            self.setAccessibleName(plain_text(latex))
            self._typeset()
        self.setVisible(bool(latex))

    def use_theme(self, theme: Theme) -> None:
        """Draw in another colour and size."""
        self._theme, self._drawing = theme, None
        self._typeset()

    def sizeHint(self) -> QSize:
        """As large as the formula."""
        if self._drawing is not None:
            return self._drawing.defaultSize() * self._theme.scale
        return QSize(40, QFontMetrics(self._theme.font("heading")).height())

    def minimumSizeHint(self) -> QSize:
        """Ask for little: a formula that is too wide is drawn smaller."""
        return QSize(40, self.sizeHint().height())

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formula at the left, smaller if it would not fit."""
        with painting(self) as painter:
            if self._drawing is None:
                painter.setFont(self._theme.font("heading"))
                painter.setPen(self._theme.color("text"))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, plain_text(self._latex))
            else:
                size = self._drawing.defaultSize() * self._theme.scale
                share = min(1.0, self.width() / max(size.width(), 1))
                height = size.height() * share
                self._drawing.render(
                    painter, QRectF(0, (self.height() - height) / 2, size.width() * share, height)
                )

    def _typeset(self) -> None:
        """Draw the formula, at once if it was drawn before."""
        latex = self._latex
        if latex in self._drawings:
            self._on_drawn(latex, self._drawings[latex])
        elif latex:
            self._aside.ask(latex, lambda: draw(latex))

    @Slot(object, object)
    def _on_drawn(self, latex: str, drawing: str) -> None:
        """Keep a drawing, and show it unless another one is wanted by now."""
        self._keep(latex, drawing)
        if latex != self._latex or not drawing:
            return
        picture = drawing.replace(INK, self._theme.color("text").name())
        # No child of this widget: it would stay when the next one comes.
        renderer = QSvgRenderer(QByteArray(picture.encode()))
        self._drawing = renderer if renderer.isValid() else None
        self.updateGeometry()
        self.update()

    def _keep(self, latex: str, drawing: str) -> None:
        """Keep a drawing as the newest; the oldest makes room for it."""
        self._drawings.pop(latex, None)
        if len(self._drawings) == MOST:
            del self._drawings[next(iter(self._drawings))]
        self._drawings[latex] = drawing


def draw(latex: str) -> str:
    """Return a formula as SVG, "" if it cannot be typeset; takes a quarter of a second the first time."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it opens its fonts in a way that Python has deprecated
            from ziamath.config import config
            from ziamath.zmath import Latex

            config.svg2 = False  # Qt draws SVG 1.2 only
            svg: str = Latex(latex, size=SIZE, color=INK).svg()
    except Exception:  # the typesetter raises whatever it stumbles on; the plain text stays then
        return ""
    return svg


def plain_text(latex: str) -> str:
    """Return LaTeX as a line of text, good enough to read for a moment, or aloud."""
    text, before = latex, ""
    while before != text:
        before, text = text, _CHOICE.sub(r"\1 if \2 else \3", text)
    for command, word in _WORDS.items():
        text = text.replace(command, word)
    before = ""
    while before != text:
        before = text
        text = _FRACTION.sub(_on_one_line, _RAISED.sub(r"^\1", _NAMED.sub(r"\1", text)))
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", text)).strip()


def _on_one_line(fraction: re.Match[str]) -> str:
    """Return a fraction as a division, sums and products in parentheses."""
    above, below = (f"({part})" if " " in part else part for part in fraction.groups())
    return f"{above} / {below}"
