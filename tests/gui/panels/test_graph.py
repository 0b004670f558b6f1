"""The canvas with real events: what is shown, what clicks and keys ask for, and that it rests when nothing moves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.data import DataSpec
from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.files.document import Document, Work
from graphviz_nn.graph import QUICK, Builder
from graphviz_nn.gui.canvas import cards
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.lens import lens_height
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.output.export import export
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.panels.graph import GraphView
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Sin
from graphviz_nn.scene import neuron, weights
from graphviz_nn.scene.areas import head_of, sign_of
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.faces import Face
from graphviz_nn.scene.hit import hit
from graphviz_nn.scene.layout import Box, Card, Layout, NeuronLayout
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec
from tests.altered import with_view
from tests.gui.hand import double_click
from tests.session.late import LateRunner

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
    place = view.canvas.place_of(name)
    assert place is not None
    return place


def area_of(view: GraphView, name: str, what: str) -> QRectF:
    """Return where a card shows its value or its gradient."""
    assert view.canvas.scene is not None
    assert isinstance(view.canvas.scene.drawing, Layout)
    card = view.canvas.scene.drawing.cards[view.canvas.scene.card_of[view.canvas.scene.graph.index[name]]]
    return view.canvas.camera.rect(getattr(card, what))


def circle_of(view: GraphView, name: str, unit: int) -> QPointF:
    """Return where a neuron is."""
    assert view.canvas.scene is not None
    assert isinstance(view.canvas.scene.drawing, NeuronLayout)
    node = view.canvas.scene.graph.index[name]
    circle = next(c for c in view.canvas.scene.drawing.circles if (c.node, c.unit) == (node, unit))
    return view.canvas.camera.point(*circle.centre)


def pixel(view: GraphView, at: QPointF) -> QColor:
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    return picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def click(view: GraphView, at: QPointF) -> None:
    QTest.mouseClick(view.canvas, LEFT, NONE, at.toPoint())


def test_every_card_is_in_view_at_first(view: GraphView, session: Session) -> None:
    assert session.state.record is not None
    for node in session.state.record.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def test_a_click_on_a_cards_head_selects_its_node(view: GraphView, session: Session) -> None:
    head = place_of(view, "dense/tanh")
    click(view, QPointF(head.center().x(), head.top() + 8))
    assert session.state.view.selected == "dense/tanh"
    assert session.state.cell is None
    assert view.canvas.accessibleDescription().startswith("dense/tanh")


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
    QTest.mousePress(view.canvas, LEFT, NONE, QPoint(300, 50))
    for x in (310, 330, 360):
        QTest.mouseMove(view.canvas, QPoint(x, 80))
    QTest.mouseRelease(view.canvas, LEFT, NONE, QPoint(360, 80))
    after = place_of(view, "x")
    assert after.center().x() - before.center().x() == pytest.approx(60)
    assert after.center().y() - before.center().y() == pytest.approx(30)
    assert session.state.view.selected == ""
    view.canvas.fit_view()
    assert place_of(view, "x") == before


def test_what_the_mouse_does_on_the_graph_is_no_affair_of_what_lies_around_it(view: GraphView) -> None:
    heard: list[QEvent.Type] = []

    class Listener(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QMouseEvent):
                heard.append(event.type())
            return False

    listener = Listener(view)
    view.installEventFilter(listener)
    for button in (LEFT, Qt.MouseButton.RightButton):
        QTest.mouseClick(view.canvas, button, NONE, QPoint(3, 3))
        double_click(view.canvas, QPoint(3, 3), button)
    assert not heard


def test_the_wheel_zooms_about_the_pointer(view: GraphView) -> None:
    centre = place_of(view, "dense/tanh").center()
    event = QWheelEvent(
        centre,
        view.canvas.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    wide = place_of(view, "dense/tanh").width()
    QApplication.sendEvent(view.canvas, event)
    after = place_of(view, "dense/tanh")
    assert after.width() > wide * 1.2
    assert after.center().x() == pytest.approx(centre.x(), abs=0.5)


def test_a_double_click_on_a_frames_sentence_folds_it_and_on_the_card_opens_it(
    view: GraphView, session: Session
) -> None:
    kernel = place_of(view, "dense/kernel")
    double_click(view.canvas, QPointF(kernel.center().x(), kernel.top() - 20).toPoint())
    assert session.state.view.folded == ("dense",)
    card = place_of(view, "dense/kernel")
    assert card == place_of(view, "dense/tanh")
    double_click(view.canvas, card.center().toPoint())
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
        QTest.keyClick(view.canvas, key)
        assert session.state.view.selected == name
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
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
    view.canvas.reduce_motion = True
    session.perform(commands.step_back)
    session.perform(commands.step)
    assert pixel(view, corner) == theme.color("selected")
    assert pixel(view, value) != theme.color("sunk")


def test_parameters_have_a_green_bar(view: GraphView) -> None:
    card = place_of(view, "dense/kernel")
    assert pixel(view, QPointF(card.left() + 1, card.center().y())) == Theme.load("light").color("parameter")


def test_the_loss_gradient_is_one_and_orange(view: GraphView, session: Session) -> None:
    view.canvas.reduce_motion = True
    go_to_phase(session, Phase.BACKWARD)
    at = area_of(view, "loss", "gradient").topLeft() + QPointF(4, 4)
    assert pixel(view, at) == Theme.load("light").gradient_map.color(1.0)


def test_a_step_moves_a_pulse_and_then_everything_rests(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    session.perform(commands.set_pace, "10", "op")
    go_to_phase(session, Phase.BACKWARD)
    session.perform(commands.step)
    assert view.canvas.is_moving
    view.grab()
    qtbot.waitUntil(lambda: not view.canvas.is_moving)


def test_steps_that_follow_fast_and_reduced_motion_are_shown_at_once(
    view: GraphView, session: Session
) -> None:
    for _ in range(3):
        session.perform(commands.step)
    assert not view.canvas.is_moving
    view.canvas.reduce_motion = True
    session.perform(commands.step)
    assert not view.canvas.is_moving


def test_stepping_keeps_what_the_user_looks_at_unless_the_current_node_is_outside(
    view: GraphView, session: Session
) -> None:
    view.canvas.zoom(4.0)
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
    scene = view.canvas.scene
    assert scene is not None
    tip = hit(scene, *view.canvas.camera.under(at)).tip
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
    QTest.keyClicks(view.canvas, "]]")
    assert view.canvas.scene is not None
    assert view.canvas.scene.example == 2
    assert isinstance(view.canvas.scene.drawing, NeuronLayout)
    for circle in view.canvas.scene.drawing.circles:
        if circle.kind in ("input", "unit"):
            value = record.values[circle.node][2, circle.unit]
            assert neuron.unit_value(view.canvas.scene, circle) == value
    QTest.keyClicks(view.canvas, "[")
    assert view.canvas.scene.example == 1


def test_each_stage_of_a_neuron_shows_when_it_has_happened(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    for name in ("dense/matmul", "dense/add", "dense/tanh"):
        session.perform(commands.step)
        assert view.canvas.scene is not None
        assert isinstance(view.canvas.scene.drawing, NeuronLayout)
        circle = next(c for c in view.canvas.scene.drawing.circles if c.kind == "unit")
        assert view.canvas.scene.graph.nodes[neuron.stage(view.canvas.scene, circle)].name == name


def test_a_click_on_a_neuron_selects_its_number_and_rings_it_alone(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.go_to, 0, 3)
    QTest.keyClicks(view.canvas, "]")
    click(view, circle_of(view, "dense/tanh", 2))
    assert session.state.cell == Cell("dense/tanh", "value", (1, 2))
    scene = view.canvas.scene
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    assert [c.unit for c in scene.drawing.circles if neuron.shows(scene, c, scene.cell)] == [2]
    QTest.keyClicks(view.canvas, "]")
    assert session.state.cell == Cell("dense/tanh", "value", (2, 2))


def test_a_number_selected_elsewhere_chooses_its_example(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.select_cell, Cell("dense/add", "value", (5, 0)))
    assert view.canvas.scene is not None
    assert view.canvas.scene.example == session.state.view.example == 5
    session.perform(commands.select_cell, Cell("dense/kernel", "value", (1, 0)))
    assert view.canvas.scene.example == 5


def test_arrow_keys_go_from_neuron_to_neuron(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.select_cell, Cell("x", "value", (0, 0)))
    for key, cell in (
        (Qt.Key.Key_Down, Cell("x", "value", (0, 1))),
        (Qt.Key.Key_Right, Cell("dense/tanh", "value", (0, 2))),
        (Qt.Key.Key_Up, Cell("dense/tanh", "value", (0, 1))),
    ):
        QTest.keyClick(view.canvas, key)
        assert session.state.cell == cell


def test_backward_flows_through_a_link_as_the_gradient_times_its_weight(
    view: GraphView, session: Session
) -> None:
    session.perform(commands.set_depth, "neurons")
    record = session.state.record
    assert record is not None
    scene = view.canvas.scene
    assert scene is not None
    assert isinstance(scene.drawing, NeuronLayout)
    assert not weights.flows(scene, scene.drawing)
    last = max(i for i, event in enumerate(record.events) if event.phase is Phase.BACKWARD)
    session.perform(commands.go_to, 0, last + 1)
    scene = view.canvas.scene
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


def test_each_neuron_holds_a_map_of_what_it_says_until_that_is_switched_off(
    view: GraphView, session: Session
) -> None:
    session.perform(commands.set_depth, "neurons")
    assert session.state.maps is not None
    centre = circle_of(view, "dense/tanh", 0)
    inside = QRectF(centre - QPointF(9, 9), centre + QPointF(9, 9)).toRect()

    def shades() -> set[int]:
        picture = view.grab(inside).toImage()
        return {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}

    assert len(shades()) > 12
    session.perform(commands.show_maps, False)
    assert session.state.maps is None
    assert len(shades()) == 1


def pull(view: GraphView, at: QPointF, up: int) -> None:
    """Drag so many pixels up."""
    start = at.toPoint()
    QTest.mousePress(view.canvas, LEFT, NONE, start)
    for way in (up // 2, up):
        QTest.mouseMove(view.canvas, start - QPoint(0, way))
    QTest.mouseRelease(view.canvas, LEFT, NONE, start - QPoint(0, up))


def test_a_weight_and_an_input_are_dragged_and_escape_goes_back_to_the_run(
    view: GraphView, session: Session
) -> None:
    session.perform(commands.set_depth, "neurons")
    session.perform(commands.go_to, 0, 6)
    moment, camera = session.state.moment, view.canvas.camera
    first, target = place_of(view, "x").center(), place_of(view, "dense/tanh").center()
    pull(view, first + (target - first) * 0.3 + QPointF(0, 6), 40)
    pull(view, circle_of(view, "x", 1), -30)
    kernel, x = Cell("dense/kernel", "value", (0, 0)), Cell("x", "value", (0, 1))
    assert session.state.what_if.keys() == {kernel, x}
    assert moment is not None
    for cell, way in ((kernel, 1), (x, -1)):
        old = moment.record.values[moment.record.graph.index[cell.node]][cell.index]
        assert (session.state.what_if[cell] - old) * way > 0
    assert view.canvas.camera == camera
    assert session.state.cell == x
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert session.state.moment is moment


def test_keys_change_the_selected_weight(view: GraphView, session: Session) -> None:
    session.perform(commands.set_depth, "neurons")
    cell = Cell("dense/bias", "value", (1,))
    session.perform(commands.select_cell, cell)
    for key, number in ((Qt.Key.Key_Up, 0.1), (Qt.Key.Key_Up, 0.2), (Qt.Key.Key_Down, 0.1)):
        QTest.keyClick(view.canvas, key, Qt.KeyboardModifier.ShiftModifier)
        assert session.state.what_if[cell] == pytest.approx(number)
    session.perform(commands.select_cell, Cell("dense/tanh", "value", (0, 1)))
    QTest.keyClick(view.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert len(session.state.what_if) == 1


def test_a_tensor_of_zeros_says_so(view: GraphView, session: Session) -> None:
    area = area_of(view, "dense/bias", "value")
    picture = view.grab(area.toRect()).toImage()
    shades = {
        picture.pixelColor(x, y).lightness()
        for x in range(2, picture.width() - 2)
        for y in range(2, picture.height() - 2)
    }
    assert min(shades) < 100 < 200 < max(shades)


def test_a_click_on_the_sign_in_a_frame_folds_its_layer_and_one_on_the_card_opens_it(
    view: GraphView, session: Session
) -> None:
    assert view.canvas.scene is not None
    assert isinstance(view.canvas.scene.drawing, Layout)
    frame = next(frame for frame in view.canvas.scene.drawing.frames if frame.layer == "dense")
    sign = sign_of(frame)
    assert "fold" in hit(view.canvas.scene, *sign.centre).tip
    click(view, view.canvas.camera.point(*sign.centre))
    assert session.state.view.folded == ("dense",)
    card = next(card for card in view.canvas.scene.drawing.cards if card.folded)
    click(view, view.canvas.camera.point(*sign_of(card).centre))
    assert not session.state.view.folded


def test_larger_text_makes_the_words_of_the_graph_larger(view: GraphView) -> None:
    view.show_theme(Theme.load("light", 1.6))
    assert view.canvas.scene is not None
    assert isinstance(view.canvas.scene.drawing, Layout)
    head = head_of(view.canvas.scene.drawing.cards[0])
    assert head.height * view.canvas.camera.zoom > 25 * 1.2
    for node in view.canvas.scene.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def test_for_the_back_row_the_current_card_is_drawn_again_large(view: GraphView, session: Session) -> None:
    view.canvas.reduce_motion = True
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
    scene, record = view.canvas.scene, session.state.record
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
    assert view.canvas.place_of("multiply") is not None
    assert not view.grab().isNull()


def test_a_new_network_is_fitted_but_a_step_is_not(view: GraphView, session: Session) -> None:
    view.canvas.zoom(1.1)
    moved = place_of(view, "x")
    session.perform(commands.step)
    assert place_of(view, "x") == moved
    session.perform(commands.add_layer)
    assert session.state.record is not None
    for node in session.state.record.graph.nodes:
        assert QRectF(view.rect()).contains(place_of(view, node.name))


def long_chain(count: int = 4000) -> Record:
    builder = Builder()
    term = builder.input("x", 1.0, needs_gradient=True)
    for _ in range(count):
        term = builder.apply(Sin(), term)
    return make_record(builder.graph(term))


def show_record(session: Session, record: Record) -> None:
    """Show the record of another graph."""
    assert session.state.moment is not None
    session.update(moment=replace(session.state.moment, record=record))


def nodes_shown(view: GraphView) -> int:
    """How many nodes the graph has that is drawn."""
    return 0 if view.canvas.scene is None else len(view.canvas.scene.graph.nodes)


def frames_shown(view: GraphView) -> list[str]:
    """The scopes that are open."""
    return [] if view.canvas.scene is None else [frame.layer for frame in view.canvas.scene.layout.frames]


def wait_for(view: GraphView, count: int, qtbot: QtBot) -> Layout:
    """Wait until a graph of so many nodes is drawn."""
    qtbot.waitUntil(lambda: nodes_shown(view) == count)
    assert view.canvas.scene is not None
    return view.canvas.scene.layout


def test_long_chains_are_drawn_as_a_map_that_can_be_read(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    show_record(session, long_chain())
    layout = wait_for(view, 4001, qtbot)
    assert not view.grab().isNull()
    assert 10 < len(layout.cards) < 200
    for card in layout.cards:
        place = view.canvas.camera.rect(card.box)
        assert QRectF(view.rect()).contains(place)
        assert place.width() > 20


def test_a_scope_of_a_large_graph_opens_and_folds_where_it_is_clicked(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    show_record(session, long_chain())
    layout = wait_for(view, 4001, qtbot)
    first = layout.cards[1]
    assert first.folded
    click(view, view.canvas.camera.point(*sign_of(first).centre))
    qtbot.waitUntil(lambda: first.name in frames_shown(view))
    assert view.canvas.scene is not None
    opened = next(frame for frame in view.canvas.scene.layout.frames if frame.layer == first.name)
    click(view, view.canvas.camera.point(*sign_of(opened).centre))
    qtbot.waitUntil(lambda: first.name not in frames_shown(view))
    assert not session.state.view.folded


def late_view(qtbot: QtBot) -> tuple[GraphView, Session, LateRunner]:
    """A view of a small expression whose work is done when the test says so."""
    runner = LateRunner()
    session = Session(runner)
    commands.open_expression(session, "x*x", {"x": 2.0})
    view = GraphView(session, Theme.load("light"))
    qtbot.addWidget(view, before_close_func=GraphView.close_down)
    view.resize(900, 600)
    view.show()
    wait_for(view, 2, qtbot)
    return view, session, runner


def large_text(nodes: int) -> str:
    """An expression of so many ops that is read at once, and not laid out at once."""
    text = "+".join(["sin(a)"] * (nodes // 2))
    assert len(text) < QUICK
    return text


def test_while_a_large_graph_is_laid_out_the_old_one_stays(qtbot: QtBot) -> None:
    view, session, runner = late_view(qtbot)
    commands.open_expression(session, large_text(150), {"a": 2.0})
    assert session.state.is_computing("drawn")
    assert nodes_shown(view) == 2
    runner.finish()
    assert not session.state.is_computing("drawn")
    assert session.state.record is not None
    assert nodes_shown(view) == len(session.state.record.graph.nodes)


def test_a_drawing_that_is_waited_for_long_lies_below_a_veil(qtbot: QtBot) -> None:
    view, session, runner = late_view(qtbot)
    veil = view.findChild(Veil)
    assert veil is not None
    commands.open_expression(session, large_text(160), {"a": 2.0})
    assert not veil.isVisible()
    qtbot.waitUntil(veil.isVisible)
    runner.finish()
    assert not veil.isVisible()


def test_the_sentence_about_a_map_stays_below_it_when_one_looks_for_another_example(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    show_record(session, long_chain(300))
    layout = wait_for(view, 301, qtbot)
    foot = view.grab().toImage().copy(0, view.height() - 30, 400, 30)
    assert foot != view.grab().toImage().copy(0, 0, 400, 30)
    QTest.keyClicks(view.canvas, "]")
    assert view.grab().toImage().copy(0, view.height() - 30, 400, 30) == foot
    lowest = max(layout.cards, key=lambda card: card.box.bottom)
    assert view.canvas.camera.rect(lowest.box).bottom() < view.height() - 30


def test_a_graph_too_large_to_be_seen_whole_is_shown_where_we_are_also_in_another_place(
    view: GraphView, session: Session, qtbot: QtBot
) -> None:
    commands.open_expression(session, " + ".join(f"sin(a*{i})" for i in range(38)), {"a": 2.0})
    view.resize(420, 240)
    count = len(session.state.nodes or ())
    wait_for(view, count, qtbot)
    scene = view.canvas.scene
    assert scene is not None
    seen = [QRectF(view.rect()).contains(place_of(view, node.name)) for node in scene.graph.nodes]
    assert any(seen)
    assert not all(seen)
    view.resize(1500, 1000)
    qtbot.waitUntil(lambda: session.state.room == view.canvas.room(neurons=False))
    for node in view.canvas.scene.graph.nodes if view.canvas.scene else ():
        assert QRectF(view.rect()).contains(place_of(view, node.name))


@pytest.mark.parametrize("width", [520, 600, 700, 860])
def test_the_shape_beside_an_edge_that_turns_back_is_not_cut_off_at_the_border(
    view: GraphView, session: Session, width: int
) -> None:
    session.perform(commands.set_depth, "layers")
    view.resize(width, 420)
    QApplication.processEvents()
    picture = view.grab().toImage()
    at_border = {
        picture.pixelColor(picture.width() - 1 - x, y).name()
        for x in range(3)
        for y in range(picture.height())
    }
    assert at_border == {view.theme.color("background").name()}


@pytest.mark.parametrize("size", [(640, 480), (900, 440), (1280, 720)])
def test_in_a_hall_what_happened_stands_on_a_line_below_all_cards(
    view: GraphView, session: Session, size: tuple[int, int]
) -> None:
    view.canvas.reduce_motion = True
    session.perform(commands.step)
    theme = Theme.load("projector")
    view.use_theme(theme)
    view.resize(*size)
    QApplication.processEvents()
    line = view.height() - lens_height(Look(theme))
    assert view.canvas.scene is not None
    assert all(place_of(view, node.name).bottom() <= line for node in view.canvas.scene.graph.nodes)
    assert pixel(view, QPointF(view.width() - 2, line + 3)) == theme.color("selected")
    assert lens_height(Look(Theme.load("light"))) == 0


def test_what_has_the_focus_says_what_it_is(view: GraphView) -> None:
    view.setFocus()
    assert QApplication.focusWidget() is view.canvas
    assert view.canvas.accessibleName() == "Graph"


def test_three_hundred_paintings_leave_none_where_it_was(view: GraphView, session: Session) -> None:
    view.grab()
    before = sys.getrefcount(None)
    for i in range(300):
        session.perform(commands.go_to, 0, i % 20)
        view.repaint()
    assert abs(sys.getrefcount(None) - before) < 1000


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_the_view_can_be_exported_as_it_is(view: GraphView, ending: str) -> None:
    content = export(view, ending)()
    assert len(content) > 1000
    if ending == ".svg":
        assert "dense · tanh · 4 units" in content.decode()


def test_a_document_with_a_depth_is_opened_at_it(session: Session, qtbot: QtBot) -> None:
    commands.open_document(session, with_view(session.state.document, depth="layers"))
    view = GraphView(session, Theme.load("dark"))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    qtbot.waitUntil(lambda: view.canvas.scene is not None)
    assert place_of(view, "dense/kernel") == place_of(view, "dense/tanh")
    view.close_down()


def painted(ratio: float, paint: Callable[[Canvas], None], size: int = 200) -> QImage:
    """Return what is painted on a screen with so many of the device's pixels for each."""
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    look = Look(Theme.load("light"))
    with painting(image) as painter:
        paint(Canvas(painter, Camera(ratio=ratio), look, Tiles(look), Paths(None)))
    return image


