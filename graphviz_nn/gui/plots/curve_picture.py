"""The loss over the epochs, a curve for each variant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.shapes import Key, Marks, Rule, Series, Shape, outlined
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span, log_span_of, span_of
from graphviz_nn.text import short

TRAINING, HELD_OUT = 2.0, 1.4  # pixels: the widths of the lines
MOST = 2048  # points of a curve that are drawn: more than a screen has columns


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

    @cached_property
    def points(self) -> FloatArray:
        """What is drawn, of shape (m, 2): all points, or the outline of very many."""
        return outlined(self.epochs, self.losses, MOST)

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
        unit: what is counted along the other one.

    """

    curves: tuple[Curve, ...]
    epochs: float
    log: bool = False
    unit: str = "epoch"

    @property
    def spans(self) -> tuple[Span, Span]:
        """From the start to the last epoch, and over all losses."""
        losses = [curve.points[:, 1] for curve in self.curves]
        across = Span(0.0, max(self.epochs, 1.0))
        if self.log:
            return across, log_span_of(*losses, margin=0.05)
        up = span_of(*losses, margin=0.05)
        if up.low < 0 and all((np.nan_to_num(loss) >= 0).all() for loss in losses):
            up = Span(0.0, up.high)
        return across, up

    @property
    def labels(self) -> tuple[str, str]:
        """What is counted; the panel's title says loss."""
        return self.unit, ""

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the curves and the legend."""
        return [*(_series(curve, theme) for curve in self.curves), *self._keys(theme)]

    def _keys(self, theme: Theme) -> list[Shape]:
        width, muted = TRAINING * theme.scale, theme.color("muted")
        hues = [
            (curve.name, theme.variant_color(curve.variant)) for curve in self.curves if not curve.held_out
        ]
        keys: list[Shape] = [Key(name, hue, hue, width) for name, hue in hues]
        if any(curve.held_out for curve in self.curves):
            keys.append(Key("held out", muted, muted, HELD_OUT * theme.scale, dashed=True))
        return keys


@dataclass(frozen=True)
class Cursor:
    """Where time stands, and until which epoch it may go: a line with a handle, to be dragged."""

    epoch: float
    epochs: float

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the line."""
        within = Span(0.0, self.epochs)
        return [Rule(self.epoch, within, theme.color("text"), 1.4 * theme.scale, 10 * theme.scale)]


def reading(curves: tuple[Curve, ...], epoch: float, unit: str = "epoch") -> str:
    """Return what the curves say at an epoch, a line each."""
    lines = [f"{unit} {short(epoch)}"]
    for curve in curves:
        loss = curve.at(epoch)
        if np.isfinite(loss):
            lines.append(f"{curve.name}{', held out' if curve.held_out else ''}: {short(loss)}")
    return "\n".join(lines)


def _series(curve: Curve, theme: Theme) -> Series | Marks:
    width, hue = (HELD_OUT if curve.held_out else TRAINING) * theme.scale, theme.variant_color(curve.variant)
    if len(curve.points) == 1:  # a line of one point would not be seen
        return Marks(curve.points, "o", 2 * width, hue, hue, 0.0)
    return Series(curve.points, hue, width, curve.held_out)
