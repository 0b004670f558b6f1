"""What is said of a number follows from the moment, from what one looks at, and from whether anybody asks."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from graphviz_nn.debug.explain import Cell
from graphviz_nn.session import Session, commands
from tests.session.documents import opened
from tests.session.late import LateRunner

WIDE = np.full((400, 300), 0.5).tolist()


def test_where_nobody_explains_nothing_is_looked_into() -> None:
    session = Session()
    commands.open_expression(session, "x*x", {"x": 2.0})
    commands.step(session)
    assert session.state.inspection is None


def test_a_small_number_is_explained_in_the_very_state_that_chooses_it() -> None:
    session = Session(LateRunner())
    commands.open_expression(session, "x*x", {"x": 2.0})
    commands.set_terms(session, 3)
    commands.step(session)
    inspection = session.state.inspection
    assert inspection is not None
    assert inspection.cell == Cell("multiply", "value", ())
    commands.select_node(session, "x")
    assert session.state.inspection is not None
    assert session.state.inspection.cell == Cell("x", "value", ())
    commands.set_terms(session, 0)
    assert session.state.inspection is None


def test_of_a_large_tensor_it_comes_later_and_the_old_one_stays_until_then() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_expression(session, "sum(tanh(A)) + b", {"A": WIDE, "b": 1.0})
    commands.select_node(session, "b")
    runner.finish_all()
    commands.set_terms(session, 3)
    before = session.state.inspection
    assert before is not None
    commands.select_node(session, "A")
    assert session.state.is_computing("inspection")
    assert session.state.inspection is before
    runner.finish()
    assert not session.state.is_computing("inspection")
    assert session.state.inspection is not None
    assert session.state.inspection.cell.node == "A"


def test_an_explanation_of_another_network_that_comes_too_late_is_made_anew() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.set_terms(session, 3)
    commands.open_expression(session, "sum(tanh(A))", {"A": WIDE})
    commands.select_node(session, "A")
    late, runner.held = runner.held, []
    commands.open_expression(session, "y*y", {"y": 3.0})
    runner.held = late + runner.held
    runner.finish()
    runner.finish()
    assert session.state.inspection is not None
    assert session.state.inspection.cell.node == "multiply"


@pytest.mark.parametrize("of", ["value", "gradient"])
def test_a_chosen_number_that_a_smaller_mini_batch_does_not_have_gives_way_to_its_node_s_first(
    of: Literal["value", "gradient"],
) -> None:
    session = opened()
    commands.set_training(session, batch_size=16)
    commands.finish_backward(session)
    commands.select_cell(session, Cell("dense/tanh", of, (15, 0)))
    commands.set_training(session, batch_size=7)
    commands.finish_backward(session)
    commands.set_terms(session, 3)
    assert session.state.inspection is not None
    assert session.state.inspection.cell.node == "dense/tanh"
    assert session.state.inspection.cell.index == (0, 0)
