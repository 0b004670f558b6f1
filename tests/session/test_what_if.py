"""What if a number were another: what follows from it is true, and goes away without a trace."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.debug.explain import Cell
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec

WEIGHT = Cell("dense/kernel", "value", (0, 1))
INPUT = Cell("x", "value", (2, 1))


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.open_document(session, Document(Work(training=TrainingSpec(epochs=2))))
    commands.go_to(session, 3, 5)
    return session


def value(session: Session, name: str) -> np.ndarray:
    record = session.state.record
    assert record is not None
    return record.values[record.graph.index[name]]


@pytest.mark.parametrize("cell", [WEIGHT, INPUT])
def test_a_number_that_is_tried_is_there_and_all_that_follows_is_computed_from_it(
    session: Session, cell: Cell
) -> None:
    before = {name: value(session, name).copy() for name in ("x", "dense/kernel")}
    commands.try_number(session, cell, 1.5)
    for name, old in before.items():
        expected = old.copy()
        if name == cell.node:
            expected[cell.index] = 1.5
        np.testing.assert_array_equal(value(session, name), expected)
    sums = value(session, "x") @ value(session, "dense/kernel")
    np.testing.assert_allclose(value(session, "dense/matmul"), sums, rtol=1e-12)
    assert (session.state.view.update, session.state.position) == (3, 5)


def test_several_numbers_can_be_tried_and_all_are_left_at_once(session: Session) -> None:
    moment, work, run = session.state.moment, session.state.work, session.state.runs
    commands.try_number(session, WEIGHT, 1.5)
    commands.try_number(session, INPUT, -2.0)
    commands.try_number(session, WEIGHT, 2.5)
    assert dict(session.state.what_if) == {WEIGHT: 2.5, INPUT: -2.0}
    assert (value(session, "dense/kernel")[0, 1], value(session, "x")[2, 1]) == (2.5, -2.0)
    commands.end_trial(session)
    assert session.state.moment is moment
    assert (session.state.work, session.state.runs) == (work, run)
    assert not session.state.can_undo


def test_one_can_step_through_what_follows_until_the_next_update(session: Session) -> None:
    commands.try_number(session, WEIGHT, 1.5)
    commands.step(session)
    assert session.state.what_if
    commands.next_update(session)
    assert not session.state.what_if
    assert session.state.moment is not None
    assert session.state.moment.machine is session.state.runs[0].machine


@pytest.mark.parametrize(
    "cell",
    [
        Cell("dense/tanh", "value", (0, 0)),
        Cell("dense/kernel", "gradient", (0, 0)),
        Cell("dense/kernel", "value", (7, 7)),
        Cell("y", "value", (0, 0)),
        Cell("nothing", "value", ()),
    ],
)
def test_only_what_an_update_begins_with_can_be_tried(session: Session, cell: Cell) -> None:
    with pytest.raises(SettingError, match="Change a weight or an input"):
        commands.try_number(session, cell, 1.0)
    assert not session.state.what_if


def test_training_can_begin_from_what_was_tried_and_that_can_be_undone(session: Session) -> None:
    commands.try_number(session, WEIGHT, 1.5)
    tried = session.state.moment
    assert tried is not None
    commands.keep_trial(session)
    assert not session.state.what_if
    np.testing.assert_array_equal(session.state.tasks[0].problem.start.weights, tried.before.weights)
    assert session.state.can_undo == "starting weights"
    commands.undo(session)
    assert session.state.work.weights is None
