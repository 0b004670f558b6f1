"""A fan of gradients as it is painted, in every theme and whatever its numbers are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import THEMES, Theme, ThemeName
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.rays import ray_at
from graphviz_nn.gui.plots.shapes import Rays
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.travellers import Push, Travellers
from graphviz_nn.scene.fan import Fan
from tests.gui.plots.test_surface_picture import valley

STEPS = np.array([[0.0, -0.2], [0.1, -0.1], [0.3, 0.0], [-0.1, 0.2]])
FAN = Fan(
    start=np.array([0.0, 0.0]),
    batches=STEPS,
    examples=2.0 * STEPS,
    full=np.array([0.0, 0.25]),
    this=2,
    downhill=np.array([False, False, True, True]),
    examples_downhill=np.array([False, True, True, True]),
    names=("all 40 rows", "this mini-batch"),
)


def painted(qtbot: QtBot, fan: Fan | None, theme: ThemeName = "light") -> tuple[QImage, Chart, Rays | None]:
    look = Theme.load(theme)
    chart = Chart(look, equal_units=True)
    chart.widget.resize(600, 400)
    qtbot.addWidget(chart.widget)
    chart.widget.show()
    surface = valley(1)
    ground = SurfacePicture(surface, ("SGD",), fan=fan.kinds if fan else ())
    pushes = (Push("−gradient", STEPS[2], "backward"), Push("velocity", 9 * STEPS[2], "text"))
    travellers = Travellers(ground.reach, (np.zeros((1, 2)),), pushes, fan=fan)
    chart.show(ground)
    chart.show_moving(travellers.shapes(look))
    image = chart.widget.grab().toImage()
    rays = next((each.shape for each in chart.moving if isinstance(each.shape, Rays)), None)
    return image, chart, rays


def color_at(image: QImage, chart: Chart, numbers: tuple[float, float]) -> QColor:
    (place,) = chart.pixels(np.array([numbers]))
    return image.pixelColor(*np.rint(place * image.devicePixelRatio()).astype(int).tolist())


def is_near(color: QColor, other: QColor) -> bool:
    pairs = ((color.red(), other.red()), (color.green(), other.green()), (color.blue(), other.blue()))
    return all(abs(a - b) < 40 for a, b in pairs)


@pytest.mark.parametrize("theme", THEMES)
def test_this_mini_batch_s_arrow_is_plain_and_that_of_all_rows_broad_and_open(
    qtbot: QtBot, theme: ThemeName
) -> None:
    look = Theme.load(theme)
    image, chart, rays = painted(qtbot, FAN, theme)
    assert rays is not None
    assert is_near(color_at(image, chart, (0.15, 0.0)), look.color("backward"))
    assert is_near(color_at(image, chart, (0.0, 0.15)), look.color("surface"))


def test_where_it_is_old_it_is_pale(qtbot: QtBot) -> None:
    look = Theme.load("light")
    image, chart, _ = painted(qtbot, replace(FAN, is_old=True))
    assert not is_near(color_at(image, chart, (0.15, 0.0)), look.color("backward"))


@pytest.mark.parametrize("broken", [np.nan, np.inf, 1e300, 0.0])
def test_numbers_that_are_out_of_range_are_not_drawn_and_harm_nothing(qtbot: QtBot, broken: float) -> None:
    fan = replace(
        FAN, batches=np.full((4, 2), broken), examples=np.full((4, 2), broken), full=np.full(2, broken)
    )
    painted(qtbot, fan)
    painted(qtbot, replace(FAN, start=np.full(2, broken)))


def test_what_lies_under_the_pointer_is_found_by_the_axes_numbers(qtbot: QtBot) -> None:
    _, chart, rays = painted(qtbot, FAN)
    page = next(each.page for each in chart.moving if each.shape is rays)
    assert rays is not None
    assert page is not None
    assert ray_at(rays, page, (0.15, 0.0)) == ("batch", 2)
    assert ray_at(rays, page, (0.0, 0.15)) == ("all", 0)
    assert ray_at(rays, page, (-0.9, -0.9)) is None
    assert ray_at(rays, page, (np.nan, 0.0)) is None
