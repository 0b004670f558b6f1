import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from graphviz_nn import files
from graphviz_nn.engine import pool
from graphviz_nn.files import store
from graphviz_nn.files.document import Document
from graphviz_nn.files.document import Work as Work_
from graphviz_nn.gui.shell.worker import THREADS, ThreadRunner
from graphviz_nn.gui.turns import FRAME_MS
from graphviz_nn.session import Session, commands
from graphviz_nn.session.jobs import Done, Failed, Outcome, Part, Work
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[ThreadRunner]:
    runner = ThreadRunner()
    yield runner
    runner.shut_down()


def nothing() -> Work:
    """Work that is over at once."""
    yield from ()


def test_work_runs_elsewhere_and_is_delivered_here(qtbot: QtBot, runner: ThreadRunner) -> None:
    here = threading.get_ident()
    worked: list[int] = []
    delivered: list[tuple[int, Outcome]] = []

    def work() -> Work:
        worked.append(threading.get_ident())
        yield 1
        return "end"

    runner.start(work, lambda outcome: delivered.append((threading.get_ident(), outcome)))
    qtbot.waitUntil(lambda: any(isinstance(outcome, Done) for _, outcome in delivered))
    assert delivered[-1][1] == Done("end")
    assert {thread for thread, _ in delivered} == {here}
    assert worked != [here]


def test_parts_that_come_too_fast_are_thinned_and_the_end_is_not_lost(
    qtbot: QtBot, runner: ThreadRunner
) -> None:
    delivered: list[Outcome] = []

    def work() -> Work:
        yield from range(10_000)
        return "end"

    runner.start(work, delivered.append)
    qtbot.waitUntil(lambda: bool(delivered) and delivered[-1] == Done("end"))
    numbers = [outcome.value for outcome in delivered if isinstance(outcome, Part)]
    assert len(numbers) < 1000
    assert numbers == sorted(numbers)


def test_what_came_of_several_jobs_is_delivered_in_one_frame_in_the_order_in_which_they_waited(
    qtbot: QtBot, runner: ThreadRunner
) -> None:
    frames: list[list[str]] = []
    over = threading.Barrier(3)

    def work(name: str) -> Work:
        yield from ()
        over.wait()
        return name

    def deliver(outcome: Outcome) -> None:
        if not frames:
            QTimer.singleShot(0, lambda: frames.append([]))  # the next event begins another list
            frames.append([])
        assert isinstance(outcome, Done)
        frames[-1].append(outcome.value)

    for name in "abc":
        runner.start(partial(work, name), deliver)
    runner._asked.waitForDone()
    qtbot.waitUntil(lambda: sum(map(len, frames)) == 3)
    assert frames[0] == ["a", "b", "c"]


def test_what_is_asked_for_does_not_wait_for_what_follows_from_what_is_there(
    qtbot: QtBot, runner: ThreadRunner
) -> None:
    delivered: list[Outcome] = []
    over = threading.Event()

    def long() -> Work:
        yield from ()
        over.wait()

    for _ in range(2 * THREADS):
        runner.start(long, delivered.append, is_derived=True)
    runner.start(nothing, delivered.append)
    qtbot.waitUntil(lambda: delivered == [Done(None)])
    over.set()
    qtbot.waitUntil(lambda: len(delivered) == 1 + 2 * THREADS)


def test_a_failure_is_delivered(qtbot: QtBot, runner: ThreadRunner) -> None:
    delivered: list[Outcome] = []

    def work() -> Work:
        yield
        raise ValueError("no")

    runner.start(work, delivered.append)
    qtbot.waitUntil(lambda: bool(delivered) and isinstance(delivered[-1], Failed))


def test_cancelled_work_stops_at_its_next_yield_and_delivers_nothing_more(
    qtbot: QtBot, runner: ThreadRunner
) -> None:
    delivered: list[Outcome] = []
    closed = threading.Event()

    def work() -> Work:
        try:
            while True:
                yield
        finally:
            closed.set()

    handle = runner.start(work, delivered.append)
    qtbot.waitUntil(lambda: bool(delivered))
    handle.cancel()
    seen = len(delivered)
    assert closed.wait(60)
    after: list[Outcome] = []
    runner.start(nothing, after.append)  # what was still on its way would come before it
    qtbot.waitUntil(lambda: bool(after))
    assert len(delivered) == seen


def test_shutting_down_leaves_no_work_behind(qtbot: QtBot) -> None:
    runner = ThreadRunner()
    begun, closed = threading.Barrier(3), [threading.Event() for _ in range(2)]

    def endless(flag: threading.Event) -> Work:
        begun.wait()
        try:
            while True:
                yield
        finally:
            flag.set()

    for flag in closed:
        runner.start(partial(endless, flag), lambda outcome: None)
    begun.wait()
    runner.shut_down()
    assert all(flag.is_set() for flag in closed)


def test_a_cancelled_training_of_many_variants_frees_all_threads_and_shows_nothing_more(
    qtbot: QtBot,
) -> None:
    runner = ThreadRunner(threads=1)
    session = Session(runner)
    variants = tuple(Variant(seed=seed) for seed in range(6))
    commands.open_document(
        session, Document(files.Work(training=TrainingSpec(epochs=100_000), variants=variants))
    )
    qtbot.waitUntil(lambda: len(session.state.runs) == len(variants), timeout=60_000)
    commands.cancel(session, "runs")
    runs, delivered = session.state.runs, list[Outcome]()
    runner.start(next_in_line, delivered.append)
    qtbot.waitUntil(lambda: Done(None) in delivered, timeout=60_000)
    assert [pool.submit(abs, -1).result(timeout=60) for _ in variants] == [1] * len(variants)
    runner.shut_down()
    assert session.state.runs is runs
    assert "runs" not in {activity.key for activity in session.state.activities}


def next_in_line() -> Work:
    """Do nothing, as soon as a thread is free."""
    yield


def test_a_file_on_a_disk_that_does_not_answer_is_waited_for_by_nobody(
    qtbot: QtBot, runner: ThreadRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window goes on, and can stop to wait; what the disk says when it answers at last is dropped."""
    answer = threading.Event()
    asked = threading.Event()

    def load(path: Path) -> Document:
        asked.set()
        answer.wait()
        return Document(Work_(title="late"))

    monkeypatch.setattr(store, "load", load)
    session = Session(runner)
    session.perform(commands.open_file, Path("/share/late.gnn.json"))
    assert [activity.label for activity in session.state.activities] == ["Reading late.gnn.json"]
    assert asked.wait(20)
    session.perform(commands.tell, "still here")
    session.perform(commands.cancel, "data")
    assert session.state.activities == ()
    answer.set()
    runner._asked.waitForDone()
    qtbot.wait(2 * FRAME_MS)
    assert session.state.work.title != "late"
