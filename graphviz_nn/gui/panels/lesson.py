"""The lesson: what to say and to try, page by page."""

from __future__ import annotations

import re
from html import escape
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.outline.section import draw_button, small_button
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.column_scroll import ColumnScroll
from graphviz_nn.session import State, commands, queries

_BOLD, _CODE = re.compile(r"\*\*(.+?)\*\*", re.DOTALL), re.compile(r"`(.+?)`")
_STRONG = r"<span style='font-weight: 600'>\1</span>"  # as the font has it; Qt would thicken it for <b>
_ALIGN = Qt.AlignmentFlag
SHOW, HIDE = "Show answer", "Hide answer"
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_R)


class LessonPanel(Panel):
    """Title, words and the number of the page, with a button each way; the answer, when it is asked for."""

    title: ClassVar[str] = "Lesson"
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = ("lesson", "page", "taught", "view.answered")
    hint: ClassVar[str] = (
        "What to predict and to try; Page Up and Page Down turn the pages, Enter shows and hides the answer."
    )

    def build(self) -> None:
        """Make the words, and the row of buttons below."""
        self._heading, self._words, self._number, self.answer = QLabel(), QLabel(), QLabel(), QLabel()
        set_kind(self._heading, "heading")
        set_kind(self._number, "hint")
        for label in (self._heading, self._words, self.answer):
            label.setWordWrap(True)
            label.setAlignment(_ALIGN.AlignTop | _ALIGN.AlignLeft)
        for label in (self._words, self.answer):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back = small_button("Previous page", "Turn back to the page before (Page Up).")
        self.forth = small_button("Next page", "Turn to the next page (Page Down).")
        self.restart = small_button(
            "Restart the page", "Show this page as the lesson gives it; what was changed on it is gone."
        )
        self.reveal = small_button(SHOW, "Show the answer, or hide it again (Enter).")
        self.back.setText("←")
        self.forth.setText("→")
        for button, slot in (
            (self.back, self._on_back),
            (self.forth, self._on_forth),
            (self.restart, self._on_restart),
            (self.reveal, self.toggle_answer),
        ):
            button.clicked.connect(slot)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._soon = QTimer(self, singleShot=True, interval=0)  # once the answer has its place
        self._soon.timeout.connect(self._on_placed)
        self._arrange()

    def _arrange(self) -> None:
        page = QWidget()
        set_kind(page, "side")
        self._column = QVBoxLayout(page)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._words)
        self._column.addWidget(self.answer)
        self._column.addStretch(1)
        self._scroll = ColumnScroll(page)
        self._row = QHBoxLayout()
        for widget in (self.back, self._number, self.forth, self.restart):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self.reveal)
        self._row.setSpacing(0)
        self.reveal.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll, 1)
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
        self.answer.setText(to_html(f"**Answer:** {page.answer}", self.theme))
        shown = state.view.answered
        self.answer.setVisible(shown and bool(page.answer))
        self.reveal.setVisible(bool(page.answer))
        self.reveal.setText(HIDE if shown else SHOW)
        self.reveal.setAccessibleName(self.reveal.text())
        self.back.setEnabled(state.page > 0)
        at_end = state.page == len(lesson.pages) - 1
        self.forth.setEnabled(not at_end or bool(queries.lesson_beside(state, 1)))
        goes_on = at_end and self.forth.isEnabled()
        self.forth.setText("Next lesson →" if goes_on else "→")
        self._number.setVisible(not goes_on)  # says no more than the words that need its place
        self.forth.setAccessibleName("Next lesson" if at_end else "Next page")
        self.forth.setToolTip(f"Turn to the next {'lesson' if at_end else 'page'} (Page Down).")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._column.setContentsMargins(theme.space(INSET), 0, theme.space(INSET), theme.space(1))
        self._row.setContentsMargins(theme.space(1), theme.space(1), theme.space(2), theme.space(1))
        self.setMinimumSize(theme.pixels(236), theme.pixels(120))
        draw_button(self.restart, "restart_page", theme)

    def toggle_answer(self) -> None:
        """Show the answer to the page's question, or hide it again."""
        state = self.session.state
        if state.lesson is None or not state.lesson.pages[state.page].answer:
            return
        self.ask(commands.toggle_answer)
        self._soon.start()

    def _on_placed(self) -> None:
        if self.answer.isVisible():
            self._scroll.ensureWidgetVisible(self.answer, 0, 0)

    def _on_back(self) -> None:
        self.ask(commands.go_to_page, self.session.state.page - 1)

    def _on_forth(self) -> None:
        self.ask(commands.go_to_page, self.session.state.page + 1)

    def _on_restart(self) -> None:
        self.ask(commands.restart_page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show or hide the answer; keys that no widget in the panel wants come here."""
        if event.key() in KEYS:
            self.toggle_answer()
        else:
            super().keyPressEvent(event)


def to_html(words: str, theme: Theme) -> str:
    """Return light markup (paragraphs between empty lines, **bold**, `code`) as rich text."""
    code = f"<span style='font-family: \"{theme.font('mono').family()}\"'>\\1</span>"
    words = words.replace(" × ", "\u00a0×\u00a0")  # a shape must not break
    marked = _CODE.sub(code, _BOLD.sub(_STRONG, escape(words, quote=False)))
    paragraphs = [part.strip().replace("\n", " ") for part in re.split(r"\n\s*\n", marked.strip())]
    return "".join(f"<p style='margin: 0 0 {theme.space(2)}px 0'>{part}</p>" for part in paragraphs)
