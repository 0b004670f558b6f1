"""What keeps a network from learning, as a short list that opens and closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from graphviz_nn.debug.finding import Finding
from graphviz_nn.gui.look.theme import Theme

TOGGLE, TRAVEL = "toggle", "travel"
MOST = 20  # that anyone reads: a graph of 10,000 ops may have thousands, which Qt lays out for seconds


class Findings(QLabel):
    """Shows the first findings; closed, only how many there are. The name of a node is a link to it.

    Attributes:
        nodeChosen: emitted with the name of the node that the user clicked.
        toggleRequested: emitted when the user wants to open or close the list.
        travelRequested: emitted when the user wants to see where the training diverged.

    """

    nodeChosen = Signal(str)
    toggleRequested = Signal()
    travelRequested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(self._on_link_activated)

    def show_findings(
        self,
        findings: Sequence[Finding],
        divergence: str,
        *,
        opened: bool,
        elsewhere: bool = False,
        since: Sequence[str] = (),
    ) -> None:
        """Show findings, and in any case the sentence on a divergence, "" if there was none.

        If it happened `elsewhere`, a link leads there. `since` tells of each finding from when on it holds, once that
        is known; "" where it is not.
        """
        self._findings = tuple(findings)
        self.setText("<br>".join(self._lines(divergence, opened, elsewhere, since)))
        self.setVisible(bool(findings or divergence))

    def use_theme(self, theme: Theme) -> None:
        """Write in other colours, from the next time on."""
        self._theme = theme
        self.setFont(theme.font("small"))

    @Slot(str)
    def _on_link_activated(self, link: str) -> None:
        if link == TOGGLE:
            self.toggleRequested.emit()
        elif link == TRAVEL:
            self.travelRequested.emit()
        else:
            self.nodeChosen.emit(self._findings[int(link)].node)

    def _lines(self, divergence: str, opened: bool, elsewhere: bool, since: Sequence[str]) -> Iterator[str]:
        if divergence:
            there = f" {self._link(TRAVEL, 'Go there', 'forward')}" if elsewhere else ""
            yield self._inked(divergence, "error") + there
        count = len(self._findings)
        if count:
            mark, what = "▾" if opened else "▸", "finding" if count == 1 else "findings"
            yield self._link(TOGGLE, f"{mark} {count:,} {what}", "warning")
        for place, finding in enumerate(self._findings[:MOST] if opened else ()):
            rest = finding.text.removeprefix(finding.node)
            when = f" · {since[place]}" if place < len(since) and since[place] else ""
            name, words = self._link(str(place), finding.node, "forward"), self._inked(rest, "text")
            yield name + words + (self._inked(when, "muted") if when else "")
        if opened and count > MOST:
            yield self._inked(f"and {count - MOST:,} more", "muted")

    def _inked(self, text: str, token: str) -> str:
        return f'<span style="color:{self._theme.color(token).name()}">{escape(text)}</span>'

    def _link(self, target: str, text: str, token: str) -> str:
        style = f"color:{self._theme.color(token).name()};text-decoration:none"
        return f'<a href="{target}" style="{style}">{escape(text)}</a>'
