"""Laws of all pages of all lessons: they open, ask before they answer, and name nothing that is out of sight."""

from __future__ import annotations

import re

import msgspec
import pytest
from PySide6.QtGui import QKeySequence

from graphviz_nn.cli.pages import faults, warnings
from graphviz_nn.files.document import Document
from graphviz_nn.gui.shell.actions import ACTIONS
from graphviz_nn.lessons import lesson_names, load_lesson
from graphviz_nn.settings import settings_of
from tests.lessons.shown import PAGES, page

EVERY = pytest.mark.parametrize(("name", "number"), PAGES)
MOST_SETTINGS, MOST_WORDS_OF_A_CHOICE = 3, 7
KEYS = {QKeySequence(key) for action in ACTIONS for key in action.keys}
CLOCKS = ("by update", "by epoch")  # what time can be played by
BEYOND = ("the left", "outline", "inspector", "panel", "menu", "toolbar")  # what Present puts away


@EVERY
def test_every_page_passes_the_check_without_a_warning(name: str, number: int) -> None:
    asks = page(name, number)
    assert [*faults(asks), *warnings(asks)] == []


@EVERY
def test_every_page_says_where_it_is_then_asks_then_tells_what_to_do(name: str, number: int) -> None:
    asks = page(name, number)
    setting, question, deed, *_ = asks.words.split("\n\n")
    assert asks.title
    assert not setting.startswith("**Predict")
    assert question.startswith("**Predict:** ")
    assert "?" in question
    assert re.match("Press|Click|Set|Switch|Play|Count", deed)
    assert asks.answer
    assert "?" not in asks.answer.replace("How does it do that?", "")


@EVERY
def test_every_question_is_one_for_a_show_of_hands(name: str, number: int) -> None:
    choices = page(name, number).choices
    assert 2 <= len(set(choices)) == len(choices) <= 4
    assert all(len(choice.split()) <= MOST_WORDS_OF_A_CHOICE for choice in choices)


@EVERY
def test_the_marks_of_the_words_are_balanced(name: str, number: int) -> None:
    asks = page(name, number)
    for words in (asks.words, asks.answer):
        assert words.count("**") % 2 == words.count("`") % 2 == 0


@EVERY
def test_a_shape_that_is_asked_for_is_covered_until_it_is_reached(name: str, number: int) -> None:
    asks = page(name, number)
    asks_for_shapes = all(re.fullmatch(r"\d+ × \d+", choice) for choice in asks.choices)
    assert not asks_for_shapes or "shapes" in asks.document.view.covered


def label_of(document: Document, place: str) -> str:
    """What the window calls a setting, found by its place in the document; fails where there is none."""
    owner: object = document.work
    *path, last = place.split(".")
    for step in path:
        if step.isdigit():
            assert isinstance(owner, tuple)
            owner = owner[int(step)]
        else:
            owner = getattr(owner, step)
    if isinstance(owner, dict):
        assert last in owner
        return last
    assert isinstance(owner, msgspec.Struct)
    return settings_of(type(owner))[last].setting.label


@EVERY
def test_the_settings_at_hand_exist_and_are_those_that_the_words_name(name: str, number: int) -> None:
    asks = page(name, number)
    assert len(asks.settings) == len(set(asks.settings)) <= MOST_SETTINGS
    for place in asks.settings:
        assert f"**{label_of(asks.document, place)}**" in asks.words


@EVERY
def test_what_a_deed_names_in_bold_is_a_key_a_clock_or_a_setting_at_hand(name: str, number: int) -> None:
    asks = page(name, number)
    deed = asks.words.split("\n\n")[2]
    labels = {label_of(asks.document, place) for place in asks.settings}
    for word in re.findall(r"\*\*(.+?)\*\*", deed):
        assert word in (*labels, *CLOCKS) or QKeySequence(word) in KEYS, word


@EVERY
def test_no_page_speaks_of_what_the_hall_does_not_see(name: str, number: int) -> None:
    asks = page(name, number)
    assert not [word for word in BEYOND if word in asks.words.lower()]
    if "trace" in asks.words.lower():
        assert "trace" in asks.document.view.stage
    if "surface" in asks.words.lower():
        assert "surface" in asks.document.view.stage


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_has_a_title_and_says_in_one_sentence_what_it_shows(name: str) -> None:
    lesson = load_lesson(name)
    assert lesson.name == name
    assert lesson.title
    assert lesson.summary.endswith(".")
