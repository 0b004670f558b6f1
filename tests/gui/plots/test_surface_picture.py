"""The loss surface in contours, and a value along one variable: what they show, at any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import THEMES, Theme, ThemeName
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.ground_colors import ground_colors
from graphviz_nn.gui.plots.pixel_item import NAMES_APART, chosen_places
from graphviz_nn.gui.plots.shapes import Arrow, Key, LevelNames, Marks, Outside, Shape, Words
from graphviz_nn.gui.plots.slice_picture import Balls, SlicePicture, SlopePicture
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.travellers import ACTIVE_MARK, Push, Travellers
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.landscape.plane import LossGrid, Surface
from graphviz_nn.landscape.planes import whole_plane
from graphviz_nn.scene.spans import Span
from tests.landscape.test_survey import descent, surveyed

STEEP = np.array([1.0, 9.0])
UNITED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def valley(paths: int = 2) -> Surface:
    """A bowl nine times as steep up as across, with paths of its own descent."""
    grid = np.linspace(-1.0, 1.0, 41)
    steps = np.arange(20)[:, None]
    walks = tuple(
        np.array([-0.8, 0.6]) * (1 - rate * STEEP) ** steps for rate in (0.05, 0.1, 0.15, 0.2)[:paths]
    )
    losses = STEEP[0] * grid**2 + STEEP[1] * grid[:, None] ** 2
    home = (-1.0, 1.0), (-1.0, 1.0)
    plane = whole_plane(["w1", "w2"])
    return Surface(plane, LossGrid(plane, grid, grid, losses, lowest=np.zeros(3)), walks, home=home)


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[Chart]:
    chart = Chart(Theme.load("light"), equal_units=True)
    chart.widget.resize(600, 400)
    chart.widget.show()
    yield chart
    chart.widget.close()


def shown(chart: Chart, picture: SurfacePicture) -> Chart:
    chart.show(picture)
    chart.widget.grab()
    QApplication.processEvents()
    return chart


@UNITED
@given(st.integers(180, 1600), st.integers(150, 1000))
def test_a_unit_is_as_long_across_as_up_whatever_the_size(chart: Chart, width: int, height: int) -> None:
    chart.widget.resize(width, height)
    shown(chart, SurfacePicture(valley(), ("SGD", "momentum")))
    origin, right, above = chart.pixels(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert right[0] - origin[0] == pytest.approx(origin[1] - above[1], rel=0.01)
    assert all(view.low <= -1 + 1e-9 and view.high >= 1 - 1e-9 for view in chart.view)


@UNITED
@given(
    st.integers(260, 1600),
    st.integers(160, 1000),
    st.integers(1, 4),
    st.text(st.sampled_from("abc xyz"), min_size=1, max_size=40),
    st.sampled_from(THEMES),
)
def test_the_legend_is_always_there_and_never_over_the_picture(
    chart: Chart, width: int, height: int, paths: int, name: str, theme: ThemeName
) -> None:
    chart.use_theme(Theme.load(theme))
    chart.widget.resize(width, height)
    shown(chart, SurfacePicture(valley(paths), (name,) * paths))
    area, frame = chart.legend.sceneBoundingRect(), chart.frame
    assert len(chart.legend.areas) >= paths + 1
    assert area.bottom() <= frame.top() + 1
    assert all(area.left() + each.right() <= chart.widget.width() for each in chart.legend.areas)
    assert frame.height() > 30


def test_covered_names_look_all_the_same(chart: Chart) -> None:
    areas = []
    for names in (("a", "b"), ("a much longer name", "another")):
        shown(chart, SurfacePicture(valley(), names, hidden=True))
        areas.append([area.width() for area in chart.legend.areas])
    assert areas[0] == areas[1]


@UNITED
@given(st.integers(200, 1600), st.integers(160, 1000))
def test_the_names_of_levels_keep_their_distance(width: int, height: int) -> None:
    picture = SurfacePicture(valley(), ())
    (names,) = (shape for shape in picture.shapes(Theme.load("light")) if isinstance(shape, LevelNames))
    page = Page((Span(-1.0, 1.0), Span(-1.0, 1.0)), width, height)
    middles = (names.segments.mean(axis=1) + 1) / 2 * (width, height)
    chosen = chosen_places(middles, names.levels, page)
    apart = np.hypot(*(middles[chosen][:, None] - middles[chosen][None]).transpose(2, 0, 1))
    assert chosen
    assert apart[~np.eye(len(chosen), dtype=bool)].min(initial=np.inf) >= NAMES_APART


def test_a_level_is_called_by_the_loss_on_it() -> None:
    surface = valley()
    (names,) = (
        s for s in SurfacePicture(surface, ()).shapes(Theme.load("light")) if isinstance(s, LevelNames)
    )
    for place in range(0, len(names.levels), 97):
        loss = surface.at(*names.segments[place].mean(axis=0).tolist())
        said = float(names.texts[names.levels[place]])
        assert loss == pytest.approx(said, rel=0.12, abs=0.02)


def words(shapes: list[Shape]) -> list[str]:
    return [text for shape in shapes if isinstance(shape, Words) for text in shape.texts]


def test_what_lies_ahead_is_pale_or_covered(qtbot: QtBot) -> None:
    theme = Theme.load("light")
    open_, covered = (SurfacePicture(valley(), ("a", "b"), 0, flag).shapes(theme) for flag in (False, True))
    assert len(open_) - len(covered) == 2


def test_a_plane_without_any_loss_says_so_in_words(qtbot: QtBot) -> None:
    known = valley()
    surface = replace(known, grid=replace(known.grid, losses=np.full((41, 41), np.nan), lowest=None))
    assert any(
        "no" in text.lower() for text in words(SurfacePicture(surface, ("a", "b")).shapes(Theme.load("dark")))
    )


@pytest.mark.parametrize("theme", THEMES)
def test_dark_is_low_in_every_theme(theme: ThemeName, qtbot: QtBot) -> None:
    shades = [color.lightnessF() for color in ground_colors(Theme.load(theme), 17)]
    assert shades == sorted(shades)


def test_the_stepped_variant_is_the_largest_and_drawn_last(qtbot: QtBot) -> None:
    surface = valley()
    shapes = Travellers((Span(-1, 1),) * 2, surface.paths, (), 0).shapes(Theme.load("light"))
    marks = [
        shape
        for shape in shapes
        if isinstance(shape, Marks) and shape.symbol in "so" and len(shape.points) == 1
    ]
    assert max(mark.size for mark in marks) == ACTIVE_MARK == marks[-1].size


def test_who_is_outside_is_shown_at_the_edge(chart: Chart) -> None:
    shown(chart, SurfacePicture(valley(), ("a", "b")))
    for place, is_out in ((0.5, False), (7.0, True), (1e300, True), (np.inf, True), (np.nan, False)):
        path = np.array([[0.0, 0.0], [place, 0.0]])
        chart.show_moving(Travellers((Span(-1, 1),) * 2, (path,)).shapes(Theme.load("light")))
        (item,) = (each.item for each in chart.moving if isinstance(each.shape, Outside))
        assert item.isVisible() == is_out
        chart.widget.grab()


def test_arrows_begin_beyond_the_mark_and_their_names_stand_apart(chart: Chart) -> None:
    theme = Theme.load("light")
    shown(chart, SurfacePicture(valley(), ("a",)))
    pushes = (
        Push("−gradient", np.array([0.1, 0.2]), "backward"),
        Push("velocity", np.array([0.12, 0.2]), "text"),
    )
    shapes = Travellers((Span(-1, 1),) * 2, (np.zeros((1, 2)),), pushes).shapes(theme)
    arrows = [shape for shape in shapes if isinstance(shape, Arrow)]
    assert [arrow.name for arrow in arrows] == ["−gradient", "velocity"]
    assert all(arrow.gap >= 0.5 * ACTIVE_MARK for arrow in arrows)
    chart.show_moving(shapes)
    chart.widget.grab()


# Along one variable.


def test_the_ball_stands_on_the_curve_and_its_tangent_has_the_slope_below() -> None:
    surface = surveyed(descent("x**2*cos(x) + sin(x)", 0.01, 60, x=5.0))
    balls = Balls(surface, (surface.paths[0][:4],))
    x = surface.paths[0][3, 0]
    tangent = balls.shapes(Theme.load("light"))[2]
    (x0, y0), (x1, y1) = tangent.points.tolist()  # type: ignore[union-attr]
    slope = 2 * x * np.cos(x) - x**2 * np.sin(x) + np.cos(x)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, rel=1e-3)
    assert (x0 + x1) / 2 == pytest.approx(x)
    assert (y0 + y1) / 2 == pytest.approx(x**2 * np.cos(x) + np.sin(x), rel=1e-3)


def test_where_the_value_is_infinite_no_tangent_is_drawn() -> None:
    surface = surveyed(descent("x**2*cos(x) + sin(x)", 0.01, 60, x=5.0))
    finite, theme = Balls(surface, (surface.paths[0][:4],)), Theme.load("light")
    infinite_losses = np.full_like(surface.losses, np.inf)
    grid = replace(surface.grid, losses=infinite_losses, slopes=surface.across * np.inf)
    beyond = replace(surface, grid=grid)
    infinite = Balls(beyond, finite.paths)
    assert len(infinite.shapes(theme)) == len(finite.shapes(theme)) - 1


def test_a_pole_does_not_flatten_the_curve() -> None:
    surface = surveyed(descent("1/x + x", 0.05, 60, x=0.4), ranges=((-1.0, 4.0),))
    low, high = SlicePicture(surface, ("SGD",)).spans[1]
    assert -20 < low < high < 20


def test_the_zero_of_the_derivative_is_always_seen(qtbot: QtBot) -> None:
    surface = surveyed(descent("exp(x)", 0.01, 5, x=2.0))
    low, high = SlopePicture(surface).spans[1]
    assert low <= 0 < high


def test_a_curve_that_falls_on_says_at_which_end() -> None:
    surface = surveyed(descent("x**3", 0.1, 60, x=1.0))
    assert [
        text for text in words(SlicePicture(surface, ("SGD",)).shapes(Theme.load("light"))) if "lower" in text
    ] == ["← lower still"]


def test_the_legend_says_where_the_lowest_place_is_not_in_the_picture(theme: Theme) -> None:
    known = valley()
    for at, told in ((0.3, "lowest 0.0"), (1.3, "lowest 0.0, beyond the picture")):
        surface = replace(known, grid=replace(known.grid, lowest=np.array([at, 0.0, 0.0])))
        names = [key.name for key in SurfacePicture(surface, ("A", "B")).keys(theme) if isinstance(key, Key)]
        assert names[-1] == told.replace("0.0", "0")


@pytest.mark.parametrize("name", THEMES)
def test_the_lowest_and_the_highest_band_are_told_from_the_panel_and_from_each_other(name: ThemeName) -> None:
    theme = Theme.load(name)
    low, *_, high = (color.lightnessF() for color in ground_colors(theme, 12))
    assert abs(high - low) > 0.12
    assert abs(low - theme.color("surface").lightnessF()) > 0.04
    assert low < high  # dark is low in every theme
