"""The canvas with real events: what is shown, what clicks and keys ask for, and that it rests when nothing moves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Phase, make_record
from graphviz_nn.graph import Builder
from graphviz_nn.gui.canvas import GraphView, cards, circles, edges
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.hit import hit
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.output.export import export
from graphviz_nn.gui.painting import painting
from graphviz_nn.ops import Sin
from graphviz_nn.scene import weights
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.figures import ADVANCE, figures
from graphviz_nn.scene.layout import Box, Card, Layout, NeuronLayout
from graphviz_nn.scene.scene import Face
from graphviz_nn.session import Session, commands
from tests.altered import with_view

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


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


def area_of(view: GraphView, name: str, what: str) -> QRectF:
    """Return where a card shows its value or its gradient."""
    assert view.scene is not None
    assert isinstance(view.scene.drawing, Layout)
    card = view.scene.drawing.cards[view.scene.card_of[view.scene.graph.index[name]]]
    return view.camera.rect(getattr(card, what))


def circle_of(view: GraphView, name: str, unit: int) -> QPointF:
    """Return where a neuron is."""
    assert view.scene is not None
    assert isinstance(view.scene.drawing, NeuronLayout)
    node = view.scene.graph.index[name]
    circle = next(c for c in view.scene.drawing.circles if (c.node, c.unit) == (node, unit))
    return view.camera.point(*circle.centre)


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
    assert session.state.view.selected == "dense/tanh"
    assert session.state.cell is None
    assert view.accessibleDescription().startswith("dense/tanh")


def test_a_click_on_a_cell_selects_that_number(view: GraphView, session: Session) -> None:
    kernel = area_of(view, "dense/kernel", "value")
    click(view, QPointF(kernel.left() + 0.9 * kernel.width(), kernel.top() + 0.2 * kernel.height()))
    assert session.state.cell is not None
    assert (session.state.cell.node, session.state.cell.of) == ("dense/kernel", "value")
    assert session.state.cell.index == (0, 3)


def test_a_click_beside_everything_selects_nothing(view: GraphView, session: Session) -> None:
    session.perform(commands.select_node, "x")
    click(view, QPointF(5, 5))
    assert session.state.view.selected == ""


def test_a_drag_moves_the_drawing_and_selects_nothing(view: GraphView, session: Session) -> None:
    before = place_of(view, "x")
    QTest.mousePress(view, LEFT, NONE, QPoint(300, 50))
    for x in (310, 330, 360):
        QTest.mouseMove(view, QPoint(x, 80))
    QTest.mouseRelease(view, LEFT, NONE, QPoint(360, 80))
    after = place_of(view, "x")
    assert after.center().x() - before.center().x() == pytest.approx(60)
    assert after.center().y() - before.center().y() == pytest.approx(30)
    assert session.state.view.selected == ""
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
    assert session.state.view.folded == ("dense",)
    card = place_of(view, "dense/kernel")
    assert card == place_of(view, "dense/tanh")
    QTest.mouseDClick(view, LEFT, NONE, card.center().toPoint())
    assert not session.state.view.folded


def test_arrow_keys_follow_the_edges_and_enter_folds(view: GraphView, session: Session) -> None:
    session.perform(commands.select_node, "dense/matmul")
    for key, name in (
        (Qt.Key.Key_Right, "dense/add"),
        (Qt.Key.Key_Right, "dense/tanh"),
        (Qt.Key.Key_Left, "dense/add"),
        (Qt.Key.Key_Left, "dense/matmul"),
        (Qt.Key.Key_Up, "dense/bias"),
        (Qt.Key.Key_Down, "dense/matmul"),
    ):
        QTest.keyClick(view, key)
        assert session.state.view.selected == name
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert session.state.view.folded == ("dense",)


def test_what_has_not_happened_is_empty_and_what_happens_is_lit(view: GraphView, session: Session) -> None:
    theme = Theme.load("light")
    card = place_of(view, "dense/matmul")
    value = area_of(view, "dense/matmul", "value").topLeft() + QPointF(4, 4)
    corner = QPointF(card.right() - 8, card.bottom() - 3)
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
    at = area_of(view, "loss", "gradient").topLeft() + QPointF(4, 4)
    assert pixel(view, at) == Theme.load("light").gradient_map.color(1.0)


def test_a_step_moves_a_pulse_and_then_everything_rests(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    session.perform(commands.set_speed, 4.0)
    go_to_phase(session, Phase.BACKWARD)
    session.perform(commands.step)
    assert view.is_moving()
    view.grab()
    qtbot.waitUntil(lambda: not view.is_moving())


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


def test_neurons_show_one_example_with_the_numbers_of_its_row(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    record = session.state.record
    assert record is not None
    session.perform(commands.go_to, 0, len(record.events))
    QTest.keyClicks(view, "]]")
    assert view.scene is not None
    assert view.scene.example == 2
    assert isinstance(view.scene.drawing, NeuronLayout)
    for circle in view.scene.drawing.circles:
        if circle.kind in ("input", "unit"):
            value = record.values[circle.node][2, circle.unit]
            assert circles.unit_value(view.scene, circle) == value
    QTest.keyClicks(view, "[")
    assert view.scene.example == 1


def test_each_stage_of_a_neuron_shows_when_it_has_happened(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    for name in ("dense/matmul", "dense/add", "dense/tanh"):
        session.perform(commands.step)
        assert view.scene is not None
        assert isinstance(view.scene.drawing, NeuronLayout)
        circle = next(c for c in view.scene.drawing.circles if c.kind == "unit")
        assert view.scene.graph.nodes[circles.stage(view.scene, circle)].name == name


def test_a_click_on_a_neuron_selects_its_number_and_rings_it_alone(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.go_to, 0, 3)
    QTest.keyClicks(view, "]")
    click(view, circle_of(view, "dense/tanh", 2))
    assert session.state.cell == Cell("dense/tanh", "value", (1, 2))
    scene = view.scene
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    assert [c.unit for c in scene.drawing.circles if circles.is_chosen(scene, c)] == [2]
    QTest.keyClicks(view, "]")
    assert session.state.cell == Cell("dense/tanh", "value", (2, 2))


def test_a_number_selected_elsewhere_chooses_its_example(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.select_cell, Cell("dense/add", "value", (5, 0)))
    assert view.scene is not None
    assert view.scene.example == 5
    session.perform(commands.select_cell, Cell("dense/kernel", "value", (1, 0)))
    assert view.scene.example == 5


def test_arrow_keys_go_from_neuron_to_neuron(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.select_cell, Cell("x", "value", (0, 0)))
    for key, cell in (
        (Qt.Key.Key_Down, Cell("x", "value", (0, 1))),
        (Qt.Key.Key_Right, Cell("dense/tanh", "value", (0, 2))),
        (Qt.Key.Key_Up, Cell("dense/tanh", "value", (0, 1))),
    ):
        QTest.keyClick(view, key)
        assert session.state.cell == cell


def test_backward_flows_through_a_link_as_the_gradient_times_its_weight(
    view: GraphView, session: Session
) -> None:
    session.perform(commands.set_depth, "neurons")
    record = session.state.record
    assert record is not None
    scene = view.scene
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    assert not weights.flows(scene, scene.drawing)
    last = max(i for i, event in enumerate(record.events) if event.phase is Phase.BACKWARD)
    session.perform(commands.go_to, 0, last + 1)
    scene = view.scene
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    flow = weights.flows(scene, scene.drawing)
    index, gradients = record.graph.index, record.gradients
    arriving = gradients[index["dense_1/matmul"]]
    assert arriving is not None
    for link, found in flow.items():
        if link.node == index["dense_1/kernel"]:
            expected = arriving[0, 0] * record.values[link.node][link.cell]
            assert found.size == pytest.approx(expected)
    assert max(found.share for found in flow.values()) == 1.0


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(8.0, 40.0))
def test_a_number_never_overflows_its_circle(number: float, size: float) -> None:
    text, height = circles.fitting_text(number, size)
    assert text
    assert len(text) * ADVANCE * height <= circles.INNER + 1e-9


def test_a_tensor_of_zeros_says_so(view: GraphView, session: Session) -> None:
    area = area_of(view, "dense/bias", "value")
    picture = view.grab(area.toRect()).toImage()
    shades = {
        picture.pixelColor(x, y).lightness()
        for x in range(2, picture.width() - 2)
        for y in range(2, picture.height() - 2)
    }
    assert min(shades) < 100 < 200 < max(shades)


def test_small_tensors_are_written_number_by_number_and_large_ones_of_zeros_as_one_zero() -> None:
    area = Box(0.0, 0.0, 94.0, 40.0)
    written = figures(np.array([[0.5, -0.25], [1.0, 0.0]]), area, 1.0, 1.0)
    assert written is not None
    assert written.texts == ("0.5", "−0.25", "1", "0")
    tight = figures(np.array([[0.5, -0.25], [1.0, 0.0]]), Box(0.0, 0.0, 54.0, 40.0), 1.0, 1.0)
    assert tight is not None
    assert tight.texts == (".5", "−.25", "1", "0")
    zero = figures(np.zeros((16, 4)), area, 1.0, 1.0)
    assert zero is not None
    assert zero.texts == ("0",)
    assert figures(np.ones((16, 4)), area, 1.0, 1.0) is None


def test_a_click_on_the_sign_in_a_frame_folds_its_layer_and_one_on_the_card_opens_it(
    view: GraphView, session: Session
) -> None:
    assert view.scene is not None
    assert isinstance(view.scene.drawing, Layout)
    frame = next(frame for frame in view.scene.drawing.frames if frame.layer == "dense")
    sign = edges.chevron_of(frame)
    assert "fold" in hit(view.scene, *sign.centre).tip
    click(view, view.camera.point(*sign.centre))
    assert session.state.view.folded == ("dense",)
    card = next(card for card in view.scene.drawing.cards if card.folded)
    click(view, view.camera.point(*cards.chevron_of(card).centre))
    assert not session.state.view.folded


def test_larger_text_makes_the_words_of_the_graph_larger(view: GraphView) -> None:
    view.show_theme(Theme.load("light", 1.6))
    assert view.scene is not None
    assert isinstance(view.scene.drawing, Layout)
    head = cards.head_of(view.scene.drawing.cards[0])
    assert head.height * view.camera.zoom > 25 * 1.2
    for node in view.scene.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def test_for_the_back_row_the_current_card_is_drawn_again_large(view: GraphView, session: Session) -> None:
    view.reduce_motion = True
    view.resize(800, 420)
    plain, projector = Theme.load("light"), Theme.load("projector")
    view.show_theme(projector)
    before = view.grab().toImage()
    session.perform(commands.go_to, 0, 3)
    after = view.grab().toImage()
    lit = projector.color("selected")
    places = [(x, y) for x in range(0, after.width(), 8) for y in range(0, after.height(), 8)]
    large = sum(after.pixelColor(*at) == lit != before.pixelColor(*at) for at in places)
    view.show_theme(plain)
    usual = view.grab().toImage()
    small = sum(usual.pixelColor(*at) == plain.color("selected") for at in places)
    assert large > 2 * small > 0


def test_tool_tips_give_numbers_in_full(view: GraphView, session: Session) -> None:
    session.perform(commands.go_to, 0, 1)
    scene, record = view.scene, session.state.record
    assert scene is not None
    assert record is not None
    assert isinstance(scene.drawing, Layout)
    card = next(card for card in scene.drawing.cards if card.name == "dense/kernel")
    area = card.value
    tip = hit(scene, area.left + 1, area.top + 1).tip
    number = float(record.graph.leaves["dense/kernel"][0, 0])
    assert repr(abs(number)) in tip
    assert "min" in tip
    below = card.gradient
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
    assert session.state.moment is not None
    session.update(moment=replace(session.state.moment, record=make_record(builder.graph(term))))
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
        assert "dense · tanh · 4 units" in path.read_text(encoding="utf-8")


def test_a_document_with_a_depth_is_opened_at_it(session: Session, qtbot: QtBot) -> None:
    commands.open_document(session, with_view(session.state.document, depth="layers"))
    view = GraphView(session, Theme.load("dark"))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    assert place_of(view, "dense/kernel") == place_of(view, "dense/tanh")
    view.close_down()


def painted(ratio: float, paint: Callable[[Canvas], None], size: int = 200) -> QImage:
    """Return what is painted on a screen with so many of the device's pixels for each."""
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    look = Look(Theme.load("light"))
    with painting(image) as painter:
        paint(Canvas(painter, Camera(ratio=ratio), look, Tiles(look)))
    return image


def test_a_ring_is_as_wide_on_a_screen_with_twice_the_pixels(qtbot: QtBot) -> None:
    widths = []
    for ratio in (1.0, 2.0):
        image = painted(ratio, lambda canvas: cards.paint_ring(canvas, Box(50, 50, 100, 100)))
        row = [image.pixelColor(x, image.height() // 2).lightness() < 128 for x in range(image.width() // 2)]
        widths.append(sum(row))
    assert widths == [2, 4]


def test_a_shape_that_does_not_fit_is_left_out_and_not_made_another(qtbot: QtBot) -> None:
    card = Card("dense", (0,), Box(0, 0, 60, 50), Box(5, 22, 25, 22), Box(32, 22, 25, 22))
    face = Face(0, "dense", "", "1600 × 1400", layer="dense")
    seen = painted(1.0, lambda canvas: cards.paint_words(canvas, card, face))
    assert seen == painted(1.0, lambda canvas: cards.paint_words(canvas, card, replace(face, shape="")))
