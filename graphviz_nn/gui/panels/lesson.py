"""The lesson: what to say and to try, page by page."""

from __future__ import annotations

import re
from html import escape
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.outline.section import draw_button, small_button
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.style import set_kind
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.column_scroll import ColumnScroll
from graphviz_nn.session import State, commands

_BOLD, _CODE = re.compile(r"\*\*(.+?)\*\*", re.DOTALL), re.compile(r"`(.+?)`")
_ALIGN = Qt.AlignmentFlag


class LessonPanel(Panel):
    """Title, words and the number of the page, with a button each way."""

    title: ClassVar[str] = "Lesson"
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = ("lesson", "page")
    hint: ClassVar[str] = "What to look at and to try; Page Up and Page Down turn the pages."

    def build(self) -> None:
        """Make the words, and the row of buttons below."""
        self._heading, self._words, self._number = QLabel(), QLabel(), QLabel()
        set_kind(self._heading, "heading")
        set_kind(self._number, "hint")
        for label in (self._heading, self._words):
            label.setWordWrap(True)
            label.setAlignment(_ALIGN.AlignTop | _ALIGN.AlignLeft)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back = small_button("Previous page", "Turn back to the page before (Page Up).")
        self.forth = small_button("Next page", "Turn to the next page (Page Down).")
        self.restart = small_button(
            "Restart the page", "Show this page as the lesson gives it; what was changed on it is gone."
        )
        self.back.setText("← Back")
        self.forth.setText("Next →")
        self.back.clicked.connect(self._on_back)
        self.forth.clicked.connect(self._on_forth)
        self.restart.clicked.connect(self._on_restart)
        page = QWidget()
        set_kind(page, "side")
        self._column = QVBoxLayout(page)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._words, 1)
        scroll = ColumnScroll(page)
        self._row = QHBoxLayout()
        for widget in (self.back, self._number, self.restart, self.forth):
            self._row.addWidget(widget, 0 if isinstance(widget, QToolButton) else 1)
        self._number.setAlignment(_ALIGN.AlignCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(self._row)

    def show_state(self, state: State) -> None:
        """Show the page."""
        lesson = state.lesson
        if lesson is None:
            return
        page = lesson.pages[state.page]
        self._heading.setText(page.title)
        self._words.setText(to_html(page.words, self.theme))
        self._number.setText(f"{state.page + 1} of {len(lesson.pages)}")
        self.back.setEnabled(state.page > 0)
        self.forth.setEnabled(state.page < len(lesson.pages) - 1)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._column.setContentsMargins(theme.space(4), 0, theme.space(4), theme.space(1))
        self._row.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(2))
        self.setMinimumSize(theme.pixels(236), theme.pixels(120))
        draw_button(self.restart, "restart_page", theme)

    def _on_back(self) -> None:
        self.ask(commands.go_to_page, self.session.state.page - 1)

    def _on_forth(self) -> None:
        self.ask(commands.go_to_page, self.session.state.page + 1)

    def _on_restart(self) -> None:
        self.ask(commands.restart_page)


def to_html(words: str, theme: Theme) -> str:
    """Return light markup (paragraphs between empty lines, **bold**, `code`) as rich text."""
    code = f"<span style='font-family: \"{theme.font('mono').family()}\"'>\\1</span>"
    marked = _CODE.sub(code, _BOLD.sub(r"<b>\1</b>", escape(words, quote=False)))
    paragraphs = [part.strip().replace("\n", " ") for part in re.split(r"\n\s*\n", marked.strip())]
    return "".join(f"<p style='margin: 0 0 {theme.space(2)}px 0'>{part}</p>" for part in paragraphs)
