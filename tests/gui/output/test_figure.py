"""Figures for scripts and notebooks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

import graphviz_nn as gnn
from graphviz_nn.gui.output.figure import Figure

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])

ALONE = """
import numpy as np, graphviz_nn as gnn
from PySide6.QtGui import QGuiApplication
model = gnn.Sequential([gnn.Dense(1, activation="sigmoid", input_shape=(2,))])
model.compile(loss="mse", optimizer="sgd")
figure = gnn.plot_model(model, np.eye(2), np.array([[0.0], [1.0]]))
assert figure._repr_png_()[:4] == b"\\x89PNG" and figure.svg().startswith(b"<?xml")
assert QGuiApplication.instance() is None
from PySide6.QtWidgets import QApplication
assert QApplication(["x"]) is not None
"""


@pytest.fixture
def figure(qtbot: QtBot) -> Figure:
    model = gnn.Sequential(
        [gnn.Dense(3, activation="tanh", input_shape=(2,)), gnn.Dense(1, activation="sigmoid")]
    )
    model.compile(loss="mse", optimizer="sgd")
    return gnn.plot_model(model, X, Y)


def test_a_notebook_gets_a_png_twice_as_fine(figure: Figure) -> None:
    image = QImage.fromData(figure._repr_png_())
    assert (image.width(), image.height()) == (1280, 960)


@pytest.mark.parametrize("name", ["a.png", "b.SVG"])
def test_it_is_saved_by_the_end_of_the_name(figure: Figure, tmp_path: Path, name: str) -> None:
    figure.save(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    assert content == (figure.png() if name == "a.png" else figure.svg())


def test_the_svg_is_valid_and_says_the_features_names(figure: Figure) -> None:
    assert QSvgRenderer(QByteArray(figure.svg())).isValid()
    assert b">x1<" in figure.svg().replace(b"\n", b"").replace(b" ", b"")


def test_another_name_is_refused_with_the_cure(figure: Figure, tmp_path: Path) -> None:
    with pytest.raises(gnn.SettingError, match=r"End the name in \.png or \.svg"):
        figure.save(tmp_path / "a.bmp")


def test_a_place_that_cannot_be_written_is_named(figure: Figure, tmp_path: Path) -> None:
    with pytest.raises(gnn.FileError, match="Cannot write"):
        figure.save(tmp_path / "nowhere" / "a.png")


def test_a_script_needs_no_screen_and_may_open_a_window_later() -> None:
    subprocess.run([sys.executable, "-c", ALONE], check=True, timeout=60)
