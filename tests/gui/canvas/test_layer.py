"""What is kept as pixels looks, after any steps and moves of the camera, like what is painted anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage

from graphviz_nn.debug.record import make_record
from graphviz_nn.graph import expression
from graphviz_nn.gui.canvas import edges
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.card_numbers import Writing
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.layer import HINTS
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import STILL, Motion
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.screen import Screen
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.painting import painting
from graphviz_nn.scene.drawing import DrawingWish
from graphviz_nn.scene.layout import Layout
from graphviz_nn.scene.scene import Scene, make_scene
from tests.debug.examples import second_moment, small_problem

SIZE = QSize(420, 260)
INK, BLUR = 64, 8  # of 255
MOVES = st.tuples(st.integers(0, 60), st.integers(-300, 300), st.integers(-200, 200))


@pytest.fixture(scope="module")
def scene() -> Scene:
    return make_scene(make_record(expression("x1*x2 + ln(x1) - sin(x2) * x1", x1=2.0, x2=5.0)), 0)


@pytest.fixture(scope="module")
def layers() -> Scene:
    return make_scene(second_moment(small_problem()).record, 0, DrawingWish("layers"))


@pytest.fixture(scope="module")
def look() -> Look:
    return Look(Theme.load("light"))


def shown(screen: Screen, scene: Scene, camera: Camera, motion: Motion = STILL) -> NDArray[np.uint8]:
    """Return the pixels of a scene on a screen, of shape (height, width, 4)."""
    image = QImage(SIZE * camera.ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(camera.ratio)
    with painting(image) as painter:
        painter.setRenderHints(HINTS)
        screen.paint(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), camera, scene, motion, "")
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def apart(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return how far each pixel is from the most like it of those around its place in the other picture."""
    around = [np.roll(second, shift, axis=(0, 1)) for shift in product((-1, 0, 1), repeat=2)]
    distances: NDArray[np.int16] = np.min([np.abs(first.astype(np.int16) - o) for o in around], axis=0)
    return distances


def screen_of(look: Look, scene: Scene) -> Screen:
    screen = Screen(look)
    return screen


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@given(path=st.lists(MOVES, min_size=1, max_size=6))
@example(path=[(2, 0, 108), (3, 0, -75)])  # a text's line half way between two pixels
@settings(max_examples=15, deadline=None)
def test_steps_and_moves_leave_nothing_behind(
    qapp: object, scene: Scene, look: Look, ratio: float, path: list[tuple[int, int, int]]
) -> None:
    screen, camera = screen_of(look, scene), Camera(0.9, 10.3, 20.7, ratio)
    for position, across, down in path:
        camera = camera.moved(QPointF(across, down))
        now = replace(scene, position=min(position, len(scene.tape.record.events)))
        kept = shown(screen, now, camera)
        anew = shown(screen_of(look, scene), now, camera)
        # What is clipped elsewhere, or lies half way between two pixels, may be rounded otherwise; what is left behind
        # would be in full ink, and more than a pixel away.
        assert apart(kept, anew).max() < INK


@given(factors=st.lists(st.floats(0.7, 1.4), min_size=1, max_size=5))
@example(factors=[0.7, 0.7, 0.7])  # far more comes into view than was there
@settings(max_examples=12, deadline=None)
def test_while_the_user_zooms_everything_is_seen_and_at_rest_as_if_painted_anew(
    qapp: object, scene: Scene, look: Look, factors: list[float]
) -> None:
    screen, camera = screen_of(look, scene), Camera(0.9, 10.3, 20.7)
    shown(screen, scene, camera)
    for factor in factors:
        camera = camera.zoomed(factor, QPointF(200, 130))
        hurried = shown(screen, scene, camera, Motion(is_zooming=True))
        anew = shown(screen_of(look, scene), scene, camera)
        assert np.abs(hurried.astype(np.int16) - anew).mean() < BLUR
    assert apart(shown(screen, scene, camera), anew).max() < INK


def test_words_beside_an_edge_come_into_view_whole(qapp: object, layers: Scene, look: Look) -> None:
    assert isinstance(layers.drawing, Layout)
    first = layers.drawing.routes[0].points[0]
    before = Camera(1.0, 20 - first[0], 4 - first[1])  # the edge is at the top, its shape is above the window
    after, screen = before.moved(QPointF(0, 40)), screen_of(look, layers)
    shown(screen, layers, before)
    anew = shown(screen_of(look, layers), layers, after)
    assert np.abs(shown(screen, layers, after).astype(np.int16) - anew).max() < INK


def test_a_step_writes_only_the_card_that_it_changed(qapp: object, scene: Scene) -> None:
    writing, places = Writing(), range(len(scene.faces))
    assert writing.due(scene, places) == list(places)
    assert writing.due(scene, places) == []
    assert len(writing.due(replace(scene, position=1), places)) == 1


@pytest.mark.parametrize("name", ["light", "projector"])
def test_the_shape_beside_an_edge_that_climbs_stands_clear_of_its_card(
    qapp: object, layers: Scene, name: ThemeName
) -> None:
    assert isinstance(layers.drawing, Layout)
    look, image = Look(Theme.load(name)), QImage(1600, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with painting(image) as painter:
        edges.paint_shapes(
            Canvas(painter, Camera(), look, Tiles(look), Paths(layers.layout)),
            layers,
            range(len(layers.drawing.routes)),
        )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(800, 1600, 4)
    climbing = [
        r.points[0] for r in layers.drawing.routes if abs(r.points[-1][1] - r.points[0][1]) > edges.LEVEL
    ]
    assert climbing
    for x, y in climbing:
        beside = pixels[int(y) - 40 : int(y) + 40, int(x) - 40 : int(x)]
        assert beside.min() == 255
