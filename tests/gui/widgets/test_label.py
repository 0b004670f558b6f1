"""Words on the screen: their room is what they need now."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.widgets.label import Label


@pytest.mark.parametrize("heights", [(90, 40), (40, 90), (90, 0), (0, 90, 40)], ids=str)
def test_a_label_wishes_for_its_least_height_and_not_for_one_that_it_had(
    qtbot: QtBot, heights: tuple[int, ...]
) -> None:
    """A theme makes it higher and lower again: its row must not stay as high as it was."""
    label = Label("dense")
    qtbot.addWidget(label)
    low = label.sizeHint().height()
    for height in heights:
        label.setMinimumHeight(height)
        assert label.sizeHint().height() == max(height, low)
