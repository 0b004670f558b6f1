"""Mini-batches on the loss surface: their fan of gradients, and the surface of one of them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QToolTip

from graphviz_nn.gui.panels.surface import SurfacePanel
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.rays import laid_out
from graphviz_nn.gui.plots.shapes import Arrow, Key, Rays
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.session import Session, batches, commands
from tests.gui.hand import click
from tests.gui.panels.conftest import Show
from tests.gui.settling import settle


def chart_of(panel: SurfacePanel) -> Chart:
    """Return what draws the contours, everything in its place."""
    settle(panel.window())
    chart = next(plot for plot in panel.findChildren(Plot) if "contours" in plot.accessibleName()).chart
    chart.widget.grab()
    return chart


def rays_of(chart: Chart) -> tuple[Rays, Page] | None:
    found = [(each.shape, each.page) for each in chart.moving if isinstance(each.shape, Rays)]
    return next(((rays, page) for rays, page in found if page is not None), None)


def tip_of(chart: Chart, place: int) -> tuple[float, float]:
    """Return where on the axes the tip of a mini-batch's arrow is drawn."""
    found = rays_of(chart)
    assert found is not None
    rays, page = found
    _, ways = laid_out(rays, page)
    way = ways.batches[place]
    across, up = rays.fan.start + way * (1 + rays.gap / np.hypot(*way)) / (page.scale * (1.0, -1.0))
    return float(across), float(up)


def switch_of(panel: SurfacePanel, name: str) -> Switch:
    return next(switch for switch in panel.findChildren(Switch) if switch.text() == name)


def picture_of(session: Session, panel: SurfacePanel) -> SurfacePicture:
    picture = next(plot for plot in panel.findChildren(Plot) if "contours" in plot.accessibleName())._picture
    assert isinstance(picture, SurfacePicture)
    return picture


def test_a_switch_fans_the_mini_batches_out_in_place_of_the_gradient_s_arrow(
    shown: Show, learnt: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 3)
    chart = chart_of(panel)
    assert rays_of(chart) is None
    arrows = {each.shape.name for each in chart.moving if isinstance(each.shape, Arrow)}
    assert "−gradient" in arrows
    click(switch_of(panel, "mini-batches"))
    assert learnt.state.view.batches
    found = rays_of(chart_of(panel))
    assert found is not None
    assert len(found[0].fan.batches) == learnt.state.moment.problem.updates_per_epoch  # type: ignore[union-attr]
    assert not any(isinstance(each.shape, Arrow) for each in chart.moving)
    names = [key.name for key in chart.legend.keys if isinstance(key, Key)]
    assert {"all 32 rows", "this mini-batch", "another", "a single row", "uphill"} <= set(names)
    click(switch_of(panel, "mini-batches"))
    assert rays_of(chart_of(panel)) is None


def test_where_velocity_is_more_than_the_gradient_it_stands_beside_the_fan(
    shown: Show, learnt: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.choose_variant(learnt, 1)
    commands.visit(learnt, 5)
    commands.set_batches(learnt, True)
    found = rays_of(chart_of(panel))
    assert found is not None
    assert found[0].step_name == "velocity"


def test_pointing_at_an_arrow_tells_its_rows_and_a_click_steps_to_its_update(
    shown: Show, learnt: Session
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 1)
    commands.set_batches(learnt, True)
    chart = chart_of(panel)
    chart.hovered.emit(*tip_of(chart, 0))
    assert QToolTip.text() == batches.told(learnt.state, ("batch", 0))
    chart.clicked.emit(*tip_of(chart, 0))
    assert learnt.state.view.update == 0
    QToolTip.hideText()


def test_elsewhere_a_click_tells_the_loss_and_time_stays(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 1)
    commands.set_batches(learnt, True)
    chart, surface = chart_of(panel), learnt.state.surface
    assert surface is not None
    chart.clicked.emit(float(surface.across[0]), float(surface.up[0]))
    assert QToolTip.text().startswith("loss ")
    assert learnt.state.view.update == 1
    QToolTip.hideText()


def test_two_lines_say_it_in_words_and_their_tool_tip_has_every_size(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_batches(learnt, True)
    said = batches.summary(learnt.state)
    lines = [
        each for each in panel.findChildren(Elided) if each.isVisible() and each.full_text in (said or ())
    ]
    assert len(lines) == 2
    for line in lines:
        assert "of 1: " in line.toolTip()
        assert "of 1: " in line.accessibleDescription()
    commands.set_batches(learnt, False)
    assert not any(line.isVisible() for line in lines)


def test_from_above_alone_there_is_a_fan(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_batches(learnt, True)
    commands.set_three_d(learnt, True)
    panel.grab()
    assert batches.summary(learnt.state) is not None


def test_a_switch_shows_the_loss_of_this_mini_batch_in_the_same_colours(shown: Show, learnt: Session) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.visit(learnt, 2)
    chart_of(panel)
    before = picture_of(learnt, panel)
    click(switch_of(panel, "this batch"))
    chart_of(panel)
    after = picture_of(learnt, panel)
    assert batches.shown_surface(learnt.state) is after.surface
    assert after.surface is not before.surface
    assert (after.surface.losses != before.surface.losses).any()
    np.testing.assert_array_equal(after.levels.scale.levels, before.levels.scale.levels)
    assert after.reach == before.reach
    assert after.caption.startswith("mini-batch of update 3: ")
    click(switch_of(panel, "this batch"))
    assert picture_of(learnt, panel).surface is before.surface


def test_over_one_weight_this_mini_batch_has_a_curve_of_its_own(shown: Show, learnt: Session) -> None:
    commands.set_plane(learnt, kind="weight")
    panel = shown(SurfacePanel, learnt)
    whole = batches.shown_surface(learnt.state)
    commands.set_this_batch(learnt, True)
    commands.set_batches(learnt, True)
    part = batches.shown_surface(learnt.state)
    assert whole is not None
    assert part is not None
    assert part.is_curve
    assert (part.losses != whole.losses).any()
    panel.grab()


@pytest.mark.parametrize("flag", [True, False])
def test_the_hand_reads_both_losses_where_one_is_a_mini_batch_s(
    shown: Show, learnt: Session, flag: bool
) -> None:
    panel = shown(SurfacePanel, learnt)
    commands.set_this_batch(learnt, flag)
    chart, surface = chart_of(panel), learnt.state.surface
    assert surface is not None
    chart.hovered.emit(float(surface.across[3]), float(surface.up[3]))
    assert (" in this mini-batch, " in QToolTip.text()) == flag
    QToolTip.hideText()


def test_an_expression_has_no_such_switches(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "x*y", {"x": 1.0, "y": 2.0})
    panel = shown(SurfacePanel, session)
    QApplication.sendPostedEvents()
    assert not switch_of(panel, "mini-batches").isVisible()
    assert not switch_of(panel, "this batch").isVisible()
