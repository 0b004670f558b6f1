"""The drawing follows from the network, from how one looks at it and from the place that there is."""

from __future__ import annotations

import msgspec
import pytest

from graphviz_nn.scene.layout import Layout, Room
from graphviz_nn.session import Session, commands
from tests.session.late import LateRunner

ROOM = Room((800.0, 500.0))
LARGE, OTHER, ANOTHER = (" + ".join(f"tanh(a*{i}) * b" for i in range(terms)) for terms in (41, 42, 43))
POINT = {"a": 0.1, "b": 2.0}


@pytest.fixture
def session(runner: LateRunner) -> Session:
    """A small expression, drawn, in a session whose work is done when the test says so."""
    session = Session(runner)
    commands.open_expression(session, "x*x", {"x": 2.0})
    session.perform(commands.set_room, ROOM)
    return session


def drawn_nodes(session: Session) -> int:
    """How many nodes the network has that is drawn."""
    return 0 if session.state.drawn is None else len(session.state.drawn.graph.nodes)


def test_where_nobody_draws_nothing_is_laid_out() -> None:
    session = Session()
    commands.open_expression(session, LARGE, POINT)
    assert session.state.drawn is None


def test_a_small_network_is_drawn_at_once(session: Session) -> None:
    assert drawn_nodes(session) == 2
    assert not session.state.is_computing("drawn")


def test_a_large_one_is_waited_for_with_the_old_drawing(session: Session, runner: LateRunner) -> None:
    commands.open_expression(session, LARGE, POINT)
    assert session.state.is_computing("drawn")
    assert drawn_nodes(session) == 2
    runner.finish()
    assert not session.state.is_computing("drawn")
    assert session.state.record is not None
    assert drawn_nodes(session) == len(session.state.record.graph.nodes)


def test_a_drawing_that_comes_too_late_is_dropped(session: Session, runner: LateRunner) -> None:
    commands.open_expression(session, LARGE, POINT)
    late, runner.held = runner.held, []
    commands.open_expression(session, OTHER, POINT)
    runner.finish()
    now = session.state.drawn
    runner.held = late
    runner.finish()
    assert session.state.drawn is now


def test_a_drawing_comes_also_where_the_network_has_become_another_of_the_same_nodes(
    session: Session, runner: LateRunner
) -> None:
    commands.open_expression(session, ANOTHER, POINT)
    nodes, other = session.state.nodes, msgspec.structs.replace(session.state.work.subject)
    session.update(work=msgspec.structs.replace(session.state.work, subject=other))
    assert session.state.nodes is nodes
    assert session.state.is_computing("drawn")
    runner.finish()
    assert session.state.drawn is not None
    assert session.state.drawn.graph.nodes is nodes


def test_another_place_is_drawn_at_once_and_the_same_not_again(session: Session, runner: LateRunner) -> None:
    commands.open_expression(session, LARGE, POINT)
    runner.finish()
    before = session.state.drawn
    session.perform(commands.set_room, Room(ROOM.size))
    assert session.state.drawn is before
    session.perform(commands.set_room, Room((500.0, 900.0)))
    assert not session.state.is_computing("drawn")
    assert before is not None
    assert session.state.drawn is not None
    assert session.state.drawn.drawing != before.drawing


def test_a_step_needs_no_other_drawing_and_a_fold_does(session: Session, runner: LateRunner) -> None:
    commands.open_expression(session, LARGE, POINT)
    runner.finish()
    before = session.state.drawn
    session.perform(commands.step)
    assert session.state.drawn is before
    assert before is not None
    assert isinstance(before.drawing, Layout)
    folded = next(card.name for card in before.drawing.cards if card.folded)
    session.perform(commands.toggle_fold, folded)
    runner.finish()
    assert session.state.drawn is not None
    assert isinstance(session.state.drawn.drawing, Layout)
    assert folded in {frame.layer for frame in session.state.drawn.drawing.frames}
