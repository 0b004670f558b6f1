"""Arrows and fans of them that lie on a surface in three dimensions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QImage
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.height_arrows import _page, draw_on_ground, ray_on_ground
from graphviz_nn.gui.plots.height_field import Camera, draw_heights, relief_of
from graphviz_nn.gui.plots.height_ground import Ground
from graphviz_nn.gui.plots.rays import laid_out
from graphviz_nn.gui.plots.shapes import Arrow, Rays, Shape
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.landscape.plane import LossGrid, Surface
from graphviz_nn.landscape.planes import whole_plane
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Fan

SIZE, TOP = (300, 400), 40
HUE, GREY = QColor("red"), QColor("grey")
CROSS = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
CAMERAS = (Camera(), Camera(turn=100.0, tilt=60.0), Camera(turn=220.0, zoom=2.0))


def bowl(camera: Camera) -> Ground:
    """A bowl over −1 to 1, seen from somewhere."""
    across = np.linspace(-1.0, 1.0, 21)
    losses = across**2 + across[:, None] ** 2
    plane = whole_plane(["a", "b"])
    picture = SurfacePicture(Surface(plane, LossGrid(plane, across, across, losses)), ())
    view = draw_heights(relief_of(picture.heights), camera, SIZE, [GREY] * 4, GREY)
    return Ground(picture, view, SIZE[1], SIZE[0], TOP)


def rays(start: tuple[float, float] = (0.1, -0.1)) -> Rays:
    """A fan of four mini-batches and two examples."""
    few = np.ones(2, dtype=bool)
    fan = Fan(
        np.array(start),
        CROSS,
        0.5 * CROSS[:2],
        np.array([0.7, 0.7]),
        0,
        np.ones(4, bool),
        few,
        ("all", "own"),
    )
    return Rays(fan, HUE, HUE, GREY, 40.0, 2.0, 6.0, QFont())


def arrow(start: tuple[float, float], vector: FloatArray) -> Arrow:
    return Arrow(np.array(start), vector, vector[None], HUE, 40.0, 2.0, 6.0)


def drawn(shapes: list[Shape], ground: Ground) -> list[tuple[int, int]]:
    """Return the pixels that are drawn on."""
    image = QImage(ground.width, ground.top + ground.height, QImage.Format.Format_ARGB32)
    image.fill(0)
    with painting(image) as painter:
        draw_on_ground(painter, shapes, ground)
    return [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha()
    ]


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
def test_the_tip_of_each_ray_is_told_as_that_ray(qtbot: QtBot, camera: Camera) -> None:
    ground, fan = bowl(camera), rays()
    page = _page(ground)
    ways = laid_out(fan, page)[1]
    for place, way in enumerate(ways.batches):
        tip = fan.fan.start + way * (1.0, -1.0) / page.scale
        assert ray_on_ground(fan, ground, (float(tip[0]), float(tip[1]))) == ("batch", place)
    assert ray_on_ground(fan, ground, (-0.9, 0.9)) is None


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
def test_an_arrow_leads_from_its_start_to_where_its_vector_does(qtbot: QtBot, camera: Camera) -> None:
    ground, start, vector = bowl(camera), (0.0, 0.0), np.array([0.4, 0.2])
    pixels = np.array(drawn([arrow(start, vector)], ground), dtype=np.float64)
    (x, y), (right, down) = ground.placed(np.array([[0.5, 0.5], [0.7, 0.6]]))[0]
    along = np.array([right - x, down - y]) / np.hypot(right - x, down - y)
    ahead = (pixels - (x, y)) @ along
    aside = (pixels - (x, y)) @ (-along[1], along[0])
    assert ahead.min() > 0
    assert np.abs(aside).max() < 0.35 * ahead.max()


@pytest.mark.parametrize(
    "shape", [arrow((3.0, 0.0), CROSS[0]), arrow((np.nan, 0.0), CROSS[0]), rays((0.0, -2.0))]
)
def test_what_begins_beside_the_ground_is_not_drawn(qtbot: QtBot, shape: Shape) -> None:
    assert drawn([shape], bowl(Camera())) == []


@pytest.mark.parametrize("far", [np.inf, -np.inf, np.nan, 1.7e308, 1e-320])
def test_whatever_its_numbers_are_an_arrow_ends_somewhere(qtbot: QtBot, far: float) -> None:
    ground, vector = bowl(Camera()), np.array([far, -1.7e308])
    drawn([arrow((0.0, 0.0), vector)], ground)
    fan = replace(rays().fan, batches=np.vstack([CROSS[:3], vector]), full=vector)
    drawn([replace(rays(), fan=fan, step=vector)], ground)


def test_nothing_reaches_into_the_legend(qtbot: QtBot) -> None:
    ground = bowl(Camera(zoom=4.0))
    pixels = drawn([rays()], ground)
    assert pixels
    assert min(y for _, y in pixels) >= TOP
    assert min(y for _, y in drawn([rays()], ground._replace(top=0))) < TOP
