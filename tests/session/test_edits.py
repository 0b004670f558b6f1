from __future__ import annotations

from typing import Any

import pytest

from graphviz_nn.errors import GnnError
from graphviz_nn.model import Dense, Formula
from graphviz_nn.optim import OPTIMISERS, Adam, CosineDecay, ExponentialDecay, Sgd, rule_name
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import active_run, is_dirty, settings, stack_of, variant_labels
from tests.session.documents import opened

EDITS: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
    (commands.set_optimiser, (), {"learning_rate": 0.5}),
    (commands.set_optimiser, (), {"momentum": 0.5}),
    (commands.set_training, (), {"batch_size": 4}),
    (commands.set_training, (), {"seed": 9}),
    (commands.set_data, (), {"source": "xor"}),
    (commands.set_data, (), {"standardise": True}),
    (commands.set_layer, (0,), {"units": 3}),
    (commands.set_layer, (0,), {"activation": "relu"}),
    (commands.set_loss, ("mae",), {}),
    (commands.set_loss, ("categorical_crossentropy",), {}),
    (commands.add_layer, (), {}),
    (commands.add_layer, ("dropout", 0), {}),
    (commands.add_variant, (), {}),
    (commands.remove_variant, (0,), {}),
    (commands.set_variant, (0,), {"momentum": 0.3}),
    (commands.set_rule, (), {"rule": "adam"}),
    (commands.set_rule, (), {"rule": "rmsprop"}),
    (commands.set_variant_rule, (1,), {"rule": "adagrad"}),
    (commands.set_schedule, (), {"kind": "cosine"}),
    (commands.set_optimiser, (), {"weight_decay": 0.1}),
    (commands.set_optimiser, (), {"clip_norm": 0.01}),
]


@pytest.mark.parametrize(("edit", "arguments", "fields"), EDITS)
def test_every_edit_trains_anew_and_can_be_undone_and_redone(
    edit: Any, arguments: tuple[Any, ...], fields: dict[str, Any]
) -> None:
    session = opened()
    before, runs = session.state.document, session.state.runs
    edit(session, *arguments, **fields)
    changed = session.state.document
    assert changed != before
    assert session.state.runs is not runs
    assert is_dirty(session.state)
    commands.undo(session)
    assert session.state.document == before
    assert not is_dirty(session.state)
    commands.redo(session)
    assert session.state.document == changed


def test_an_edit_gives_the_state_that_opening_the_edited_document_gives() -> None:
    edited = opened()
    commands.set_layer(edited, 0, units=6)
    commands.set_optimiser(edited, learning_rate=0.7)
    fresh = opened(edited.state.document)
    run, other = active_run(edited.state), active_run(fresh.state)
    assert run is not None
    assert other is not None
    assert (run.end.weights == other.end.weights).all()


def test_quick_changes_of_one_slider_are_one_step_of_undo() -> None:
    now = 0.0
    session = Session(clock=lambda: now)
    commands.open_document(session, opened().state.document)
    before = session.state.work
    for rate in (0.2, 0.3, 0.4):
        now += 0.1
        commands.set_optimiser(session, learning_rate=rate)
    commands.undo(session)
    assert session.state.work == before


def test_slow_changes_of_one_slider_are_steps_of_their_own() -> None:
    now = 0.0
    session = Session(clock=lambda: now)
    commands.open_document(session, opened().state.document)
    for rate in (0.2, 0.3):
        now += 5
        commands.set_optimiser(session, learning_rate=rate)
    commands.undo(session)
    assert session.state.work.training.optimiser.learning_rate == 0.2


