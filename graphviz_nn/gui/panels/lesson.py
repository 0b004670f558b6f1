"""The lesson: what to say and to try, page by page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.lesson.large_field import LargeField
from graphviz_nn.gui.lesson.question import Question
from graphviz_nn.gui.lesson.settings import PageSettings
from graphviz_nn.gui.lesson.words import to_html
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.outline.section import draw_button, small_button
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.column_scroll import ColumnScroll
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.session import State, commands, queries

COVERED, UNCOVERED = "The answer is covered · Page Down uncovers it", "Hide the answer"
PICTURE = "Something is covered · Page Down uncovers it"
# Of the usual size: words shrink so far that all of the page is seen.
SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.66)
LEAST_WIDTH = 190
SMALLEST = 11  # pixels, also where not all of the page is seen then


class LessonPanel(Panel):
    """Title and words of the page, its question with the choices, the settings at hand, and the covered answer."""

    title: ClassVar[str] = "Lesson"
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = (
        "lesson",
        "page",
        "taught",
        "view.answered",
        "view.guess",
        "view.covered",
        "view.variant",
        "work",
        "dataset",
        "message",  # it may say that a wish could not be fulfilled
    )
    hint: ClassVar[str] = (
        "What to predict and to try; Page Down uncovers what the page covers, then turns it, Page Up turns back."
    )

    def build(self) -> None:
        """Make the words from above to below, and the row of buttons."""
        self._heading = Wrapped()
        self._before, self._after, self.answer = Wrapped(), Wrapped(), Wrapped()
        self.question = Question(self.ask, self.theme)
        self.settings = PageSettings(self.ask, self.theme)
        set_kind(self._heading, "heading")
        set_kind(self.answer, "answer")
        for label in (self._before, self._after, self.answer):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal = LargeField(self.theme)
        self.reveal.setToolTip("Uncover all that the page covers, or cover it again (Enter).")
        self.reveal.clicked.connect(self.toggle_answer)
        self._make_buttons()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._soon = QTimer(self, singleShot=True, interval=0)  # once all has its place
        self._soon.timeout.connect(self._fit)
        self._sought: QWidget | None = None
        self._arrange()

    def _make_buttons(self) -> None:
        self.back = small_button("Previous page", "Turn back to the page before (Page Up).")
        self.forth = small_button("Next page", "Turn to the next page.")
        self.restart = small_button(
            "Restart the page", "Show this page as the lesson gives it; what was changed on it is gone."
        )
        self.number = QToolButton()
        self.number.setToolTip("All pages of the lesson, to turn to one of them.")
        self.number.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_kind(self.number, "quiet")
        self.pages = QMenu(self.number)
        self.pages.aboutToShow.connect(self._on_pages_asked)
        self.pages.triggered.connect(self._on_page_chosen)
        self.number.setMenu(self.pages)
        self.back.setText("←")
        self.back.clicked.connect(self._on_back)
        self.forth.clicked.connect(self._on_forth)
        self.restart.clicked.connect(self._on_restart)

    def _arrange(self) -> None:
        page = QWidget()
        set_kind(page, "side")
        self._column = QVBoxLayout(page)
        for widget in (self._heading, self._before, self.question, self._after, self.settings, self.answer):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._column.addWidget(self.reveal)
        self._scroll = ColumnScroll(page)
        self._page = page
        self._row = QHBoxLayout()
        for button in (self.back, self.number, self.forth, self.restart):
            self._row.addWidget(button)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(self._row)

    def show_state(self, state: State) -> None:
        """Show the page."""
        lesson, page = state.lesson, queries.page_of(state)
        if lesson is None or page is None:
            return
        before, _, after = page.parts
        self._heading.setText(page.title)
        for label, words in ((self._before, before), (self._after, after)):
            label.setText(to_html(words, self.theme))
            label.setVisible(bool(words))
        self.question.show_page(page, state.view.guess)
        self.settings.show_state(state)
        is_covered = queries.is_covered(state)
        self.answer.setText(to_html(f"**Answer:** {page.answer}", self.theme))
        self.answer.setVisible(bool(page.answer) and state.view.answered)
        self.reveal.setVisible(queries.has_something_to_reveal(state))
        self.reveal.show_words((COVERED if page.answer else PICTURE) if is_covered else UNCOVERED)
        self._show_way(state, len(lesson.pages))
        if self.answer.isVisibleTo(self) and not is_covered:
            self._sought = self.answer
        else:
            self._sought = self.question if page.parts[1] else None
        self._soon.start()

    def _show_way(self, state: State, pages: int) -> None:
        """Show which page it is, of which lesson, and whether there are others before and behind it."""
        assert state.lesson is not None
        place = state.taught.index(state.lesson.name) + 1 if state.lesson.name in state.taught else 0
        self.named.emit(f"{place} · {state.lesson.title}" if place else state.lesson.title)
        self.number.setText(f"{state.page + 1} of {pages}")
        at_end = state.page == pages - 1
        self.back.setEnabled(state.page > 0 or bool(queries.lesson_beside(state, -1)))
        self.forth.setEnabled(not at_end or bool(queries.lesson_beside(state, 1)))
        self.forth.setText("Next lesson →" if at_end and self.forth.isEnabled() else "→")
        self.forth.setAccessibleName("Next lesson" if at_end else "Next page")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._column.setContentsMargins(theme.space(INSET), 0, theme.space(INSET), theme.space(1))
        self._column.setSpacing(theme.space(2))
        self._row.setContentsMargins(theme.space(1), theme.space(1), theme.space(INSET), theme.space(1))
        self.setMinimumSize(theme.pixels(LEAST_WIDTH), theme.pixels(120))
        self.question.show_theme(theme)
        self.settings.show_theme(theme)
        self.reveal.show_theme(theme)
        draw_button(self.restart, "restart_page", theme)
        self._soon.start()

    def toggle_answer(self) -> None:
        """Uncover all that the page covers, or cover it again."""
        if queries.has_something_to_reveal(self.session.state):
            self.ask(commands.toggle_answer)

    def _fit(self) -> None:
        """Make the words as small as they must be for the page to be seen whole; its question comes first."""
        high = self._scroll.height()
        wide = self._scroll.width()  # where all of it fits, there is no bar
        self.question.show_guess_line(True)
        for share in SHARES:
            self._show_size(share)
            fits = self._height_at(wide) <= high
            if fits:
                break
            self.question.show_guess_line(False)
        needed = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )  # one that is there would keep itself, by the room that it takes
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else needed)
        if self._sought is not None and self._sought.isVisibleTo(self):
            self._page.layout().activate()  # type: ignore[union-attr]
            self._scroll.ensureWidgetVisible(self._sought, 0, 0)

    def _height_at(self, width: int) -> int:
        layout = self._page.layout()
        assert layout is not None
        for inner in (
            *self._page.findChildren(QLayout),
            layout,
        ):  # each keeps what it measured in another size
            inner.invalidate()
        for part in (self.question, self.settings, self.reveal):
            part.updateGeometry()
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def _show_size(self, share: float) -> None:
        font = self.theme.font("body")
        font.setPixelSize(max(round(font.pixelSize() * share), SMALLEST))
        for label in (self._before, self._after, self.answer):
            label.setFont(font)
        self.question.show_font(font)
        self.settings.show_font(font)
        self.reveal.setFont(font)

    def _on_pages_asked(self) -> None:
        self.pages.clear()
        lesson = self.session.state.lesson
        for number, page in enumerate(lesson.pages if lesson else ()):
            action = self.pages.addAction(f"{number + 1} · {page.title}")
            action.setCheckable(True)
            action.setChecked(number == self.session.state.page)
            action.setData(number)

    def _on_page_chosen(self, action: QAction) -> None:
        self.ask(commands.go_to_page, action.data())

    def _on_back(self) -> None:
        self.ask(commands.turn_page, -1)

    def _on_forth(self) -> None:
        self.ask(commands.turn_page, 1)

    def _on_restart(self) -> None:
        self.ask(commands.restart_page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words into the new place."""
        super().resizeEvent(event)
        self._soon.start()
