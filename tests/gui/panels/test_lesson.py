import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.lesson.large_field import LargeField
from graphviz_nn.gui.lesson.words import to_html
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.lesson import COVERED, UNCOVERED, LessonPanel
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.lessons import lesson_names, load_lesson, read_lesson
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import settings
from tests.gui.hand import click
from tests.gui.panels.conftest import Show
from tests.gui.settling import settle


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
    assert panel.number.text() == f"1 of {len(pages)}"
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


def test_the_answer_is_shown_when_asked_for_and_on_the_next_page_covered_again(
    shown: Show, opened: Session
) -> None:
    commands.go_to_page(opened, 1)
    panel = shown(LessonPanel, opened)
    assert not panel.answer.isVisible()
    assert panel.reveal.text() == COVERED
    panel.reveal.click()
    assert panel.answer.isVisible()
    assert "16\u00a0×\u00a04" in panel.answer.text()
    assert panel.reveal.text() == UNCOVERED
    panel.forth.click()
    assert not panel.answer.isVisible()
    panel.back.click()
    assert panel.answer.isVisible()  # as it was left
    panel.reveal.click()
    assert not panel.answer.isVisible()


def test_an_answer_below_the_edge_is_scrolled_into_sight(shown: Show, opened: Session, qtbot: QtBot) -> None:
    panel = shown(LessonPanel, opened)
    panel.resize(240, 180)
    panel.reveal.click()
    sight = panel.answer.visibleRegion
    qtbot.waitUntil(lambda: sight().boundingRect().height() > panel.theme.space(6))


class Mine(NamedTuple):
    """A lesson of one page, with all that a page can have, and its panel."""

    session: Session
    panel: LessonPanel

    @property
    def fields(self) -> list[LargeField]:
        return [field for field in self.panel.question.choices if field.isVisible()]


PAGE = """
place = 1
title = "Mine"
summary = "S."
[document.training]
epochs = 1
[[pages]]
title = "A long valley"
words = '''
A plain bowl: one neuron, no sigmoid, all points in each update. But it is some 260 times as steep across as along.

**Predict:** plain SGD follows the steepest slope. Where will it waste its steps?

Press **F9** again and again, and follow both paths.
'''
answer = "Along the floor: it is down the wall in two steps, and then crawls."
"""
CHOICES = 'choices = ["On the wall, from side to side", "Along the floor", "Nowhere at all"]'
SETTINGS = 'settings = ["training.optimiser.learning_rate", "training.optimiser.momentum"]'


@pytest.fixture
def make(shown: Show, tmp_path: Path) -> Callable[..., Mine]:
    def make(*more: str) -> Mine:
        path = tmp_path / "mine.toml"
        path.write_text("\n".join([PAGE, *more]))
        lesson, session = read_lesson(path), Session()
        commands.open_document(session, lesson.pages[0].document, lesson=lesson, page=0)
        return Mine(session, shown(LessonPanel, session))

    return make


@pytest.mark.parametrize("more", [(), (CHOICES,), (CHOICES, SETTINGS)], ids=["plain", "choices", "settings"])
def test_in_a_hall_the_whole_page_is_seen_without_scrolling(make: Callable[..., Mine], more: str) -> None:
    panel = make(*more).panel
    panel.use_theme(Theme.load("projector"))
    panel.resize(378, 620)  # at the left of 1280 × 720
    settle(panel.window())
    page, viewport = panel._scroll.widget(), panel._scroll.viewport()
    assert page is not None
    assert page.height() <= viewport.height()
    assert page.width() <= viewport.width()
    assert panel.question.isVisible()


@pytest.mark.parametrize("size", [(378, 330), (257, 230)])
def test_where_not_all_of_it_has_room_the_question_has(
    make: Callable[..., Mine], size: tuple[int, int]
) -> None:
    panel = make().panel
    panel.resize(*size)
    settle(panel.window())
    assert panel.question.visibleRegion().boundingRect().height() == panel.question.height()


def test_a_choice_is_marked_by_a_click_and_stays_so_beside_the_answer(make: Callable[..., Mine]) -> None:
    mine = make(CHOICES)
    assert [field.text() for field in mine.fields] == list(tomllib.loads(CHOICES)["choices"])
    click(mine.fields[1])
    click(mine.fields[2])
    mine.panel.reveal.click()
    assert [field.isChecked() for field in mine.fields] == [False, False, True]
    assert mine.session.state.view.guess == "Nowhere at all"
    click(mine.fields[2])
    assert mine.session.state.view.guess == ""


def test_without_choices_there_is_a_line_for_a_guess_of_one_s_own(make: Callable[..., Mine]) -> None:
    mine = make()
    mine.panel.resize(400, 700)
    settle(mine.panel.window())
    assert mine.panel.question.guess.isVisible()
    mine.panel.question.guess.setText("on the floor")
    mine.panel.question.guess.setModified(True)
    mine.panel.question.guess.editingFinished.emit()
    assert mine.session.state.view.guess == "on the floor"
    mine.panel.reveal.click()
    assert mine.panel.question.guess.text() == "on the floor"


def test_the_settings_of_the_page_change_what_the_outline_s_do(make: Callable[..., Mine]) -> None:
    mine = make(SETTINGS)
    knob = mine.panel.settings.rows.rows["training.optimiser.momentum"].input.widget
    assert isinstance(knob, Knob)
    assert knob.edit.value == 0.0  # that of the variant that is shown
    knob.slider.setValue(50)
    rule = settings(mine.session.state).optimiser
    assert isinstance(rule, Sgd)
    assert rule.momentum == 0.5
    commands.set_rule(mine.session, "adam")
    assert list(mine.panel.settings.rows.rows) == ["training.optimiser.learning_rate"]


def test_every_page_is_on_a_list_from_which_it_can_be_turned_to(shown: Show, opened: Session) -> None:
    panel = shown(LessonPanel, opened)
    panel.pages.aboutToShow.emit()
    pages = load_lesson("first-look").pages
    assert [action.text() for action in panel.pages.actions()] == [
        f"{number} · {page.title}" for number, page in enumerate(pages, 1)
    ]
    panel.pages.actions()[2].trigger()
    assert opened.state.page == 2


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
    for button in (panel.forth, panel.number):
        assert button.width() >= button.sizeHint().width()
