"""A fan of gradients in pixels: thin rays, a mark for each example, and the few arrows that have names."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen, QPolygonF

from graphviz_nn.gui.plots.pixel_item import PixelItem, draw_arrow
from graphviz_nn.gui.plots.rays import laid_out
from graphviz_nn.gui.plots.shapes import DOT, THIN, Arrow, Rays, faint
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.gui.plots.writing import area_of, write
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Ways

BROAD, OUTLINE = 3.4, 0.55  # widths of an arrow: that of all rows, and the line around it
QUIET = 0.6  # of the text's hue has a mark: there are many
ASIDE = 0.6  # how far to the side of its tip a name stands, beside how far beyond it
NAMED = 12.0  # heights of a line of text: in a smaller frame names would cover the arrows
PALE = 0.8  # of its hue has one of many
OLD = 0.35  # and of all that it has one of an update that was shown before
HOLE = 0.55  # of a mark's size: the hole in one that points uphill
LEAST = 2.0  # pixels: a shorter arrow is not drawn
FURTHEST = 1.3  # times the length of a long ray: what is longer, as a velocity may be, ends there
DASHES = (3.0, 2.0)  # of one that points uphill, in its widths


def place_rays(item: PixelItem, rays: Rays, page: Page) -> None:
    """Draw a fan about its start."""
    start, ways = laid_out(rays, page)
    is_seen = bool(np.isfinite(start).all() and (np.abs(start) < 1e6).all())
    item.setVisible(is_seen)
    frame, step = QRectF(0.0, 0.0, page.width, page.height), step_of(rays, ways)
    item.show_page(
        page, lambda painter: draw_rays(painter, start, ways, step, rays, frame) if is_seen else None
    )


def step_of(rays: Rays, ways: Ways) -> FloatArray:
    """Return how far right and down the update's own arrow points; nowhere where there is none."""
    with np.errstate(all="ignore"):
        return np.zeros(2) if rays.step is None else _cut(rays.step * ways.times, ways)


def draw_rays(
    painter: QPainter, start: FloatArray, ways: Ways, step: FloatArray, rays: Rays, frame: QRectF
) -> None:
    """Draw a fan about its start; all is given in pixels."""
    fan = rays.fan
    painter.setOpacity(OLD if fan.is_old else 1.0)
    _draw_broad(painter, start, ways.full, rays)
    _draw_dots(painter, start + ways.examples, fan.examples_downhill, rays)
    others = np.arange(len(ways.batches)) != fan.this
    for is_downhill in (True, False):
        some = ways.batches[others & (fan.downhill == is_downhill)]
        _draw_thin(painter, start, some, rays, is_dashed=not is_downhill)
    own = ways.batches[fan.this] if others.any() else np.zeros(2)
    for way, color in ((step, rays.text), (own, rays.color)):
        if np.hypot(*way) >= LEAST * rays.width:
            arrow = Arrow(way, way, way[None], color, rays.longest, rays.width, rays.gap)
            draw_arrow(painter, start, (float(way[0]), float(way[1])), arrow, frame, 1.0)
    if min(frame.width(), frame.height()) >= NAMED * QFontMetricsF(rays.font).height():
        names = ((own, fan.names[1]), (step, rays.step_name), (ways.full, fan.names[0]))
        _write_names(painter, start, names, rays, frame)
    painter.setOpacity(1.0)


def _write_names(
    painter: QPainter,
    start: FloatArray,
    names: Sequence[tuple[FloatArray, str]],
    rays: Rays,
    frame: QRectF,
) -> None:
    """Write names beyond the tips of their arrows, each a little to the side where the others are not.

    One that would lie over another one before it is left out: the legend has it.
    """
    middle = np.sum([way for way, _ in names], axis=0)
    written: list[QRectF] = []
    for way, name in names:
        length = float(np.hypot(*way))
        if length < LEAST * rays.width:
            continue
        along = way / length
        side = -1.0 if along[0] * middle[1] - along[1] * middle[0] > 0 else 1.0
        aside = along + ASIDE * side * np.array([-along[1], along[0]])
        tip, beside = QPointF(*(start + (rays.gap + length) * along).tolist()), (aside[0], aside[1])
        area = area_of(name, tip, beside, rays.font, frame)
        if not any(map(area.intersects, written)):
            written.append(area)
            color = rays.text if name == rays.step_name else rays.color
            write(painter, name, tip, beside, rays.font, color, rays.ground, frame)


def _draw_broad(painter: QPainter, start: FloatArray, way: FloatArray, rays: Rays) -> None:
    """Draw the arrow of all rows, broad and open, so that those about it are seen over it."""
    length, wide = float(np.hypot(*way)), BROAD * rays.width
    if length < LEAST * rays.width:
        return
    along = way / length
    across = along[::-1] * (-1.0, 1.0) * wide
    tail = start + rays.gap * along
    tip = tail + way
    neck = tip - along * min(2.0 * wide, 0.6 * length)
    outline = [tail + across / 2, neck + across / 2, neck + across, tip]
    outline += [neck - across, neck - across / 2, tail - across / 2]
    painter.setPen(QPen(QBrush(rays.color), OUTLINE * rays.width))
    painter.setBrush(rays.ground)
    painter.drawPolygon(_polygon(np.array(outline)))


def _draw_dots(painter: QPainter, places: FloatArray, downhill: NDArray[np.bool_], rays: Rays) -> None:
    """Draw a mark for each example, one that points uphill with a hole."""
    for some, color, times in (
        (places, faint(rays.text, QUIET), DOT),
        (places[~downhill], rays.ground, HOLE * DOT),
    ):
        pen = QPen(QBrush(color), times * rays.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(_polygon(some))


def _draw_thin(
    painter: QPainter, start: FloatArray, ways: FloatArray, rays: Rays, *, is_dashed: bool
) -> None:
    """Draw one of many: a line with a small head, dashed and with an open head where it points uphill."""
    width, color = THIN * rays.width, faint(rays.color, PALE)
    lengths = np.hypot(*ways.T)
    ways, lengths = ways[lengths >= LEAST], lengths[lengths >= LEAST]
    along = ways / lengths[:, None]
    across = along[:, ::-1] * (-1.0, 1.0)
    tails = start + rays.gap * along
    tips = tails + ways
    necks = tips - along * np.minimum(7.0 * width, lengths)[:, None]
    line = QPen(QBrush(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if is_dashed:
        line.setDashPattern(DASHES)
    head = QPen(QBrush(color), width)
    for tail, neck, tip, wing in zip(tails, necks, tips, across * 3.0 * width, strict=True):
        painter.setPen(line)
        painter.drawLine(QPointF(*tail.tolist()), QPointF(*neck.tolist()))
        painter.setPen(head)
        painter.setBrush(rays.ground if is_dashed else color)
        painter.drawPolygon(_polygon(np.array([tip, neck + wing, neck - wing])))


def _cut(way: FloatArray, ways: Ways) -> FloatArray:
    """Return an arrow no longer than the longest ray, or a little more than a long one."""
    length = float(np.hypot(*way))
    most = FURTHEST * float(np.hypot(*np.vstack([ways.batches, ways.full]).T).max())
    if not 0 < length < math.inf:
        return np.zeros(2)
    return way * min(1.0, most / length)


def _polygon(points: FloatArray) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])
