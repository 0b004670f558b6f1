import gc
import threading
import weakref
from collections.abc import Generator, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui import memory
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.collector import EVERY_MS, LOOK_MS, MANY, OLD_EVERY_S, PATIENCE_S, Collector
from graphviz_nn.gui.widgets.aside import Aside
from graphviz_nn.session import Session
from graphviz_nn.session.jobs import Job
from graphviz_nn.session.pipeline import ENGINE
from graphviz_nn.session.state import Activity


class Doomed:
    """Only a collection can destroy it; tells on which thread that was."""

    def __init__(self, ends: list[int]) -> None:
        self.itself, self.ends = self, ends

    def __del__(self) -> None:
        self.ends.append(threading.get_ident())


@pytest.fixture
def session() -> Session:
    return Session()


class Clock:
    """Shows the seconds that it is put to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Engine:
    """Is ready, or is not."""

    is_ready = True


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def collector(qtbot: QtBot, session: Session, clock: Clock, engine: Engine) -> Iterator[Collector]:
    made = Collector(session, clock, lambda: engine.is_ready)
    yield made
    made.stop()


def test_it_collects_what_nothing_else_would(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.collect()
    assert gc.get_count()[0] < 200


def old_garbage(collector: Collector) -> weakref.ref[Doomed]:
    """Return what has become garbage after the collector had gone by it once."""
    doomed = Doomed([])
    collector.collect()
    return weakref.ref(doomed)


def test_what_is_old_is_collected_where_nothing_moves(clock: Clock, collector: Collector) -> None:
    garbage = old_garbage(collector)
    collector.collect()
    assert garbage()
    clock.seconds += OLD_EVERY_S
    collector.collect()
    assert not garbage()


def test_time_that_plays_is_not_held_up_by_what_is_old_but_does_not_keep_it_for_ever(
    clock: Clock, session: Session, collector: Collector
) -> None:
    session.update(playing=replace(session.state.playing, direction=1))
    garbage = old_garbage(collector)
    clock.seconds += OLD_EVERY_S
    collector.collect()
    assert garbage()
    clock.seconds += PATIENCE_S
    collector.collect()
    assert not garbage()


def test_much_that_is_new_is_gone_through_at_once_and_little_when_it_is_time(collector: Collector) -> None:
    collector.collect()
    kept: list[list[int]] = [[] for _ in range(1_000)]
    collector.look()
    assert gc.get_count()[0] > 500
    kept += [[] for _ in range(MANY)]
    collector.look()
    assert gc.get_count()[0] < 200
    kept += [[] for _ in range(1_000)]
    for _ in range(EVERY_MS // LOOK_MS - 1):
        collector.look()
    assert gc.get_count()[0] > 500
    collector.look()
    assert gc.get_count()[0] < 200


def test_memory_is_given_back_once_nobody_does_anything(
    clock: Clock, session: Session, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(clock.seconds))
    clock.seconds = OLD_EVERY_S
    session.update(activities=(Activity("some", "work"),))
    collector.collect()
    assert not given
    clock.seconds = 1_000.0
    collector.collect()
    assert given == [clock.seconds]


def test_what_the_compiler_made_is_never_gone_through(
    session: Session, collector: Collector, engine: Engine
) -> None:
    engine.is_ready = False
    session.update(activities=(Activity(ENGINE, "Compiling"),))
    engine.is_ready = True
    young: list[list[int]] = [[] for _ in range(5000)]
    collector.collect()
    assert gc.get_count()[0] > len(young) // 2
    session.update(activities=())
    collector.collect()
    assert gc.get_freeze_count() > len(young)
    assert gc.get_count()[0] < 200


def test_what_is_there_when_kernels_of_another_type_come_does_not_stay_for_good(
    session: Session, clock: Clock, collector: Collector
) -> None:
    before, garbage = gc.get_freeze_count(), old_garbage(collector)
    session.update(activities=(Activity(ENGINE, "Compiling"),))
    session.update(activities=())
    clock.seconds += OLD_EVERY_S
    collector.collect()
    assert gc.get_freeze_count() == before
    assert not garbage()


@pytest.fixture
def plain_python() -> Iterator[None]:
    """Collect as Python does by itself."""
    gc.enable()
    yield
    gc.disable()


@pytest.mark.usefixtures("plain_python")
def test_a_program_that_goes_on_after_its_window_has_its_garbage_collected_again(session: Session) -> None:
    collector = Collector(session)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("plain_python")
def test_no_thread_but_the_window_s_destroys_garbage(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences
) -> None:
    many, ends, answers = 10 * gc.get_threshold()[0], list[int](), list[int]()

    def make_garbage() -> int:
        return len([Doomed(ends) for _ in range(many)])

    def as_job() -> Generator[None, None, int]:
        yield
        return make_garbage()

    with main_window(qapp, preferences) as window:
        window.open_up()
        aside = Aside(window)
        aside.done.connect(lambda _, answer: answers.append(answer))
        aside.ask("garbage", make_garbage)
        window.session.jobs.start(Job("garbage", "", as_job, answers.append))
        qtbot.waitUntil(lambda: len(answers) == 2)
        window.close()
    gc.collect()
    assert len(ends) == sum(answers)
    assert set(ends) == {threading.get_ident()}
