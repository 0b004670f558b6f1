from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from graphviz_nn.data import DataSpec
from graphviz_nn.data.spec import OF_COLUMNS
from graphviz_nn.files.document import Document, Work
from graphviz_nn.files.places import comparable
from graphviz_nn.graph import QUICK
from graphviz_nn.gui.outline.comparing import ChangeRows
from graphviz_nn.gui.outline.layer import LayerRow
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Folded, Opener
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.widgets.cap import MOST_LETTERS
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.optim import (
    OPTIMISERS,
    SCHEDULES,
    Adagrad,
    Adam,
    AnyOptimiser,
    AnySchedule,
    CosineDecay,
    ExponentialDecay,
    RmsProp,
    Sgd,
    StepDecay,
    rule_name,
)
from graphviz_nn.session import Session, State, commands
from graphviz_nn.session.queries import settings, stack_of
from graphviz_nn.settings import settings_of
from graphviz_nn.settings.places import values_at
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, with_change
from tests.gui.hand import click, paste
from tests.gui.panels.conftest import Show
from tests.gui.panels.rows import row
from tests.gui.pictures import few_digits
from tests.session.late import LateRunner
from tests.settings.every import beyond


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.open_document(session, Document(Work(training=TrainingSpec(epochs=2))))
    return session


@pytest.fixture
def outline(shown: Show, session: Session) -> OutlinePanel:
    panel = shown(OutlinePanel, session)
    panel.resize(300, 900)
    return panel


def dense(state: State, place: int = 0) -> Dense:
    """The first layer of the document's network, or the one at a place."""
    layer = stack_of(state.work).layers[place]
    assert isinstance(layer, Dense)
    return layer


def test_it_shows_the_document(outline: OutlinePanel) -> None:
    assert [beside(layer, "units").text() for layer in outline.model.layers] == ["4", "1"]
    assert beside(outline.model.layers[0], "activation").currentData() == "tanh"
    assert outline.data.source.currentData() == "two blobs"
    assert row(outline.training.rows, "batch_size").edit.text() == "16"
    assert len(outline.variants.rows) == 2


def beside(layer: LayerRow, name: str) -> Any:
    """The widget beside a layer's name that shows a setting."""
    return layer.inputs[name].widget


@pytest.mark.parametrize(
    ("act", "came_true"),
    [
        (
            lambda o: row(o.training.rows, "learning_rate").changeRequested.emit(0.5),
            lambda s: s.work.training.optimiser.learning_rate == 0.5,
        ),
        (
            lambda o: row(o.training.rows, "batch_size").changeRequested.emit(4),
            lambda s: s.work.training.batch_size == 4,
        ),
        (lambda o: row(o.training.rows, "shuffle").click(), lambda s: not s.work.training.shuffle),
        (lambda o: o.training.dice.click(), lambda s: s.work.training.seed != 0),
        (lambda o: o.model.kinds.actions()[0].trigger(), lambda s: len(stack_of(s.work).layers) == 3),
        (
            lambda o: o.model.layers[0].inputs["units"].changed.emit(7),
            lambda s: dense(s).units == 7,
        ),
        (
            lambda o: row(o.model.layers[0].details.content.rows, "use_bias").click(),
            lambda s: not dense(s).use_bias,
        ),
        (lambda o: row(o.data.rows, "standardise").click(), lambda s: s.work.data.standardise),
        (
            lambda o: row(o.data.rows, "held_out").changeRequested.emit(0.25),
            lambda s: len(s.dataset.x_test) == 32,
        ),
        (lambda o: type_into(row(o.data.rows, "seed"), "3"), lambda s: s.work.data.seed == 3),
        (lambda o: o.variants.rows[1].button.click(), lambda s: s.view.variant == 1),
        (lambda o: o.variants.add_button.click(), lambda s: len(s.work.variants) == 3),
        (
            lambda o: choose(row(o.training.rows, "optimiser"), "adam"),
            lambda s: settings(s).optimiser == Adam(),
        ),
        (
            lambda o: type_into(row(o.training.finer, "clip_norm"), "1.0"),
            lambda s: s.work.training.optimiser.clip_norm == 1.0,
        ),
        (
            lambda o: choose(row(o.training.finer, "schedule"), "cosine"),
            lambda s: s.work.training.optimiser.schedule == CosineDecay(),
        ),
        (
            lambda o: row(o.training.finer, "weight_decay").changeRequested.emit(0.1),
            lambda s: s.work.training.optimiser.weight_decay == 0.1,
        ),
        (
            lambda o: choose(row(o.variants.rows[1].details.content.rows, "optimiser"), "adagrad"),
            lambda s: s.work.variants[1].optimiser == Adagrad(),
        ),
        (
            lambda o: choose(row(o.variants.rows[1].details.content.rows, "shuffle"), False),
            lambda s: s.work.variants[1].shuffle is False,
        ),
        (
            lambda o: choose(
                row(o.variants.rows[1].details.content.rows, "momentum_formula"), "rate outside"
            ),
            lambda s: s.work.variants[1].momentum_formula == "rate outside",
        ),
        (
            lambda o: type_into(row(o.variants.rows[1].details.content.rows, "name"), "mine"),
            lambda s: s.work.variants[1].name == "mine",
        ),
    ],
)
def test_every_input_asks_for_its_change(
    outline: OutlinePanel,
    session: Session,
    act: Callable[[OutlinePanel], None],
    came_true: Callable[[State], bool],
) -> None:
    assert not came_true(session.state)
    act(outline)
    assert came_true(session.state), session.state.message


