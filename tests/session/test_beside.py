"""What every run makes of the plane of two features, side by side."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.data import DataSpec
from graphviz_nn.files.document import Document, Work
from graphviz_nn.landscape.beside import MOST, RUNS, SIDE
from graphviz_nn.landscape.boundary import boundary
from graphviz_nn.session import Session, beside, commands
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened

VARIANTS = (
    Variant(momentum=0.0),
    Variant(learning_rate=3.0),
    Variant(changes={"subject.layers[0].units": 2}),
    Variant(changes={"data.standardise": True}),
)


def compared(seeds: int = 1) -> Session:
    """Four variants that look at the rows side by side; of the last they are scaled otherwise."""
    training = TrainingSpec(batch_size=8, epochs=4, optimiser=Work().training.optimiser)
    spec = DataSpec(rows=20, held_out=0.2)
    session = opened(Document(Work(data=spec, training=training, variants=VARIANTS, seeds=seeds)))
    commands.show_space(session, RUNS)
    return session


@pytest.mark.parametrize("update", [0, 1, 5, 7])
def test_each_is_the_boundary_of_its_run_after_as_many_updates(update: int) -> None:
    session = compared()
    commands.go_to(session, update, 0)
    state = session.state
    assert [tile.of.variant for tile in state.beside] == [0, 1, 2, 3]
    for tile, task, run in zip(state.beside, state.tasks, state.runs, strict=True):
        assert tile.of.state.update == update
        assert task.dataset is not None
        wanted = run.state_before(update)
        alone = boundary(run.problem.network, wanted.weights, task.dataset.x, side=SIDE)
        np.testing.assert_array_equal(tile.boundary.outputs, alone.outputs)
        np.testing.assert_array_equal(tile.boundary.across, alone.across)
    right = state.score
    assert right is not None
    assert state.beside[0].score == right  # of the run that is stepped through, in the outline


def test_a_run_that_was_shorter_stands_at_its_end() -> None:
    session = compared()
    commands.set_variant(session, 1, changes={"training.epochs": 1})
    commands.to_end(session)
    updates = [tile.of.state.update for tile in session.state.beside]
    assert updates[1] == session.state.runs[1].updates < updates[0]


def test_of_several_seeds_each_run_is_seen_at_its_end() -> None:
    session = compared(seeds=3)
    places = [(tile.of.variant, tile.of.seed) for tile in session.state.beside]
    assert places == [(variant, seed) for variant in range(4) for seed in range(3)]
    trials = session.state.trials
    assert trials is not None
    for tile in session.state.beside:
        assert tile.of.state is trials.outcome.runs[tile.of.variant][tile.of.seed].end


def test_of_very_many_seeds_as_many_are_seen_as_can_be_read() -> None:
    session = compared(seeds=20)
    assert len(session.state.beside) == MOST
    assert beside.columns(session.state) == 6


def test_what_has_not_changed_is_not_asked_again() -> None:
    session = compared(seeds=2)
    before = session.state.beside
    commands.step(session)
    assert all(a is b for a, b in zip(session.state.beside, before, strict=True))
    commands.set_features(session, 1, 0)
    assert not any(a is b for a, b in zip(session.state.beside, before, strict=True))
    assert {tile.boundary.features for tile in session.state.beside} == {(1, 0)}


def test_nobody_is_asked_while_nobody_looks() -> None:
    session = compared()
    assert session.state.beside
    commands.show_space(session, "")
    assert session.state.beside == ()


@pytest.mark.parametrize(
    "data",
    [{"source": "digits"}, {"source": "penguins", "target": "body_mass_g"}],
    ids=["64 features", "numbers"],
)
def test_where_there_is_no_plane_of_classes_there_are_no_tiles(data: dict[str, str]) -> None:
    session = compared()
    commands.set_data(session, **data)
    assert session.state.dataset is not None
    assert not beside.can_be_beside(session.state)
    assert session.state.beside == ()


def test_one_run_alone_has_nothing_beside_it() -> None:
    session = opened()
    commands.set_seeds(session, 1)
    while len(session.state.work.variants) > 1:
        commands.remove_variant(session, 1)
    commands.show_space(session, RUNS)
    assert not beside.can_be_beside(session.state)
    assert session.state.beside == ()
