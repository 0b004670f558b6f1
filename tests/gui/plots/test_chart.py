"""Pictures on pyqtgraph: zoomed, moved, and shown in whole again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from pyqtgraph import PlotCurveItem
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsTextItem, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.curve_picture import Cursor, Curve, CurvePicture
from graphviz_nn.gui.plots.items import make_item, place_item
from graphviz_nn.gui.plots.shapes import Arrow, Key, Line, Rule, Shape
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span
from tests.gui.hand import click, double_click
from tests.gui.settling import settle
from tests.gui.watching import Watch

EPOCHS = np.arange(0.5, 100.0)
WITHOUT_PYQTGRAPH = """
import sys
import graphviz_nn.gui.shell.main_window
from graphviz_nn.gui import panels
assert "pyqtgraph" not in sys.modules
"""


def picture(losses: FloatArray = 2 / EPOCHS, log: bool = False) -> CurvePicture:
    return CurvePicture((Curve("SGD", 0, EPOCHS[: len(losses)], losses),), 100.0, log)


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme.load("light")


@pytest.fixture
def plot(qtbot: QtBot, theme: Theme) -> Iterator[Plot]:
    # In a window without a layout: a screen in memory warns of windows that have a smallest size.
    window = QWidget()
    qtbot.addWidget(window)
    made = Plot(theme, "a plot", window)
    made.resize(420, 300)
    window.resize(420, 300)
    window.show()
    made.show_picture(picture())
    made.grab()
    yield made
    window.close()


def drawn(plot: Plot) -> QImage:
    """Return what is seen, with all that was asked for laid out."""
    assert plot.chart
    QApplication.processEvents()
    return plot.grab().toImage()


def wheel(plot: Plot, turns: int = 3) -> None:
    """Turn the wheel away from oneself in the middle."""
    drawn(plot)
    viewport, place = plot.chart.widget.viewport(), plot.chart.frame.center()
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for _ in range(abs(turns)):
        turn = QPoint(0, 120 if turns > 0 else -120)
        at = viewport.mapToGlobal(place)
        phase = Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(
            viewport, QWheelEvent(place, QPointF(at), QPoint(), turn, no_button, no_key, phase, False)
        )
    drawn(plot)


def whole(plot: Plot) -> bool:
    return bool(np.allclose(plot.chart.view, picture().spans))


def test_the_wheel_zooms_and_a_double_click_shows_the_whole_again(plot: Plot) -> None:
    drawn(plot)
    assert whole(plot)
    wheel(plot)
    (left, right), _ = plot.chart.view
    assert right - left < 95
    viewport, middle = plot.chart.widget.viewport(), plot.chart.frame.center().toPoint()
    double_click(viewport, middle)
    drawn(plot)
    assert whole(plot)


def test_nobody_zooms_or_moves_out_of_the_picture(plot: Plot) -> None:
    wheel(plot, -5)
    assert whole(plot)


def test_a_drag_moves_what_is_seen(plot: Plot) -> None:
    wheel(plot, 10)
    before = plot.chart.view[0]
    viewport, start = plot.chart.widget.viewport(), plot.chart.frame.center().toPoint()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(viewport, start - QPoint(10 * step, 0))
        QTest.qWait(20)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start - QPoint(50, 0))
    drawn(plot)
    after = plot.chart.view[0]
    assert after.low > before.low
    assert after.high - after.low == pytest.approx(before.high - before.low)


def test_a_picture_of_other_numbers_keeps_the_zoom_and_one_of_another_kind_does_not(plot: Plot) -> None:
    wheel(plot)
    zoomed = plot.chart.view[0]
    plot.show_picture(picture(1.9 / EPOCHS))
    drawn(plot)
    assert plot.chart.view[0] == pytest.approx(zoomed)
    plot.show_picture(picture(log=True))
    drawn(plot)
    assert plot.chart.view[0] == pytest.approx((0.0, 100.0))


def test_pyqtgraph_is_loaded_when_a_picture_was_painted_and_not_before(
    qtbot: QtBot, plot: Plot, theme: Theme
) -> None:
    other = Plot(theme, "another", plot.window())
    other.resize(200, 200)
    other.show()
    other.grab()
    other.show_picture(None, note="wait")
    settle(plot.window())
    assert not other.findChildren(QGraphicsView)
    other.show_picture(picture())
    assert not other.findChildren(QGraphicsView)
    qtbot.waitUntil(lambda: bool(other.findChildren(QGraphicsView)))


def test_the_window_opens_without_pyqtgraph() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_PYQTGRAPH], check=True, timeout=60)


@pytest.mark.parametrize("log", [False, True])
def test_a_click_tells_the_numbers_that_lie_there(plot: Plot, qtbot: QtBot, log: bool) -> None:
    plot.show_picture(picture(log=log))
    drawn(plot)
    point = np.array([[40.0, 0.5]])
    ((x, y),) = plot.chart.pixels(point).tolist()
    with qtbot.waitSignal(plot.clicked) as told:
        QTest.mouseClick(
            plot.chart.widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y))
        )
    assert told.args is not None
    assert told.args[0] == pytest.approx(40.0, abs=0.3)
    assert told.args[1] == pytest.approx(0.5, rel=0.05)


def test_a_line_is_drawn_through_its_points_and_breaks_where_one_is_not_finite(
    plot: Plot, theme: Theme
) -> None:
    losses = np.full(100, 1.0)
    losses[40:60] = np.nan
    losses[-1] = 2.0
    plot.show_picture(picture(losses))
    image, hue = drawn(plot), theme.variant_color(0)

    def is_inked(epoch: float) -> bool:
        ((x, y),) = plot.chart.pixels(np.array([[epoch, 1.0]])).tolist()
        column = [image.pixelColor(round(x), round(y) + d) for d in (-1, 0, 1)]
        return any(abs(color.hueF() - hue.hueF()) < 0.1 and color.saturationF() > 0.5 for color in column)

    assert [is_inked(epoch) for epoch in (20.5, 50.5, 80.5)] == [True, False, True]


def test_ten_thousand_epochs_are_drawn_by_two_points_a_pixel_at_most(plot: Plot) -> None:
    epochs = np.arange(10_000.0)
    curves = tuple(Curve(f"run {k}", k, epochs, 1 / (1 + epochs + k)) for k in range(4))
    for log in (False, True):
        plot.show_picture(CurvePicture(curves, 1e4, log))
        drawn(plot)
        items = plot.chart.widget.scene().items()
        counts = [len(item.getData()[0]) for item in items if isinstance(item, PlotCurveItem)]
        assert len(counts) == 4
        assert max(counts) <= 2 * plot.width()


def test_the_numbers_of_an_axis_have_as_many_decimals_and_a_real_minus(plot: Plot) -> None:
    axis = plot.chart.axis("left")
    assert axis.tickStrings([-4.0, -2.0, 2.0], 1.0, 2.0) == ["−4", "−2", "2"]
    assert axis.tickStrings([-0.06, -0.02, 0.02], 1.0, 0.02) == ["−0.06", "−0.02", "0.02"]


def test_within_a_decade_a_logarithmic_axis_writes_1_2_and_5_alone(plot: Plot) -> None:
    plot.show_picture(picture(log=True))
    axis, digits = plot.chart.axis("left"), np.arange(1.0, 10.0)
    texts = axis.tickStrings(np.log10(digits / 100).tolist(), 1.0, 1.0)
    assert [text for text in texts if text] == ["0.01", "0.02", "0.05"]


def test_names_are_shortened_to_the_room_there_is_and_stand_in_the_legend_of_a_low_plot(plot: Plot) -> None:
    class Named(CurvePicture):
        labels = ("dense_with_a_long_name/kernel[127, 255]", "dense_with_a_long_name/kernel[127, 254]")

    plot.show_picture(Named(picture().curves, 100.0))
    for size, is_low in (((300, 130), True), ((300, 200), False), ((420, 300), False)):
        plot.resize(*size)
        drawn(plot)
        texts = [item for item in plot.chart.widget.scene().items() if isinstance(item, QGraphicsTextItem)]
        labels = [text for text in texts if text.isVisible() and text.toPlainText().startswith("dense")]
        assert len(labels) == (0 if is_low else 2)
        for label in labels:
            room = plot.chart.widget.rect().toRectF().adjusted(-6, -6, 6, 6)
            assert room.contains(label.sceneBoundingRect())
        names = [key.name for key in plot.chart.legend.keys if isinstance(key, Key)]
        assert names[:-1] == (
            [f"{name} {arrow}" for name, arrow in zip(Named.labels, "→↑", strict=True)] if is_low else []
        )


def test_what_moves_is_shown_by_the_same_items_while_its_kinds_stay(plot: Plot, theme: Theme) -> None:
    plot.show_picture(picture(), Cursor(3.0, 100.0).shapes)
    before = [shown.item for shown in plot.chart.moving]
    plot.show_picture(picture(), Cursor(4.0, 100.0).shapes)
    assert [shown.item for shown in plot.chart.moving] == before
    (line,) = [shown.item for shown in plot.chart.moving if isinstance(shown.shape, Rule)]
    assert line.value() == 4.0


def test_what_moves_is_painted_with_the_next_frame_beside_all_else_that_waits(
    qtbot: QtBot, plot: Plot, theme: Theme
) -> None:
    settle(plot.window())
    beside = QWidget(plot.window())
    beside.show()
    settle(plot.window())
    viewport = plot.chart.widget.viewport()
    for at in (50.0, 60.0):  # added, and moved
        paints = Watch(QEvent.Type.Paint, [viewport, beside])
        beside.update()
        plot.chart.show_moving([Rule(at, Span(0.0, 100.0), theme.color("muted"), 1.0, 6.0)])
        QApplication.sendPostedEvents(None, QEvent.Type.MetaCall)  # the scene's word of what has changed, too
        assert not paints.seen, at
        qtbot.waitUntil(partial(_are_seen, paints, {viewport, beside}))
        settle(plot.window())


def _are_seen(paints: Watch, widgets: set[QWidget]) -> bool:
    return paints.widgets == widgets


def test_an_arrow_points_where_its_vector_leads_and_one_of_no_length_is_hidden(
    plot: Plot, theme: Theme
) -> None:
    start, vector = np.array([50.0, 1.0]), np.array([10.0, 0.0])
    arrow = Arrow(start, vector, vector[None], theme.color("backward"), 46.0, 2.0)
    none = replace(arrow, vector=np.zeros(2), among=np.zeros((1, 2)))
    plot.show_picture(picture(), lambda _: [replace(arrow, among=np.full((1, 2), 1.7e308)), none])
    plot.show_picture(picture(), lambda _: [arrow, none])
    image = drawn(plot)
    ((x, y),) = plot.chart.pixels(start[None]).tolist()
    assert image.pixelColor(round(x + 30), round(y)).hueF() == pytest.approx(arrow.color.hueF(), abs=0.05)
    assert [shown.item.isVisible() for shown in plot.chart.moving] == [True, False]


def test_pictures_may_follow_each_other_for_long_without_leaving_items_behind(
    plot: Plot, theme: Theme
) -> None:
    line = Line(np.zeros((2, 2)), theme.color("text"), 1.0)
    plot.show_picture(picture(), lambda _: [line])
    plot.show_picture(picture())
    before = len(plot.chart.widget.scene().items())

    def repeated(count: int, theme: Theme) -> list[Shape]:
        return [line] * count

    for count in (1, 2, 3, 0):
        plot.show_picture(picture(), partial(repeated, count))
    assert len(plot.chart.widget.scene().items()) == before
    assert isinstance(plot.chart, Chart)
    assert plot.chart.view[0] == Span(0.0, 100.0)


def test_a_line_is_as_wide_on_a_screen_with_twice_the_pixels(qtbot: QtBot) -> None:
    line = Line(np.array([[0.0, 0.0], [1.0, 1.0]]), QColor("black"), 1.5)
    item = make_item(line, 1.0)
    for ratio in (1.0, 2.0):
        place_item(item, line, Page((Span(0.0, 1.0), Span(0.0, 1.0)), 100.0, 100.0, ratio))
        assert item.opts["pen"].widthF() == 1.5 * ratio


def test_the_numbers_below_a_narrow_plot_do_not_touch(plot: Plot) -> None:
    chart = plot.chart
    for high in (1.0, 1000.0, 40_000.0, 3e-7):
        chart.show(replace(picture(), epochs=high))
        drawn(plot)
        axis = chart.axis("bottom")
        metrics = QFontMetricsF(axis.style["tickFont"])
        for spacing, values in axis.tickValues(*axis.range, axis.size().width()):
            texts = axis.tickStrings(values, 1.0, spacing)
            at = [
                value * axis.size().width() / high for value, text in zip(values, texts, strict=True) if text
            ]
            widest = max(map(metrics.horizontalAdvance, texts), default=0.0)
            assert np.all(np.diff(at) >= widest)


NAMES = ["SGD", "momentum 0.9", "momentum 0.99, learning rate 0.05, mini-batch size 16, shuffling off"]


@pytest.mark.parametrize("size", [(1200, 600), (420, 300), (297, 106), (160, 250), (225, 140)])
@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("names", [NAMES[:1], NAMES, 2 * NAMES])
def test_no_legend_is_lost_and_none_covers_what_is_drawn(
    plot: Plot, size: tuple[int, int], scale: float, names: list[str]
) -> None:
    curves = tuple(Curve(f"{place} {name}", place, EPOCHS, 1 / EPOCHS) for place, name in enumerate(names))
    plot.use_theme(Theme.load("light", scale))
    plot.show_picture(CurvePicture(curves, 100.0))
    plot.resize(*size)
    drawn(plot)
    chart = plot.chart
    place = chart.legend.sceneBoundingRect()
    said = [key.name for key in chart.legend.keys if isinstance(key, Key)]
    assert said[-len(curves) :] == [curve.name for curve in curves]
    assert place.bottom() <= chart.frame.top()
    seen = chart.widget.rect().toRectF()
    areas = [area.translated(place.topLeft()) for area in chart.legend.areas]
    assert all(seen.contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    assert chart.frame.height() > 0.1 * size[1]


def test_a_covered_name_is_a_plain_field_and_a_click_on_it_asks_to_open_it(plot: Plot, qtbot: QtBot) -> None:
    plot.show_picture(replace(picture(), covered=True))
    drawn(plot)
    viewport = plot.chart.widget.viewport()
    at = plot.chart.legend.sceneBoundingRect().topLeft() + plot.chart.legend.areas[0].center()
    with qtbot.waitSignal(plot.legend_clicked):
        click(viewport, at.toPoint())
    plot.show_picture(picture())
    drawn(plot)
    with qtbot.assertNotEmitted(plot.legend_clicked, wait=20):
        click(viewport, at.toPoint())


def test_what_is_ahead_is_a_field_up_to_the_end(plot: Plot, theme: Theme) -> None:
    def greys(covered: bool) -> tuple[QColor, QColor]:
        plot.show_picture(picture(np.full(len(EPOCHS), 1.0)), Cursor(50.0, 100.0, covered).shapes)
        drawn(plot)
        image = plot.grab().toImage()
        at = plot.chart.pixels(np.array([[25.0, 1.0], [90.0, 1.0]]))
        before, ahead = (image.pixelColor(round(x), round(y)) for x, y in at.tolist())
        return before, ahead

    hue = theme.variant_color(0)
    for covered in (False, True):
        before, ahead = greys(covered)
        assert distance(before, hue) < 40
        assert distance(ahead, hue) > 100
        assert (distance(ahead, theme.color("sunk")) < 10) is covered


def distance(one: QColor, other: QColor) -> int:
    def channels(color: QColor) -> tuple[int, int, int]:
        return color.red(), color.green(), color.blue()

    return sum(abs(a - b) for a, b in zip(channels(one), channels(other), strict=True))
