"""What a remote's keys do to a lesson: reveal, then turn; back to a page as it was left; two presses are two."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from graphviz_nn.files.document import Document
from graphviz_nn.lessons import Lesson, lesson_names, load_lesson, read_lesson
from graphviz_nn.session import Session, commands, queries
from tests.session.late import LateRunner

PRESSES: dict[str, Callable[[Session], None]] = {
    "page down": commands.go_on,
    "page up": lambda session: commands.turn_page(session, -1),
}


@cache
def lesson() -> Lesson:
    """The first lesson, trained for one epoch on each page."""
    first = load_lesson("first-look")
    return replace(first, pages=tuple(replace(page, document=briefly(page.document)) for page in first.pages))


def briefly(document: Document) -> Document:
    training = replace(document.work.training, epochs=1)
    return Document(replace(document.work, training=training), document.view)


def opened(runner: LateRunner | None = None) -> Session:
    session = Session(runner)
    commands.open_document(session, lesson().pages[0].document, lesson=lesson(), page=0)
    return session


def place(session: Session) -> tuple[str, int, bool]:
    """Where in the lessons one is, and whether all is uncovered there."""
    assert session.state.lesson is not None
    return session.state.lesson.name, session.state.page, not queries.is_covered(session.state)


def runs(session: Session) -> bool:
    """Whether time runs by itself."""
    return session.state.playing.direction != 0


def test_page_down_reveals_each_page_and_then_turns_it_also_into_the_next_lesson() -> None:
    session, pages = opened(), lesson().pages
    for number, page in enumerate(pages):
        if page.answer or page.document.view.covered:
            assert place(session) == ("first-look", number, False)
            commands.go_on(session)
        assert place(session) == ("first-look", number, True)
        commands.go_on(session)
    assert place(session)[:2] == (lesson_names()[1], 0)


@pytest.mark.parametrize("uncovered", [False, True])
def test_a_page_that_is_turned_back_to_is_as_it_was_left(uncovered: bool) -> None:
    session = opened()
    commands.set_optimiser(session, learning_rate=0.05)
    if uncovered:
        commands.reveal(session)
    left = session.state.document
    commands.turn_page(session, 1)
    commands.turn_page(session, -1)
    assert session.state.document == left
    assert place(session) == ("first-look", 0, uncovered)


def test_back_over_the_start_of_a_lesson_comes_the_page_before_as_it_was_left() -> None:
    session, last = opened(), len(lesson().pages) - 1
    commands.go_to_page(session, last)
    commands.set_optimiser(session, learning_rate=0.05)
    left = session.state.document
    commands.turn_page(session, 1)
    assert place(session)[:2] == (lesson_names()[1], 0)
    commands.turn_page(session, -1)
    assert place(session)[:2] == ("first-look", last)
    assert session.state.document == left


def test_before_the_first_page_of_all_and_after_the_last_one_there_is_nothing() -> None:
    session = opened()
    commands.turn_page(session, -1)
    assert place(session)[:2] == ("first-look", 0)
    session.update(taught=("first-look",))
    commands.go_to_page(session, len(lesson().pages) - 1)
    before = place(session)
    commands.turn_page(session, 1)
    assert place(session) == before


def test_enter_uncovers_all_that_the_page_covers_and_covers_just_that_again() -> None:
    session = opened()
    commands.cover(session, "future", "legend")
    commands.toggle_answer(session)
    assert session.state.view.answered
    assert session.state.view.covered == ()
    commands.toggle_answer(session)
    page = queries.page_of(session.state)
    assert page is not None
    assert not session.state.view.answered
    assert session.state.view.covered == page.document.view.covered


@pytest.mark.parametrize("presses", [["page down"] * 3, ["page down", "page down", "page up"]], ids=str)
def test_presses_that_come_while_a_page_is_loaded_do_what_they_do_when_it_is_there(
    presses: list[str],
) -> None:
    slow, quick = opened(runner := LateRunner()), opened()
    for press in presses:  # the first ones before the first page is there
        PRESSES[press](slow)
        PRESSES[press](quick)
    runner.finish_all()
    assert place(slow) == place(quick)


def test_two_presses_on_pages_without_answers_turn_two_pages(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    pages = "".join(f"[[pages]]\ntitle = '{n}'\nwords = 'w'\n" for n in range(4))
    path.write_text(f"place = 1\ntitle = 'M'\nsummary = 'S.'\n[document.training]\nepochs = 1\n{pages}")
    mine, session = read_lesson(path), Session(runner := LateRunner())
    commands.open_document(session, mine.pages[0].document, lesson=mine, page=0)
    for _ in range(3):
        commands.go_on(session)
    runner.finish_all()
    assert session.state.page == 3


def test_a_press_that_waits_for_data_that_cannot_be_loaded_is_for_the_page_that_stays() -> None:
    session = opened(runner := LateRunner())
    runner.finish()
    commands.set_data(session, source="/nowhere.csv")
    commands.go_on(session)
    assert not session.state.view.answered
    runner.finish_all()
    assert session.state.view.answered


def test_uncovering_a_future_lets_it_come_to_pass_and_the_next_page_stands_still() -> None:
    session = opened()
    commands.cover(session, "future")
    commands.go_on(session)
    assert place(session) == ("first-look", 0, True)
    assert runs(session)
    commands.go_on(session)
    assert place(session)[:2] == ("first-look", 1)
    assert not runs(session)


@pytest.mark.parametrize("case", ["nothing of the future is covered", "at its end", "op by op"])
def test_time_stands_still_where_uncovering_shows_nothing_of_a_run(case: str) -> None:
    session = opened()
    commands.cover(session, "legend" if case.startswith("nothing") else "future")
    if case == "at its end":
        commands.to_end(session)
        commands.cover(session, "future")
    if case == "op by op":
        commands.set_unit(session, "op")
    commands.go_on(session)
    assert place(session) == ("first-look", 0, True)
    assert not runs(session)