@pytest.mark.parametrize(
    ("edit", "fields", "named"),
    [
        (commands.set_optimiser, {"learning_rate": -1.0}, "-1.0"),
        (commands.set_optimiser, {"learning_rate": float("nan")}, "nan"),
        (commands.set_optimiser, {"momentum": 1.0}, "1.0"),
        (
            commands.set_optimiser,
            {"beta_1": 0.5},
            "SGD has no beta 1. Choose an optimiser that has: Adam or AdamW or Nadam.",
        ),
        (commands.set_optimiser, {"speed": 1}, "SGD has no speed"),
        (commands.set_rule, {"rule": "lion"}, "'lion' is unknown. Choose one of sgd, adagrad"),
        (commands.set_schedule, {"kind": "linear"}, "'linear' is unknown. Choose one of constant, step"),
        (commands.set_schedule, {"decay": 0.5}, "no decay. Choose another schedule"),
        (commands.set_training, {"batch_size": 0}, "0"),
        (commands.set_data, {"noise": -1.0}, "noise"),
        (commands.set_data, {"source": "no such file.csv"}, "no such file.csv"),
    ],
)
def test_a_bad_setting_is_refused_by_name_and_the_work_stays(
    edit: Any, fields: dict[str, Any], named: str
) -> None:
    session = opened()
    before = session.state
    session.perform(edit, **fields)
    assert session.state.message is not None
    assert named in session.state.message.text
    assert session.state.message.kind == "error"
    assert session.state.work is before.work
    assert session.state.view is before.view
    assert session.state.runs is before.runs


def test_other_data_bring_the_models_ends_along() -> None:
    session = opened()
    commands.set_data(session, source="iris")
    model = stack_of(session.state.work)
    assert (model.inputs, model.outputs) == (4, 3)
    last = model.layers[-1]
    assert isinstance(last, Dense)
    assert (last.activation, model.loss) == ("softmax", "categorical_crossentropy")
    commands.set_data(session, source="xor")
    model = stack_of(session.state.work)
    assert (model.inputs, model.outputs) == (2, 1)


def test_the_last_layer_and_the_last_variant_stay() -> None:
    session = opened()
    with pytest.raises(GnnError, match="last layer"):
        commands.remove_layer(session, 1)
    commands.remove_variant(session, 0)
    with pytest.raises(GnnError, match="last variant"):
        commands.remove_variant(session, 0)


def test_removing_the_variant_that_is_shown_shows_one_that_stays() -> None:
    session = opened()
    commands.choose_variant(session, 1)
    commands.remove_variant(session, 1)
    assert session.state.view.variant == 0
    assert active_run(session.state) is session.state.runs[0]


@pytest.mark.parametrize("removed", [0, 1])
@pytest.mark.parametrize("shown", [0, 1])
def test_a_variant_that_comes_back_or_goes_again_leaves_the_same_one_shown(shown: int, removed: int) -> None:
    session = opened()
    commands.choose_variant(session, shown)
    commands.remove_variant(session, removed)
    after = session.state.view
    commands.undo(session)
    assert session.state.view.variant == shown
    commands.redo(session)
    assert session.state.view.variant == after.variant


def test_a_training_that_diverges_says_where_and_the_window_goes_on() -> None:
    session = opened()
    commands.set_layer(session, 1, activation="linear")
    commands.set_layer(session, 0, activation="linear")
    commands.set_training(session, epochs=200)
    commands.set_optimiser(session, learning_rate=1e3)
    message = session.state.message
    assert message is not None
    assert message.kind == "warning"
    assert "update" in message.text
    run = active_run(session.state)
    assert run is not None
    assert run.divergence is not None
    assert run.divergence.node in message.text
    commands.to_end(session)
    assert session.state.view.update == run.updates
    commands.set_optimiser(session, learning_rate=0.01)
    assert session.state.runs[0].divergence is None


def test_an_expression_can_be_edited_and_keeps_the_values_of_names_that_stay() -> None:
    session = opened()
    commands.open_expression(session, "x1*x2", {"x1": 2.0, "x2": 5.0})
    commands.set_expression(session, "x1*x3")
    assert session.state.work.subject == Formula(text="x1*x3", leaves={"x1": 2.0, "x3": 1.0})
    commands.set_leaf(session, "x3", 4.0)
    assert session.state.record is not None
    assert float(session.state.record.graph.value) == 8.0
    session.perform(commands.set_expression, "x1*__import__('os')")
    assert session.state.message is not None
    assert "__import__" in session.state.message.text
    assert session.state.work.subject == Formula(text="x1*x3", leaves={"x1": 2.0, "x3": 4.0})


