"""Mini-batches in a session: what is asked for, when it is there, and what it says."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.data import DataSpec
from graphviz_nn.files.document import Document, Work
from graphviz_nn.landscape import estimates as measuring
from graphviz_nn.landscape.estimates import Estimates
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.fan import Fan
from graphviz_nn.session import Session, batches, commands
from graphviz_nn.session.descent import descent
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.session.late import LateRunner

STACK = Stack(inputs=2, layers=(Dense(units=1, activation="sigmoid"),))


def opened(session: Session | None = None, stack: Stack = STACK, rows: int = 20) -> Session:
    """Return a session with two variants on some rows: mini-batches of 5, and of 1."""
    session = session or Session()
    work = Work(
        subject=stack,
        data=DataSpec(source="two blobs", rows=rows, noise=0.6),
        training=TrainingSpec(epochs=3, batch_size=5, optimiser=Sgd(learning_rate=0.3)),
        variants=(Variant(), Variant(batch_size=1)),
    )
    commands.open_document(session, Document(work))
    return session


def found_in(session: Session) -> Estimates:
    assert session.state.estimates is not None
    return session.state.estimates


def fan_in(session: Session) -> Fan:
    assert session.state.surface is not None
    fan = batches.fan_of(session.state, session.state.surface)
    assert fan is not None
    return fan


def test_nothing_is_measured_until_it_is_asked_for_and_nothing_stays() -> None:
    session = opened()
    commands.visit(session, 2)
    assert session.state.estimates is None
    assert batches.summary(session.state) is None
    commands.set_batches(session, True)
    assert found_in(session).before is session.state.moment.before  # type: ignore[union-attr]
    commands.set_batches(session, False)
    assert session.state.estimates is None


def test_it_follows_the_update_and_the_variant() -> None:
    session = opened()
    commands.set_batches(session, True)
    for update in (0, 2, 5):
        commands.visit(session, update)
        assert found_in(session).first + found_in(session).this == update
    assert [len(rows) for rows in found_in(session).batches.rows] == [5, 5, 5, 5]
    commands.choose_variant(session, 1)
    assert found_in(session).in_epoch == 20


def test_on_the_plane_the_gradient_of_this_mini_batch_is_the_arrow_that_the_update_has() -> None:
    session = opened()
    commands.set_batches(session, True)
    commands.visit(session, 3)
    fan, surface = fan_in(session), session.state.surface
    assert surface is not None
    arrow = descent(session.state, surface).downhill
    assert arrow is not None
    np.testing.assert_allclose(fan.batches[fan.this], arrow.vector, rtol=1e-10)
    np.testing.assert_allclose(fan.start, descent(session.state, surface).paths[0][-1], rtol=1e-10)
    np.testing.assert_allclose(fan.batches.mean(axis=0), fan.full, rtol=1e-10)
    np.testing.assert_allclose(fan.examples.mean(axis=0), fan.full, rtol=1e-10)
    assert fan.kinds == ("all 20 rows", "this mini-batch", "another", "a single row")


def test_while_the_next_one_is_measured_the_old_one_stays_where_it_was_and_is_said_to_be_old() -> None:
    runner = LateRunner()
    session = opened(Session(runner))
    runner.finish_all()
    commands.set_batches(session, True)
    runner.finish_all()
    before = fan_in(session)
    commands.visit(session, 3)
    after = fan_in(session)
    assert (before.is_old, after.is_old) == (False, True)
    np.testing.assert_array_equal(after.batches, before.batches)
    runner.finish_all()
    assert not fan_in(session).is_old


def test_a_late_answer_about_another_network_is_dropped() -> None:
    runner = LateRunner()
    session = opened(Session(runner))
    runner.finish_all()
    commands.set_batches(session, True)
    held = list(runner.held)
    commands.set_layer(session, 0, units=2)
    runner.held[:0] = held
    runner.finish_all()
    assert found_in(session).full.size == session.state.network.count


def test_it_says_angles_who_points_downhill_and_the_scatter() -> None:
    session = opened()
    commands.set_batches(session, True)
    commands.visit(session, 1)
    found, said = found_in(session), batches.summary(session.state)
    assert said is not None
    angles, downhill, size = said[0].split(" · ")
    assert angles.endswith(f"median {np.median(found.batches.angles):.0f}°")
    assert (downhill, size) == (f"{found.batches.downhill.sum()} of 4 downhill", "mini-batches of 5")
    assert said[1].startswith(f"single rows: {found.examples.downhill.sum()} of 20 downhill · scatter ")
    assert batches.scatter_lines(session.state)[1].startswith("of 1: ")


def test_with_one_mini_batch_there_is_no_scatter() -> None:
    session = opened()
    commands.set_training(session, batch_size=20)
    commands.set_batches(session, True)
    said = batches.summary(session.state)
    assert said is not None
    assert said[0] == "one mini-batch, of all rows: no scatter"
    assert "scatter" not in said[1]


def test_where_noise_is_drawn_it_says_that_none_is_here() -> None:
    layers = (Dense(units=2, activation="tanh"), Dropout(rate=0.5), Dense(units=1, activation="sigmoid"))
    session = opened(stack=Stack(inputs=2, layers=layers))
    commands.set_batches(session, True)
    said = batches.summary(session.state)
    assert said is not None
    assert said[0].endswith("as in predicting: nothing dropped")


def test_of_many_rows_it_says_how_many_were_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "MOST_BATCHES", 2)
    monkeypatch.setattr(measuring, "MOST_EXAMPLES", 7)
    session = opened()
    commands.set_batches(session, True)
    said = batches.summary(session.state)
    assert said is not None
    assert "of 2 looked at (there are 4) downhill" in said[0]
    assert "of 7 looked at (there are 20) downhill" in said[1]


def test_a_mini_batch_is_told_by_its_rows_its_angle_and_its_loss() -> None:
    session = opened()
    commands.set_batches(session, True)
    commands.visit(session, 6)
    found = found_in(session)
    lines = batches.told(session.state, ("batch", 2)).split("\n")
    assert lines[0] == "mini-batch 3 of 4, the one of this update"
    rows = ", ".join(map(str, session.state.moment.problem.batch_rows(6).tolist()))  # type: ignore[union-attr]
    assert lines[1] == f"rows {rows}"
    assert lines[2].startswith(f"{found.batches.angles[2]:.0f}° off the gradient of all rows: ")
    assert "of all rows" in lines[3]
    assert lines[4].endswith("lower" if found.ends[2] < found.loss else "higher")
    assert batches.told(session.state, ("batch", 0)).startswith("mini-batch 1 of 4, update 5\n")
    assert batches.told(session.state, ("all", 0)).startswith("all 20 rows")
    assert batches.told(session.state, ("batch", 99)) == ""


def test_a_single_row_is_told_with_its_numbers() -> None:
    session = opened()
    commands.set_batches(session, True)
    title, row, *_ = batches.told(session.state, ("example", 3)).split("\n")
    assert title == "a single row"
    assert row.startswith("row 3: ")
    assert row.endswith((" → 0", " → 1"))


def test_every_arrow_leads_to_an_update_of_this_epoch_that_has_its_rows() -> None:
    session = opened()
    commands.set_batches(session, True)
    commands.visit(session, 6)
    assert [batches.update_at(session.state, ("batch", place)) for place in range(4)] == [4, 5, 6, 7]
    moment = session.state.moment
    assert moment is not None
    for row in range(20):
        update = batches.update_at(session.state, ("example", row))
        assert update is not None
        assert row in moment.problem.batch_rows(update)
    assert batches.update_at(session.state, ("all", 0)) is None
    assert batches.update_at(session.state, ("batch", 4)) is None


def test_this_mini_batch_s_surface_is_there_at_once_when_it_is_asked_for_again() -> None:
    runner = LateRunner()
    session = opened(Session(runner))
    runner.finish_all()
    commands.set_this_batch(session, True)
    runner.finish_all()
    part = session.state.batch_surface
    assert part is not None
    assert batches.caption(session.state) == "mini-batch of update 1: 5 rows of 20"
    commands.set_this_batch(session, False)
    assert batches.caption(session.state) == ""
    commands.set_this_batch(session, True)
    assert session.state.batch_surface is part
    assert not runner.held


def test_and_it_follows_update_and_variant_the_old_one_staying_until_then() -> None:
    runner = LateRunner()
    session = opened(Session(runner))
    runner.finish_all()
    commands.set_this_batch(session, True)
    runner.finish_all()
    first = session.state.batch_surface
    commands.visit(session, 2)
    assert session.state.batch_surface is first
    runner.finish_all()
    commands.choose_variant(session, 1)
    runner.finish_all()
    part, moment = session.state.batch_surface, session.state.moment
    assert part is not None
    assert moment is not None
    assert part.rows == 1
    assert part.update == moment.before.update


def test_an_expression_has_no_mini_batches() -> None:
    session = Session()
    commands.open_expression(session, "x*x + y", {"x": 1.0, "y": 2.0})
    commands.set_batches(session, True)
    commands.set_this_batch(session, True)
    assert (session.state.estimates, session.state.batch_surface) == (None, None)


def test_while_time_races_through_the_updates_nothing_is_asked_of_them() -> None:
    runner = LateRunner()
    session = opened(Session(runner))
    runner.finish_all()
    commands.set_batches(session, True)
    runner.finish_all()
    commands.set_pace(session, "20", "update")
    commands.play_by(session, "update")
    commands.visit(session, 3)
    runner.finish_all()
    surface = session.state.surface
    assert surface is not None
    assert session.state.playing.direction
    assert batches.fan_of(session.state, surface) is None
    commands.pause(session)
    runner.finish_all()
    assert not fan_in(session).is_old
