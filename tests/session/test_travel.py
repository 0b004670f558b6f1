from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.record import Phase
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.queries import active_run, phase, position
from tests.session.documents import opened

Command = Callable[[Session], None]


def place(session: Session) -> tuple[int, int]:
    return session.state.view.update, position(session.state)


def test_a_document_opens_before_the_first_event() -> None:
    session = opened()
    assert place(session) == (0, 0)
    assert session.state.record is not None


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["step", "step_over", "next_update", "next_epoch"]), max_size=6))
def test_stepping_back_undoes_a_step_anywhere(way: list[str]) -> None:
    session = SHARED
    commands.to_start(session)
    for name in way:
        getattr(commands, name)(session)
    before = place(session)
    commands.step(session)
    if place(session) == before:
        return  # the end of the run
    commands.step_back(session)
    update, at = before
    # Position 0 of an update is the last position of the one before it, with the next mini-batch loaded.
    assert place(session) in (before, (update, at))


def test_stepping_goes_through_every_phase_in_order_and_on_to_the_next_update() -> None:
    session = opened()
    seen: list[Phase] = []
    while place(session)[0] == 0:
        commands.step(session)
        if place(session)[0] == 0 and (not seen or seen[-1] is not phase(session.state)):
            seen.append(phase(session.state))
    assert seen == [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD, Phase.UPDATE]
    assert place(session) == (1, 0)


@pytest.mark.parametrize("update", [0, 1, 4, 8])
def test_the_shown_moment_is_the_runs_own(update: int) -> None:
    session = opened()
    commands.go_to(session, update, 0)
    moment, run = session.state.moment, active_run(session.state)
    assert moment is not None
    assert run is not None
    assert moment.before.update == update
    assert (moment.before.weights == run.state_before(update).weights).all()
    assert (moment.after.weights == run.state_before(update + 1).weights).all()


def test_the_last_mini_batch_of_an_epoch_is_smaller_and_is_shown_as_it_is() -> None:
    session = opened()
    commands.go_to(session, 2, 0)
    assert session.state.record is not None
    assert session.state.record.graph.leaves["x"].shape == (4, 2)


def test_epochs_and_updates_go_both_ways_and_stop_at_the_ends() -> None:
    session = opened()
    arrived = queries.arrived(session.state)
    commands.next_epoch(session)
    assert place(session) == (3, arrived)
    commands.next_update(session)
    assert place(session) == (4, arrived)
    commands.previous_epoch(session)
    assert place(session) == (3, arrived)
    commands.previous_epoch(session)
    assert place(session) == (0, arrived)
    commands.previous_update(session)
    assert place(session) == (0, 0)
    commands.to_end(session)
    last = place(session)
    assert last[0] == 8
    commands.step(session)
    assert place(session) == last
    commands.next_update(session)
    assert place(session) == last


@given(update=st.integers(0, 8), position=st.integers(0, 30))
def test_an_update_is_visited_where_every_gradient_has_arrived_and_no_weight_has_moved(
    update: int, position: int
) -> None:
    session = SHARED
    commands.go_to(session, update, position)
    commands.next_update(session)
    assert session.state.tape is not None
    if update == 8:
        assert place(session) == (8, len(session.state.tape.record.events))
        return
    here = place(session)
    assert here[0] == update + 1
    assert phase(session.state) is Phase.BACKWARD
    following = session.state.tape.event(here[1] + 1)
    assert following is not None
    assert following.phase is Phase.UPDATE
    assert "every gradient has arrived" in str(queries.sentence(session.state))
    commands.next_update(session)
    commands.previous_update(session)
    assert place(session) == here


def test_going_back_visits_this_update_before_the_one_before() -> None:
    session = opened()
    arrived = queries.arrived(session.state)
    commands.go_to(session, 4, arrived + 2)
    commands.previous_update(session)
    assert place(session) == (4, arrived)
    commands.go_to(session, 4, 2)
    commands.previous_update(session)
    assert place(session) == (3, arrived)


def test_finish_forward_stops_at_the_loss_and_finish_backward_at_the_last_gradient() -> None:
    session = opened()
    commands.finish_forward(session)
    assert phase(session.state) is Phase.LOSS
    commands.finish_backward(session)
    assert phase(session.state) is Phase.BACKWARD
    tape = session.state.tape
    assert tape is not None
    shown = tape.gradients(position(session.state))
    for mine, whole in zip(shown, tape.record.gradients, strict=True):
        assert (mine is None) == (whole is None)
        if mine is not None and whole is not None:
            assert (mine == whole).all()
    commands.finish_forward(session)
    assert place(session)[0] == 1
    assert phase(session.state) is Phase.LOSS


def test_changing_the_rate_keeps_the_place_and_shows_the_new_runs_moment() -> None:
    session = opened()
    commands.go_to(session, 5, 3)
    before = session.state.moment
    commands.set_optimiser(session, learning_rate=0.9)
    assert place(session) == (5, 3)
    moment = session.state.moment
    assert moment is not None
    assert before is not None
    assert not np.array_equal(moment.before.weights, before.before.weights)


def test_other_variants_have_moments_of_their_own() -> None:
    session = opened()
    commands.go_to(session, 6, 0)
    first = session.state.moment
    commands.choose_variant(session, 1)
    second = session.state.moment
    assert first is not None
    assert second is not None
    assert second.problem is session.state.runs[1].problem
    assert not np.array_equal(first.before.weights, second.before.weights)


SHARED = opened()


def test_the_strip_of_a_state_is_where_the_cursor_is() -> None:
    session = opened()
    commands.go_to(session, 4, 3)
    line = queries.strip(session.state)
    assert (line.update, line.position, line.updates, line.per_epoch) == (4, 3, 9, 3)
    assert line.steps == len(session.state.record.events) if session.state.record else False


def test_the_end_uncovers_the_future_and_nothing_else() -> None:
    session = opened()
    commands.cover(session, "future", "legend")
    commands.to_end(session)
    assert session.state.view.covered == ("legend",)
