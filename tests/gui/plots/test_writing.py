"""On which side of its place a text is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.plots.writing import area_of, roomy

FRAME = QRectF(0.0, 0.0, 400.0, 300.0)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_where_there_is_no_room_a_text_stands_on_the_other_side(qtbot: QtBot, side: float) -> None:
    font = QFont()
    for at, there in ((200.0, side), (5.0, 1.0), (395.0, -1.0)):
        assert roomy("start, (0, 0)", QPointF(at, 150.0), (side, 1.0), font, FRAME) == (there, 1.0)


@given(across=st.floats(0, 400), side=st.sampled_from([-1.0, 0.0, 1.0]), letters=st.integers(1, 200))
def test_it_changes_sides_only_for_one_on_which_it_has_room(across: float, side: float, letters: int) -> None:
    font, place, text = QFont(), QPointF(across, 100.0), "x" * letters
    way = roomy(text, place, (side, 0.0), font, FRAME)
    if way != (side, 0.0):
        assert FRAME.contains(area_of(text, place, way, font))
        assert not FRAME.contains(area_of(text, place, (side, 0.0), font))
