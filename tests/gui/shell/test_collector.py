import gc
import threading
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.collector import Collector
from graphviz_nn.gui.widgets.aside import Aside
from graphviz_nn.session import Session
from graphviz_nn.session.jobs import Job
from graphviz_nn.session.pipeline import ENGINE
from graphviz_nn.session.state import Activity


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def collector(qtbot: QtBot, session: Session) -> Iterator[Collector]:
    made = Collector(session)
    yield made
    made.stop()


def test_it_collects_what_nothing_else_would(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.collect()
    assert gc.get_count()[0] < 200


def test_what_the_compiler_made_is_never_gone_through(session: Session, collector: Collector) -> None:
    session.update(activities=(Activity(ENGINE, "Compiling"),))
    young: list[list[int]] = [[] for _ in range(5000)]
    collector.collect()
    assert gc.get_count()[0] > len(young) // 2
    session.update(activities=())
    collector.collect()
    assert gc.get_freeze_count() > len(young)
    assert gc.get_count()[0] < 200


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


class Doomed:
    """Only a collection can destroy it; tells on which thread that was."""

    def __init__(self, ends: list[int]) -> None:
        self.itself, self.ends = self, ends

    def __del__(self) -> None:
        self.ends.append(threading.get_ident())


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
