"""The greys of a loss surface, and of what has a loss of its own on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme, mix

DEEPEST_INK, HIGHEST_INK = 0.34, 0.03  # how much of the text's colour the lowest and the highest band take
IN_THE_DARK = 0.11  # more for all of them in a dark theme, where the lowest is else the panel's own colour


def ground_colors(theme: Theme, count: int) -> list[QColor]:
    """Return the greys of so many bands, from the lowest to the highest: dark is low in every theme."""
    inks = np.linspace(DEEPEST_INK, HIGHEST_INK, count)
    if theme.is_dark:
        inks = inks[::-1] + IN_THE_DARK
    return [mix(theme.color("sunk"), theme.color("text"), ink) for ink in inks.tolist()]
