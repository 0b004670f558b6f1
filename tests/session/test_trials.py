"""Variants × seeds in the window: trained beside, kept in bounds, and each of them open to be stepped through."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small
from tests.session.late import LateRunner


def with_seeds(seeds: int, epochs: int = 6) -> Document:
    variants = (Variant(momentum=0.0), Variant(changes={"layers[*].use_bias": False}, seed=5))
    return Document(msgspec.structs.replace(small(epochs).work, seeds=seeds, variants=variants))


def test_each_variant_is_trained_from_its_own_seed_and_those_that_follow() -> None:
    state = opened(with_seeds(4)).state
    trials = state.trials
    assert trials is not None
    assert trials.is_whole
    outcome = trials.outcome
    assert outcome.losses.shape == (2, 4, 6)
    assert outcome.variants == queries.variant_labels(state)
    seeds = [[run.problem.training.seed for run in row] for row in outcome.runs]
    assert seeds == [[0, 1, 2, 3], [5, 6, 7, 8]]
    for row, run in zip(outcome.runs, state.runs, strict=True):
        np.testing.assert_allclose(row[0].losses, run.losses, rtol=1e-12)  # kernels may be ready only by then
        assert all(len(each.checkpoints) <= 2 for each in row)


def test_any_strand_opens_as_the_run_that_it_is_and_can_be_stepped() -> None:
    session = opened(with_seeds(4))
    trials = session.state.trials
    assert trials is not None
    commands.visit(session, 7)
    commands.choose_run(session, 1, 2)
    state = session.state
    assert state.trials is trials  # which is not trained anew
    run, strand = queries.active_run(state), trials.outcome.runs[1][2]
    assert run is not None
    np.testing.assert_allclose(run.end.weights, strand.end.weights, rtol=1e-9)
    np.testing.assert_allclose(run.losses, strand.losses, rtol=1e-9)
    assert state.view.update == 7
    assert state.moment is not None
    assert state.moment.machine is run.machine
    assert queries.run_name(state).endswith("bias off, seed 7")
    before = state.position
    commands.step(session)
    assert session.state.position != before


def test_more_seeds_are_a_change_that_can_be_undone_and_one_alone_needs_no_experiment() -> None:
    session = opened(with_seeds(1))
    assert session.state.trials is None
    assert "seed" not in queries.run_name(session.state)
    commands.set_seeds(session, 3)
    assert session.state.trials is not None
    assert len(session.state.trials.outcome.seeds) == 3
    commands.choose_run(session, 0, 2)
    commands.undo(session)
    state = session.state
    assert state.trials is None
    run = queries.active_run(state)
    assert run is not None
    assert run.problem.training.seed == 0


def test_until_newer_ones_arrive_the_old_ones_stay() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_document(session, with_seeds(3))
    for _ in range(4):
        runner.finish()
    old = session.state.trials
    assert old is not None
    commands.set_optimiser(session, learning_rate=0.02)
    assert session.state.trials is old
    for _ in range(3):
        runner.finish()
    new = session.state.trials
    assert new is not None
    assert new is not old
    assert new.outcome.runs[0][0].problem.training.optimiser.learning_rate == 0.02


def test_what_is_stopped_keeps_what_it_has() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_document(session, with_seeds(3))
    runner.finish()
    runner.finish()
    assert "trials" in session.jobs.running
    commands.cancel(session, "trials")
    assert "trials" not in session.jobs.running
    commands.choose_variant(session, 1)
    assert "trials" not in session.jobs.running


def test_more_runs_than_the_memory_holds_are_refused_before_any_is_trained() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_document(session, with_seeds(2, epochs=200_000))
    runner.finish()  # the data
    before = session.state.work
    session.perform(commands.set_seeds, 200)
    assert session.state.work == before
    assert session.state.message is not None
    assert "Train fewer runs together" in session.state.message.text


@pytest.mark.parametrize("seeds", [0, 201])
def test_a_number_of_seeds_that_is_none_is_refused(seeds: int) -> None:
    with pytest.raises(SettingError, match=f"number of seeds is {seeds}; it must be .* from 1 to 200"):
        Work(seeds=seeds)
