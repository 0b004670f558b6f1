"""What changes the model, the data or a setting keeps the time: the epoch, the update in it, and the phase."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.model import AnyLayer, Stack
from graphviz_nn.session import Session, clock, commands, queries
from graphviz_nn.session.commands import edits
from graphviz_nn.session.queries import phase, position, stack_of
from tests.session.documents import opened, small

Edit = Callable[[Session], None]
# One of each command that edits; `undo` and `redo` are tried after every one of them.
EDITS: dict[str, Edit] = {
    "set_data": lambda session: commands.set_data(session, noise=0.3),
    "set_data of another source": lambda session: commands.set_data(session, source="moons"),
    "set_data standardised": lambda session: commands.set_data(session, standardise=True),
    "set_layer": lambda session: commands.set_layer(session, 0, units=7),
    "set_layer without bias": lambda session: commands.set_layer(session, 0, use_bias=False),
    "add_layer": commands.add_layer,
    "move_layer": lambda session: commands.move_layer(session, -1, 1),
    "remove_layer": lambda session: commands.remove_layer(session, 0),
    "set_loss": lambda session: commands.set_loss(session, "binary_crossentropy"),
    "set_training": lambda session: commands.set_training(session, epochs=9),
    "set_training of mini-batches": lambda session: commands.set_training(session, batch_size=4),
    "set_optimiser": lambda session: commands.set_optimiser(session, learning_rate=0.05),
    "set_rule": lambda session: commands.set_rule(session, "adam"),
    "set_schedule": lambda session: commands.set_schedule(session, kind="cosine"),
    "reseed": commands.reseed,
    "set_variant": lambda session: commands.set_variant(session, 0, momentum=0.5),
    "set_variant_rule": lambda session: commands.set_variant_rule(session, 0, "adam"),
    "add_variant": commands.add_variant,
    "remove_variant": lambda session: commands.remove_variant(session, 1),
    "choose_variant": lambda session: commands.choose_variant(session, 1),
}


def where(session: Session) -> tuple[object, ...]:
    return *queries.epoch(session.state), phase(session.state)


def layered() -> Session:
    session = opened(small(epochs=6))
    commands.add_layer(session, "dense")
    commands.set_layer(session, 0, units=5)
    layers: tuple[AnyLayer, ...] = stack_of(session.state.work).layers
    assert len(layers) == 3
    return session


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_keeps_epoch_update_and_phase(name: str) -> None:
    session = layered()
    steps = clock.course(session.state).steps
    for update, at in ((7, queries.arrived(session.state)), (10, steps), (3, 2)):
        commands.go_to(session, update, at)
        before = where(session)
        EDITS[name](session)
        assert where(session) == before
        for again in (commands.undo, commands.redo, commands.undo) if name != "choose_variant" else ():
            again(session)
            assert where(session) == before
        commands.choose_variant(session, 0)


def test_every_command_that_edits_is_tried() -> None:
    there = {name for name in vars(edits) if name in commands.__all__}
    there = {name for name in there if vars(edits)[name].__module__ == edits.__name__}
    others = {"undo", "redo", "set_expression", "set_leaf"}  # the last two are tried below
    others.add("keep_trial")  # which makes a beginning of what is tried out, wherever that was
    assert there - others <= {name.split()[0] for name in EDITS}


@pytest.mark.parametrize("name", EDITS)
def test_at_the_end_every_edit_stays_at_the_end(name: str) -> None:
    session = layered()
    commands.to_end(session)
    EDITS[name](session)
    assert clock.is_at_end(session.state)
    assert position(session.state) == clock.course(session.state).steps


def test_the_end_of_a_shorter_run_takes_the_place_of_what_it_does_not_reach() -> None:
    session = opened(small(epochs=6))
    commands.go_to(session, 16, 3)
    commands.set_training(session, epochs=2)
    assert session.state.view.update == 5
    assert clock.is_at_end(session.state)


def test_a_run_that_diverges_on_the_way_does_not_cost_one_s_place() -> None:
    session = opened(small(epochs=6))
    commands.set_layer(session, 0, activation="relu")
    commands.set_layer(session, 1, activation="linear")
    commands.go_to(session, 16, 3)
    commands.set_optimiser(session, learning_rate=1e30)
    assert session.state.view.update < 16
    assert clock.is_at_end(session.state)
    commands.set_optimiser(session, learning_rate=1e20)
    commands.set_optimiser(session, learning_rate=0.01)
    assert (session.state.view.update, position(session.state)) == (16, 3)


@settings(max_examples=20)
@given(update=st.integers(0, 17), share=st.floats(0, 1))
def test_a_deeper_network_is_as_far_in_its_phase(update: int, share: float) -> None:
    session = SHARED
    commands.go_to(session, update, round(share * clock.course(session.state).steps))
    before = phase(session.state), position(session.state) in {queries.arrived(session.state), 0}
    commands.add_layer(session)
    assert (phase(session.state), position(session.state) in {queries.arrived(session.state), 0}) >= before
    commands.remove_layer(session, 0)
    assert phase(session.state) == before[0]
    assert isinstance(session.state.work.subject, Stack)


SHARED = opened(small(epochs=6))


def test_an_expression_keeps_its_update_when_it_becomes_another_one_or_begins_elsewhere() -> None:
    session = Session()
    commands.open_expression(session, "x*x", {"x": 2.0})
    commands.visit(session, 12)
    edits_of_one: tuple[Edit, ...] = (
        lambda session: commands.set_leaf(session, "x", 3.0),
        lambda session: commands.set_expression(session, "x*x + sin(x)"),
        commands.undo,
    )
    for edit in edits_of_one:
        edit(session)
        assert session.state.view.update == 12
        assert position(session.state) == queries.arrived(session.state)


def test_a_document_is_opened_at_the_time_that_it_tells() -> None:
    session = opened(small(epochs=6))
    commands.go_to(session, 11, 4)
    commands.open_document(session, small(epochs=6))
    assert (session.state.view.update, position(session.state)) == (0, 0)


def test_the_epoch_stays_too_while_nothing_of_the_new_run_is_there() -> None:
    session = opened(small(epochs=6))
    commands.go_to(session, 2 * queries.updates_per_epoch(session.state) + 1, 0)
    seen: list[tuple[bool, tuple[int, int]]] = []
    session.subscribe(lambda old, new: seen.append((bool(new.runs), queries.epoch(new))))
    commands.set_data(session, noise=0.3)
    assert False in {has_runs for has_runs, _ in seen}
    assert {epoch for _, epoch in seen} == {(2, 1)}
