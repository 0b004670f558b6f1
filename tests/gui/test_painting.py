"""Painters: ended whatever happens, since one that is left open crashes the program when it is collected."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.painting import painting


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
