"""Pictures of the graph in files, drawn without a window."""

from __future__ import annotations

import re
import signal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.errors import FileError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.canvas.title import paint_title
from graphviz_nn.gui.look.theme import THEMES, Theme, ThemeName
from graphviz_nn.gui.output import picture
from graphviz_nn.gui.output.formats import in_pixels
from graphviz_nn.gui.output.picture import Shot, picture_of, sheet, shot_of
from graphviz_nn.gui.painting import painting
from graphviz_nn.model import Formula
from graphviz_nn.training.spec import TrainingSpec
from tests.altered import with_view, with_work

LESSON = Document(Work(training=TrainingSpec(epochs=1)))
FORMULA = Document(Work(subject=Formula(text="x1*x2 + ln(x1) - sin(x2)", leaves={"x1": 2.0, "x2": 5.0})))


def size_of(content: bytes, ending: str) -> tuple[float, float]:
    """Return the width and height of a picture, in pixels of the screen, of which a point of a page is 4/3."""
    if ending == ".png":
        return QImage.fromData(content).size().toTuple()
    if ending == ".svg":
        return QSvgRenderer(content).viewBox().size().toTuple()
    wide, high = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)[0]
    return float(wide) / 0.75, float(high) / 0.75


@pytest.mark.parametrize("document", [LESSON, FORMULA], ids=["network", "expression"])
@pytest.mark.parametrize("depth", ["layers", "neurons", "operations"])
def test_a_png_has_the_size_asked_for(qtbot: QtBot, document: Document, depth: str) -> None:
    shown = with_view(document, depth=depth, position=9)
    drawn = QImage.fromData(picture_of(shown, ".png", size=(640, 360), theme="dark"))
    assert (drawn.width(), drawn.height()) == (640, 360)
    assert drawn.pixelColor(2, 2) == Theme.load("dark").color("background")


@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<?xml"), (".PDF", b"%PDF")])
def test_drawings_for_the_web_and_for_print_are_made(qtbot: QtBot, ending: str, start: bytes) -> None:
    assert picture_of(LESSON, ending).startswith(start)


def test_neurons_show_the_example_that_the_view_names_or_the_last_there_is(qtbot: QtBot) -> None:
    def drawn(example: int) -> bytes:
        shown = with_view(LESSON, depth="neurons", position=9, example=example)
        return picture_of(shown, ".png", size=(640, 360))

    assert drawn(0) != drawn(3)
    assert drawn(15) == drawn(1000)


def test_a_document_that_folds_what_is_no_layer_is_drawn_as_if_it_did_not(qtbot: QtBot) -> None:
    odd = with_view(LESSON, folded=("", "no layer"))
    assert picture_of(odd, ".png", size=(320, 180)) == picture_of(LESSON, ".png", size=(320, 180))


def test_text_in_an_svg_is_text(qtbot: QtBot) -> None:
    assert b">matmul</text>" in picture_of(LESSON, ".svg")


def test_an_svg_holds_no_path_without_points(qtbot: QtBot) -> None:
    content = picture_of(LESSON, ".svg")
    assert b'd=""' not in content
    assert QSvgRenderer(content).isValid()


@settings(max_examples=50)
@example((64, 64), "light", ".png", "Two words")
@example((400, 120), "projector", ".pdf", "Two words")
@example((16384, 64), "projector", ".svg", "word " * 20_000)
@example((640, 360), "dark", ".png", "\n" * 100)
@given(
    st.tuples(*[st.integers(64, 900)] * 2),
    st.sampled_from(THEMES),
    st.sampled_from([".png", ".svg", ".pdf"]),
    st.text("aB? \n", max_size=300) | st.just("x" * 5_000),
)
def test_every_allowed_size_makes_a_picture_in_every_theme_whatever_the_title(
    qapp: QApplication, size: tuple[int, int], theme: ThemeName, ending: str, title: str
) -> None:
    content = picture_of(with_work(LESSON, title=title), ending, size=size, theme=theme)
    assert size_of(content, ending) == pytest.approx(size, abs=1)


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_what_fails_in_the_middle_of_a_drawing_is_raised_and_the_next_one_succeeds(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(picture, "paint_all", lambda *_: signal.raise_signal(signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            picture_of(LESSON, ending)
    assert picture_of(LESSON, ending)


def test_an_unknown_ending_is_told(qtbot: QtBot) -> None:
    with pytest.raises(FileError, match=r"\.png, \.svg, \.pdf"):
        picture_of(FORMULA, ".bmp")


def test_the_update_of_the_view_is_the_one_that_is_drawn() -> None:
    later = with_view(LESSON, update=3)
    first, second = shot_of(LESSON).record, shot_of(later).record
    assert (first.graph.leaves["dense/kernel"] != second.graph.leaves["dense/kernel"]).any()


def test_how_far_the_training_is_that_leads_to_a_picture_is_told(qtbot: QtBot) -> None:
    told: list[tuple[str, float]] = []
    picture_of(with_view(LESSON, update=40), ".png", tell=lambda what, done: told.append((what, done)))
    assert {what for what, _ in told} == {"Training"}
    assert [done for _, done in told] == sorted({done for _, done in told})
    assert told[-1][1] == 1


def test_a_title_takes_room_above_the_drawing(qtbot: QtBot) -> None:
    shot = shot_of(FORMULA)
    theme, size = Theme.load("light"), QSize(400, 300)
    plain = in_pixels(sheet(Shot(shot.record), theme, size))
    titled = in_pixels(sheet(Shot(shot.record, title="Two numbers, one formula"), theme, size))
    assert plain != titled


@given(st.text("aB? \n", max_size=400), st.integers(64, 900), st.integers(64, 900))
def test_a_title_takes_a_third_of_the_height_at_most(
    qapp: QApplication, title: str, width: int, height: int
) -> None:
    out = QImage(width, height, QImage.Format.Format_RGB32)
    with painting(out) as painter:
        taken = paint_title(painter, title, Theme.load("light"), QRectF(0, 0, width, height))
    assert 0 <= taken <= height / 3
