"""Pictures of the graph in files, drawn without a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from graphviz_nn.errors import FileError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.output.picture import Shot, image, save_picture, shot_of
from graphviz_nn.model import Formula
from graphviz_nn.training.spec import TrainingSpec
from tests.altered import with_view

LESSON = Document(Work(training=TrainingSpec(epochs=1)))
FORMULA = Document(Work(subject=Formula(text="x1*x2 + ln(x1) - sin(x2)", leaves={"x1": 2.0, "x2": 5.0})))


@pytest.mark.parametrize("document", [LESSON, FORMULA], ids=["network", "expression"])
@pytest.mark.parametrize("depth", ["layers", "neurons", "operations"])
def test_a_png_has_the_size_asked_for(tmp_path: Path, qtbot: QtBot, document: Document, depth: str) -> None:
    path = tmp_path / "graph.png"
    save_picture(with_view(document, depth=depth, position=9), path, size=(640, 360), theme="dark")
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (640, 360)
    assert picture.pixelColor(2, 2) == Theme.load("dark").color("background")


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_drawings_for_the_web_and_for_print_are_written(
    tmp_path: Path, qtbot: QtBot, ending: str, start: bytes
) -> None:
    path = tmp_path / f"graph.{ending}"
    save_picture(LESSON, path)
    assert path.read_bytes().startswith(start)


def test_text_in_an_svg_is_text(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "graph.svg"
    save_picture(LESSON, path)
    assert ">matmul</text>" in path.read_text(encoding="utf-8")


def test_an_svg_holds_no_path_without_points(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "graph.svg"
    save_picture(LESSON, path)
    assert 'd=""' not in path.read_text(encoding="utf-8")
    assert QSvgRenderer(str(path)).isValid()


def test_an_unknown_ending_and_a_missing_folder_are_told(tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(FileError, match=r"\.png, \.svg, \.pdf"):
        save_picture(FORMULA, tmp_path / "graph.bmp")
    with pytest.raises(FileError, match="no folder"):
        save_picture(FORMULA, tmp_path / "nowhere" / "graph.png")


def test_the_update_of_the_view_is_the_one_that_is_drawn() -> None:
    later = with_view(LESSON, update=3)
    first, second = shot_of(LESSON).record, shot_of(later).record
    assert (first.graph.leaves["dense/kernel"] != second.graph.leaves["dense/kernel"]).any()


def test_a_title_takes_room_above_the_drawing(qtbot: QtBot) -> None:
    shot = shot_of(FORMULA)
    theme, size = Theme.load("light"), QSize(400, 300)
    plain = image(Shot(shot.record), theme, size)
    titled = image(Shot(shot.record, title="Two numbers, one formula"), theme, size)
    assert plain != titled
