"""Charts of paths that diverge, of noise and of numbers out of all bounds: Qt is never given more than it can draw."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from pyqtgraph import PlotCurveItem
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QFont, QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.curve_picture import Curve, CurvePicture
from graphviz_nn.gui.plots.marks_item import MarksItem
from graphviz_nn.gui.plots.shapes import (
    Arrow,
    Handle,
    LevelNames,
    Line,
    Marks,
    Outside,
    Segments,
    Series,
    Shape,
    Titles,
    Words,
)
from graphviz_nn.gui.plots.visible import MOST
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

SIZE = (900, 600)
SECONDS = 2.0  # of the processor's time for each picture; without bounds it was 14 to over 60
RED, MANY = QColor("red"), 2000
UNIT = Span(0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture of some shapes."""

    drawn: list[Shape]
    spans: tuple[Span, Span] = (UNIT, UNIT)
    log: bool = False
    labels: tuple[str, str] = ("across", "up")

    def shapes(self, theme: Theme) -> list[Shape]:
        return self.drawn


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[Chart]:
    chart = Chart(Theme.load("light"))
    chart.widget.resize(*SIZE)
    chart.widget.show()
    QApplication.processEvents()
    yield chart
    chart.widget.close()


def swinging(growth: float) -> FloatArray:
    """A path that swings to and fro across its minimum, each time farther, as momentum with too large a rate does."""
    ends = np.array([0.01, 0.004]) * np.where(np.arange(MANY) % 2, -1.0, 1.0)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(0.5 + ends * growth ** np.arange(MANY)[:, None])


def paths() -> dict[str, FloatArray]:
    random = np.random.default_rng(0)
    scribble = random.random((MANY, 2))
    teeth = np.column_stack([np.linspace(0, 1, MANY), np.arange(MANY) % 2])
    holes = np.where(random.random((MANY, 1)) < 0.3, [np.nan, np.inf], scribble)
    return {
        "swinging slowly": swinging(1.02),
        "swinging": swinging(1.5),
        "swinging out of all numbers": swinging(3.0),
        "scribbled": scribble,
        "teeth": teeth.astype(np.float64),
        "far": (scribble - 0.5) * 1e9,
        "out of all bounds": (scribble - 0.5) * 1e300,
        "holes": holes,
        "nowhere": np.full((MANY, 2), np.nan),
    }


def curves() -> dict[str, FloatArray]:
    random = np.random.default_rng(0)
    return {
        "growing": np.geomspace(1e-300, 1e300, MANY),
        "to the largest number": np.geomspace(1.0, 1.79e308, MANY),
        "to infinity": np.append(np.geomspace(1.0, 1e300, MANY - 1), np.inf),
        "tiny": np.geomspace(5e-324, 1e-300, MANY),
        "teeth": np.where(np.arange(MANY) % 2, 1e-300, 1e300),
        "noise": random.random(MANY),
        "noise out of all bounds": 10.0 ** random.uniform(-300, 300, MANY),
        "nowhere": np.full(MANY, np.nan),
        "zero": np.zeros(MANY),
    }


KINDS: dict[str, Callable[[FloatArray], Shape]] = {
    "line": lambda points: Line(points, RED, 2.0),
    "dashed line": lambda points: Line(points, RED, 2.0, dashed=True),
    "series": lambda points: Series(points[points[:, 0].argsort()], RED, 2.0),
    "dashed series": lambda points: Series(points[points[:, 0].argsort()], RED, 2.0, dashed=True),
    "segments": lambda points: Segments(points.reshape(-1, 2, 2), RED, 2.0),
    "marks": lambda points: Marks(points, "star", 9.0, RED, RED, 1.0),
}


def views(chart: Chart) -> Iterator[None]:
    """See the whole, and then ever closer."""
    chart.show_all()
    QApplication.processEvents()
    yield
    for share in (0.5, 0.1, 0.03):
        chart.box.scaleBy((share, share))
        yield


def seconds_for(chart: Chart) -> float:
    began = time.thread_time()
    chart.widget.grab()
    return time.thread_time() - began


def given_to_qt(chart: Chart) -> list[FloatArray]:
    """Return for each item its points, in pixels of the widget."""
    items = chart.box.childGroup.childItems()
    drawn = [item for item in items if isinstance(item, PlotCurveItem | MarksItem)]
    data = [item.points if isinstance(item, MarksItem) else np.column_stack(item.getData()) for item in drawn]
    frame, (across, up) = chart.frame, chart.view
    return [
        np.column_stack(
            [
                frame.left() + across.shares(points[:, 0]) * frame.width(),
                frame.bottom() - up.shares(points[:, 1]) * frame.height(),
            ]
        )
        for points in data
    ]


