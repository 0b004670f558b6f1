"""The loss over the epochs, a curve for each variant, and what of it lies ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.shapes import (
    SYMBOLS,
    Band,
    Field,
    Key,
    Line,
    Marks,
    Rule,
    Series,
    Shape,
    faint,
    symbol,
)
from graphviz_nn.gui.plots.thinning import outlined
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span, log_span_of, span_of
from graphviz_nn.text import short
from graphviz_nn.training.outcomes import Fan

TRAINING, HELD_OUT, AT_ENDS = 2.0, 1.4, 0.9  # pixels: the widths of the lines
MEDIAN, STRAND = 3.0, 0.8  # and of those of many seeds
MARKS, MARK = 5, 7.5  # on each line, and pixels of one
BAND_INK, STRAND_INK = 0.2, 0.35  # how much of its hue a band has, and a strand
MOST_STRANDS = 60  # of a variant that are drawn; the others are in the band
MOST = 2048  # points of a curve that are drawn: more than a screen has columns
PALE = 0.66  # how much of the ground's colour lies over what is ahead
BLOWN_UP = 1e3  # times its first loss: from here on a curve is shown by equal factors
STEPS = (1.0, 2.0, 5.0, 10.0)  # the ends of an axis whose future is covered, so that it seldom changes
ROOM = 1.05  # above the highest loss


@dataclass(frozen=True, eq=False)
class Curve:
    """A loss over the epochs.

    Attributes:
        name: what the legend calls it.
        variant: the place of its variant.
        epochs, losses: the points, both of shape (n,), in the order of the epochs.
        held_out: whether it is the loss over held-out rows, drawn dashed.
        is_cut: whether its numbers left the finite range at its end.
        at_ends: whether it is the loss over all training rows at the ends of epochs, drawn thin.

    """

    name: str
    variant: int
    epochs: FloatArray
    losses: FloatArray
    held_out: bool = False
    is_cut: bool = False
    at_ends: bool = False

    @property
    def is_after(self) -> bool:
        """Whether it is measured once more after the last update, where nobody can go."""
        return self.held_out or self.at_ends

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

    def known(self, epoch: float) -> float:
        """Return the newest loss that is known at an epoch; NaN before the first."""
        place = int(np.searchsorted(self.epochs, epoch, side="right"))
        return float(self.losses[place - 1]) if place else float("nan")

    def ends(self, until: float) -> tuple[float, float, float]:
        """Return the lowest, the highest and the lowest positive loss until an epoch; NaN where there is none."""
        place = int(np.searchsorted(self.epochs, until, side="right"))
        return tuple(self._ends[place - 1].tolist()) if place else (math.nan, math.nan, math.nan)

    @cached_property
    def _ends(self) -> FloatArray:
        """The same for each point: the future is covered at any of them, sixty times a second."""
        finite = np.where(np.isfinite(self.losses), self.losses, np.nan)
        positive = np.where(finite > 0, finite, np.nan)
        lows, highs, least = (
            np.fmin.accumulate(finite),
            np.fmax.accumulate(finite),
            np.fmin.accumulate(positive),
        )
        return np.column_stack([lows, highs, least])


@dataclass(frozen=True, eq=False)
class CurvePicture:
    """All curves of an experiment.

    Attributes:
        curves: in the order of the variants.
        epochs: how far the training will go.
        log: whether the losses stand on a logarithmic axis.
        unit: what is counted along the other one.
        what: what is counted upwards.
        up: what the axis spans upwards, of a logarithmic one the logarithms; None for all curves.
        covered: whether the legend hides the names.
        fans: the losses from all seeds, for each variant; empty where each has one alone. With them the curves are
            of the run that is stepped through alone.
        names: of the variants that the fans are of.

    """

    curves: tuple[Curve, ...]
    epochs: float
    log: bool = False
    unit: str = "epoch"
    what: str = "loss"
    up: Span | None = None
    covered: bool = False
    fans: tuple[Fan, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, Span]:
        """From the start to the last epoch, and over the losses."""
        return Span(0.0, max(self.epochs, 1.0)), self.up or reach(self.curves, log=self.log)

    @property
    def labels(self) -> tuple[str, str]:
        """What is counted."""
        return self.unit, self.what

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the fans, the curves, a cross where one was cut, and the legend."""
        ink = theme.color("text") if self.fans else None
        series = [_series(curve, theme, ink) for curve in self.curves]
        crosses = [_cross(curve, theme) for curve in self.curves if curve.is_cut and len(curve.points)]
        fans = [shape for place, fan in enumerate(self.fans) for shape in fan_shapes(fan, place, theme)]
        return [*fans, *series, *crosses, *self._marks(theme), *self._keys(theme)]

    @property
    def _has_marks(self) -> bool:
        """Whether there are lines to be told apart: by their marks, too, not by hues alone."""
        return len(self.fans) > 1 or len({curve.variant for curve in self.curves}) > 1

    def _marks(self, theme: Theme) -> list[Marks]:
        """Return the marks of the variants on their lines, one beside the other, as often as they are looked for."""
        if not self._has_marks:
            return []
        lines = [(curve.variant, curve.points) for curve in self.curves if not (curve.is_after or self.fans)]
        lines += [(place, np.column_stack([fan.epochs, fan.median])) for place, fan in enumerate(self.fans)]
        size, ground = MARK * theme.scale, theme.color("surface")
        return [
            Marks(
                _along(points, place, self.epochs),
                symbol(place),
                size,
                theme.variant_color(place),
                ground,
                1.0,
            )
            for place, points in lines
        ]

    def _keys(self, theme: Theme) -> list[Shape]:
        width, muted, text = TRAINING * theme.scale, theme.color("muted"), theme.color("text")
        means = [curve for curve in self.curves if not curve.is_after]
        curves = [(curve.name, curve.variant) for curve in means]
        lines = [(name, place) for place, name in enumerate(self.names)] if self.fans else curves
        has_marks = self._has_marks
        named = [
            (name, theme.variant_color(place), symbol(place) if has_marks else None) for name, place in lines
        ]
        if self.fans:
            named += [(name, text, None) for name, _ in curves]
        keys: list[Shape] = [
            Key(name, hue, hue, width, symbol=sign, size=MARK * theme.scale, covered=self.covered)
            for name, hue, sign in named
        ]
        if any(curve.at_ends for curve in self.curves):
            keys.append(Key("at the ends of epochs", muted, muted, AT_ENDS * theme.scale))
        if any(curve.held_out for curve in self.curves):
            keys.append(Key("held out", muted, muted, HELD_OUT * theme.scale, dashed=True))
        if self.fans:
            seeds = len(self.fans[0].strands)
            keys.append(Key(f"median, and 10–90 % of {seeds} seeds", muted, muted, MEDIAN * theme.scale))
        return keys


