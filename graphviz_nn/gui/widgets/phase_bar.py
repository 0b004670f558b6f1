"""The line above the graph: the run, the four phases, where in time we are, and a sentence on what just happened."""

from __future__ import annotations

import re
from collections.abc import Set
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.badge import Badge
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.text import shortened

_TIPS = {
    Phase.FORWARD: "Forward: each op computes its value from the values before it.",
    Phase.LOSS: "Loss: one number says how far the prediction is from the target.",
    Phase.BACKWARD: "Backward: each op passes its gradient on to what it was computed from.",
    Phase.UPDATE: "Update: each parameter takes a step against its gradient.",
}
ROOM = 1000  # pixels of width below which the sentence stands under the pills
LINES = 2
PART_LETTERS = (
    300  # of a sentence's part: more is not read in passing, and takes Qt seconds to break into lines
)
RUN_ROOM = 150  # pixels, the most that the name of a run takes


class PhaseBar(QWidget):
    """Shows the phase and the sentence; its height stays the same, so that the graph below stands still.

    At its right end is room for another widget.
    """

    def __init__(self, theme: Theme, beside: QWidget) -> None:
        super().__init__()
        self._theme, self._beside = theme, beside
        self._slim, self._phase, self._phases = False, Phase.FORWARD, frozenset(Phase)
        self._place, self._parts = "", ("", "", "")
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row = QHBoxLayout()
        self._badge, self._run = Badge(), Label()
        for each in (self._badge, self._run):
            each.setToolTip("The run that the graph steps through; choose another under Variants.")
            self._row.addWidget(each)
        self._pills = {phase: Label(phase.value) for phase in Phase}
        for phase, pill in self._pills.items():
            pill.setToolTip(_TIPS[phase])
            # A label keeps the size that it had before its dress, so it is dressed first.
            set_kind(pill, "phase")
            pill.ensurePolished()
            self._row.addWidget(pill)
        self._row.addStretch(1)
        self._words = Wrapped()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setAccessibleName("What just happened")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._whole.addLayout(self._row)
        self._whole.addWidget(self._words, 1)
        self.show_theme(theme)

    @property
    def text(self) -> str:
        """The sentence, with its marks."""
        return self._words.text()

    def show_run(self, place: int, name: str, *, alone: bool) -> None:
        """Show which run the graph steps through; nothing where there is no other. "" leaves its name covered."""
        self._badge.show_place(place, self._theme)
        room = self._theme.pixels(RUN_ROOM)
        short = self._run.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self._run.setText(short)
        self._badge.setVisible(not alone)
        self._run.setVisible(not alone and bool(name))

    def set_slim(self, slim: bool) -> None:
        """Show the sentence beside the one phase that goes on and nothing else, or all again."""
        self._slim = slim
        self._beside.setHidden(slim)
        self._show_pills()
        self._fit()

    def show_phases(self, phases: Set[Phase]) -> None:
        """Show the pills of these phases only: an expression has no update."""
        self._phases = frozenset(phases)
        self._show_pills()

    def show_moment(self, phase: Phase, place: str, before: str, node: str, after: str) -> None:
        """Show a phase, a place in time, and a sentence in three parts, of which the second is bold."""
        for each, pill in self._pills.items():
            set_kind(pill, f"phase_{each.value}" if each is phase else "phase")
        if phase is not self._phase:
            self._phase = phase
            self._show_pills()
        before, node, after = (shortened(part, PART_LETTERS) for part in (before, node, after))
        self._parts = before, node, after
        self._place = f"{escape(place)} — " if place else ""
        self._words.setToolTip("".join((place, " — ", *self._parts)) if place else "".join(self._parts))
        self._write()

    def show_theme(self, theme: Theme) -> None:
        """Take over the sizes."""
        self._theme = theme
        self._badge.show_theme(theme)
        self._fit()

    def _show_pills(self) -> None:
        for phase, pill in self._pills.items():
            pill.setVisible(phase in self._phases and (not self._slim or phase is self._phase))

    def _write(self) -> None:
        before, node, after = map(escape, self._parts)
        sentence = f"{before}<span style='font-weight: 600'>{node}</span>{after}"
        # The sentence matters more than the place in time, which a slim transport says as well.
        self._words.setText(sentence if self._slim else self._place + sentence)
        if not self._fits():
            self._words.setText(sentence)
        # What comes last matters least, and the tool tip has all: first whole clauses go, then words.
        clauses = re.split(r"(?=[,;] )", self._parts[2])
        while not self._fits() and len(clauses) > 1:
            clauses.pop()
            self._words.setText(sentence.removesuffix(after) + escape("".join(clauses)))
        rest = clauses[0].split(" ")
        while not self._fits() and len(rest) > 1:
            rest.pop()
            self._words.setText(sentence.removesuffix(after) + escape(" ".join(rest)) + " …")

    def _fits(self) -> bool:
        return self._words.heightForWidth(max(1, self._words.width())) <= self._room

    @property
    def _room(self) -> int:
        return LINES * self._words.fontMetrics().lineSpacing() + self._theme.space(1)

    def _fit(self) -> None:
        """Put the sentence beside the pills, or under them in a narrow window."""
        direction = QBoxLayout.Direction
        narrow = not self._slim and self.width() < self._theme.pixels(ROOM)
        self._whole.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        space = self._theme.space
        side = space(2.5 if narrow or self._slim else 5)
        over = 0.5 if self._slim else 1.5
        self._whole.setContentsMargins(side, space(over), side, space(min(over, 1)))
        self._whole.setSpacing(space(0.5 if narrow else 2))
        self._row.setSpacing(space(1 if narrow else 2))
        pills = self._row.sizeHint().height() if narrow else 0
        # Where it is added it leaves the other place.
        if narrow:
            self._row.addWidget(self._beside)
        else:
            self._whole.addWidget(self._beside)
        self.setFixedHeight(self._room + pills + space(3 if narrow else over + min(over, 1)))
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange itself for the new width."""
        if event.size().width() != event.oldSize().width():
            self._fit()