@pytest.mark.parametrize("moves", [False, True], ids=["still", "moving"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_gives_qt_a_bounded_number_of_points_near_the_frame_at_every_zoom(
    chart: Chart, kind: str, moves: bool
) -> None:
    for name, path in paths().items():
        shapes = [KINDS[kind](path)]
        chart.show(Shown([] if moves else shapes))
        chart.show_moving(shapes if moves else [])
        for _ in views(chart):
            assert seconds_for(chart) < SECONDS, name
            (pixels,) = given_to_qt(chart)
            assert len(pixels) <= MOST, name
            assert np.nanmax(np.abs(pixels), initial=0.0) < 2 * max(SIZE), name


@pytest.mark.parametrize("log", [False, True], ids=["linear", "logarithmic"])
@pytest.mark.parametrize("held_out", [False, True], ids=["solid", "dashed"])
def test_every_curve_of_losses_is_drawn_within_bounds(chart: Chart, held_out: bool, log: bool) -> None:
    for name, losses in curves().items():
        curve = Curve("SGD", 0, np.arange(0.5, MANY), losses, held_out)
        chart.show(CurvePicture((curve,), float(MANY), log))
        for _ in views(chart):
            assert seconds_for(chart) < SECONDS, name
            (pixels,) = given_to_qt(chart)
            assert np.nanmax(np.abs(pixels), initial=0.0) < 2 * max(SIZE), name


def test_a_path_that_flew_off_is_seen_as_far_as_the_frame(chart: Chart) -> None:
    chart.show(Shown([Line(np.array([[0.5, 0.5], [1e150, 0.5e150]]), RED, 2.0)]))
    image = chart.widget.grab().toImage()
    ((x, y),) = chart.pixels(np.array([[0.9, 0.7]])).tolist()
    assert image.pixelColor(round(x), round(y)).saturationF() > 0.8


FONT = QFont("Inter", 10)
SINGLE: dict[str, Callable[[FloatArray], Shape]] = {
    "handle": lambda at: Handle(at, 12.0, RED, RED, RED, 1.5, "star"),
    "words": lambda at: Words(at[None], ("here",), RED, FONT, (1.0, 0.0), RED),
    "pinned words": lambda at: Words(at[None], ("here",), RED, FONT, (1.0, 0.0), RED, pinned=True),
    "titles": lambda at: Titles(np.stack([at, at])[None], ("left",), ("right",), (FONT,), RED, 0.2, 8.0),
    "names of levels": lambda at: LevelNames(
        np.stack([at, at + 0.1])[None], np.zeros(1, np.intp), ("1",), RED, FONT, RED
    ),
    "outside": lambda at: Outside(at, "o", 12.0, RED, RED, 1.0),
    "arrow": lambda at: Arrow(at, np.ones(2), np.ones((1, 2)), RED, 60.0, 2.0, name="up", font=FONT),
    "arrow to there": lambda at: Arrow(np.full(2, 0.5), at, at[None], RED, 60.0, 2.0, name="up", font=FONT),
}
FAR = (-np.inf, -1.7e308, -1e300, -1e20, -1e6, -3.0, 0.5, 4.0, 1e6, 1e20, 1e300, 1.7e308, np.inf, np.nan)


@pytest.mark.parametrize("kind", SINGLE)
def test_what_stands_at_a_point_may_stand_anywhere(chart: Chart, kind: str) -> None:
    """Qt says nothing, which would fail the test."""
    for across in FAR:
        for up in FAR:
            shape = SINGLE[kind](np.array([across, up]))
            with np.errstate(all="raise", under="ignore"):
                chart.show_moving([shape])
                chart.widget.grab()


def test_a_handle_is_there_for_as_much_of_it_as_is_seen(chart: Chart) -> None:
    for across, is_seen in ((0.5, True), (1.0, True), (1.01, True), (1.5, False), (np.nan, False)):
        chart.show_moving([SINGLE["handle"](np.array([across, 0.5]))])
        (shown,) = chart.moving
        assert shown.item.isVisible() == is_seen


class Seen(QObject):
    """What of a chart was painted lately, as a part of its own."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._widget, self._viewport = chart.widget, chart.widget.viewport()
        self.part = QRegion()
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.part += event.region()
        return False

    def look(self) -> QImage:
        """Return what it looks like; to look is no painting."""
        part = QRegion(self.part)
        image: QImage = self._widget.grab().toImage()
        self.part = part
        return image


HERE, THERE = np.array([0.25, 0.3]), np.array([0.7, 0.75])
CORNERS = 0.1 * np.array([[0.0, 0.0], [1.0, 0.2], [1.0, 1.0], [0.0, 0.8]])
MOVED = {
    name: kind for name, kind in SINGLE.items() if name not in ("outside", "pinned words", "titles")
} | KINDS


def at_place(kind: str, place: FloatArray) -> Shape:
    """Return a small shape that stands there."""
    return MOVED[kind](place + CORNERS if kind in KINDS else place)


def nothing_is_left(qtbot: QtBot, chart: Chart, change: Callable[[], object]) -> None:
    """Hold that all that looks otherwise after a change was painted for it."""
    qtbot.wait(50)  # until axes and all stand still: what they paint would hide what is left out
    seen = Seen(chart)
    before = seen.look()
    change()
    qtbot.waitUntil(
        lambda: not seen.part.isEmpty()
    )  # to look earlier would be a painting before the screen's
    assert before != seen.look()

    def is_painted() -> bool:
        images = [before.copy(), seen.look()]
        for image in images:
            with painting(image) as painter:
                painter.setClipRegion(seen.part)
                painter.fillRect(image.rect(), RED)
        return images[0] == images[1]

    qtbot.waitUntil(is_painted)


@pytest.mark.parametrize("kind", MOVED)
def test_what_moves_is_painted_away_where_it_was(qtbot: QtBot, chart: Chart, kind: str) -> None:
    chart.show(Shown([]))
    chart.show_moving([at_place(kind, HERE)])
    nothing_is_left(qtbot, chart, lambda: chart.show_moving([at_place(kind, THERE)]))
    nothing_is_left(qtbot, chart, lambda: chart.show_moving([]))


@pytest.mark.parametrize("moves", [False, True], ids=["still", "moving"])
@pytest.mark.parametrize("kind", MOVED)
def test_what_is_seen_from_nearer_is_painted_away_where_it_was(
    qtbot: QtBot, chart: Chart, kind: str, moves: bool
) -> None:
    shapes = [at_place(kind, HERE)]
    chart.show(Shown([] if moves else shapes))
    chart.show_moving(shapes if moves else [])
    nothing_is_left(qtbot, chart, lambda: chart.box.scaleBy((0.8, 0.8)))
