from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import DocumentError
from graphviz_nn.files import store
from graphviz_nn.files.document import Document, Work
from graphviz_nn.lessons import lesson_names, load_lesson
from graphviz_nn.session import Session, State, commands
from graphviz_nn.session.jobs import Jobs
from graphviz_nn.session.jobs import Work as Doing
from graphviz_nn.session.queries import is_dirty, stack_of
from tests.altered import with_work
from tests.session.documents import opened, small
from tests.session.late import LateRunner


def refuse(error: Exception) -> None:
    raise error


def test_what_is_saved_is_what_opens(tmp_path: Path) -> None:
    session, path = opened(), tmp_path / "mine.gnn.json"
    commands.set_layer(session, 0, units=5)
    assert is_dirty(session.state)
    commands.save_as(session, path)
    assert not is_dirty(session.state)
    other = Session()
    commands.open_file(other, path)
    assert other.state.document == session.state.document
    assert other.state.path == path
    assert other.state.runs[0].end.update == session.state.runs[0].end.update


def test_the_title_that_saving_gave_survives_undo_and_redo(tmp_path: Path) -> None:
    session = opened()
    before = session.state.work
    commands.set_layer(session, 0, units=5)
    commands.save_as(session, tmp_path / "mine.gnn.json")
    commands.undo(session)
    assert session.state.work.title == "mine"
    assert session.state.work.subject == before.subject
    assert is_dirty(session.state)
    commands.redo(session)
    assert not is_dirty(session.state)


def test_saving_without_a_file_asks_for_one() -> None:
    with pytest.raises(DocumentError, match="Save as"):
        commands.save(opened())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 999}', '{"version": 1, "colour": "red"}'])
def test_a_broken_file_is_refused_and_the_work_stays(tmp_path: Path, content: str) -> None:
    session, path = opened(), tmp_path / "broken.gnn.json"
    path.write_text(content)
    before = session.state
    session.perform(commands.open_file, path)
    assert session.state.message is not None
    assert "broken.gnn.json" in session.state.message.text
    assert session.state.work is before.work
    assert session.state.view is before.view
    assert session.state.runs is before.runs


def test_a_document_that_does_not_fit_its_data_is_refused_and_the_work_stays(tmp_path: Path) -> None:
    session, path = opened(), tmp_path / "wide.gnn.json"
    stack = msgspec.structs.replace(stack_of(Work()), inputs=7)
    wide = with_work(small(), subject=stack)
    store.save(wide, path)
    before = session.state.work
    session.perform(commands.open_file, path)
    assert session.state.message is not None
    assert "7 inputs" in session.state.message.text
    assert session.state.work is before


