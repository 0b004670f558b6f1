"""An expression in the session: trained, stepped through and undone as a network is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.record import Phase
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import OPTIMISERS, RuleName
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.queries import (
    active_run,
    epoch,
    is_dirty,
    phase,
    position,
    sentence,
    total_updates,
    updates_per_epoch,
    variant_labels,
)
from tests.session.documents import opened

HILLS = "x**2*cos(x) + sin(x)"


def descending(text: str = HILLS, leaves: dict[str, LeafValue] | None = None, rate: float = 0.01) -> Session:
    """A session that shows an expression, trained for the default document's 200 updates."""
    session = Session()
    commands.open_expression(session, text, leaves or {"x": 6.0})
    commands.set_optimiser(session, learning_rate=rate)
    return session


def place(session: Session) -> tuple[int, int]:
    return session.state.view.update, position(session.state)


def x_of(session: Session) -> float:
    """The value of x in the update that is shown."""
    assert session.state.record is not None
    return float(session.state.record.graph.leaves["x"])


def updates(session: Session) -> list[int]:
    """How many updates the run of each variant has."""
    return [run.updates for run in session.state.runs]


def across(session: Session) -> tuple[float, float]:
    surface = session.state.surface
    assert surface is not None
    return float(surface.across[0]), float(surface.across[-1])


def test_it_opens_before_the_first_event_with_a_run_for_each_variant() -> None:
    session = descending()
    assert place(session) == (0, 0)
    assert updates(session) == [200, 200]
    assert [len(run.losses) for run in session.state.runs] == [200, 200]
    assert variant_labels(session.state) == ("SGD", "momentum 0.9")
    assert session.state.dataset is None
    assert session.state.boundary is None
    assert session.state.message is None


def test_an_update_is_taken_against_the_gradient() -> None:
    session = descending()
    assert x_of(session) == 6.0
    commands.next_update(session)
    assert place(session) == (1, queries.arrived(session.state))
    slope = 2 * 6 * np.cos(6) - 36 * np.sin(6) + np.cos(6)
    assert x_of(session) == pytest.approx(6 - 0.01 * slope, rel=1e-12)


def test_its_steps_go_through_every_phase_and_on_to_the_next_update() -> None:
    session = descending()
    seen: list[Phase] = []
    while place(session)[0] == 0:
        if not seen or seen[-1] is not phase(session.state):
            seen.append(phase(session.state))
        commands.step(session)
    assert seen == [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD, Phase.UPDATE]
    assert place(session) == (1, 0)


def test_the_last_step_of_an_update_says_that_the_variable_moves() -> None:
    session = descending()
    commands.next_update(session)
    assert "; next x moves against its gradient" in str(sentence(session.state))
    commands.step(session)
    assert phase(session.state) is Phase.UPDATE
    assert "x moves against its gradient" in str(sentence(session.state))


def test_the_timeline_holds_every_update_back_and_forth() -> None:
    session = descending()
    assert (total_updates(session.state), updates_per_epoch(session.state)) == (200, 1)
    run = active_run(session.state)
    assert run is not None
    for update in (0, 1, 57, 199, 57, 198, 0):
        commands.go_to(session, update, 0)
        assert place(session) == (update, 0)
        assert x_of(session) == run.state_before(update).weights[0]
        assert epoch(session.state) == (update, 0)
    commands.to_end(session)
    record = session.state.record
    assert record is not None
    assert place(session) == (199, len(record.events))
    commands.next_update(session)
    assert place(session)[0] == 199
    commands.to_start(session)
    assert place(session) == (0, 0)
    commands.previous_update(session)
    assert place(session) == (0, 0)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["step", "step_over", "next_update", "next_epoch"]), max_size=6))
def test_stepping_back_undoes_a_step_anywhere(way: list[str]) -> None:
    session = SHARED
    commands.to_start(session)
    for name in way:
        getattr(commands, name)(session)
    before = place(session)
    commands.step(session)
    commands.step_back(session)
    assert place(session) == before


