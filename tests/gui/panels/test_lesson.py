import pytest
from PySide6.QtWidgets import QLabel

from graphviz_nn.gui.panels.lesson import LessonPanel, to_html
from graphviz_nn.gui.theme import Theme
from graphviz_nn.lessons import load_lesson
from graphviz_nn.session import Session, commands
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


def test_there_is_nothing_after_the_last_page(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    for _ in load_lesson("first-look").pages[1:]:
        panel.forth.click()
    assert not panel.forth.isEnabled()


def test_a_page_comes_back_as_the_lesson_gives_it(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    given = opened.state.document
    commands.add_layer(opened)
    panel.forth.click()
    panel.back.click()
    assert opened.state.document.model != given.model
    panel.restart.click()
    assert opened.state.document.model == given.model


def test_light_markup_becomes_rich_text_and_nothing_else_does(theme: Theme) -> None:
    html = to_html("**Bold** and `x < y`\nin one line.\n\nNext <b>paragraph</b>.", theme)
    assert html.count("<p ") == 2
    assert "<b>Bold</b>" in html
    assert "x &lt; y</span> in one line." in html
    assert "&lt;b&gt;paragraph" in html
