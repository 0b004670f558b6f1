"""What one does is kept at once; what is saved, or only opened, is not; a fault is told once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event
from time import monotonic

import pytest

from graphviz_nn.errors import FileError
from graphviz_nn.files.kept import Kept, Place, new
from graphviz_nn.session import Session, commands, keeping, queries
from graphviz_nn.session.keeping import Keeper, kept_of
from tests.session.documents import opened, small
from tests.session.late import LateRunner

PATIENCE_S = 20  # of a busy machine


@pytest.fixture
def place(home: Path) -> Iterator[Place]:
    place = new()
    yield place
    place.remove()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Queue[tuple[Kept, bool]]:
    """What is written, and whether it is forced onto the disk, in order."""
    queue: Queue[tuple[Kept, bool]] = Queue()
    write = Place.write

    def note(self: Place, kept: Kept, *, synced: bool = False) -> None:
        write(self, kept, synced=synced)
        queue.put((kept, synced))

    monkeypatch.setattr(Place, "write", note)
    return queue


def untold(text: str) -> None:
    pytest.fail(text)


def left_by(session: Session, place: Place, *doings: Callable[[Session], None]) -> Kept | None:
    """What a session leaves when its process dies after these commands."""
    keeper = Keeper(session, place, untold)
    for do in doings:
        do(session)
    keeper.stop(clean=False)
    return place.read() if (place.folder / "work.json").exists() else None


def seeded(seed: int) -> Callable[[Session], None]:
    return lambda session: commands.set_training(session, seed=seed)


def test_each_command_is_kept_at_once(place: Place, written: Queue[tuple[Kept, bool]]) -> None:
    session = opened()
    keeper = Keeper(session, place, untold)
    for seed in range(1, 4):
        commands.set_training(session, seed=seed)
        kept, is_synced = written.get(timeout=PATIENCE_S)
        assert kept.document.work.training.seed == place.read().document.work.training.seed == seed
        assert not is_synced, "a disk takes its time, and a process that is killed leaves its files"
    keeper.stop(clean=False)


def test_only_what_goes_on_and_on_rests(
    place: Place, written: Queue[tuple[Kept, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that follows another at once is kept at once: nobody knows which is the last."""
    monkeypatch.setattr(keeping, "REST_S", float(PATIENCE_S))
    monkeypatch.setattr(keeping, "CREDIT_S", 3.0 * PATIENCE_S)
    session = opened()
    keeper = Keeper(session, place, untold)
    for seed in range(1, 5):
        commands.set_training(session, seed=seed)
        kept, _ = written.get(timeout=PATIENCE_S / 2)
        assert kept.document.work.training.seed == seed
    commands.set_training(session, seed=5)
    with pytest.raises(Empty):
        written.get(timeout=0.2)
    keeper.stop(clean=False)
    assert place.read().document.work.training.seed == 5, "the last one is kept at the end"