@dataclass(frozen=True)
class Cursor:
    """Where time stands, and until which epoch it may go: a line with a handle, to be dragged; what is ahead is pale.

    Attributes:
        epoch, epochs: now, and the end.
        covered: whether what lies ahead is not to be seen at all.

    """

    epoch: float
    epochs: float
    covered: bool = False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the line, and what lies over the future."""
        fill = theme.color("sunk") if self.covered else faint(theme.color("surface"), PALE)
        word = "covered" if self.covered else ""
        ahead = Field(
            self.epoch, self.epochs, fill, theme.color("muted"), word, theme.font("body").pixelSize()
        )
        line = Rule(
            self.epoch, Span(0.0, self.epochs), theme.color("text"), 1.4 * theme.scale, 10 * theme.scale
        )
        return [ahead, line]


def blows_up(curves: tuple[Curve, ...], until: float = math.inf) -> bool:
    """Whether a loss grows so much, until an epoch, that only equal factors show the others too."""
    if any(curve.ends(until)[0] <= 0 for curve in curves):
        return False
    return any(
        curve.ends(until)[1] / BLOWN_UP > abs(curve.losses[0]) for curve in curves if len(curve.losses)
    )


def reach(curves: tuple[Curve, ...], *, log: bool, until: float | None = None) -> Span:
    """Return what an axis spans upwards: from 0 where no value is below and the axis is not logarithmic.

    With `until` it spans what is known at that epoch, up to a round number, so that it does not tell what is ahead.
    """
    ends = np.array([curve.ends(math.inf if until is None else until) for curve in curves]).reshape(-1, 3)
    low, high, least = ends.T
    if log:
        found = log_span_of(least, high, margin=0.05 if until is None else 0.0)
        return found if until is None else _decades(found)
    found = span_of(low, high, margin=0.05)
    if (low >= 0).all() or not np.isfinite(low).any():
        top = span_of(high, np.zeros(1)).high
        return Span(0.0, _round_up(top) if until is not None else ROOM * top)
    return found


def fan_shapes(fan: Fan, place: int, theme: Theme) -> list[Shape]:
    """Return the band of a variant's seeds, their strands and their median."""
    hue = theme.variant_color(place)
    shown = fan.strands[:MOST_STRANDS]
    # All of them one line, with a gap behind each: an item for each would take as long as all of the plot.
    x = np.tile(np.append(fan.epochs, np.nan), len(shown))
    y = np.pad(shown, ((0, 0), (0, 1)), constant_values=np.nan).ravel()
    strands = Line(np.column_stack([x, y]), faint(hue, STRAND_INK), STRAND * theme.scale)
    band = Band(fan.epochs, fan.low, fan.high, faint(hue, BAND_INK))
    median = Series(np.column_stack([fan.epochs, fan.median]), hue, MEDIAN * theme.scale)
    return [band, strands, median]


