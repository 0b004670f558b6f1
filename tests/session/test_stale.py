"""What is asked of something that is gone by now, as of a list that was open meanwhile, is said and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from graphviz_nn.files.document import Document
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.optim import Adam
from graphviz_nn.session import Session, commands
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small

GONE: dict[str, Callable[[Session], None]] = {
    "a layer": lambda session: commands.set_layer(session, 9, units=3),
    "a layer of another kind": lambda session: commands.set_layer(session, 1, units=3),
    "a layer to be moved": lambda session: commands.move_layer(session, 1, 9),
    "a layer to be removed": lambda session: commands.remove_layer(session, 9),
    "a setting of another rule": lambda session: commands.set_optimiser(session, momentum=0.5),
    "a setting of another schedule": lambda session: commands.set_schedule(session, every=5),
    "a variant": lambda session: commands.set_variant(session, 9, name="x"),
    "a variant's rule": lambda session: commands.set_variant_rule(session, 9, "adam"),
    "a variant's setting": lambda session: commands.change_variant(session, 9, "training.seed", 3),
    "a variant to be removed": lambda session: commands.remove_variant(session, 9),
    "a leaf": lambda session: commands.set_leaf(session, "x", 3.0),
}


@pytest.mark.parametrize("what", GONE)
def test_what_is_asked_of_what_is_gone_is_said_and_changes_nothing(what: str) -> None:
    made, layers = small(), (Dense(units=3), Activation(activation="tanh"), Dense(units=1))
    training = msgspec.structs.replace(made.work.training, optimiser=Adam())
    work = msgspec.structs.replace(
        made.work, subject=Stack(inputs=2, layers=layers), training=training, variants=(Variant(),)
    )
    session = opened(Document(work))
    before = session.state.work
    session.perform(GONE[what])
    assert session.state.work == before
    assert session.state.message is not None
    assert session.state.message.kind == "error"
