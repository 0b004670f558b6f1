"""The canvas with real events: what is shown, what clicks and keys ask for, and that it rests when nothing moves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.analysis.record import Phase, make_record
from graphviz_nn.files.document import Depth, Document
from graphviz_nn.graph import Builder
from graphviz_nn.graph.layout import Layout
from graphviz_nn.gui.canvas import GraphView
from graphviz_nn.gui.canvas.cards import gradient_area, value_area
from graphviz_nn.gui.canvas.hit import hit
from graphviz_nn.gui.export import export
from graphviz_nn.gui.theme import Theme, ThemeName
from graphviz_nn.ops import Sin
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.open_document(session, Document(training=TrainingSpec(epochs=1)))
    assert session.state.record is not None
    return session


@pytest.fixture
def view(session: Session, qtbot: QtBot) -> Iterator[GraphView]:
    view = GraphView(session, Theme.load("light"))
    qtbot.addWidget(view)
    view.resize(1400, 700)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.close_down()


def go_to_phase(session: Session, phase: Phase) -> int:
    """Go to the first event of a phase; return its node."""
    record = session.state.record
    assert record is not None
    place = next(i for i, event in enumerate(record.events) if event.phase is phase)
    session.perform(commands.go_to, 0, place + 1)
    return record.events[place].node


def place_of(view: GraphView, name: str) -> QRectF:
    place = view.place_of(name)
    assert place is not None
    return place


def pixel(view: GraphView, at: QPointF) -> QColor:
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    return picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def click(view: GraphView, at: QPointF) -> None:
    QTest.mouseClick(view, LEFT, NONE, at.toPoint())


def test_every_card_is_in_view_at_first(view: GraphView, session: Session) -> None:
    assert session.state.record is not None
    for node in session.state.record.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def test_a_click_on_a_cards_head_selects_its_node(view: GraphView, session: Session) -> None:
    head = place_of(view, "dense/tanh")
    click(view, QPointF(head.center().x(), head.top() + 8))
    assert session.state.document.view.selected == "dense/tanh"
    assert session.state.cell is None
    assert view.accessibleDescription().startswith("dense/tanh")


def test_a_click_on_a_cell_selects_that_number(view: GraphView, session: Session) -> None:
    kernel = place_of(view, "dense/kernel")
    click(view, QPointF(kernel.left() + 0.8 * kernel.width(), kernel.top() + 0.42 * kernel.height()))
    assert session.state.cell is not None
    assert (session.state.cell.node, session.state.cell.of) == ("dense/kernel", "value")
    assert session.state.cell.index == (0, 3)


def test_a_click_beside_everything_selects_nothing(view: GraphView, session: Session) -> None:
    session.perform(commands.select_node, "x")
    click(view, QPointF(5, 5))
    assert session.state.document.view.selected == ""


def test_a_drag_moves_the_drawing_and_selects_nothing(view: GraphView, session: Session) -> None:
    before = place_of(view, "x")
    QTest.mousePress(view, LEFT, NONE, QPoint(300, 50))
    for x in (310, 330, 360):
        QTest.mouseMove(view, QPoint(x, 80))
    QTest.mouseRelease(view, LEFT, NONE, QPoint(360, 80))
    after = place_of(view, "x")
    assert after.center().x() - before.center().x() == pytest.approx(60)
    assert after.center().y() - before.center().y() == pytest.approx(30)
    assert session.state.document.view.selected == ""
    view.fit_view()
    assert place_of(view, "x") == before


def test_the_wheel_zooms_about_the_pointer(view: GraphView) -> None:
    centre = place_of(view, "dense/tanh").center()
    event = QWheelEvent(
        centre,
        view.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    wide = place_of(view, "dense/tanh").width()
    QApplication.sendEvent(view, event)
    after = place_of(view, "dense/tanh")
    assert after.width() > wide * 1.2
    assert after.center().x() == pytest.approx(centre.x(), abs=0.5)


def test_a_double_click_on_a_frames_sentence_folds_it_and_on_the_card_opens_it(
    view: GraphView, session: Session
) -> None:
    kernel = place_of(view, "dense/kernel")
    QTest.mouseDClick(view, LEFT, NONE, QPointF(kernel.center().x(), kernel.top() - 20).toPoint())
    assert session.state.document.view.folded == ("dense",)
    card = place_of(view, "dense/kernel")
    assert card == place_of(view, "dense/tanh")
    QTest.mouseDClick(view, LEFT, NONE, card.center().toPoint())
    assert not session.state.document.view.folded


def test_arrow_keys_follow_the_edges_and_enter_folds(view: GraphView, session: Session) -> None:
    session.perform(commands.select_node, "dense/matmul")
    for key, name in (
        (Qt.Key.Key_Right, "dense/add"),
        (Qt.Key.Key_Right, "dense/tanh"),
        (Qt.Key.Key_Left, "dense/add"),
        (Qt.Key.Key_Left, "dense/matmul"),
        (Qt.Key.Key_Down, "dense/bias"),
        (Qt.Key.Key_Up, "dense/matmul"),
    ):
        QTest.keyClick(view, key)
        assert session.state.document.view.selected == name
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert session.state.document.view.folded == ("dense",)


def test_what_has_not_happened_is_empty_and_what_happens_is_lit(view: GraphView, session: Session) -> None:
    theme = Theme.load("light")
    card = place_of(view, "dense/matmul")
    value = QPointF(card.left() + card.width() * 0.15, card.top() + card.height() * 0.5)
    corner = QPointF(card.right() - 5, card.bottom() - 4)
    assert pixel(view, value) == theme.color("sunk")
    assert pixel(view, corner) == theme.color("surface")
    node = go_to_phase(session, Phase.FORWARD)
    assert session.state.record is not None
    assert session.state.record.graph.nodes[node].name == "dense/matmul"
    view.reduce_motion = True
    session.perform(commands.step_back)
    session.perform(commands.step)
    assert pixel(view, corner) == theme.color("selected")
    assert pixel(view, value) != theme.color("sunk")


def test_parameters_have_a_green_bar(view: GraphView) -> None:
    card = place_of(view, "dense/kernel")
    assert pixel(view, QPointF(card.left() + 1, card.center().y())) == Theme.load("light").color("parameter")


def test_the_loss_gradient_is_one_and_orange(view: GraphView, session: Session) -> None:
    view.reduce_motion = True
    go_to_phase(session, Phase.BACKWARD)
    card = place_of(view, "loss")
    at = QPointF(card.left() + card.width() * 0.15, card.top() + card.height() * 0.85)
    assert pixel(view, at) == Theme.load("light").gradient_map.color(1.0)


def test_a_step_moves_a_pulse_and_then_everything_rests(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    session.perform(commands.set_speed, 4.0)
    go_to_phase(session, Phase.BACKWARD)
    session.perform(commands.step)
    assert view.is_moving()
    view.grab()
    qtbot.waitUntil(lambda: not view.is_moving(), timeout=2000)


def test_steps_that_follow_fast_and_reduced_motion_are_shown_at_once(
    view: GraphView, session: Session
) -> None:
    for _ in range(3):
        session.perform(commands.step)
    assert not view.is_moving()
    view.reduce_motion = True
    session.perform(commands.step)
    assert not view.is_moving()


def test_stepping_keeps_what_the_user_looks_at_unless_the_current_node_is_outside(
    view: GraphView, session: Session
) -> None:
    view.zoom(4.0)
    go_to_phase(session, Phase.LOSS)
    assert QRectF(view.rect()).contains(place_of(view, "loss").center())
    before = place_of(view, "loss")
    session.perform(commands.step)
    assert place_of(view, "loss") == before


@pytest.mark.parametrize("depth", ["layers", "neurons", "operations"])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_every_depth_and_phase_can_be_drawn(
    view: GraphView, session: Session, depth: Depth, theme: ThemeName
) -> None:
    view.show_theme(Theme.load(theme))
    session.perform(commands.set_depth, depth)
    for phase in Phase:
        go_to_phase(session, phase)
        assert not view.grab().isNull()


def test_in_neurons_a_link_tells_its_weight_and_gradient_and_can_be_selected(
    view: GraphView, session: Session
) -> None:
    session.perform(commands.set_depth, "neurons")
    assert session.state.record is not None
    session.perform(commands.go_to, 0, len(session.state.record.events))
    first, target = place_of(view, "x").center(), place_of(view, "dense/tanh").center()
    at = first + (target - first) * 0.3
    scene = view.scene
    assert scene is not None
    tip = hit(scene, *view.camera.under(at)).tip
    assert tip.startswith("dense/kernel[0, 0] = ")
    assert "gradient" in tip
    click(view, at)
    assert session.state.cell is not None
    assert (session.state.cell.node, session.state.cell.index) == ("dense/kernel", (0, 0))


def test_tool_tips_give_numbers_in_full(view: GraphView, session: Session) -> None:
    session.perform(commands.go_to, 0, 1)
    scene, record = view.scene, session.state.record
    assert scene is not None
    assert record is not None
    assert isinstance(scene.drawing, Layout)
    box = next(card.box for card in scene.drawing.cards if card.name == "dense/kernel")
    area = value_area(box)
    tip = hit(scene, area.left + 1, area.top + 1).tip
    number = float(record.graph.leaves["dense/kernel"][0, 0])
    assert repr(abs(number)) in tip
    assert "min" in tip
    below = gradient_area(box)
    assert "gradient" not in hit(scene, below.left + 1, below.top + 1).tip


def test_an_expression_has_no_neurons_and_is_drawn_as_operations(view: GraphView, session: Session) -> None:
    session.perform(commands.open_expression, "x1*x2 + ln(x1) - sin(x2)", {"x1": 2.0, "x2": 5.0})
    session.perform(commands.set_depth, "neurons")
    assert view.place_of("multiply") is not None
    assert not view.grab().isNull()


def test_a_new_network_is_fitted_but_a_step_is_not(view: GraphView, session: Session) -> None:
    view.zoom(1.1)
    moved = place_of(view, "x")
    session.perform(commands.step)
    assert place_of(view, "x") == moved
    session.perform(commands.add_layer)
    assert session.state.record is not None
    for node in session.state.record.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def test_long_chains_are_drawn(view: GraphView, session: Session) -> None:
    builder = Builder()
    term = builder.input("x", 1.0, needs_gradient=True)
    for _ in range(4000):
        term = builder.apply(Sin(), term)
    session.update(record=make_record(builder.graph(term)))
    assert not view.grab().isNull()
    first = place_of(view, "x")
    assert QRectF(view.rect()).contains(first)
    assert first.width() > 20


def test_three_hundred_paintings_leave_none_where_it_was(view: GraphView, session: Session) -> None:
    view.grab()
    before = sys.getrefcount(None)
    for i in range(300):
        session.perform(commands.go_to, 0, i % 20)
        view.repaint()
    assert abs(sys.getrefcount(None) - before) < 1000


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_view_can_be_exported_as_it_is(view: GraphView, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph.{ending}"
    export(view, path)
    assert path.stat().st_size > 1000
    if ending == "svg":
        assert "dense/tanh" in path.read_text(encoding="utf-8")


def test_a_document_with_a_depth_is_opened_at_it(session: Session, qtbot: QtBot) -> None:
    document = session.state.document
    seen = msgspec.structs.replace(document.view, depth="layers")
    commands.open_document(session, msgspec.structs.replace(document, view=seen))
    view = GraphView(session, Theme.load("dark"))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    assert place_of(view, "dense/kernel") == place_of(view, "dense/tanh")
    view.close_down()
