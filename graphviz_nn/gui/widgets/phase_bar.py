"""The line above the graph: the four phases, where in time we are, and one sentence on what just happened."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from graphviz_nn.analysis.record import Phase
from graphviz_nn.gui.style import set_kind
from graphviz_nn.gui.theme import Theme

_TIPS = {
    Phase.FORWARD: "Forward: each op computes its value from the values before it.",
    Phase.LOSS: "Loss: one number says how far the prediction is from the target.",
    Phase.BACKWARD: "Backward: each op passes its gradient on to what it was computed from.",
    Phase.UPDATE: "Update: each parameter takes a step against its gradient.",
}


class PhaseBar(QWidget):
    """Shows the phase and the sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._pills = {phase: QLabel(phase.value) for phase in Phase}
        for phase, pill in self._pills.items():
            pill.setToolTip(_TIPS[phase])
            self._row.addWidget(pill)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setAccessibleName("What just happened")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._words, 1)
        self.show_theme(theme)

    @property
    def text(self) -> str:
        """The sentence, with its marks."""
        return self._words.text()

    def show_moment(self, phase: Phase, place: str, before: str, node: str, after: str) -> None:
        """Show a phase, a place in time, and a sentence in three parts, of which the second is bold."""
        for each, pill in self._pills.items():
            set_kind(pill, f"phase_{each.value}" if each is phase else "phase")
        start = f"{escape(place)} — " if place else ""
        self._words.setText(
            f"{start}{escape(before)}<span style='font-weight: 600'>{escape(node)}</span>{escape(after)}"
        )

    def show_theme(self, theme: Theme) -> None:
        """Take over the sizes: room for two lines, so that the graph stands still when a sentence wraps."""
        self._row.setContentsMargins(theme.space(5), theme.space(1), theme.space(5), theme.space(1))
        self._row.setSpacing(theme.space(2))
        line = self._words.fontMetrics().lineSpacing()
        self.setFixedHeight(2 * line + theme.space(3))
