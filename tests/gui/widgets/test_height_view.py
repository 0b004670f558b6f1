"""The loss surface in three dimensions, with paths that leave it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QThreadPool
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.height_field import relief_of
from graphviz_nn.gui.plots.height_sight import points_of, share_seen
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.travellers import Travellers
from graphviz_nn.gui.widgets.height_view import HeightView
from graphviz_nn.landscape.plane import LossGrid, Surface
from graphviz_nn.landscape.planes import whole_plane
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

NO_BUTTON, NO_KEY, NO_PHASE = (
    Qt.MouseButton.NoButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.ScrollPhase.NoScrollPhase,
)
SECONDS = 2.0  # of the processor's time for a picture; without bounds it was 12
SPANS = (Span(-1.0, 1.0), Span(-1.0, 1.0))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[HeightView]:
    view = HeightView(Theme.load("light"))
    qtbot.addWidget(view)
    view.resize(600, 450)
    view.show()
    yield view
    view.close()
    QThreadPool.globalInstance().waitForDone()


def landscape(path: FloatArray, side: int = 21) -> SurfacePicture:
    """A bowl with a path on it."""
    across = np.linspace(-1.0, 1.0, side)
    losses = across**2 + across[:, None] ** 2
    plane = whole_plane(["a", "b"])
    return SurfacePicture(Surface(plane, LossGrid(plane, across, across, losses), (path,)), ("SGD",))


def swinging(growth: float, count: int = 120) -> FloatArray:
    """A path that swings to and fro across the minimum, each time farther."""
    steps = np.arange(count)[:, None]
    return np.asarray(np.array([0.3, 0.1]) * np.where(steps % 2, -1.0, 1.0) * growth**steps)


def ink(view: HeightView) -> int:
    """Return how many pixels have the hue of the path."""
    image, hue = view.grab().toImage(), Theme.load("light").variant_color(0).hueF()
    colors = [image.pixelColor(x, y) for x in range(0, 600, 2) for y in range(60, 450, 2)]
    return sum(color.saturationF() > 0.4 and abs(color.hueF() - hue) < 0.05 for color in colors)


@pytest.mark.parametrize(
    "path",
    [
        swinging(1.3),
        swinging(19.0),
        swinging(300.0),
        np.random.default_rng(0).uniform(-1.0, 1.0, (2000, 2)),
        np.vstack([swinging(1.0, 2), np.full((3, 2), np.inf), swinging(1.0, 2), np.full((3, 2), np.nan)]),
    ],
    ids=["slowly", "fast", "out of all numbers", "scribbled", "to infinity"],
)
def test_a_path_that_diverges_is_drawn_on_the_ground_and_quickly(
    view: HeightView, qtbot: QtBot, path: FloatArray
) -> None:
    view.show_surface(landscape(path), Travellers(SPANS, (path,)))
    qtbot.waitUntil(lambda: ink(view) > 50)  # paths are drawn from when it rests on
    for _ in range(4):
        view.turn(40.0, 5.0)
        began = time.thread_time()
        view.grab()
        assert time.thread_time() - began < SECONDS


def test_a_variant_that_left_the_ground_has_a_hollow_mark_at_its_rim(view: HeightView, qtbot: QtBot) -> None:
    inside = np.array([[0.0, 0.0]])
    view.show_surface(landscape(inside), Travellers(SPANS, (inside,)))
    qtbot.waitUntil(lambda: ink(view) > 10)
    rim = float(SPANS[0].high)
    view.show_surface(landscape(inside), Travellers(SPANS, (np.array([[rim, 0.0]]),)))
    filled = view.grab().toImage()
    for outside in (1.5 * rim, 1e300, np.inf):
        view.show_surface(landscape(inside), Travellers(SPANS, (np.array([[outside, 0.0]]),)))
        assert ink(view) > 0
        assert view.grab().toImage() != filled
    view.show_surface(landscape(inside), Travellers(SPANS, (np.array([[np.nan, 0.0]]),)))
    assert ink(view) == 0


def test_the_wheel_comes_nearer_and_the_pointer_reads_the_ground(view: HeightView, qtbot: QtBot) -> None:
    path = np.array([[0.0, 0.0]])
    view.show_surface(landscape(path), Travellers(SPANS, (path,)))
    view.grab()
    place = view.rect().center()
    with qtbot.waitSignal(view.hovered) as told:
        QTest.mouseMove(view, place + QPoint(3, 30))
        QTest.mouseMove(view, place + QPoint(0, 30))
    assert told.args is not None
    assert all(-1 <= number <= 1 for number in told.args)
    before = view.camera.zoom
    wheel = QWheelEvent(
        QPointF(place),
        QPointF(view.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 240),
        NO_BUTTON,
        NO_KEY,
        NO_PHASE,
        False,
    )
    QApplication.sendEvent(view, wheel)
    assert view.camera.zoom > before
    view.grab()


START = np.array([0.3, -0.4])


def beginning(view: HeightView, qtbot: QtBot, start: FloatArray | None = START) -> list[tuple[float, ...]]:
    """Show a start on the ground; return where it will have been dragged to."""
    moved: list[tuple[float, ...]] = []
    view.start_moved.connect(lambda *told: moved.append(told))
    path = np.zeros((1, 2))
    view.show_surface(landscape(path), Travellers(SPANS, (path,), start=start))
    qtbot.waitUntil(lambda: view._is_still)
    return moved


def pixel_of(view: HeightView, point: FloatArray) -> QPoint:
    """Return where a point of the plane is seen."""
    assert view._ground is not None
    pixels, _ = view._ground.placed((point[None] + 1) / 2)
    return QPointF(*pixels[0].tolist()).toPoint()


def test_the_start_is_dragged_over_the_ground_while_the_view_stays(view: HeightView, qtbot: QtBot) -> None:
    moved, camera = beginning(view, qtbot), view.camera
    there = np.array([-0.2, -0.1])
    way = [pixel_of(view, START + share * (there - START)) for share in (0.0, 0.5, 1.0)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=way[0])
    for place in way[1:]:
        QTest.mouseMove(view, place)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=way[-1])
    assert [held for *_, held in moved] == [False, True]
    assert np.allclose(moved[-1][:2], there, atol=0.03)
    assert view.camera == camera


@pytest.mark.parametrize("start", [START, None], ids=["one that moves", "one that is fixed"])
def test_a_click_with_shift_puts_the_start_there_if_it_can_move(
    view: HeightView, qtbot: QtBot, start: FloatArray | None
) -> None:
    moved, camera = beginning(view, qtbot, start), view.camera
    there = np.array([0.5, 0.2])
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, shift, pixel_of(view, there))
    assert len(moved) == (start is not None)
    assert start is None or np.allclose(moved[0][:2], there, atol=0.03)
    assert view.camera == camera


@pytest.mark.parametrize("start", [START, np.array([3.0, 0.0]), np.array([np.nan, 0.0]), None])
def test_beside_the_start_the_hand_turns_the_ground(
    view: HeightView, qtbot: QtBot, start: FloatArray | None
) -> None:
    moved, camera = beginning(view, qtbot, start), view.camera
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 330))
    QTest.mouseMove(view, QPoint(340, 330))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(340, 330))
    assert not moved
    assert view.camera != camera


def ravine(path: FloatArray, turn: bool = False) -> SurfacePicture:
    """A ravine that goes across, or up, with a path along its floor."""
    at = np.linspace(-1.0, 1.0, 41)
    losses = np.tile(0.2 + at[:, None] ** 2, (1, 41))
    plane = whole_plane(["c", "d"] if turn else ["a", "b"])
    grid = LossGrid(plane, at, at, losses.T.copy() if turn else losses)
    return SurfacePicture(Surface(plane, grid, (path,)), ("SGD",))


def test_it_is_seen_from_where_no_hill_hides_the_path_until_someone_turns_it(view: HeightView) -> None:
    along = np.column_stack([np.linspace(-0.8, 0.8, 20), np.zeros(20)])
    first, other = ravine(along), ravine(along[:, ::-1], turn=True)
    view.show_surface(first, Travellers(SPANS, (along,)))
    assert share_seen(relief_of(first.heights), view.camera, points_of([(along + 1) / 2])) > 0.9
    view.show_surface(other, Travellers(SPANS, (along[:, ::-1],)))
    assert share_seen(relief_of(other.heights), view.camera, points_of([(along[:, ::-1] + 1) / 2])) > 0.9
    plane = whole_plane(["c", "d"])  # made anew, as while a setting is dragged
    moved = SurfacePicture(replace(other.surface, plane=plane, paths=(along,)), ("SGD",))
    turn = view.camera.turn
    view.show_surface(moved, Travellers(SPANS, (along,)))
    assert view.camera.turn == turn  # the same plane
    view.turn(5.0, 0.0)
    view.show_surface(first, Travellers(SPANS, (along,)))
    assert view.camera.turn == turn + 5.0
