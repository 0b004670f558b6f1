"""Two classes as one column or as two: one choice of the loss or of the last layer's units changes all that belongs."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.data import DataSpec
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.errors import DataError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import LOSSES, Dense
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import active_run, stack_of
from graphviz_nn.training.targets import asks_for_shares
from tests.session.documents import opened


@pytest.fixture
def session() -> Session:
    return opened(Document(Work(data=DataSpec(source="two blobs", rows=40, held_out=0.2))))


def last(session: Session) -> Dense:
    layer = stack_of(session.state.work).layers[-1]
    assert isinstance(layer, Dense)
    return layer


def ending(session: Session) -> tuple[int, str, str]:
    return last(session).units, last(session).activation, stack_of(session.state.work).loss


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_can_be_chosen_for_two_classes_and_undone_in_one_step(session: Session, name: str) -> None:
    before = session.state.document
    commands.set_loss(session, name)
    dataset, run = session.state.dataset, active_run(session.state)
    assert dataset is not None
    assert stack_of(session.state.work).loss == name
    assert last(session).units == dataset.y.shape[1] == 1 + asks_for_shares(name)
    assert run is not None
    assert run.updates == run.problem.updates
    assert session.state.message is None or session.state.message.kind == "info"
    if session.state.document != before:
        commands.undo(session)
    assert session.state.document == before
    commands.redo(session)
    assert stack_of(session.state.work).loss == name


@pytest.mark.parametrize(
    ("name", "activation", "back"),
    [
        ("categorical_crossentropy", "softmax", "sigmoid"),
        ("categorical_crossentropy_from_logits", "linear", "linear"),
    ],
)
def test_the_last_activation_is_the_one_that_the_loss_compares(
    session: Session, name: str, activation: str, back: str
) -> None:
    commands.set_loss(session, name)
    assert ending(session) == (2, activation, name)
    assert not [finding for finding in session.state.findings if finding.kind == "meaningless"]
    binary = name.replace("categorical", "binary")
    commands.set_loss(session, binary)
    assert ending(session) == (1, back, binary)
    commands.set_loss(session, name)
    commands.set_loss(session, "mse")
    assert ending(session) == (1, "sigmoid", "mse")


@pytest.mark.parametrize("loss", ["binary_crossentropy", "binary_crossentropy_from_logits"])
def test_as_many_units_as_classes_bring_the_loss_along_and_back(session: Session, loss: str) -> None:
    commands.set_loss(session, loss)
    commands.set_layer(session, 1, activation="linear" if loss.endswith("logits") else "sigmoid")
    before = ending(session)
    commands.set_layer(session, 1, units=2)
    assert ending(session)[::2] == (2, loss.replace("binary", "categorical"))
    assert session.state.message is not None
    assert "One-hot is on" in session.state.message.text
    commands.set_layer(session, 1, units=1)
    assert ending(session) == before


def test_the_switch_of_the_data_does_the_same(session: Session) -> None:
    commands.set_data(session, one_hot=True)
    assert ending(session) == (2, "softmax", "categorical_crossentropy")
    commands.set_data(session, one_hot=False)
    assert ending(session) == (1, "sigmoid", "binary_crossentropy")


def test_two_columns_say_the_same_classes_and_are_measured_as_one_is(session: Session) -> None:
    one = session.state.dataset
    commands.set_loss(session, "categorical_crossentropy")
    two, run = session.state.dataset, active_run(session.state)
    assert one is not None
    assert two is not None
    assert run is not None
    for before, after in ((one.y, two.y), (one.y_test, two.y_test)):
        np.testing.assert_array_equal(class_numbers(after), class_numbers(before))
        np.testing.assert_array_equal(after.sum(axis=1), 1.0)
    assert two.classes == one.classes
    assert two.targets == ("y=0", "y=1")
    assert run.metrics["accuracy"][-1] > 0.9
    assert len(run.test_losses) == len(run.losses) + 1


def test_other_sets_ignore_the_switch(session: Session) -> None:
    for source, units in (("iris", 3), ("digits", 10)):
        commands.set_data(session, source=source, one_hot=True)
        assert last(session).units == units


def test_a_unit_more_than_there_are_classes_is_refused_in_the_right_number(session: Session) -> None:
    with pytest.raises(
        DataError, match=r"^The data have 1 target an example, the model has 3 units in its last layer"
    ):
        commands.set_layer(session, 1, units=3)
