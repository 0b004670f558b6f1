"""The loss over the epochs."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QCheckBox

from graphviz_nn.gui.panels.loss_curve import LossCurvePanel, make_curves
from graphviz_nn.gui.plots.curve_picture import Curve, CurvePicture, reading
from graphviz_nn.gui.plots.picture import draw_picture
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.session import Session
from tests.gui.panels.conftest import Show
from tests.gui.panels.hand import click, drag


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


def test_a_click_travels_to_the_epoch(shown: Show, learnt: Session) -> None:
    panel = shown(LossCurvePanel, learnt)
    (plot,) = panel.findChildren(Plot)
    plot.grab()
    assert plot.axes is not None
    middle = plot.axes.frame.center().toPoint()
    click(plot, middle)
    # 12 epochs of 2 mini-batches
    assert learnt.state.document.view.update == pytest.approx(12, abs=1)


def test_a_drag_travels_on(shown: Show, learnt: Session) -> None:
    panel = shown(LossCurvePanel, learnt)
    (plot,) = panel.findChildren(Plot)
    plot.grab()
    assert plot.axes is not None
    frame = plot.axes.frame.toRect()
    drag(plot, frame.center(), QPoint(frame.left() + frame.width() // 4, frame.center().y()))
    assert learnt.state.document.view.update == pytest.approx(6, abs=1)


def test_a_logarithmic_axis_is_a_switch_away(shown: Show, learnt: Session) -> None:
    panel = shown(LossCurvePanel, learnt)
    (plot,) = panel.findChildren(Plot)
    panel.findChildren(QCheckBox)[0].setChecked(True)
    plot.grab()
    assert plot.axes is not None
    assert plot.axes.up.log


def test_the_reading_names_every_curve() -> None:
    curve = Curve("SGD", 0, np.array([0.5]), np.array([0.25]))
    text = reading((curve, replace(curve, held_out=True)), 0.5)
    assert text == "epoch 0.5\nSGD: 0.25\nSGD, held out: 0.25"


def test_an_expression_has_no_curve(shown: Show, formula: Session) -> None:
    (plot,) = shown(LossCurvePanel, formula).findChildren(Plot)
    assert plot.accessibleDescription() == "An expression is not trained."


def test_ten_thousand_epochs_are_drawn_at_once(theme: Theme) -> None:
    epochs = np.arange(10_000.0)
    curves = tuple(Curve(f"run {k}", k, epochs, 1 / (1 + epochs + k)) for k in range(4))
    image = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    draw_picture(painter, QRectF(0, 0, 400, 300), CurvePicture(curves, 1e4), theme)
    began = time.perf_counter()
    draw_picture(painter, QRectF(0, 0, 400, 300), CurvePicture(curves, 1e4, log=True), theme)
    assert time.perf_counter() - began < 0.1
    painter.end()
