"""The stage of a document as a file: whatever stands on it is drawn, without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from graphviz_nn.cli.main import main
from graphviz_nn.errors import FileError
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.gui.output.staged import staged
from graphviz_nn.scene.stage import STARS, Star
from graphviz_nn.training.spec import TrainingSpec

SIZE = (480, 320)


def document(*stage: Star) -> Document:
    return Document(Work(training=TrainingSpec(epochs=2)), View(stage=stage, update=3, position=9))


def drawn(*stage: Star) -> np.ndarray:
    image = QImage.fromData(staged(document(*stage), ".png", size=SIZE))
    assert (image.width(), image.height()) == SIZE
    exact = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(exact.constBits(), np.uint32).reshape(SIZE[1], SIZE[0]).copy()


@pytest.mark.parametrize("star", STARS)
def test_each_star_is_drawn(qtbot: QtBot, star: Star) -> None:
    assert len(np.unique(drawn(star))) > 20


def test_how_far_the_work_is_that_leads_to_a_picture_is_told(qtbot: QtBot) -> None:
    told: list[tuple[str, float]] = []
    staged(document("surface"), ".png", size=SIZE, tell=lambda what, done: told.append((what, done)))
    assert "Measuring the loss surface" in {what for what, _ in told}
    assert all(0 <= done <= 1 for _, done in told)


def test_two_share_it_beside_each_other(qtbot: QtBot) -> None:
    alone, shared = drawn("data"), drawn("data", "loss")
    assert (alone != shared).any()
    assert len(np.unique(shared[:, 2 * SIZE[0] // 3 :])) > 20


@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_drawings_for_the_web_and_for_print_are_made(qtbot: QtBot, ending: str, start: bytes) -> None:
    assert staged(document("surface"), ending, size=SIZE).startswith(start)


def test_an_unknown_ending_is_told(qtbot: QtBot) -> None:
    with pytest.raises(FileError, match="bmp"):
        staged(document("surface"), ".bmp")


def test_a_page_of_a_lesson_is_drawn_with_another_stage(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "page.png"
    words = ["render", "momentum", "--page", "2", "--stage", "surface", "loss", "--size", "640x360"]
    assert main([*words, "-o", str(out)]) == 0
    assert QImage(str(out)).width() == 640


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["momentum", "--page", "9"], "pages 1 to"),
        (["iris", "--page", "1"], "no lesson"),
        (["momentum", "--stage", "loss", "loss"], "once"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], told: str
) -> None:
    assert main(["render", *words, "-o", str(tmp_path / "x.png")]) == 2
    assert told in capsys.readouterr().err
