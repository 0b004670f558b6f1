from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QSlider, QWidget

from graphviz_nn.files.document import Document
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.optim import (
    Adagrad,
    Adam,
    AnyOptimiser,
    AnySchedule,
    CosineDecay,
    ExponentialDecay,
    RmsProp,
    Sgd,
    StepDecay,
)
from graphviz_nn.session import Session, State, commands
from graphviz_nn.session.queries import settings
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.gui.panels.conftest import Show


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.open_document(session, Document(training=TrainingSpec(epochs=2)))
    return session


@pytest.fixture
def outline(shown: Show, session: Session) -> OutlinePanel:
    panel = shown(OutlinePanel, session)
    panel.resize(300, 900)
    return panel


def test_it_shows_the_document(outline: OutlinePanel) -> None:
    assert [row.units.text() for row in outline.model.layers] == ["4", "1"]
    assert outline.model.layers[0].activation.currentData() == "tanh"
    assert outline.data.source.currentData() == "two blobs"
    assert outline.training.knobs["batch_size"].edit.text() == "16"
    assert len(outline.variants.rows) == 2


@pytest.mark.parametrize(
    ("act", "came_true"),
    [
        (
            lambda o: o.training.knobs["learning_rate"].changeRequested.emit(0.5),
            lambda s: s.document.training.optimiser.learning_rate == 0.5,
        ),
        (
            lambda o: o.training.knobs["batch_size"].changeRequested.emit(4.0),
            lambda s: s.document.training.batch_size == 4,
        ),
        (lambda o: o.training.shuffle.click(), lambda s: not s.document.training.shuffle),
        (lambda o: o.training.dice.click(), lambda s: s.document.training.seed != 0),
        (lambda o: o.model.add_button.click(), lambda s: len(s.document.model.layers) == 3),
        (
            lambda o: o.model.layers[0].units.changeRequested.emit(7.0),
            lambda s: s.document.model.layers[0].units == 7,
        ),
        (lambda o: o.model.layers[0].details.bias.click(), lambda s: not s.document.model.layers[0].use_bias),
        (lambda o: o.data.standardise.click(), lambda s: s.document.data.standardise),
        (lambda o: o.data.held_out.changeRequested.emit(0.25), lambda s: len(s.dataset.x_test) == 32),
        (lambda o: o.variants.rows[1].button.click(), lambda s: s.document.view.variant == 1),
        (lambda o: o.variants.add_button.click(), lambda s: len(s.document.variants) == 3),
        (lambda o: choose(o.training.optimiser.rule, "adam"), lambda s: settings(s).optimiser == Adam()),
        (
            lambda o: choose(o.training.optimiser.finer.clipping, "clip_norm"),
            lambda s: s.document.training.optimiser.clip_norm == 1.0,
        ),
        (
            lambda o: choose(o.training.optimiser.finer.schedule, "cosine"),
            lambda s: s.document.training.optimiser.schedule == CosineDecay(),
        ),
        (
            lambda o: o.training.optimiser.finer.numbers["weight_decay"].changeRequested.emit(0.1),
            lambda s: s.document.training.optimiser.weight_decay == 0.1,
        ),
        (
            lambda o: choose(o.variants.rows[1].details.rule, "adagrad"),
            lambda s: s.document.variants[1].optimiser == Adagrad(),
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


def choose(choice: Choice, key: str) -> None:
    """Choose an option as a user does."""
    choice.show_option(key)
    choice.activated.emit(choice.currentIndex())


def test_a_choice_of_the_user_reaches_the_document(outline: OutlinePanel, session: Session) -> None:
    choose(outline.model.layers[0].activation, "relu")
    assert session.state.document.model.layers[0].activation == "relu"
    choose(outline.data.source, "xor")
    assert session.state.work.data.source == "xor"


RULES = [
    (Sgd(momentum=0.5), {"momentum", "nesterov", "formula"}),
    (Adagrad(), {"epsilon", "initial_accumulator_value"}),
    (RmsProp(), {"momentum", "rho", "centred", "epsilon"}),
    (Adam(), {"beta_1", "beta_2", "epsilon"}),
]


@pytest.mark.parametrize(("rule", "own"), RULES)
def test_a_rule_shows_the_settings_that_it_has_and_no_others(
    outline: OutlinePanel, session: Session, rule: AnyOptimiser, own: set[str]
) -> None:
    training = TrainingSpec(epochs=2, optimiser=rule)
    commands.open_document(session, Document(training=training, variants=(Variant(),)))
    rows = outline.training.optimiser
    rows.more.setChecked(True)
    every: dict[str, QWidget] = {**rows.knobs, **rows.finer.numbers}
    every |= {"nesterov": rows.nesterov, "formula": rows.formula, "centred": rows.centred}
    assert {name for name, widget in every.items() if widget.isVisible()} == {
        "learning_rate",
        "weight_decay",
        *own,
    }
    assert rows.rule.currentText() == rule.title
    assert rows.knobs["learning_rate"].edit.value == rule.learning_rate
    assert rows.finer.clipping.isVisible()
    assert not rows.finer.bound.isVisible()
    assert not any(edit.isVisible() for edit in rows.finer.of_schedule.values())
    test_no_word_is_cut_off(outline)


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
    rows = outline.training.optimiser
    assert not rows.finer.isVisible()
    commands.set_optimiser(session, schedule=schedule, clip_value=0.5)
    assert rows.finer.isVisible()
    assert rows.finer.bound.value == 0.5
    visible = {field: edit.value for field, edit in rows.finer.of_schedule.items() if edit.isVisible()}
    assert visible == fields
    test_no_word_is_cut_off(outline)
    rows.more.click()
    commands.set_training(session, epochs=3)
    assert not rows.finer.isVisible()


def test_another_way_of_clipping_keeps_the_bound_and_none_takes_it_away(
    outline: OutlinePanel, session: Session
) -> None:
    finer = outline.training.optimiser.finer
    choose(finer.clipping, "clip_value")
    finer.bound.changeRequested.emit(0.2)
    choose(finer.clipping, "clip_norm")
    rule = settings(session.state).optimiser
    assert (rule.clip_value, rule.clip_norm) == (None, 0.2)
    choose(finer.clipping, "")
    rule = settings(session.state).optimiser
    assert (rule.clip_value, rule.clip_norm) == (None, None)


def test_a_variant_offers_a_momentum_only_where_its_rule_has_one(
    outline: OutlinePanel, session: Session
) -> None:
    details = outline.variants.rows[0].details
    details.show()
    for rule, has in (("adam", False), ("rmsprop", True), ("adagrad", False), ("", True)):
        choose(details.rule, rule)
        assert details.numbers["momentum"].isVisibleTo(details) == has
        assert details.rule.currentData() == rule
        assert session.state.message is None
    choose(details.rule, "adam")
    assert details.numbers["learning_rate"].placeholderText() == "0.001"


def test_quick_changes_of_one_of_a_rules_own_knobs_are_one_step_of_undo(
    outline: OutlinePanel, session: Session
) -> None:
    choose(outline.training.optimiser.rule, "adam")
    before = session.state.document
    for value in (0.8, 0.7, 0.6):
        outline.training.knobs["beta_1"].changeRequested.emit(value)
    assert settings(session.state).optimiser == Adam(beta_1=0.6)
    commands.undo(session)
    assert session.state.document == before


def test_a_refused_number_is_explained_and_the_true_one_comes_back(
    outline: OutlinePanel, session: Session
) -> None:
    knob = outline.training.knobs["learning_rate"]
    knob.edit.setText("-3")
    knob.edit.setModified(True)
    knob.edit.editingFinished.emit()
    assert session.state.message is not None
    assert "-3" in session.state.message.text
    assert knob.edit.text() == "0.1"


def test_showing_changes_nothing(outline: OutlinePanel, session: Session) -> None:
    before = session.state.document
    outline.use_theme(outline.theme)
    outline.show_state(session.state)
    outline.show_state(session.state)
    assert session.state.document is before


def test_an_expression_has_knobs_for_its_variables_in_place_of_a_model(
    outline: OutlinePanel, session: Session
) -> None:
    commands.open_expression(session, "a*b + sin(a)", {"a": 2.0})
    assert outline.model.isHidden()
    assert set(outline.expression.leaves) == {"a", "b"}
    outline.expression.leaves["a"].knob.changeRequested.emit(3.0)
    spec = session.state.document.expression
    assert spec is not None
    assert spec.leaves["a"] == 3.0
    outline.expression.text.setText("a*c")
    outline.expression.text.setModified(True)
    outline.expression.text.editingFinished.emit()
    assert outline.expression.leaves["b"].isHidden()
    assert outline.expression.leaves["a"].knob.edit.text() == "3"


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
    assert session.state.document is before.document
    assert session.state.record is before.record
    commands.step(session)
    section.leaves["a"].knob.changeRequested.emit(4.0)
    assert section.text.text() == "a*(b"
    assert section.fault.isVisible()
    QTest.keyClicks(section.text, ")")
    QTest.keyClick(section.text, Qt.Key.Key_Return)
    assert not section.fault.isVisible()
    assert session.state.document.expression is not None
    assert session.state.document.expression.text == "a*(b)"
    assert session.state.document.expression.leaves == {"a": 4.0, "b": 3.0}


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
    assert outline.model.loss.isVisible()
    title.click()
    assert outline.data.source.isVisible()


def test_a_variant_that_was_added_comes_into_sight(outline: OutlinePanel) -> None:
    outline.resize(300, 300)
    outline.variants.add_button.click()
    QApplication.processEvents()
    newest = outline.variants.newest
    assert len(outline.variants.rows) == 3
    assert newest.visibleRegion().boundingRect().height() == newest.height()
