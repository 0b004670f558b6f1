"""What is said of runs, and what they are called."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant

LINEAR = Stack(inputs=2, layers=(Dense(units=4, activation="linear"), Dense(units=1, activation="linear")))


def trained(*variants: Variant, epochs: int = 50) -> Session:
    session = Session()
    training = TrainingSpec(epochs=epochs, optimiser=Sgd(learning_rate=0.01, momentum=0.9))
    commands.open_document(session, Document(Work(subject=LINEAR, training=training, variants=variants)))
    return session


def test_the_message_on_a_divergence_names_its_run() -> None:
    session = trained(Variant(momentum=0.0), Variant(name="far too fast", learning_rate=50.0))
    _, diverged = session.state.runs
    assert diverged.divergence is not None
    message = session.state.message
    assert message is not None
    assert message.kind == "warning"
    assert message.text.startswith(
        f"far too fast: training diverged at update {diverged.divergence.update}, where the numbers of"
    )


def test_of_several_that_diverged_the_shown_one_is_named() -> None:
    session = trained(Variant(name="one", learning_rate=50.0), Variant(name="other", learning_rate=50.0))
    commands.choose_variant(session, 1)
    commands.set_training(session, epochs=40)
    message = session.state.message
    assert message is not None
    assert message.text.startswith("other: ")


def test_a_run_that_is_alone_needs_no_name() -> None:
    session = trained(Variant(learning_rate=50.0))
    message = session.state.message
    assert message is not None
    assert message.text.startswith("Training diverged at update ")


@pytest.mark.parametrize("change", ["the variant's field", "the training's field"])
def test_a_legend_follows_the_setting_that_a_name_states(change: str) -> None:
    session = trained(Variant(name="momentum 0.9"), Variant(name="momentum 0.99", momentum=0.99), epochs=2)
    commands.choose_variant(session, 1)
    if change == "the variant's field":
        commands.set_variant(session, 1, momentum=0.882)
    else:
        commands.set_optimiser(session, momentum=0.882)
    assert queries.variant_labels(session.state) == ("momentum 0.9", "momentum 0.882")
    commands.undo(session)
    assert queries.variant_labels(session.state) == ("momentum 0.9", "momentum 0.99")


def test_a_variant_that_is_added_has_settings_and_a_name_of_its_own() -> None:
    session = trained(Variant(name="momentum 0.9"), Variant(momentum=0.9), epochs=2)
    commands.add_variant(session)
    names, paths = queries.variant_labels(session.state), [run.path[-1] for run in session.state.runs]
    assert len(set(names)) == 3
    assert not np.array_equal(paths[1], paths[2])


def test_the_newest_loss_at_an_update_does_not_look_ahead() -> None:
    session = trained(Variant(), epochs=5)
    (run,) = session.state.runs
    per_epoch = run.problem.updates_per_epoch
    assert per_epoch > 1
    assert run.loss_known_at(0) == run.loss_known_at(per_epoch - 1) == run.start_loss
    for epoch in range(1, 5):
        assert run.loss_known_at(epoch * per_epoch) == run.losses[epoch - 1]
    assert run.loss_known_at(10**6) == run.losses[-1]


def test_the_newest_loss_of_a_mini_batch_of_all_rows_is_that_of_the_update() -> None:
    session = trained(Variant(batch_size=1000), epochs=5)
    (run,) = session.state.runs
    assert [run.loss_known_at(update) for update in range(5)] == run.losses.tolist()


def test_the_axis_of_the_loss_and_the_features_are_saved() -> None:
    session = trained(Variant(), epochs=2)
    commands.set_log_loss(session, True)
    commands.set_features(session, 1, 0)
    kept = msgspec.json.decode(msgspec.json.encode(session.state.view), type=type(session.state.view))
    assert kept.log_loss
    assert kept.features == (1, 0)