def test_a_knob_changes_what_the_shown_variant_has_of_its_own_and_else_what_all_share() -> None:
    session = opened()
    assert settings(session.state).optimiser == Sgd(learning_rate=0.1)
    commands.set_optimiser(session, momentum=0.3)
    assert session.state.work.variants[0].momentum == 0.3
    assert session.state.work.training.optimiser == Sgd(learning_rate=0.1, momentum=0.9)
    commands.choose_variant(session, 1)
    commands.set_optimiser(session, momentum=0.8, learning_rate=0.2)
    assert session.state.work.training.optimiser == Sgd(learning_rate=0.2, momentum=0.8)
    assert session.state.work.variants[0].momentum == 0.3
    assert settings(session.state).optimiser.learning_rate == 0.2


def test_a_rule_that_lacks_what_the_shown_variant_sets_is_taken_by_it_alone() -> None:
    session = opened()
    shared = session.state.work.training.optimiser
    commands.set_rule(session, "adam")
    assert variant_labels(session.state) == ("Adam", "momentum 0.9")
    assert session.state.work.training.optimiser == shared
    commands.set_optimiser(session, beta_1=0.5)
    assert session.state.work.variants[0].optimiser == Adam(beta_1=0.5)
    commands.set_rule(session, "adagrad")
    assert variant_labels(session.state) == ("Adagrad", "momentum 0.9")


def test_a_rule_that_all_share_is_taken_by_those_whose_settings_it_has() -> None:
    session = opened()
    commands.choose_variant(session, 1)
    commands.set_rule(session, "adam")
    assert variant_labels(session.state) == ("SGD", "Adam")
    assert session.state.work.training.optimiser == Adam()
    assert settings(session.state).optimiser == Adam()
    commands.choose_variant(session, 0)
    assert settings(session.state).optimiser == Sgd(learning_rate=0.1)


def test_rules_follow_each_other_and_undo_leads_back() -> None:
    session = opened()
    before = session.state.work
    for rule in OPTIMISERS:
        commands.set_rule(session, rule)
        assert rule_name(settings(session.state).optimiser) == rule
        assert session.state.message is None
    while session.history.behind:
        commands.undo(session)
    assert session.state.work == before


def test_a_variant_takes_a_rule_of_its_own_and_gives_it_back() -> None:
    session = opened()
    commands.set_variant_rule(session, 1, "rmsprop")
    assert variant_labels(session.state) == ("SGD", "RMSprop")
    commands.set_variant(session, 1, momentum=0.5)
    commands.set_variant_rule(session, 1, "adam")
    assert session.state.work.variants[1].momentum is None
    commands.set_variant_rule(session, 1, None)
    assert variant_labels(session.state) == ("SGD", "momentum 0.9")


def test_a_schedule_keeps_what_the_next_one_has_as_well() -> None:
    session = opened()
    commands.set_schedule(session, kind="step")
    commands.set_schedule(session, updates=7)
    commands.set_schedule(session, decay=0.3)
    commands.set_schedule(session, kind="exponential")
    assert settings(session.state).optimiser.schedule == ExponentialDecay(updates=7, decay=0.3)
    commands.set_schedule(session, kind="cosine")
    assert settings(session.state).optimiser.schedule == CosineDecay(updates=7)
    commands.set_rule(session, "rmsprop")
    assert settings(session.state).optimiser.schedule == CosineDecay(updates=7)


@pytest.mark.parametrize(
    ("edit", "arguments", "named"),
    [
        (commands.add_layer, (), "no layers to change"),
        (commands.set_loss, ("mae",), "no layers to change"),
        (commands.set_leaf, ("y", 1.0), "'y' is not a variable"),
        (commands.set_leaf, ("x", "two"), "holds 'two'"),
    ],
)
def test_what_an_expression_lacks_cannot_be_changed(
    edit: Any, arguments: tuple[Any, ...], named: str
) -> None:
    session = opened()
    commands.open_expression(session, "x*x", {"x": 2.0})
    before = session.state.work
    session.perform(edit, *arguments)
    assert session.state.message is not None
    assert named in session.state.message.text
    assert session.state.work is before