@pytest.mark.parametrize("update", [0, 1, 57, 199])
def test_the_shown_moment_is_the_runs_own(update: int) -> None:
    session = descending()
    commands.choose_variant(session, 1)
    commands.go_to(session, update, 0)
    moment, run = session.state.moment, active_run(session.state)
    assert moment is not None
    assert run is session.state.runs[1]
    assert moment.before.update == update
    assert (moment.before.weights == run.state_before(update).weights).all()
    assert (moment.after.weights == run.state_before(update + 1).weights).all()


def test_its_variants_race_into_valleys_of_their_own() -> None:
    session = descending()
    commands.set_training(session, epochs=1000)
    plain, momentum = (float(run.end.weights[0]) for run in session.state.runs)
    assert plain == pytest.approx(3.692901, abs=5e-7)
    assert momentum == pytest.approx(-3.588823, abs=5e-7)
    commands.to_end(session)
    assert x_of(session) == pytest.approx(plain, abs=1e-6)
    commands.choose_variant(session, 1)
    assert x_of(session) == pytest.approx(momentum, abs=1e-6)
    surface = session.state.surface
    assert surface is not None
    assert [path[-1, 0] for path in surface.paths] == [plain, momentum]


def test_another_start_trains_anew_and_undo_leads_back_to_the_bit() -> None:
    session = descending()
    before, path = session.state.document, session.state.runs[0].path
    commands.set_leaf(session, "x", 7.0)
    assert session.state.runs[0].path[0, 0] == 7.0
    assert is_dirty(session.state)
    commands.undo(session)
    assert session.state.document == before
    assert (session.state.runs[0].path == path).all()
    commands.redo(session)
    assert session.state.runs[0].path[0, 0] == 7.0


def test_quick_changes_of_one_variable_are_one_step_of_undo() -> None:
    now = 0.0
    session = Session(clock=lambda: now)
    commands.open_expression(session, HILLS, {"x": 6.0})
    before = session.state.document
    for x in (6.1, 6.2, 6.3):
        now += 0.1
        commands.set_leaf(session, "x", x)
    commands.undo(session)
    assert session.state.document == before


def test_changing_the_rate_keeps_the_place_and_shows_the_new_runs_moment() -> None:
    session = descending()
    commands.go_to(session, 5, 3)
    before = x_of(session)
    commands.set_optimiser(session, learning_rate=0.02)
    assert place(session) == (5, 3)
    assert x_of(session) != before


@pytest.mark.parametrize("rule", OPTIMISERS)
def test_it_descends_by_any_rule(rule: RuleName) -> None:
    session = descending("a*a + b*b", {"a": 2.0, "b": 1.0}, rate=0.1)
    commands.choose_variant(session, 1)
    commands.set_rule(session, rule)
    commands.set_training(session, epochs=20)
    assert session.state.message is None
    assert all(len(run.path) == 21 for run in session.state.runs)
    assert all((np.abs(run.path[-1]) < np.abs(run.path[0])).all() for run in session.state.runs)


def test_tensors_are_trained_and_have_a_surface_too() -> None:
    session = descending("sum(a*a) + s*s", {"a": [1.0, -2.0, 3.0], "s": 1.0})
    assert session.state.runs[0].path.shape == (201, 4)
    surface = session.state.surface
    assert surface is not None
    assert not surface.plane.exact
    commands.set_plane(session, kind="weights", first=0, second=3)
    surface = session.state.surface
    assert surface is not None
    assert surface.plane.labels == ("a[0]", "s")


@pytest.mark.parametrize(
    ("text", "leaves"), [("2 + 3", {}), ("a * 2", {"a": [1.0, 2.0]}), ("a @ transpose(a)", {"a": [[1.0]]})]
)
def test_what_has_nothing_to_train_is_still_stepped_through(text: str, leaves: dict[str, Any]) -> None:
    session = opened()
    commands.open_expression(session, text, leaves)
    assert updates(session) == []
    assert session.state.surface is None
    assert session.state.message is None
    assert session.state.activities == ()
    assert total_updates(session.state) == 1
    record = session.state.record
    assert record is not None
    assert record.graph.value.size
    commands.step(session)
    assert place(session) == (0, 1)
    commands.to_end(session)
    assert place(session) == (0, len(record.events))
    assert phase(session.state) is Phase.BACKWARD
    commands.next_update(session)
    assert place(session) == (0, len(record.events))


