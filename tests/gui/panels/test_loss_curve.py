"""The loss over the epochs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from graphviz_nn.gui.panels.loss_curve import LossCurvePanel, make_curves
from graphviz_nn.gui.plots.curve_picture import Curve, reading
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.session import Session, commands
from tests.gui.hand import click, slide
from tests.gui.panels.conftest import Show


def test_each_variant_has_a_curve_and_one_for_the_held_out_rows(learnt: Session) -> None:
    curves = make_curves(learnt.state)
    assert [(curve.variant, curve.held_out) for curve in curves] == [
        (0, False),
        (0, True),
        (1, False),
        (1, True),
    ]
    assert curves[0].losses is learnt.state.runs[0].losses


def test_the_same_runs_give_the_same_curves_so_that_nothing_is_drawn_twice(learnt: Session) -> None:
    assert all(a is b for a, b in zip(make_curves(learnt.state), make_curves(learnt.state), strict=True))


@pytest.fixture
def plot(shown: Show, learnt: Session) -> Plot:
    (made,) = shown(LossCurvePanel, learnt).findChildren(Plot)
    assert made.chart
    QApplication.processEvents()
    made.grab()
    return made


def test_a_click_travels_to_the_epoch(plot: Plot, learnt: Session) -> None:
    click(plot.chart.widget.viewport(), plot.chart.frame.center().toPoint())
    # 12 epochs of 2 mini-batches
    assert learnt.state.view.update == pytest.approx(12, abs=1)


def test_the_line_that_says_where_time_stands_is_dragged(plot: Plot, learnt: Session) -> None:
    commands.go_to(learnt, 18, 0)
    plot.grab()
    middle = plot.chart.frame.center().y()
    at, wanted = plot.chart.pixels(np.array([[9.0, 1.0], [3.0, 1.0]]))[:, 0].tolist()
    slide(
        plot.chart.widget.viewport(), QPoint(round(at), round(middle)), QPoint(round(wanted), round(middle))
    )
    assert learnt.state.view.update == pytest.approx(6, abs=1)


def test_a_logarithmic_axis_is_a_switch_away(plot: Plot, learnt: Session) -> None:
    plot.window().findChildren(QCheckBox)[0].setChecked(True)
    plot.grab()
    losses = np.concatenate([curve.losses for curve in make_curves(learnt.state)])
    low, high = plot.chart.view[1]
    assert low <= np.log10(losses[losses > 0].min()) < np.log10(losses.max()) <= high


def test_the_reading_names_every_curve() -> None:
    curve = Curve("SGD", 0, np.array([0.5]), np.array([0.25]))
    text = reading((curve, replace(curve, held_out=True)), 0.5)
    assert text == "epoch 0.5\nSGD: 0.25\nSGD, held out: 0.25"


def test_an_expression_has_a_point_for_each_update(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "a*a", {"a": 2.0})
    commands.go_to(session, 57, 3)
    curves = make_curves(session.state)
    assert [(curve.variant, curve.held_out) for curve in curves] == [(0, False), (1, False)]
    for curve, run in zip(curves, session.state.runs, strict=True):
        assert len(curve.losses) == run.updates == 200
        np.testing.assert_allclose(curve.losses, run.path[:-1, 0] ** 2, rtol=1e-12)
    panel = shown(LossCurvePanel, session)
    assert "update 58" in panel.findChildren(QLabel)[0].text()
    panel.grab()


def test_where_nothing_is_trained_it_says_why(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "2 + 3")
    (plot,) = shown(LossCurvePanel, session).findChildren(Plot)
    assert plot.accessibleDescription().startswith("Nothing to train")
