"""Painters: ended whatever happens, since one that is left open crashes the program when it is collected."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

import graphviz_nn.gui
from graphviz_nn.gui.painting import painting

GUI = Path(graphviz_nn.gui.__file__).parent


def an_image() -> QImage:
    return QImage(8, 8, QImage.Format.Format_RGB32)


def test_a_painter_paints_on_its_device_until_the_block_ends(qtbot: QtBot) -> None:
    image = an_image()
    with painting(image) as painter:
        painter.fillRect(image.rect(), 0xFF336699)
        assert painter.isActive()
    assert not painter.isActive()
    assert image.pixelColor(4, 4).name() == "#336699"


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_a_painter_is_ended_by_whatever_passes(qtbot: QtBot, kind: type[BaseException]) -> None:
    def broken(painter: QPainter) -> None:
        raise kind(painter.isActive())

    image = an_image()
    with pytest.raises(kind, match="True"), painting(image) as painter:
        broken(painter)
    assert not painter.isActive()
    assert not image.paintingActive()


@pytest.mark.parametrize("path", sorted(GUI.rglob("*.py")), ids=lambda path: str(path.relative_to(GUI)))
def test_nobody_else_opens_a_painter(path: Path) -> None:
    if path.name == "painting.py":
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    opened = [call.lineno for call in calls if ast.unparse(call.func).split(".")[-1] == "QPainter"]
    assert not opened, f"{path}:{opened}: use painting()"
