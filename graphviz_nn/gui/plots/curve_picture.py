"""The loss over the epochs, a curve for each variant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphviz_nn.gui.numbers import short
from graphviz_nn.gui.plots.axes import Axes, Span, span_of
from graphviz_nn.gui.plots.legend import DASHED, SOLID, Entry, draw_legend
from graphviz_nn.gui.plots.paths import decimated, line_path
from graphviz_nn.gui.plots.picture import pixel_size
from graphviz_nn.gui.theme import Theme
from graphviz_nn.ops import FloatArray


@dataclass(frozen=True, eq=False)
class Curve:
    """A loss over the epochs.

    Attributes:
        name: what the legend calls it; empty for a curve that it leaves out.
        variant: the place of its variant.
        epochs, losses: the points, both of shape (n,).
        held_out: whether it is the loss over held-out rows, drawn dashed.

    """

    name: str
    variant: int
    epochs: FloatArray
    losses: FloatArray
    held_out: bool = False

    def at(self, epoch: float) -> float:
        """Return the loss nearest to an epoch; NaN without points."""
        if not len(self.epochs):
            return float("nan")
        place = int(np.searchsorted(self.epochs, epoch))
        near = [p for p in (place - 1, place) if 0 <= p < len(self.epochs)]
        return float(self.losses[min(near, key=lambda p: abs(self.epochs[p] - epoch))])


@dataclass(frozen=True, eq=False)
class CurvePicture:
    """All curves of an experiment.

    Attributes:
        curves: in the order of the variants.
        epochs: how far the training will go.
        log: whether the losses stand on a logarithmic axis.

    """

    curves: tuple[Curve, ...]
    epochs: float
    log: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """From the start to the last epoch, and over all losses."""
        losses = [curve.losses for curve in self.curves]
        up = span_of(*losses, margin=0.05, log=self.log)
        if not self.log and up.low < 0 and all((np.nan_to_num(loss) >= 0).all() for loss in losses):
            up = Span(0.0, up.high)
        return Span(0.0, max(self.epochs, 1.0)), up

    @property
    def labels(self) -> tuple[str, str]:
        """The epoch; the panel's title says loss."""
        return "epoch", ""

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the curves and the legend."""
        columns = pixel_size(painter, axes.frame)[1]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        drawn: list[FloatArray] = [np.empty((0, 2))]
        for curve in self.curves:
            points = np.column_stack([curve.epochs, curve.losses])
            pixels = axes.pixels(decimated(points, columns))
            color = theme.variant_color(curve.variant)
            style = DASHED if curve.held_out else SOLID
            painter.setPen(QPen(color, (1.4 if curve.held_out else 2.0) * theme.scale, style))
            if len(pixels) == 1:
                painter.drawPoint(QPointF(*pixels[0].tolist()))
            painter.drawPath(line_path(pixels))
            drawn.append(pixels)
        draw_legend(painter, axes.frame, self._entries(theme), np.concatenate(drawn), theme)

    def _entries(self, theme: Theme) -> list[Entry]:
        entries = [
            Entry(curve.name, theme.variant_color(curve.variant))
            for curve in self.curves
            if not curve.held_out
        ]
        if any(curve.held_out for curve in self.curves):
            entries.append(Entry("held out", theme.color("muted"), DASHED))
        return entries


@dataclass(frozen=True)
class Cursor:
    """Where time stands: a line with a handle, to be dragged.

    Attributes:
        epoch: where.

    """

    epoch: float

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the line and its handle."""
        frame = axes.frame
        x = frame.left() + float(axes.across.shares(np.array(self.epoch))) * frame.width()
        x = min(max(x, frame.left() + 1), frame.right() - 1)
        color = QColor(theme.color("text"))
        painter.setPen(QPen(color, 1.4 * theme.scale))
        painter.drawLine(QLineF(x, frame.top(), x, frame.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        size = theme.pixels(5)
        painter.drawPolygon(
            [
                QPointF(x - size, frame.top()),
                QPointF(x + size, frame.top()),
                QPointF(x, frame.top() + 1.5 * size),
            ]
        )


def reading(curves: tuple[Curve, ...], epoch: float) -> str:
    """Return what the curves say at an epoch, a line each."""
    lines = [f"epoch {short(epoch)}"]
    for curve in curves:
        loss = curve.at(epoch)
        if np.isfinite(loss):
            lines.append(f"{curve.name}{', held out' if curve.held_out else ''}: {short(loss)}")
    return "\n".join(lines)
