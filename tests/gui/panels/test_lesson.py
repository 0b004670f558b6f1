from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.lesson import LessonPanel, to_html
from graphviz_nn.lessons import lesson_names, load_lesson, read_lesson
from graphviz_nn.session import Session, commands
from tests.gui.hand import key
from tests.gui.panels.conftest import Show


@pytest.fixture
def opened() -> Session:
    session = Session()
    commands.open_lesson(session, "first-look")
    return session


def texts(panel: LessonPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def test_it_shows_a_page_and_turns_to_the_next(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    pages = load_lesson("first-look").pages
    assert pages[0].title in texts(panel)
    assert f"1 of {len(pages)}" in texts(panel)
    assert not panel.back.isEnabled()
    panel.forth.click()
    assert opened.state.page == 1
    assert pages[1].title in texts(panel)
    panel.back.click()
    assert opened.state.page == 0


def test_after_the_last_page_the_next_lesson_is_offered(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    for _ in load_lesson("first-look").pages[1:]:
        panel.forth.click()
    assert panel.forth.text() == "Next lesson →"
    panel.forth.click()
    assert opened.state.lesson is not None
    assert opened.state.lesson.name == lesson_names()[1]


def test_there_is_nothing_after_the_last_lesson(shown: Show, opened: Session) -> None:
    name = lesson_names()[-1]
    commands.open_lesson(opened, name)
    panel = shown(LessonPanel, opened)
    for _ in load_lesson(name).pages[1:]:
        panel.forth.click()
    assert not panel.forth.isEnabled()


def test_a_page_comes_back_as_the_lesson_gives_it(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    given = opened.state.work
    commands.add_layer(opened)
    panel.forth.click()
    panel.back.click()
    assert opened.state.work.subject != given.subject
    panel.restart.click()
    assert opened.state.work.subject == given.subject


def test_light_markup_becomes_rich_text_and_nothing_else_does(theme: Theme) -> None:
    html = to_html("**Bold** and `x < y`\nin one line.\n\nNext <b>paragraph</b>.", theme)
    assert html.count("<p ") == 2
    assert "600'>Bold</span> and" in html
    assert "x &lt; y</span> in one line." in html
    assert "&lt;b&gt;paragraph" in html


def test_the_answer_is_shown_when_asked_for_and_hidden_when_the_page_turns(
    shown: Show, opened: Session
) -> None:
    commands.go_to_page(opened, 1)
    panel = shown(LessonPanel, opened)
    assert not panel.answer.isVisible()
    panel.reveal.click()
    assert panel.answer.isVisible()
    assert "16\u00a0×\u00a04" in panel.answer.text()
    assert panel.reveal.text() == "Hide answer"
    panel.forth.click()
    assert not panel.answer.isVisible()
    panel.back.click()
    assert not panel.answer.isVisible()


def test_enter_shows_the_answer_and_hides_it_again(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    panel.window().activateWindow()
    panel.setFocus()
    key(panel, Qt.Key.Key_Return)
    assert panel.answer.isVisible()
    key(panel, Qt.Key.Key_R)
    assert not panel.answer.isVisible()


def test_an_answer_below_the_edge_is_scrolled_into_sight(shown: Show, opened: Session, qtbot: QtBot) -> None:
    panel = shown(LessonPanel, opened)
    panel.resize(240, 180)
    panel.reveal.click()
    sight = panel.answer.visibleRegion
    qtbot.waitUntil(lambda: sight().boundingRect().height() > panel.theme.space(6))


@pytest.mark.parametrize("name", lesson_names())
def test_on_a_small_screen_the_first_page_says_what_to_press_without_scrolling(
    shown: Show, opened: Session, name: str
) -> None:
    commands.open_lesson(opened, name)
    panel = shown(LessonPanel, opened)
    panel.resize(257, 222)  # what 1280 × 720 leaves it
    words = panel.findChildren(QLabel)[1]
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(panel.theme.font("body"))
    document.setTextWidth(257 - panel.theme.space(8) - 10)
    until = load_lesson(name).pages[0].words.split("\n\n")[:3]
    document.setHtml(to_html("\n\n".join(until), panel.theme))
    assert words.y() + document.size().height() <= panel.height() - panel.theme.space(9)


def test_a_page_without_an_answer_has_no_button_for_it(shown: Show, opened: Session, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("place = 1\ntitle = 'M'\nsummary = 'S.'\n[[pages]]\ntitle = 'a'\nwords = 'b'\n")
    opened.update(lesson=read_lesson(path))
    panel = shown(LessonPanel, opened)
    assert not panel.reveal.isVisible()
    panel.toggle_answer()
    assert not panel.answer.isVisible()


def test_on_the_last_page_every_word_of_the_buttons_can_be_read(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    commands.go_to_page(opened, len(load_lesson("first-look").pages) - 1)
    panel.resize(280, 200)
    QApplication.processEvents()
    assert panel.forth.text() == "Next lesson →"
    for button in (panel.forth, panel.reveal):
        assert button.width() >= button.sizeHint().width()
