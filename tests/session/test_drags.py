"""A setting that a hand drags faster than its runs can be trained: those that are soon over are seen, each in turn."""

from __future__ import annotations

import pytest

from graphviz_nn.engine import native
from graphviz_nn.session import Session, commands
from graphviz_nn.session.training import is_soon
from tests.session.documents import small
from tests.session.late import LateRunner


@pytest.fixture
def late() -> LateRunner:
    return LateRunner()


@pytest.fixture
def session(late: LateRunner) -> Session:
    native.load()
    made = Session(late)
    commands.open_document(made, small())
    late.finish_all()
    return made


def rates(session: Session) -> list[float]:
    return [run.problem.training.optimiser.learning_rate for run in session.state.runs]


def drag(session: Session, *values: float) -> None:
    for value in values:
        commands.set_optimiser(session, learning_rate=value)


def test_runs_that_are_soon_over_are_seen_though_the_hand_has_gone_on(
    session: Session, late: LateRunner
) -> None:
    assert is_soon(session.state)
    drag(session, 0.01, 0.02, 0.03)
    late.finish()
    assert set(rates(session)) == {0.01}
    drag(session, 0.04, 0.05)
    late.finish()
    assert set(rates(session)) == {0.03}
    late.finish_all()
    assert set(rates(session)) == {0.05}


def test_long_ones_are_given_up_for_the_newest(session: Session, late: LateRunner) -> None:
    commands.set_training(session, epochs=1_000_000)
    assert not is_soon(session.state)
    held = len(late.held)
    drag(session, 0.01, 0.02)
    assert len(late.held) >= held + 2


def test_runs_on_other_rows_are_not_waited_for(session: Session, late: LateRunner) -> None:
    drag(session, 0.01)
    commands.set_data(session, noise=0.3)
    late.finish_all()
    assert session.state.runs
    task = session.state.task
    assert task is not None
    assert all(run.problem.is_on_the_ground_of(task.problem) for run in session.state.runs)
    assert set(rates(session)) == {0.01}


def test_the_surface_of_each_is_seen_too(session: Session, late: LateRunner) -> None:
    drag(session, 0.01, 0.02)
    late.finish()  # the runs at 0.01; those at 0.02 begin, and so does the surface of the first
    before = session.state.surface
    drag(session, 0.03)
    late.finish()
    after = session.state.surface
    assert before is not None
    assert after is not None
    assert after is not before
    late.finish_all()
    last = session.state.surface
    assert last is not None
    assert [len(path) for path in last.paths] == [len(run.path) for run in session.state.runs]
    assert set(rates(session)) == {0.03}