def choose(choice: Choice, key: object) -> None:
    """Choose an option as a user does."""
    choice.show_option(key)
    choice.activated.emit(choice.currentIndex())


def type_into(edit: QLineEdit, text: str) -> None:
    """Type a text in place of what is there, as a user does."""
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_a_choice_of_the_user_reaches_the_document(outline: OutlinePanel, session: Session) -> None:
    choose(beside(outline.model.layers[0], "activation"), "relu")
    assert dense(session.state).activation == "relu"
    choose(outline.data.source, "xor")
    assert session.state.work.data.source == "xor"


def test_two_classes_are_one_hot_by_one_choice_and_the_switch_is_seen_with_two_classes_alone(
    outline: OutlinePanel, session: Session
) -> None:
    loss, switch = row(outline.model.rows, "loss"), row(outline.data.rows, "one_hot")
    assert switch.isVisibleTo(outline)
    choose(loss, "categorical_crossentropy")
    assert (dense(session.state, -1).units, dense(session.state, -1).activation) == (2, "softmax")
    assert switch.isChecked()
    click(switch)
    assert stack_of(session.state.work).loss == "binary_crossentropy"
    choose(outline.data.source, "iris")
    assert not switch.isVisibleTo(outline)


@pytest.mark.parametrize("rule", [Sgd(momentum=0.5), Adagrad(), RmsProp(), Adam()], ids=rule_name)
def test_a_rule_shows_the_settings_that_it_has_and_no_others(
    outline: OutlinePanel, session: Session, rule: AnyOptimiser
) -> None:
    training = TrainingSpec(epochs=2, optimiser=rule)
    commands.open_document(session, Document(Work(training=training, variants=(Variant(),))))
    section = outline.training
    section.more.setChecked(True)
    visible = {
        name for rows in (section.rows, section.finer) for name in rows.rows if row(rows, name).isVisible()
    }
    assert visible == {*settings_of(type(rule)), *settings_of(TrainingSpec)}
    assert row(section.rows, "optimiser").currentText() == rule.title
    assert row(section.rows, "learning_rate").edit.value == rule.learning_rate
    test_no_word_is_cut_off(outline)


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_what_needs_momentum_can_be_used_where_there_is_some(
    outline: OutlinePanel, session: Session, momentum: float
) -> None:
    rows = outline.training.rows
    commands.set_optimiser(session, momentum=momentum)
    assert row(rows, "nesterov").isEnabled() == (momentum > 0)
    assert row(rows, "momentum_formula").isEnabled() == (momentum > 0)
    assert row(rows, "learning_rate").isEnabled()


