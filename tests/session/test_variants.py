"""Variants that change model and data: each has a network, rows and a graph of its own, beside the others."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.debug.walk import END
from graphviz_nn.files.document import Document
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small
from tests.session.late import LateRunner


def with_variants(*changes: dict[str, Any]) -> Document:
    variants = tuple(Variant(changes=change) for change in changes)
    return Document(msgspec.structs.replace(small().work, variants=variants))


NO_BIAS, STANDARDISED = {"layers[*].use_bias": False}, {"data.standardise": True}


def test_each_variant_trains_its_own_network_on_its_own_rows() -> None:
    state = opened(with_variants({}, NO_BIAS, STANDARDISED)).state
    plain, bare, scaled = (run.problem for run in state.runs)
    assert (plain.network.count, bare.network.count) == (17, 12)
    assert scaled.network is plain.network
    assert bare.x is plain.x
    np.testing.assert_allclose(scaled.x.mean(axis=0), 0, atol=1e-12)
    assert queries.is_trained(state)
    assert queries.variant_labels(state)[1:] == ("momentum 0.9, bias off", "momentum 0.9, standardise on")


def test_the_graph_the_rows_and_the_boundary_are_those_of_the_variant_that_is_shown() -> None:
    session = opened(with_variants({}, NO_BIAS, STANDARDISED))
    for place in (1, 2, 0):
        commands.choose_variant(session, place)
        state = session.state
        run, moment = state.runs[place], state.moment
        assert moment is not None
        assert moment.problem.network is run.problem.network is state.network
        assert state.dataset is not None
        assert state.dataset.x is run.problem.x
        assert ("dense/bias" in moment.record.graph.index) == (place != 1)
        assert state.score is not None
        assert state.boundary is not None


def test_a_surface_holds_the_paths_of_those_that_share_its_ground() -> None:
    session = opened(with_variants({}, NO_BIAS, {"training.optimiser.weight_decay": 0.1}))
    for place, shared in ((0, [True, False, True]), (1, [False, True, False])):
        commands.choose_variant(session, place)
        surface = session.state.surface
        assert surface is not None
        assert [len(path) > 0 for path in surface.paths] == shared
        assert len(surface.plane.origin) == session.state.runs[place].problem.network.count


def test_a_variant_is_made_of_the_shown_one_and_a_setting_and_undone() -> None:
    session = opened()
    before = session.state.work
    commands.choose_variant(session, 1)
    commands.add_variant(session, "data.standardise", True)
    assert session.state.work.variants[2] == Variant(changes={"data.standardise": True})
    assert session.state.tasks[2].dataset is not session.state.tasks[0].dataset
    commands.change_variant(session, 2, "layers[0].units", 3)
    assert session.state.runs[2].problem.network.count == 13
    commands.change_variant(session, 2, "layers[0].units")
    assert session.state.work.variants[2] == Variant(changes={"data.standardise": True})
    for _ in range(3):
        commands.undo(session)
    assert session.state.work == before
    commands.redo(session)
    assert len(session.state.runs) == 3


def test_other_data_for_all_are_standardised_for_the_variant_that_asks_for_it() -> None:
    session = opened(with_variants({}, STANDARDISED))
    commands.set_data(session, source="iris")
    plain, scaled = session.state.tasks
    assert plain.dataset is not None
    assert scaled.dataset is not None
    assert plain.dataset.features == scaled.dataset.features
    np.testing.assert_allclose(scaled.dataset.x.mean(axis=0), 0, atol=1e-12)
    assert [run.problem.network.features for run in session.state.runs] == [4, 4]


def test_a_variant_with_other_data_has_the_ends_that_suit_them() -> None:
    state = opened(with_variants({}, {"data.source": "iris"})).state
    assert [(run.problem.network.features, run.problem.network.targets) for run in state.runs] == [
        (2, 1),
        (4, 3),
    ]


def test_what_the_shown_variant_has_of_its_own_is_changed_there_and_the_rest_for_all() -> None:
    session = opened(with_variants({}, {**NO_BIAS, "layers[0].units": 3, "training.epochs": 2, "noise": 0.3}))
    commands.choose_variant(session, 1)
    shared = session.state.work
    commands.set_layer(session, 0, units=5)
    commands.set_layer(session, 0, use_bias=True)
    commands.set_training(session, epochs=1)
    commands.set_data(session, noise=0.4)
    work = session.state.work
    assert (work.subject, work.training, work.data) == (shared.subject, shared.training, shared.data)
    assert work.variants[1].changes == {
        "subject.layers.*.use_bias": True,
        "subject.layers.0.units": 5,
        "training.epochs": 1,
        "data.noise": 0.4,
    }
    commands.set_layer(session, 0, activation="relu")
    assert all(task.work.subject.layers[0].activation == "relu" for task in session.state.tasks)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("layers[9].units", 3, "sets subject.layers.9.units to 3, and there is no such setting"),
        ("layers[0].units", 0, "at least 1"),
        ("data.source", "nowhere.csv", "nowhere.csv"),
        ("loss", "categorical_crossentropy", "needs one output for each class"),
    ],
)
def test_a_change_that_cannot_be_leaves_all_as_it_was_and_says_why(
    setting: str, value: object, words: str
) -> None:
    session = opened()
    before = session.state
    session.perform(commands.change_variant, 1, setting, value)
    after = session.state
    assert (after.work, after.tasks, after.runs) == (before.work, before.tasks, before.runs)
    assert after.message is not None
    assert words in after.message.text


def test_a_change_of_the_model_that_a_variant_cannot_follow_names_the_variant() -> None:
    document = with_variants({}, {"layers[1].use_bias": False})
    session = opened(document)
    commands.add_layer(session)
    session.perform(commands.remove_layer, 1)
    session.perform(commands.remove_layer, 0)
    message = session.state.message
    assert message is not None
    assert "sets subject.layers.1.use_bias to False, and there is no such setting here" in message.text


def test_runs_go_on_while_another_variant_is_looked_at() -> None:
    runner = LateRunner()
    session = Session(runner)
    commands.open_document(session, with_variants({}, NO_BIAS))
    runner.finish()  # the data
    assert not session.state.runs
    commands.choose_variant(session, 1)
    runner.finish()
    assert queries.is_trained(session.state)
    assert session.state.moment is not None
    assert session.state.moment.problem.network is session.state.runs[1].problem.network


def test_the_time_stays_when_another_network_is_looked_at() -> None:
    session = opened(with_variants({}, {"layers": [{"kind": "dense", "units": 1, "activation": "sigmoid"}]}))
    commands.go_to(session, 4, END)
    commands.choose_variant(session, 1)
    state = session.state
    assert state.view.update == 4
    assert state.moment is not None
    assert state.position == len(state.moment.record.events)
