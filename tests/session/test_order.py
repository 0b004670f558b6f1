"""Layers come where they fit, and move where they fit; whatever else there is keeps its order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import LAYERS, AnyLayer, Dense, Stack
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.model.layers.max_pooling2d import MaxPooling2D
from graphviz_nn.session import Session, commands
from graphviz_nn.session.order import with_layer, with_moved
from graphviz_nn.session.queries import chosen_layer, stack_of
from graphviz_nn.training.spec import TrainingSpec
from tests.session.documents import opened
from tests.session.late import LateRunner

CONV = Conv2D(filters=2, kernel_size=(3, 3))
PICTURES = Stack(inputs=(8, 8, 1), layers=(CONV, MaxPooling2D(), Flatten(), Dense(units=3)))
ROWS = Stack(inputs=2, layers=(Dense(units=4), Dropout(), Dense(units=1)))


def kinds(stack: Stack) -> str:
    return " ".join(layer.kind for layer in stack.layers)


def on_pictures() -> Session:
    """A session on a few of the built-in digits, which it has loaded and does not train on."""
    layers = (CONV, MaxPooling2D(), Flatten(), Dense(units=10, activation="softmax"))
    stack = Stack(inputs=(8, 8, 1), layers=layers, loss="categorical_crossentropy")
    data, training = DataSpec(source="digits", rows=20), TrainingSpec(epochs=1, batch_size=20)
    runner = LateRunner()
    session = Session(runner)
    commands.open_document(session, Document(Work(subject=stack, data=data, training=training)))
    runner.finish()
    return session


@given(
    st.sampled_from([PICTURES, ROWS]),
    st.lists(st.tuples(st.sampled_from(LAYERS), st.integers(0, 5)), max_size=4),
)
def test_what_is_added_fits_and_leaves_the_others_in_their_order(
    stack: Stack, added: list[tuple[type[AnyLayer], int]]
) -> None:
    for kind, wanted in added:
        try:
            ordered = with_layer(stack, kind.suggested(), min(wanted, len(stack.layers) - 1))
        except SettingError:
            continue
        others = [layer for place, layer in enumerate(ordered.stack.layers) if place != ordered.place]
        assert tuple(others) == stack.layers
        assert isinstance(ordered.stack.layers[ordered.place], kind)
        assert ordered.stack.layers[-1] is stack.layers[-1]
        assert ordered.stack.shapes
        stack = ordered.stack


@given(st.sampled_from([PICTURES, ROWS]), st.integers(0, 3), st.sampled_from([-1, 1]))
def test_a_move_back_undoes_a_move(stack: Stack, place: int, by: int) -> None:
    place = min(place, len(stack.layers) - 1)
    try:
        there = with_moved(stack, place, by)
    except SettingError:
        return
    assert there.place == place + by
    assert there.stack.layers[there.place] is stack.layers[place]
    assert with_moved(there.stack, there.place, -by).stack == stack


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("conv2d", "conv2d max_pooling2d conv2d flatten dense"),
        ("max_pooling2d", "conv2d max_pooling2d max_pooling2d flatten dense"),
        ("dense", "conv2d max_pooling2d flatten dense dense"),
        ("dropout", "conv2d max_pooling2d flatten dropout dense"),
    ],
)
def test_a_layer_is_added_at_the_last_place_where_it_fits(kind: str, order: str) -> None:
    session = on_pictures()
    commands.add_layer(session, kind)
    assert kinds(stack_of(session.state.work)) == order
    commands.undo(session)
    assert stack_of(session.state.work).layers[:-1] == PICTURES.layers[:-1]


@pytest.mark.parametrize(
    ("kind", "behind", "words"),
    [
        ("conv2d", None, "Conv2D does not fit behind flatten. It stands before flatten, where it does."),
        ("dense", 0, "Dense does not fit behind conv2d. It stands before dense_1, where it does."),
    ],
)
def test_where_it_had_to_go_is_said_by_the_names_that_are_seen_then(
    kind: str, behind: int | None, words: str
) -> None:
    session = on_pictures()
    commands.add_layer(session, kind, behind)
    assert session.state.message is not None
    assert session.state.message.text == words


def test_a_layer_is_added_behind_the_chosen_one() -> None:
    session = on_pictures()
    commands.select_node(session, "conv2d/relu")
    commands.add_layer(session, "dropout")
    assert kinds(stack_of(session.state.work)) == "conv2d dropout max_pooling2d flatten dense"
    commands.add_layer(session, "dropout", 2)
    assert kinds(stack_of(session.state.work)) == "conv2d dropout max_pooling2d dropout flatten dense"


def test_a_layer_that_fits_nowhere_is_refused_with_the_reason_and_the_cure() -> None:
    session = opened()
    before = session.state.work
    session.perform(commands.add_layer, "conv2d")
    assert session.state.work is before
    assert session.state.message is not None
    assert "conv2d takes pictures" in session.state.message.text.lower()
    assert "Give the first layer such an input shape" in session.state.message.text


def test_the_chosen_layer_moves_and_stays_chosen_and_undo_brings_it_back() -> None:
    session = on_pictures()
    commands.add_layer(session, "conv2d")
    before = session.state.work
    commands.select_node(session, "conv2d_1/conv2d")
    assert chosen_layer(session.state) == 2
    commands.move_layer(session, -1)
    assert kinds(stack_of(session.state.work)) == "conv2d conv2d max_pooling2d flatten dense"
    assert chosen_layer(session.state) == 1
    commands.move_layer(session, -1)
    assert chosen_layer(session.state) == 0
    assert session.state.view.selected == "conv2d/conv2d"
    commands.undo(session)
    commands.undo(session)
    assert session.state.work == before


@pytest.mark.parametrize(
    ("place", "by", "words"),
    [
        (0, -1, "conv2d is the first layer already."),
        (3, -1, "dense gives the model's output, so it stays the last layer."),
        (2, 1, "dense gives the model's output, so it stays the last layer."),
        (2, -1, "max_pooling2d cannot stand behind flatten. MaxPooling2D takes pictures, "),
        (None, 1, "No layer is chosen to be moved. Select one of its cards in the graph"),
    ],
)
def test_a_move_that_cannot_be_says_why_and_changes_nothing(place: int | None, by: int, words: str) -> None:
    session = on_pictures()
    before = session.state.work
    session.perform(commands.move_layer, by, place)
    assert session.state.work is before
    assert session.state.message is not None
    assert session.state.message.text.startswith(words)