def test_a_ring_is_as_wide_on_a_screen_with_twice_the_pixels(qtbot: QtBot) -> None:
    widths = []
    for ratio in (1.0, 2.0):
        image = painted(
            ratio, lambda canvas: cards.paint_ring(canvas, Box(50, 50, 100, 100), cards.chosen_pen(canvas))
        )
        row = [image.pixelColor(x, image.height() // 2).lightness() < 128 for x in range(image.width() // 2)]
        widths.append(sum(row))
    assert widths == [2, 4]


def test_a_shape_that_does_not_fit_is_left_out_and_not_made_another(qtbot: QtBot) -> None:
    card = Card("dense", (0,), Box(0, 0, 60, 50), Box(5, 22, 25, 22), Box(32, 22, 25, 22))
    face = Face(0, "dense", "", "1600 × 1400", layer="dense")
    seen = painted(1.0, lambda canvas: cards.paint_words(canvas, card, face))
    assert seen == painted(1.0, lambda canvas: cards.paint_words(canvas, card, replace(face, shape="")))


@pytest.mark.parametrize("name", ["light", "projector"])
@pytest.mark.parametrize("wide", [300, 320, 420, 512])
@pytest.mark.parametrize("batch", [16, 100])
@pytest.mark.parametrize("units", [(1,), (4, 1), (3, 3, 1)], ids=str)
def test_no_words_are_cut_by_the_edges_of_a_narrow_view(
    qtbot: QtBot, name: ThemeName, wide: int, batch: int, units: tuple[int, ...]
) -> None:
    session = Session()
    data = DataSpec(source="two blobs", rows=128)
    stack = Stack(inputs=2, layers=tuple(Dense(units=each, activation="sigmoid") for each in units))
    training = TrainingSpec(epochs=1, batch_size=batch)
    commands.open_document(session, Document(Work(data=data, subject=stack, training=training)))
    commands.set_depth(session, "neurons")
    view = GraphView(session, Theme.load(name))
    qtbot.addWidget(view)
    view.resize(wide, 400)
    view.show()
    qtbot.waitExposed(view)
    assert_edges_are_free(view)  # of the words that stand there until there is a graph, too
    qtbot.waitUntil(lambda: nodes_shown(view) > 0)
    assert_edges_are_free(view)
    view.close_down()


def assert_edges_are_free(view: GraphView) -> None:
    """Assert that nothing is drawn along the left and the right edge."""
    image = view.canvas.grab().toImage()
    for x in (0, image.width() - 1):
        assert len({image.pixel(x, y) for y in range(image.height())}) == 1
