"""A line that is too short says whole parts, as many as fit, and half of one only where none does."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.widgets.elided import BETWEEN, SPARE, Elided

PARTS = ["accuracy 92.0%", "held out 87.5%", "the largest class 50.0%"]


@pytest.mark.parametrize("wide", [1, 30, 80, 120, 160, 200, 260, 320, 380, 600])
def test_it_shows_the_most_parts_that_there_is_room_for(qtbot: QtBot, wide: int) -> None:
    label, whole = Elided(), BETWEEN.join(PARTS)
    qtbot.addWidget(label)
    label.resize(wide, 20)
    label.show_text(whole)
    said = [BETWEEN.join(PARTS[:count]) for count in range(len(PARTS), 0, -1)]
    fitting = [text for text in said if label.fontMetrics().horizontalAdvance(text) <= wide]
    assert label.text() == fitting[0] if fitting else label.text() not in said
    assert label.toolTip() == label.full_text == whole


def test_it_wishes_for_room_for_all(qtbot: QtBot) -> None:
    label = Elided()
    qtbot.addWidget(label)
    label.show()
    label.show_text(BETWEEN.join(PARTS))
    label.resize(label.sizeHint())
    assert label.text() == label.full_text
    label.resize(label.width() - SPARE - 20, label.height())
    assert label.text() == BETWEEN.join(PARTS[:2])
