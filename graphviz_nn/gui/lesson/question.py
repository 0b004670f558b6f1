"""The question of a page, with the room's choices, or a line for a guess of one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout

from graphviz_nn.gui.lesson.large_field import LargeField
from graphviz_nn.gui.lesson.words import to_html
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import Ask
from graphviz_nn.gui.widgets.word_edit import WordEdit
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.lessons import MOST_CHOICES, Page
from graphviz_nn.session import commands
from graphviz_nn.settings import Field, Setting

_GUESS = Field("guess", Setting("My guess", "What you expect, before you look."), "text")
LARGER = 1.08  # than the words around it


class Question(QFrame):
    """Stands out from the words around it; what was guessed stays beside the answer.

    Attributes:
        choices: the fields of the choices; those that the page does not need are hidden.
        guess: what one writes where there is nothing to choose from.

    """

    def __init__(self, ask: Ask, theme: Theme) -> None:
        super().__init__()
        self._ask, self._theme = ask, theme
        set_kind(self, "question")
        self._words = Wrapped()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choices = [LargeField(theme, letter) for letter in "abcdefgh"[:MOST_CHOICES]]
        self.guess = WordEdit(_GUESS)
        self.guess.setAlignment(Qt.AlignmentFlag.AlignLeft)
        set_kind(self.guess, "")
        self._wants_guess = False
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._words)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._on_chosen)
        for place, field in enumerate(self.choices):
            self._group.addButton(field, place)
            self._column.addWidget(field)
        self._column.addWidget(self.guess)
        self.guess.changeRequested.connect(self._on_guess)

    def show_page(self, page: Page, guess: str) -> None:
        """Show the question of a page, and what one guesses of it."""
        question = page.parts[1]
        self._words.setText(to_html(question, self._theme))
        self._words.setVisible(bool(question))
        for place, field in enumerate(self.choices):
            is_offered = place < len(page.choices)
            if is_offered:
                field.show_choice(page.choices[place], mine=guess == page.choices[place])
            field.setVisible(is_offered)
        self._wants_guess = bool(question and page.answer) and not page.choices
        self.guess.show_value(guess, "my guess")
        self.setVisible(bool(question or page.choices))

    def show_guess_line(self, shown: bool) -> None:
        """Leave room for a guess, where there is any: what is written already stays in sight."""
        self.guess.setVisible(self._wants_guess and (shown or bool(self.guess.text())))

    def show_font(self, font: QFont) -> None:
        """Write in a size that suits the words around it."""
        larger = QFont(font)
        larger.setPixelSize(round(font.pixelSize() * LARGER))
        self._words.setFont(larger)
        for field in self.choices:
            field.setFont(font)
            field.updateGeometry()

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self._column.setContentsMargins(theme.space(2.5), theme.space(2), theme.space(2), theme.space(2))
        self._column.setSpacing(theme.space(1.5))
        for field in self.choices:
            field.show_theme(theme)

    def _on_chosen(self, place: int) -> None:
        self._ask(commands.choose, place)

    def _on_guess(self, words: str) -> None:
        self._ask(commands.guess, words)