def outlines(fans: tuple[Fan, ...]) -> tuple[Curve, ...]:
    """Return the upper and the lower ends of the bands as curves, for what an axis is to hold."""
    ends = ((place, fan, end) for place, fan in enumerate(fans) for end in (fan.low, fan.high))
    return tuple(Curve("", place, fan.epochs, end) for place, fan, end in ends if len(end))


def reading(curves: tuple[Curve, ...], epoch: float, unit: str = "epoch", *, covered: bool = False) -> str:
    """Return what the curves say at an epoch, a line each; where the names are covered, the losses alone."""
    lines = [f"{unit} {short(epoch)}"]
    for curve in curves:
        loss = curve.at(epoch)
        if np.isfinite(loss) and not covered:
            lines.append(f"{curve.name}{', held out' if curve.held_out else ''}: {short(loss)}")
    return "\n".join(lines)


def _along(points: FloatArray, place: int, whole: float) -> FloatArray:
    """Return where a line has marks, of shape (n, 2): those of several variants stand apart from each other."""
    wanted = whole * (np.arange(MARKS) + (place + 1) / (len(SYMBOLS) + 1)) / MARKS
    if not len(points):
        return points
    wanted = wanted[(wanted >= points[0, 0]) & (wanted <= points[-1, 0])]
    nearest = np.searchsorted(points[:, 0], wanted).clip(0, len(points) - 1)
    return np.asarray(points[np.unique(nearest)])


def _decades(span: Span) -> Span:
    low = math.floor(span.low)
    return Span(low, max(math.ceil(span.high), low + 1.0))


def _round_up(x: float) -> float:
    """Return the next number of one digit, 1, 2 or 5."""
    power = 10.0 ** math.floor(math.log10(max(x, 1e-300)))
    return next(step * power for step in STEPS if step * power >= x)


def _cross(curve: Curve, theme: Theme) -> Marks:
    hue = theme.variant_color(curve.variant)
    return Marks(curve.points[-1:], "x", 9 * theme.scale, hue, hue, theme.scale)


def _series(curve: Curve, theme: Theme, ink: QColor | None) -> Series | Marks:
    """Return the line of a curve, in the hue of its variant or in another ink."""
    width = (HELD_OUT if curve.held_out or ink else AT_ENDS if curve.at_ends else TRAINING) * theme.scale
    hue = ink or theme.variant_color(curve.variant)
    if len(curve.points) == 1:  # a line of one point would not be seen
        return Marks(curve.points, "o", 2 * width, hue, hue, 0.0)
    return Series(curve.points, hue, width, curve.held_out)