def test_a_variable_that_only_chooses_is_stepped_through_and_never_moves() -> None:
    session = descending("where(c, a*a, b)", {"c": 2.0, "a": 1.0, "b": 3.0}, rate=0.1)
    assert session.state.message is None
    assert updates(session) == [200, 200]
    while place(session)[0] == 0:
        commands.step(session)
    commands.to_end(session)
    record = session.state.record
    assert record is not None
    assert {name: float(change.gradient) for name, change in record.changes.items()} == {
        "c": 0.0,
        "a": pytest.approx(0.0, abs=1e-15),
        "b": 0.0,
    }
    assert [float(record.graph.leaves[name]) for name in "cb"] == [2.0, 3.0]


def test_an_edit_may_leave_nothing_to_train_and_undo_brings_the_runs_back() -> None:
    session = descending()
    commands.go_to(session, 9, 0)
    commands.set_expression(session, "2 + 3")
    assert updates(session) == []
    assert session.state.surface is None
    assert session.state.moment is not None
    assert place(session)[0] == 0
    commands.undo(session)
    assert updates(session) == [200, 200]
    assert session.state.surface is not None


def test_a_start_without_a_value_shows_its_numbers_and_says_why_nothing_moves() -> None:
    session = descending("ln(x)", {"x": -1.0})
    assert updates(session) == [0, 0]
    message = session.state.message
    assert message is not None
    assert message.kind == "warning"
    assert "before any update ln is not finite" in message.text
    assert session.state.record is not None
    assert np.isnan(session.state.record.graph.value)
    commands.set_leaf(session, "x", 1.0)
    assert session.state.runs[0].updates > 0


def test_a_descent_that_falls_out_of_all_numbers_says_where_and_ends_there() -> None:
    session = descending("x**4", {"x": 10.0}, rate=1.0)
    run, message = active_run(session.state), session.state.message
    assert run is not None
    assert run.divergence is not None
    assert message is not None
    assert run.divergence.node in message.text
    commands.to_end(session)
    assert session.state.view.update == run.updates
    assert total_updates(session.state) == run.updates + 1


def test_from_a_network_to_an_expression_and_back() -> None:
    session = opened()
    document = session.state.document
    commands.set_expression(session, "a*a")
    assert session.state.dataset is None
    assert session.state.boundary is None
    assert session.state.runs[0].path.shape[1] == 1
    commands.undo(session)
    assert session.state.document == document
    assert session.state.dataset is not None
    assert session.state.boundary is not None
    assert session.state.runs[0].problem.network is document.work.subject.network


def test_it_is_saved_with_its_place_in_time(tmp_path: Path) -> None:
    session, path = descending(), tmp_path / "hills.gnn.json"
    commands.go_to(session, 57, 4)
    commands.save_as(session, path)
    other = Session()
    commands.open_file(other, path)
    assert other.state.document == session.state.document
    assert place(other) == (57, 4)
    assert x_of(other) == x_of(session)


def test_the_page_of_many_valleys_shows_all_four_of_them() -> None:
    session = Session()
    commands.open_lesson(session, "downhill")
    commands.go_to_page(session, 2)
    assert across(session) == (-12.0, 12.0)
    surface = session.state.surface
    assert surface is not None
    heights = surface.losses.ravel()
    assert int(np.sum((heights[1:-1] < heights[:-2]) & (heights[1:-1] < heights[2:]))) == 4


def test_a_start_outside_of_the_range_widens_it() -> None:
    session = Session()
    commands.open_lesson(session, "downhill")
    commands.go_to_page(session, 2)
    commands.set_leaf(session, "x", 20.0)
    low, high = across(session)
    assert low == -12.0
    assert high >= 20.0


def test_another_range_measures_the_surface_anew() -> None:
    session = Session()
    commands.open_expression(session, "cos(x)", {"x": 1.0})
    assert across(session) != (-3.0, 9.0)
    commands.set_plane(session, ranges=((-3.0, 9.0),))
    assert across(session) == (-3.0, 9.0)


SHARED = descending()
