"""Arrays as heat maps: shade says how much, a minus says below zero, a number where there is room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import short

SMALLEST_SIGN = 7.0  # pixels; a smaller cell has no minus
MOST_SIGNS = 1500  # cells; beyond that the shades alone must do
MOST_NUMBERS = 300
SMALLEST_NUMBER = 11  # pixels high


def draw_heat(
    painter: QPainter, area: QRectF, grid: FloatArray, colors: ColourMap, limit: float, theme: Theme
) -> None:
    """Draw a grid of numbers into an area; ±limit get the map's end colours."""
    rows, columns = grid.shape
    if not grid.size:
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, area.height() < rows)
    painter.drawImage(area, colors.image(grid, limit))
    width, height = area.width() / columns, area.height() / rows
    if grid.size <= MOST_NUMBERS and _draw_numbers(painter, area, grid, colors, limit, theme):
        return
    if grid.size <= MOST_SIGNS and min(width, height) >= SMALLEST_SIGN:
        _draw_signs(painter, area, grid, colors, limit)


def cell_rect(area: QRectF, shape: tuple[int, int], row: int, column: int) -> QRectF:
    """Return where a cell of a grid lies in the grid's area."""
    width, height = area.width() / shape[1], area.height() / shape[0]
    return QRectF(area.left() + column * width, area.top() + row * height, width, height)


def runs(area: QRectF, shape: tuple[int, int], chosen: NDArray[np.bool_]) -> list[QRectF]:
    """Return the chosen cells as rectangles, neighbours of a row joined."""
    padded = np.pad(chosen.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    starts, ends = np.argwhere(change == 1), np.argwhere(change == -1)
    return [
        cell_rect(area, shape, row, start).united(cell_rect(area, shape, row, end - 1))
        for (row, start), (_, end) in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def frame_cells(painter: QPainter, area: QRectF, theme: Theme, color: QColor) -> None:
    """Draw a frame, visible on light and dark cells alike."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("surface"), 3.5 * theme.scale))
    painter.drawRect(area)
    painter.setPen(QPen(color, 1.8 * theme.scale))
    painter.drawRect(area)


def _draw_numbers(
    painter: QPainter, area: QRectF, grid: FloatArray, colors: ColourMap, limit: float, theme: Theme
) -> bool:
    """Write each number into its cell, and return whether they all fit."""
    cell = cell_rect(area, (grid.shape[0], grid.shape[1]), 0, 0)
    texts = [[short(x) for x in row] for row in grid.tolist()]
    longest = max(len(text) for row in texts for text in row)
    font = _font_for(cell, longest, theme)
    if font is None:
        return False
    painter.setFont(font)
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            painter.setPen(colors.ink(float(grid[i, j]) / limit))
            place = cell_rect(area, (grid.shape[0], grid.shape[1]), i, j)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return True


def _font_for(cell: QRectF, letters: int, theme: Theme) -> QFont | None:
    """Return the font for numbers of so many letters in a cell, at most the usual one; None where none can be read."""
    font = theme.font("mono_small")
    metrics = QFontMetricsF(font)
    wide, high = letters * metrics.horizontalAdvance("0"), metrics.height()
    share = min((cell.width() - 4) / wide, cell.height() / high, 1.0)
    font.setPixelSize(max(int(font.pixelSize() * share), 1))
    return font if font.pixelSize() >= SMALLEST_NUMBER else None


def _draw_signs(painter: QPainter, area: QRectF, grid: FloatArray, colors: ColourMap, limit: float) -> None:
    shape = (grid.shape[0], grid.shape[1])
    for ink, chosen in _by_ink(grid, colors, limit):
        lines = []
        for row, column in np.argwhere(chosen).tolist():
            cell = cell_rect(area, shape, row, column)
            half = min(cell.width(), cell.height(), 14.0) * 0.25
            middle = cell.center()
            lines.append(QLineF(middle.x() - half, middle.y(), middle.x() + half, middle.y()))
        painter.setPen(QPen(ink, 1))
        painter.drawLines(lines)


def _by_ink(grid: FloatArray, colors: ColourMap, limit: float) -> list[tuple[QColor, NDArray[np.bool_]]]:
    """Return the negative cells in two groups, each with the ink that stands out on it."""
    faint, strong = colors.ink(0.0), colors.ink(-1.0)
    negative, deep = grid < 0, grid < -0.5 * limit
    return [(faint, negative & ~deep), (strong, negative & deep)]
