"""What takes long for a large graph is done aside, so that the window goes on: each of its nodes costs a call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.session import Session, commands
from graphviz_nn.session.commands.travel import GOING
from graphviz_nn.session.pipeline import OPENING
from tests.benchmarks.graphs import text_of
from tests.session.late import LateRunner


@pytest.mark.parametrize(("ops", "is_aside"), [(100, False), (1_000, False), (4_000, True)])
def test_the_update_and_the_search_for_faults_are_made_aside_where_there_are_many_nodes(
    ops: int, is_aside: bool
) -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_expression(session, text_of(ops))
    begun: set[str] = set()
    while session.state.moment is None:
        runner.finish()
        begun |= session.jobs.running.keys()
    assert session.state.is_computing("findings") is is_aside
    assert ("moment" in begun) is is_aside


LONG, OTHER = text_of(400), text_of(404)
VALUES: dict[str, LeafValue] = {"a": 0.1, "b": 2.0}
Change = Callable[[Session], None]


@pytest.fixture
def session(runner: LateRunner) -> Session:
    """A session that shows a long expression, all its work done."""
    session = Session(runner)
    commands.open_expression(session, LONG, VALUES)
    runner.finish_all()
    return session


def text(session: Session) -> str:
    """The expression that is shown."""
    subject = session.state.work.subject
    return subject.text if isinstance(subject, Formula) else ""


CHANGES: dict[str, Change] = {
    "opened": lambda session: commands.open_expression(session, OTHER),
    "opened as a document": lambda session: commands.open_document(
        session, Document(Work(subject=Formula(text=OTHER, leaves=VALUES)))
    ),
    "changed": lambda session: commands.set_expression(session, OTHER),
    "given a tensor": lambda session: commands.set_leaf(session, "a", [0.5, 0.25]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_long_expression_is_read_aside_and_the_one_before_stays_until_then(
    session: Session, runner: LateRunner, change: Change
) -> None:
    before = session.state.work
    change(session)
    assert session.state.is_computing(OPENING)
    assert session.state.work is before
    runner.finish_all()
    assert session.state.work != before
    assert not session.state.is_computing(OPENING)


def test_another_number_in_a_long_expression_is_taken_at_once(session: Session) -> None:
    nodes = session.state.work.subject.network.graph(1).nodes
    commands.set_leaf(session, "a", 0.5)
    assert not session.state.is_computing(OPENING)
    assert session.state.work.subject.network.graph(1).nodes is nodes
    assert float(session.state.work.subject.network.graph(1).leaves["a"]) == 0.5


def test_what_is_wrong_with_a_long_expression_is_said_and_all_stays(
    session: Session, runner: LateRunner
) -> None:
    before = session.state.work
    session.perform(commands.open_expression, f"{LONG} + nothing(a)")
    runner.finish_all()
    assert session.state.work is before
    assert session.state.message is not None
    assert session.state.message.kind == "error"


def test_what_is_opened_at_once_is_not_replaced_by_what_was_asked_for_before(
    session: Session, runner: LateRunner
) -> None:
    commands.open_expression(session, OTHER)
    commands.open_expression(session, "x*x")
    runner.finish_all()
    assert text(session) == "x*x"
    assert session.history.behind == ()


def test_a_number_that_is_changed_while_a_long_expression_is_read_is_kept(
    session: Session, runner: LateRunner
) -> None:
    commands.set_expression(session, OTHER)
    commands.set_leaf(session, "b", 7.0)
    runner.finish_all()
    assert text(session) == OTHER
    assert isinstance(session.state.work.subject, Formula)
    assert session.state.work.subject.leaves["b"] == 7.0


def test_undo_and_redo_wait_for_a_change_that_is_on_its_way(session: Session, runner: LateRunner) -> None:
    commands.set_expression(session, OTHER)
    commands.undo(session)
    runner.finish_all()
    assert text(session) == LONG
    for _ in range(3):
        commands.redo(session)
        commands.undo(session)
    runner.finish_all()
    assert text(session) == LONG
    assert [step.name for step in session.history.ahead] == ["expression"]


def test_what_waits_to_be_undone_is_left_where_another_document_is_opened(
    session: Session, runner: LateRunner
) -> None:
    commands.set_leaf(session, "b", 7.0)
    commands.open_expression(session, OTHER, VALUES)
    commands.undo(session)
    runner.finish_all()
    assert text(session) == OTHER
    assert session.state.can_undo == ""


def trained(runner: LateRunner, ops: int) -> Session:
    """A session that shows an expression of so many ops at the end of its first update, with one more to go to."""
    session = Session(runner)
    commands.open_expression(session, text_of(ops), VALUES)
    runner.finish_all()
    commands.set_training(session, epochs=2)
    runner.finish_all()
    assert session.state.record is not None
    commands.go_to(session, 0, len(session.state.record.events))
    return session


@pytest.mark.parametrize(("ops", "is_aside"), [(100, False), (4_000, True)])
def test_a_step_into_the_next_update_makes_its_record_aside_where_that_takes_long(
    runner: LateRunner, ops: int, is_aside: bool
) -> None:
    session = trained(runner, ops)
    commands.step_over(session)
    commands.step_over(session)  # asked twice while the first is on its way
    assert session.state.is_computing(GOING) is is_aside
    assert session.state.view.update == (0 if is_aside else 1)
    runner.finish_all()
    assert session.state.view.update == 1


def test_who_goes_elsewhere_while_a_step_is_on_its_way_stays_there(runner: LateRunner) -> None:
    session = trained(runner, 4_000)
    commands.step_over(session)
    commands.step_back(session)
    here = session.state.view
    runner.finish_all()
    assert session.state.view == here