@pytest.mark.parametrize(
    ("schedule", "fields"),
    [
        (StepDecay(updates=7, decay=0.25), {"updates": 7, "decay": 0.25}),
        (ExponentialDecay(updates=8, decay=0.5), {"updates": 8, "decay": 0.5}),
        (CosineDecay(updates=9, floor=0.1), {"updates": 9, "floor": 0.1}),
    ],
)
def test_what_is_in_use_is_not_folded_away(
    outline: OutlinePanel, session: Session, schedule: AnySchedule, fields: dict[str, float]
) -> None:
    section = outline.training
    assert not section.finer.isVisible()
    commands.set_optimiser(session, schedule=schedule, clip_value=0.5)
    assert section.finer.isVisible()
    assert row(section.finer, "clip_value").value == 0.5
    of_schedules = [row(section.finer, name) for name in settings_of(*SCHEDULES.values())]
    visible = {edit.value for edit in of_schedules if edit.isVisible()}
    assert visible == set(fields.values())
    test_no_word_is_cut_off(outline)
    section.more.click()
    commands.set_training(session, epochs=3)
    assert not section.finer.isVisible()


def test_a_gradient_is_clipped_in_one_way_the_newest(outline: OutlinePanel, session: Session) -> None:
    finer = outline.training.finer
    for name, text, clipped in (
        ("clip_value", "0.2", (0.2, None)),
        ("clip_norm", "3", (None, 3.0)),
        ("clip_norm", "", (None, None)),
    ):
        type_into(row(finer, name), text)
        rule = settings(session.state).optimiser
        assert (rule.clip_value, rule.clip_norm) == clipped
        assert session.state.message is None
    assert row(finer, "clip_value").placeholderText() == "none"


def of_variant(outline: OutlinePanel, place: int, name: str) -> Any:
    """The widget of a variant's setting."""
    return row(outline.variants.rows[place].details.content.rows, name)


def test_a_variant_offers_only_what_its_rule_has(outline: OutlinePanel, session: Session) -> None:
    details = outline.variants.rows[0].details.content
    details.show()
    for rule, has in (("adam", False), ("rmsprop", True), ("adagrad", False), (None, True)):
        choose(of_variant(outline, 0, "optimiser"), rule)
        assert of_variant(outline, 0, "momentum").isVisibleTo(details) == has
        assert of_variant(outline, 0, "shuffle").isVisibleTo(details)
        assert session.state.message is None


def test_a_variant_names_what_it_inherits_and_from_where(outline: OutlinePanel, session: Session) -> None:
    commands.open_document(
        session, Document()
    )  # of which the variants are a momentum of 0, and 0.9 as all share it
    assert of_variant(outline, 0, "momentum").text() == "0"
    assert of_variant(outline, 1, "momentum").text() == ""
    assert of_variant(outline, 1, "momentum").placeholderText() == "0.9, shared"
    assert of_variant(outline, 1, "optimiser").currentText() == "SGD, shared"
    assert of_variant(outline, 1, "nesterov").currentText() == "off, shared"
    assert of_variant(outline, 1, "batch_size").placeholderText() == "16, shared"
    assert of_variant(outline, 1, "name").placeholderText() == "momentum 0.9"
    choose(of_variant(outline, 0, "optimiser"), "adam")
    assert of_variant(outline, 0, "learning_rate").placeholderText() == "0.001, Adam"
    assert of_variant(outline, 0, "seed").placeholderText() == "0, shared"


