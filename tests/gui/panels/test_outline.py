from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSlider

from graphviz_nn.files.document import Document
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.session import Session, State, commands
from graphviz_nn.training.spec import TrainingSpec
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


def test_a_choice_of_the_user_reaches_the_document(outline: OutlinePanel, session: Session) -> None:
    choice = outline.model.layers[0].activation
    choice.show_option("relu")
    choice.activated.emit(choice.currentIndex())
    assert session.state.document.model.layers[0].activation == "relu"
    outline.data.source.show_option("xor")
    outline.data.source.activated.emit(0)
    assert session.state.document.data.source == "xor"


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