def test_own_data_bring_a_fitting_model(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    rows = [f"{i % 7},{i % 5},{i % 3},{'no' if i % 2 else 'yes'}" for i in range(40)]
    table.write_text("\n".join(["a,b,c,bought", *rows]))
    session = opened()
    commands.open_table(session, table)
    assert stack_of(session.state.work).inputs == 3
    assert session.state.dataset is not None
    assert session.state.dataset.classes == ("no", "yes")
    assert session.state.runs


def test_the_views_never_see_a_record_of_other_data() -> None:
    session = opened()

    def look(old: State, new: State) -> None:
        if new.moment is not None and new.dataset is not None:
            assert len(new.moment.problem.x) == len(new.dataset.x)

    session.subscribe(look)
    commands.set_data(session, source="iris")
    commands.set_data(session, rows=30, source="moons")


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_opens_and_its_pages_turn(name: str) -> None:
    session = Session()
    commands.open_lesson(session, name)
    commands.go_to_page(session, 1)
    assert session.state.page == 1
    assert session.state.record is not None
    assert session.state.message is None or session.state.message.kind == "info"
    commands.go_to_page(session, 99)
    assert session.state.page == 1


def test_a_page_is_found_again_as_it_was_left_and_can_begin_anew() -> None:
    session = Session()
    commands.open_lesson(session, "first-look")
    commands.set_optimiser(session, learning_rate=0.05)
    mine = session.state.document
    commands.go_to_page(session, 1)
    commands.go_to_page(session, 0)
    assert session.state.document == mine
    assert not is_dirty(session.state)
    commands.restart_page(session)
    assert session.state.lesson is not None
    assert session.state.document == session.state.lesson.pages[0].document


def test_what_is_changed_while_a_disk_takes_its_time_is_not_saved(tmp_path: Path) -> None:
    session, path = opened(), tmp_path / "mine.gnn.json"
    ready, late = session.jobs, LateRunner()
    session.jobs = Jobs(late, lambda: None, refuse)
    commands.save_as(session, path)
    session.jobs = ready
    commands.set_layer(session, 0, units=5)
    late.finish()
    assert is_dirty(session.state)
    assert stack_of(store.load(path).work).layers[0] != stack_of(session.state.work).layers[0]
    assert session.state.work.title == store.load(path).work.title == "mine"
    commands.undo(session)
    assert not is_dirty(session.state)


def test_a_document_that_is_opened_meanwhile_does_not_get_the_file(tmp_path: Path) -> None:
    session, late = opened(), LateRunner()
    ready = session.jobs
    session.jobs = Jobs(late, lambda: None, refuse)
    commands.save_as(session, tmp_path / "mine.gnn.json")
    session.jobs = ready
    commands.open_expression(session, "x * y")
    late.finish()
    assert session.state.path is None
    assert (tmp_path / "mine.gnn.json").exists()


def test_a_saving_that_was_given_up_never_comes_after_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk does not answer the first of three, the second waits for its turn, and each takes the place of one."""
    answer, asked, path = Event(), Event(), tmp_path / "mine.gnn.json"
    save, late, session = store.save, LateRunner(), opened()
    session.jobs = Jobs(late, lambda: None, refuse)

    def slow(document: Document, where: Path) -> None:
        asked.set()
        assert answer.wait(20)
        save(document, where)

    monkeypatch.setattr(store, "save", slow)
    works: list[Doing] = []
    for title in ("first", "second", "third"):
        session.state = replace(session.state, path=path, work=with_work(small(), title=title).work)
        commands.save(session)
        works += [work() for work, _ in late.held]
        late.held.clear()
    first = Thread(target=next, args=(works[0],))
    first.start()
    assert asked.wait(20)
    next(works[1])  # it is not its turn, and a new one has taken its place
    works[1].close()
    next(works[2])
    answer.set()
    first.join()
    next(works[2])
    assert store.load(path).work.title == "third"


@pytest.mark.parametrize("name", ["momentum", "learning-rate", "standardise"])
def test_what_is_opened_looks_as_it_does_alone_whatever_was_open_before(name: str) -> None:
    """Else the ground of a lesson would depend on the way that one has come to it."""
    pages = load_lesson(name).pages
    alone, after = opened(pages[0].document), opened(pages[-1].document)
    commands.open_document(after, pages[0].document)
    first, second = alone.state.surface, after.state.surface
    assert first is not None
    assert second is not None
    assert first.home == second.home
    np.testing.assert_array_equal(first.plane.directions, second.plane.directions)
    np.testing.assert_array_equal(first.losses, second.losses)


def test_the_plane_of_a_lesson_stays_from_page_to_page_where_it_fits() -> None:
    session = Session()
    commands.open_lesson(session, "first-look")
    before = session.state.surface
    commands.restart_page(session)
    assert before is not None
    assert session.state.surface is not None
    assert session.state.surface.plane.origin is before.plane.origin


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u202a"], ids=ascii)
def test_what_turns_the_reading_round_is_kept_nowhere_so_that_a_document_opens_as_it_was_saved(
    tmp_path: Path, letter: str
) -> None:
    expression, network = Session(), opened()
    commands.open_expression(expression, f"{letter}x*x", {"x": 2.0})
    commands.set_variant(network, 0, name=f"mine{letter}")
    commands.set_layer(network, 0, name=f"{letter}first")
    for number, session in enumerate((expression, network)):
        path = tmp_path / f"{number}{letter}.gnn.json"
        commands.save_as(session, path)
        assert session.state.path == path
        assert store.load(path) == session.state.document
        assert letter not in repr(session.state.work)
        assert ascii(letter)[1:-1] not in repr(session.state.work)
