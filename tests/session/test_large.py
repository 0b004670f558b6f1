"""What takes long for a large graph is done aside, so that the window goes on: each of its nodes costs a call."""

from __future__ import annotations

import pytest

from graphviz_nn.session import Session, commands
from tests.benchmarks.graphs import text_of
from tests.session.late import LateRunner


@pytest.mark.parametrize(("ops", "is_aside"), [(100, False), (1_000, False), (4_000, True)])
def test_the_update_and_the_search_for_faults_are_made_aside_where_there_are_many_nodes(
    ops: int, is_aside: bool
) -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_expression(session, text_of(ops))
    begun = set(session.jobs.running)
    while session.state.moment is None:
        runner.finish()
    assert session.state.is_computing("findings") is is_aside
    assert ("moment" in begun) is is_aside