def test_a_command_waits_until_the_one_before_is_written_but_not_for_a_disk_that_hangs(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a kill would take both, and a share that is gone the window."""
    begun: Queue[int] = Queue()
    let_go, write = Event(), Place.write

    def hang(self: Place, kept: Kept, *, synced: bool = False) -> None:
        begun.put(kept.document.work.training.seed)
        assert let_go.wait(PATIENCE_S)
        write(self, kept, synced=synced)

    monkeypatch.setattr(Place, "write", hang)
    monkeypatch.setattr(keeping, "TURN_S", 1.0)
    session = opened()
    keeper = Keeper(session, place, untold)
    commands.set_training(session, seed=1)
    assert begun.get(timeout=PATIENCE_S) == 1
    began = monotonic()
    commands.set_training(session, seed=2)
    assert monotonic() - began >= 1.0, "the first is not written yet"
    for seed in range(3, 13):
        commands.set_training(session, seed=seed)
    assert monotonic() - began < 10 * 1.0, "nothing waits for it again"
    let_go.set()
    assert begun.get(timeout=PATIENCE_S) == 12
    keeper.stop(clean=False)
    assert place.read().document.work.training.seed == 12


def test_a_gesture_of_many_changes_is_written_a_few_times_and_its_last_one_is_kept(
    place: Place, written: Queue[tuple[Kept, bool]]
) -> None:
    session = opened()
    keeper = Keeper(session, place, untold)
    for example in range(100):
        commands.show_example(session, example % 8)
    keeper.stop(clean=False)
    assert place.read().document.view == session.state.view
    assert written.qsize() < 50


def test_what_outlives_the_process_is_forced_onto_the_disk_once_it_has_waited(
    place: Place, written: Queue[tuple[Kept, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SYNC_S", 0.2)
    session = opened()
    keeper = Keeper(session, place, untold)
    commands.set_training(session, seed=7)
    assert [written.get(timeout=PATIENCE_S)[1] for _ in range(2)] == [False, True]
    with pytest.raises(Empty):
        written.get(timeout=0.5)  # then there is nothing to do
    keeper.stop(clean=False)


def test_one_comes_back_to_the_same_place(place: Place) -> None:
    """The same step and selection, variant, stage and view."""
    session = opened()
    doings = (
        seeded(5),
        commands.next_update,
        commands.step,
        commands.step,
        lambda session: commands.choose_variant(session, 1),
        lambda session: commands.select_node(session, session.state.record.graph.nodes[2].name),
        lambda session: commands.set_stage(session, "surface", "loss"),
        lambda session: commands.set_depth(session, "neurons"),
    )
    kept = left_by(session, place, *doings)
    assert kept is not None
    again = Session()
    commands.bring_back(again, kept)
    assert again.state.document == session.state.document
    assert queries.position(again.state) == queries.position(session.state)
    assert queries.sentence(again.state) == queries.sentence(session.state)
    assert queries.is_dirty(again.state), "it is in no file yet"


def test_a_lesson_comes_back_at_its_page_with_what_was_made_of_the_others(place: Place) -> None:
    session = Session()
    doings = (
        lambda session: commands.open_lesson(session, "momentum"),
        seeded(5),
        lambda session: commands.go_to_page(session, 2),
        commands.step,
    )
    kept = left_by(session, place, *doings)
    assert kept is not None
    again = Session()
    commands.bring_back(again, kept)
    assert again.state.lesson == session.state.lesson
    assert again.state.page == 2
    assert again.state.document == session.state.document
    commands.go_to_page(again, 0)
    assert again.state.work.training.seed == 5


def test_work_comes_back_without_a_lesson_that_is_gone(place: Place) -> None:
    session = Session()
    kept = left_by(session, place, lambda session: commands.open_lesson(session, "momentum"), seeded(5))
    assert kept is not None
    again = Session()
    again.perform(commands.bring_back, Kept(kept.document, lesson=place.folder / "gone.toml"))
    assert again.state.work == session.state.work
    assert again.state.lesson is None
    assert again.state.message is not None
    assert "gone.toml" in again.state.message.text


def test_what_was_only_opened_or_is_saved_is_not_kept(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "a.gnn.json"
    assert left_by(opened(), place) is None
    assert left_by(Session(), new(), lambda session: commands.open_document(session, small())) is None
    assert left_by(Session(), new(), lambda session: commands.open_lesson(session, "momentum")) is None
    assert left_by(opened(), new(), seeded(5), lambda session: commands.save_as(session, path)) is None
    looked_on = left_by(
        opened(), last := new(), seeded(6), lambda session: commands.save_as(session, path), commands.step
    )
    assert looked_on is not None
    assert (looked_on.path, looked_on.changed) == (path, False)
    last.remove()


def test_what_is_looked_at_while_the_work_is_being_saved_is_kept(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has the view of when saving began, and the work has no change that would be worth it."""
    session, late = opened(), LateRunner()
    monkeypatch.setattr(session.jobs, "_runner", late)
    keeper = Keeper(session, place, untold)
    commands.set_training(session, seed=5)
    commands.save_as(session, tmp_path / "a.gnn.json")
    commands.guess(session, "mine")
    late.finish()
    assert not queries.is_dirty(session.state)
    keeper.stop(clean=False)
    assert place.read().document.view.guess == "mine"


def test_after_a_clean_end_there_is_nothing_to_bring_back(place: Place) -> None:
    session = opened()
    keeper = Keeper(session, place, untold)
    commands.set_training(session, seed=9)
    keeper.stop(clean=True)
    assert not place.folder.exists()
    commands.set_training(session, seed=10)  # nobody listens any more


def test_what_is_brought_back_is_kept_though_nobody_has_touched_it(place: Place) -> None:
    kept = kept_of(opened().state)
    session = Session()
    keeper = Keeper(session, place, untold)
    commands.bring_back(session, Kept(kept.document, changed=False))
    keeper.keep(session.state)
    keeper.stop(clean=False)
    assert place.read().document == kept.document


def test_a_fault_is_told_once_and_keeping_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [FileError("The disk is full."), OSError(errno.EIO, os.strerror(errno.EIO))]
    tried: Queue[int] = Queue()
    write = Place.write

    def fail(self: Place, kept: Kept, *, synced: bool = False) -> None:
        tried.put(kept.document.work.training.seed)
        if faults:
            raise faults.pop()
        write(self, kept, synced=synced)

    monkeypatch.setattr(Place, "write", fail)
    told: list[str] = []
    session = opened()
    keeper = Keeper(session, place, told.append)
    for seed in range(1, 4):
        commands.set_training(session, seed=seed)
        assert tried.get(timeout=PATIENCE_S) == seed
    keeper.stop(clean=False)
    assert place.read().document.work.training.seed == 3
    assert told == [str(OSError(errno.EIO, os.strerror(errno.EIO)))]


def test_time_that_plays_waits_and_what_one_does_meanwhile_does_not(
    place: Place, written: Queue[tuple[Kept, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PLAYING_REST_S", float(PATIENCE_S))
    session = opened()
    keeper = Keeper(session, place, untold)
    commands.play_by(session, "update")
    commands.step(session)
    written.get(timeout=PATIENCE_S)
    commands.advance(session, 2.0)
    assert session.state.playing.direction
    with pytest.raises(Empty):
        written.get(timeout=0.3)
    commands.guess(session, "mine")
    kept, _ = written.get(timeout=PATIENCE_S / 2)
    assert kept.document.view == session.state.view
    keeper.stop(clean=False)