def test_a_variant_that_is_added_does_something_else_and_says_so(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_document(
        session, Document(Work(training=TrainingSpec(epochs=1, optimiser=Sgd(momentum=0.9))))
    )
    for _ in range(3):
        outline.variants.add_button.click()
    labels = [each.button.accessibleName() for each in outline.variants.rows]
    assert len(labels) == len(set(labels)) == 5


def test_quick_changes_of_one_of_a_rules_own_knobs_are_one_step_of_undo(
    outline: OutlinePanel, session: Session
) -> None:
    choose(row(outline.training.rows, "optimiser"), "adam")
    before = session.state.work
    for value in (0.8, 0.7, 0.6):
        row(outline.training.rows, "beta_1").changeRequested.emit(value)
    assert settings(session.state).optimiser == Adam(beta_1=0.6)
    commands.undo(session)
    assert session.state.work == before


def inputs_of(outline: OutlinePanel) -> list[Any]:
    """Return every setting's row, those in what is folded away too."""
    for folded in outline.findChildren(Folded):
        assert folded.content
    return [each for rows in outline.findChildren(Rows) for each in rows.rows.values()]


def test_what_is_folded_away_is_made_when_it_is_opened_and_shows_what_is_true_by_then(
    outline: OutlinePanel, session: Session
) -> None:
    layer = outline.model.layers[0]
    assert not layer.details.findChildren(Rows)
    commands.set_layer(session, 0, use_bias=False)
    layer.findChildren(Opener)[0].click()
    assert layer.details.findChildren(Rows) == [layer.details.content.rows]
    assert not row(layer.details.content.rows, "use_bias").isChecked()
    assert layer.details.content.remove.icon().availableSizes()


def test_every_setting_of_training_data_and_variants_has_a_row(outline: OutlinePanel) -> None:
    structs = *OPTIMISERS.values(), *SCHEDULES.values(), TrainingSpec, DataSpec, Variant, Stack, Dense, Work
    names = {each.input.field.name for each in inputs_of(outline)}
    names |= {name for layer in outline.model.layers for name in layer.inputs}
    assert names == settings_of(*structs).keys() - {"source", *OF_COLUMNS}


def test_every_field_refuses_what_is_out_of_range_with_its_name_and_keeps_what_is_true(
    outline: OutlinePanel, session: Session
) -> None:
    numbers = [each for each in inputs_of(outline) if each.input.field.kind in ("number", "whole")]
    assert len(numbers) > 20
    before = session.state.work
    for each in numbers:
        field, edit = each.input.field, each.input.focus
        shown = edit.text()
        for value in beyond(field):
            type_into(edit, repr(value))
            assert session.state.message is not None
            assert f"The {field.called} is " in session.state.message.text
            assert edit.text() == shown
            session.update(message=None)
    assert session.state.work is before


def test_what_a_slider_reaches_is_taken(outline: OutlinePanel, session: Session) -> None:
    for each in inputs_of(outline):
        if isinstance(knob := each.input.widget, Knob) and knob.isVisible():
            for place in (knob.slider.minimum(), knob.slider.maximum()):
                knob.slider.setValue(place)
                assert session.state.message is None
    assert settings(session.state).optimiser.learning_rate == 10.0
    assert len(session.state.dataset.x_test) > 0 if session.state.dataset else False


def test_showing_changes_nothing(outline: OutlinePanel, session: Session) -> None:
    before = session.state.work
    outline.use_theme(outline.theme)
    outline.show_state(session.state)
    outline.show_state(session.state)
    assert session.state.work is before


def kinds_of(session: Session) -> list[str]:
    return [layer.kind for layer in stack_of(session.state.work).layers]


def opened(outline: OutlinePanel) -> list[bool]:
    """Of each layer's row, whether its finer settings are seen."""
    rows = outline.model.layers
    seen = [not row.details.isHidden() for row in rows]
    assert [row.opener.isChecked() for row in rows] == seen
    return seen


def add(outline: OutlinePanel, title: str) -> None:
    """Choose a kind of layer in the menu of the plus button."""
    next(action for action in outline.model.kinds.actions() if action.text() == title).trigger()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_layer_is_added_before_the_last_or_behind_the_one_at_whose_button_it_is_chosen(
    outline: OutlinePanel, session: Session
) -> None:
    click(outline.model.add_button)
    add(outline, "Dropout")
    assert kinds_of(session) == ["dense", "dropout", "dense"]
    first = outline.model.layers[0]
    first.opener.setChecked(True)
    click(first.details.content.add)
    add(outline, "GaussianNoise")
    assert kinds_of(session) == ["dense", "gaussian_noise", "dropout", "dense"]
    click(outline.model.add_button)
    add(outline, "Dropout")
    assert kinds_of(session) == ["dense", "gaussian_noise", "dropout", "dropout", "dense"]
    outline.model.kinds.close()


def test_a_key_adds_a_layer_behind_the_one_whose_row_the_keys_go_to(
    outline: OutlinePanel, session: Session
) -> None:
    add(outline, "Dropout")
    outline.model.layers[0].opener.setFocus()
    outline.model.add_layer()
    assert kinds_of(session) == ["dense", "dense", "dropout", "dense"]


def test_a_layer_that_is_moved_takes_the_keys_and_what_is_open_along(
    outline: OutlinePanel, session: Session
) -> None:
    add(outline, "Dropout")
    before, rows = session.state.work, outline.model.layers
    assert [row.details.content.up.isEnabled() for row in rows] == [False, True, True]
    assert [row.details.content.down.isEnabled() for row in rows] == [True, False, False]
    assert "first layer already" in rows[0].details.content.up.toolTip()
    assert "output layer, which stays last" in rows[1].details.content.down.toolTip()
    assert "already" not in rows[1].details.content.up.toolTip()
    rows[0].opener.setChecked(True)
    rows[0].opener.setFocus()
    click(rows[0].details.content.down)
    assert kinds_of(session) == ["dropout", "dense", "dense"]
    assert opened(outline) == [False, True, False]
    assert outline.model.focused() == 1
    outline.model.move_layer(-1)
    assert session.state.work == before
    assert outline.model.focused() == 0


def test_layers_of_one_kind_change_places_too(outline: OutlinePanel, session: Session) -> None:
    add(outline, "Dense")
    commands.set_layer(session, 0, units=7)
    outline.model.layers[0].opener.setChecked(True)
    outline.model.layers[0].opener.setFocus()
    outline.model.move_layer(1)
    assert dense(session.state, 1).units == 7
    assert outline.model.focused() == 1
    assert opened(outline) == [False, True, False]


def test_what_is_open_stays_open_with_its_layer_however_that_comes_to_stand_elsewhere(
    outline: OutlinePanel, session: Session
) -> None:
    add(outline, "Dropout")
    outline.model.layers[0].opener.setChecked(True)
    commands.move_layer(session, 1, 0)
    assert opened(outline) == [False, True, False]
    commands.set_layer(session, 1, units=7)
    assert opened(outline) == [False, True, False]
    commands.add_layer(session, "dense", 1)
    assert opened(outline) == [False, True, False, False]
    commands.remove_layer(session, 0)
    assert opened(outline) == [True, False, False]
    commands.undo(session)
    assert opened(outline) == [False, True, False, False]
    assert outline.model.focused() is None


def test_what_is_being_typed_into_a_layer_that_moves_is_taken_for_it(
    outline: OutlinePanel, session: Session
) -> None:
    add(outline, "Dropout")
    units = outline.model.layers[0].inputs["units"].focus
    assert isinstance(units, QLineEdit)
    units.setFocus()
    units.selectAll()
    QTest.keyClicks(units, "9")
    outline.model.move_layer(1)
    assert kinds_of(session) == ["dropout", "dense", "dense"]
    assert dense(session.state, 1).units == 9


def test_a_move_that_cannot_be_is_said_and_nothing_follows(outline: OutlinePanel, session: Session) -> None:
    outline.model.layers[0].opener.setFocus()
    outline.model.move_layer(1)
    assert session.state.message is not None
    assert "stays the last layer" in session.state.message.text
    assert outline.model.focused() == 0


def test_an_expression_has_knobs_for_its_variables_in_place_of_a_model(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b + sin(a)", {"a": 2.0})
    assert outline.model.isHidden()
    assert set(outline.expression.leaves) == {"a", "b"}
    outline.expression.leaves["a"].knob.changeRequested.emit(3.0)
    assert session.state.work.subject == Formula(text="a*b + sin(a)", leaves={"a": 3.0, "b": 1.0})
    outline.expression.text.setText("a*c")
    outline.expression.text.setModified(True)
    outline.expression.text.editingFinished.emit()
    assert "b" not in outline.expression.leaves
    assert outline.expression.leaves["a"].knob.edit.text() == "3"


def test_new_names_that_must_be_matrices_begin_as_matrices_to_be_typed_over(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    type_into(outline.expression.text, "x @ y + b")
    square = [[1.0, 2.0], [3.0, 4.0]]
    assert session.state.work.subject == Formula(
        text="x @ y + b", leaves={"x": square, "y": square, "b": 3.0}
    )
    assert outline.expression.leaves["x"].edit.text() == "[[1, 2], [3, 4]]"
    assert session.state.message is not None
    assert "x 2 × 2, y 2 × 2" in session.state.message.text
    type_into(outline.expression.leaves["x"].edit, "[[1, 0]]")
    assert session.state.message.kind != "error"


def test_an_old_number_that_must_be_a_matrix_is_named_and_the_formula_waits_for_it(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    section = outline.expression
    type_into(section.text, "a @ y")
    assert "a is a number: make it a tensor first, as a = [[1, 2], [3, 4]]" in section.fault.text()
    assert section.text.property("wrong")
    type_into(section.leaves["a"].edit, "[[1, 2], [3, 4]]")
    assert section.text.text() == "a @ y"
    assert "fits now. Press Enter" in section.fault.text()
    assert not section.text.property("wrong")
    QTest.keyClick(section.text, Qt.Key.Key_Return)
    assert not section.fault.isVisible()
    assert set(section.leaves) == {"a", "y"}


def test_a_formula_that_is_too_long_for_its_line_is_said_to_be_and_left_out(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    paste(outline.expression.text, "a*b + " * MOST_LETTERS)
    assert outline.expression.text.text() == "a*b"
    assert session.state.message is not None
    assert "put into Expression is longer" in session.state.message.text


def test_a_long_formula_is_never_shown_in_part(outline: OutlinePanel, session: Session) -> None:
    text = outline.expression.text
    commands.open_expression(session, f"a * sum([{', '.join(['1.5'] * 20_000)}])", {"a": 2.0})
    assert len(text.text()) > 100_000
    assert not text.isReadOnly()
    text.show_formula("a" * (MOST_LETTERS + 1))
    assert text.text() == ""
    assert text.isReadOnly()
    assert "250,001 characters" in text.placeholderText()


def test_a_long_formula_is_read_aside_and_stays_as_it_is_typed_until_it_is_taken(
    outline: OutlinePanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    text, long, late = outline.expression.text, " + ".join(["a*b"] * QUICK), LateRunner()
    monkeypatch.setattr(session.jobs, "_runner", late)
    paste(text, long)
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert session.state.is_computing("data")
    assert text.text() == long
    late.finish()
    outline.expression.show_state(session.state)
    assert isinstance(session.state.work.subject, Formula)
    assert session.state.work.subject.text == long
    assert text.text() == long


def test_an_expression_is_trained_by_any_rule_for_so_many_updates(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*a + b*b", {"a": 2.0, "b": 1.0})
    training = outline.training
    assert not training.isHidden()
    assert [
        widget.isHidden() for widget in (row(training.rows, "batch_size"), row(training.rows, "shuffle"))
    ] == [True, True]
    row(training.rows, "epochs").changeRequested.emit(9)
    assert [run.updates for run in session.state.runs] == [9, 9]
    outline.variants.rows[1].button.click()
    choose(row(training.rows, "optimiser"), "adam")
    assert settings(session.state).optimiser == Adam()
    outline.variants.add_button.click()
    assert len(session.state.runs) == 3


@pytest.mark.parametrize("text", ["[" * 5000, "[1, x]", "9" * 5000])
def test_a_list_that_cannot_be_read_is_refused_in_a_few_words(
    outline: OutlinePanel, session: Session, text: str
) -> None:
    commands.open_expression(session, "a*b", {"a": [1.0, 2.0], "b": 3.0})
    edit = outline.expression.leaves["a"].edit
    edit.setText(text)
    edit.setModified(True)
    edit.editingFinished.emit()
    assert session.state.message is not None
    assert "Type a number, or lists" in session.state.message.text
    assert len(session.state.message.text) < 200


def test_a_number_becomes_a_tensor_where_lists_are_typed_and_a_number_again(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "sum(a*b)", {"a": 2.0, "b": 3.0})
    leaf = outline.expression.leaves["a"]
    for text, value, shown in (("[1, -2]", [1.0, -2.0], "[1, −2]"), ("0,5", 0.5, "0.5")):
        type_into(leaf.edit, text)
        assert session.state.work.subject == Formula(text="sum(a*b)", leaves={"a": value, "b": 3.0})
        assert leaf.edit.text() == shown
        assert leaf.knob.slider.isHidden() == isinstance(value, list)


@pytest.mark.parametrize("text", ["NaN", "∞", "−∞", "[NaN, −∞, 1]", "[[∞], [NaN]]"])
def test_what_is_shown_of_numbers_that_are_not_finite_can_be_typed(
    outline: OutlinePanel, session: Session, text: str
) -> None:
    commands.open_expression(session, "sum(a*b)", {"a": 2.0, "b": 3.0})
    leaf = outline.expression.leaves["a"]
    leaf.edit.setText(text)
    leaf.edit.setModified(True)
    leaf.edit.editingFinished.emit()
    subject = session.state.work.subject
    assert isinstance(subject, Formula)
    assert not np.isfinite(np.array(subject.leaves["a"])).all()
    assert leaf.edit.text() == text


def test_a_window_s_size_is_typed_as_people_write_it(outline: OutlinePanel, session: Session) -> None:
    commands.open_document(session, few_digits())
    layer = next(layer for layer in outline.model.layers if layer.kind is Conv2D)
    place = outline.model.layers.index(layer)
    edit = layer.inputs["kernel_size"].focus
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "3 × 3"
    before = session.state.work
    type_into(edit, "0")
    assert session.state.message is not None
    assert "The kernel size is (0, 0); it must be two whole numbers at least 1." in session.state.message.text
    assert session.state.work is before
    type_into(edit, "2x5")
    conv = stack_of(session.state.work).layers[place]
    assert isinstance(conv, Conv2D)
    assert conv.kernel_size == (2, 5)
    assert edit.text() == "2 × 5"


def test_escape_restores_a_formula_and_a_list_and_leaves_them(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b", {"a": [1.0, 2.0], "b": 3.0})
    section = outline.expression
    for edit, text in ((section.text, "a*b"), (section.leaves["a"].edit, "[1, 2]")):
        edit.setFocus()
        QTest.keyClicks(edit, "7")
        QTest.keyClick(edit, Qt.Key.Key_Escape)
        assert edit.text() == text
        assert not edit.hasFocus()


def test_a_wrong_formula_says_why_and_stays_to_be_mended_while_the_work_is_untouched(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    before, section = session.state, outline.expression
    section.text.selectAll()
    QTest.keyClicks(section.text, "a*(b")
    QTest.keyClick(section.text, Qt.Key.Key_Return)
    assert section.fault.isVisible()
    assert "a*(b" in section.fault.text()
    assert session.state.work is before.work
    assert session.state.record is before.record
    commands.step(session)
    section.leaves["a"].knob.changeRequested.emit(4.0)
    assert section.text.text() == "a*(b"
    assert section.fault.isVisible()
    QTest.keyClicks(section.text, ")")
    QTest.keyClick(section.text, Qt.Key.Key_Return)
    assert not section.fault.isVisible()
    assert session.state.work.subject == Formula(text="a*(b)", leaves={"a": 4.0, "b": 3.0})


def test_what_was_typed_for_an_expression_goes_with_it(outline: OutlinePanel, session: Session) -> None:
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    section = outline.expression
    section.text.setText("(" * 1000)
    section.text.setModified(True)
    QTest.keyClick(section.text, Qt.Key.Key_Return)
    assert section.fault.text()
    commands.open_lesson(session, "first-look")
    assert not section.text.text()
    assert not section.fault.text()
    assert not section.text.isUndoAvailable()
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    assert section.text.text() == "a*b"


def test_every_input_can_be_reached_by_keyboard_and_explains_itself(outline: OutlinePanel) -> None:
    inputs = [
        widget
        for kind in (QAbstractButton, QLineEdit, QSlider, Choice)
        for widget in outline.findChildren(kind)
        if widget.objectName() != "qt_spinbox_lineedit"
    ]
    assert len(inputs) > 30
    for widget in inputs:
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        tip = widget.toolTip() or (parent.toolTip() if (parent := widget.parentWidget()) else "")
        assert name, widget
        assert len(tip) > 10, name
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name


def test_no_word_is_cut_off(outline: OutlinePanel) -> None:
    for label in outline.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap() and label.text():
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()


def test_a_section_closes_by_its_title_and_opens_again(outline: OutlinePanel) -> None:
    title = outline.data.title
    title.click()
    assert not outline.data.source.isVisible()
    assert row(outline.model.rows, "loss").isVisible()
    title.click()
    assert outline.data.source.isVisible()


def test_a_variant_that_was_added_comes_into_sight(outline: OutlinePanel) -> None:
    outline.resize(300, 300)
    outline.variants.add_button.click()
    QApplication.processEvents()
    newest = outline.variants.newest
    assert len(outline.variants.rows) == 3
    assert newest.visibleRegion().boundingRect().height() == newest.height()


def compared() -> dict[str, Variant]:
    """Return for each setting that has no field of its own in a variant one that changes it."""
    made = {
        place: with_change(Variant(), place, field.another(values_at(Work(), place)[0]))
        for place, field in comparable(Work()).items()
    }
    return {place: variant for place, variant in made.items() if place in variant.changes}


@pytest.mark.parametrize("place", compared())
def test_every_setting_that_can_be_compared_is_shown_as_a_variant_has_it(qtbot: QtBot, place: str) -> None:
    rows, variant = ChangeRows(lambda command, *places, **values: None, 0, "Changes"), compared()[place]
    qtbot.addWidget(rows)
    rows.show_variant(variant, Work())
    shown = rows.rows.rows[place].input.widget
    if isinstance(shown, Choice):
        assert shown.currentData() == variant.changes[place]


def test_whatever_is_compared_its_field_is_opened_in_sight_and_ready_to_be_changed(
    qtbot: QtBot, outline: OutlinePanel, session: Session
) -> None:
    """Over every setting that a variant can have of its own, in a panel as narrow as it is at first."""
    outline.resize(260, 400)
    outline.show()
    for place in comparable(session.state.work):
        before, wide = len(session.state.work.variants), outline.minimumSizeHint().width()
        outline.variants.settings.chosen.emit(place)
        if len(session.state.work.variants) == before:
            assert session.state.message is not None  # which no variant can have alone
            continue
        shown = outline.variants.newest.details.content.input_of(place)
        widget = shown.widget
        qtbot.waitUntil(lambda widget=widget: not widget.visibleRegion().isEmpty())  # type: ignore[misc]
        has_effect = shown.focus.isEnabled()  # as a formula of momentum has where there is some
        assert (outline.focusWidget() is shown.focus) == has_effect
        assert outline.minimumSizeHint().width() == wide
        commands.remove_variant(session, before)
