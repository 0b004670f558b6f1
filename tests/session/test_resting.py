"""Where the features rest that are not drawn."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.data import Dataset
from graphviz_nn.files.store import from_bytes, to_bytes
from graphviz_nn.landscape.hidden import STEP
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import example_row
from graphviz_nn.session.resting import rest_over, resting
from tests.session.documents import opened


@pytest.fixture(params=[False, True], ids=["as they are", "standardised"])
def flowers(request: pytest.FixtureRequest) -> Session:
    session = opened()
    commands.set_data(session, source="iris", standardise=request.param)
    commands.set_training(session, epochs=5)
    return session


def data_of(session: Session) -> Dataset:
    dataset = session.state.dataset
    assert dataset is not None
    return dataset


def said_at(session: Session, raw: FloatArray) -> FloatArray:
    """Return what the model says of one flower, in the source's units."""
    moment = session.state.moment
    assert moment is not None
    before = moment.before
    rows = data_of(session).scale(raw[None])
    said: FloatArray = predict(moment.problem.network, before.weights, rows, before.states)[0]
    return said


def test_at_first_each_rests_at_its_mean(flowers: Session) -> None:
    dataset = data_of(flowers)
    means = dataset.unscale(dataset.x).mean(axis=0)
    others = resting(flowers.state)
    assert [(each.name, each.is_put) for each in others] == [("petal_length", False), ("petal_width", False)]
    assert [each.value for each in others] == pytest.approx(means[2:].tolist())
    assert rest_over(dataset, flowers.state) is None


def test_the_ground_is_what_the_model_says_where_they_rest(flowers: Session) -> None:
    commands.rest_feature(flowers, "petal_length", 5.5)
    commands.rest_feature(flowers, "petal_width", 0.25)
    state, dataset = flowers.state, data_of(flowers)
    made = state.boundary
    assert made is not None
    for row, column in ((0, 0), (10, 50), (63, 31)):
        drawn = np.array([made.across[column], made.up[row]])
        first, second = (drawn * dataset.deviation[:2] + dataset.mean[:2]).tolist()
        np.testing.assert_allclose(
            made.outputs[row, column], said_at(flowers, np.array([first, second, 5.5, 0.25])), atol=1e-12
        )


def test_at_the_shown_row_the_ground_says_of_it_what_the_model_says(flowers: Session) -> None:
    commands.rest_at_row(flowers)
    state, dataset = flowers.state, data_of(flowers)
    row = example_row(state)
    assert row is not None
    raw = dataset.unscale(dataset.x[row])
    assert [each.value for each in resting(state)] == pytest.approx(raw[2:].tolist())
    assert all(each.is_put for each in resting(state))
    rest = rest_over(dataset, state)
    assert rest == pytest.approx(dataset.x[row].tolist())
    commands.rest_at_means(flowers)
    assert flowers.state.view.rests == {}
    assert not any(each.is_put for each in resting(flowers.state))


def test_a_hidden_space_is_a_cut_through_the_same_place(flowers: Session) -> None:
    commands.show_space(flowers, "dense/tanh")
    before = flowers.state.hidden
    commands.rest_feature(flowers, "petal_length", 6.0)
    after = flowers.state.hidden
    assert before is not None
    assert after is not None
    assert np.abs(before.grid - after.grid).max() > 1e-3
    commands.show_space(flowers, STEP)


def test_what_rests_of_data_that_are_gone_is_forgotten_for_others(flowers: Session) -> None:
    commands.rest_feature(flowers, "petal_length", 6.0)
    commands.set_data(flowers, source="penguins")
    assert rest_over(data_of(flowers), flowers.state) is None
    assert not any(each.is_put for each in resting(flowers.state))


def test_it_is_kept_in_the_document(flowers: Session) -> None:
    commands.rest_feature(flowers, "petal_length", 6.0)
    assert from_bytes(to_bytes(flowers.state.document)).view.rests == {"petal_length": 6.0}
