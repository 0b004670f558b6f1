"""Numbers that are predicted: held against the targets, or over the one feature that tells them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.boundary_picture import thin
from graphviz_nn.gui.plots.shapes import Key, Line, Marks, Segments, Series, Shape, symbol
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span, span_of


@dataclass(frozen=True, eq=False)
class AgreementPicture:
    """A regression's picture: the prediction of each row against its target, right where they are equal.

    Attributes:
        targets, predictions: of the training rows, each of shape (rows,).
        targets_test, predictions_test: of the held-out rows, drawn hollow.
        name: of the target.

    """

    targets: FloatArray
    predictions: FloatArray
    targets_test: FloatArray
    predictions_test: FloatArray
    name: str

    @property
    def spans(self) -> tuple[Span, Span]:
        """Over the targets; over the targets and the predictions."""
        known = self.targets, self.targets_test
        return span_of(*known, margin=0.06), span_of(
            *known, self.predictions, self.predictions_test, margin=0.06
        )

    @property
    def labels(self) -> tuple[str, str]:
        """What is held against what."""
        return self.name, "prediction"

    @property
    def log(self) -> bool:
        """Targets may be negative."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the line of equality, the rows and the legend."""
        ends = np.array(self.spans[0])
        blue, surface, size = theme.color("forward"), theme.color("surface"), 7.2 * theme.scale
        training, held_out = map(thin, np.split(self.points, [len(self.targets)]))
        equal = Line(np.column_stack([ends, ends]), theme.color("muted"), 1.4 * theme.scale, dashed=True)
        return [
            equal,
            Marks(held_out, symbol(1), size, surface, blue, 1.4 * theme.scale),
            Marks(training, symbol(1), size, blue, surface, 0.8),
            *self._keys(theme),
        ]

    def _keys(self, theme: Theme) -> list[Key]:
        blue, muted, surface = theme.color("forward"), theme.color("muted"), theme.color("surface")
        size = 9.0 * theme.scale
        keys = [Key("a row", blue, blue, 1.2, line=False, symbol=symbol(1), size=size)]
        if len(self.targets_test):
            keys.append(Key("held out", blue, surface, 1.2, line=False, symbol=symbol(1), size=size))
        return [*keys, Key("exactly right", muted, muted, 1.4 * theme.scale, dashed=True)]

    @property
    def points(self) -> FloatArray:
        """The places of the training rows, and of the held-out rows behind them, of shape (rows, 2)."""
        targets = np.concatenate([self.targets, self.targets_test])
        return np.column_stack([targets, np.concatenate([self.predictions, self.predictions_test])])


@dataclass(frozen=True, eq=False)
class FittedPicture:
    """The curve that a model fits to rows over their one feature, and how far each row is off it.

    Attributes:
        across, curve: the feature along the axis, rising, and what the model says there; each of shape (points,).
        rows, targets, predictions: of the training rows, each of shape (rows,).
        rows_test, targets_test, predictions_test: of the held-out rows, drawn hollow.
        feature, target: their names.
        reach: from where to where the axis goes up; None where it follows the numbers.

    """

    across: FloatArray
    curve: FloatArray
    rows: FloatArray
    targets: FloatArray
    predictions: FloatArray
    rows_test: FloatArray
    targets_test: FloatArray
    predictions_test: FloatArray
    feature: str
    target: str
    reach: tuple[float, float] | None = None

    @property
    def spans(self) -> tuple[Span, Span]:
        """Over the curve's reach; over the targets and the curve."""
        numbers = self.targets, self.targets_test, self.curve
        return span_of(self.across), Span(*self.reach) if self.reach else span_of(*numbers, margin=0.06)

    @property
    def labels(self) -> tuple[str, str]:
        """What is told by what."""
        return self.feature, self.target

    @property
    def log(self) -> bool:
        """Targets may be negative."""
        return False

    @property
    def points(self) -> FloatArray:
        """The places of the training rows, and of the held-out rows behind them, of shape (rows, 2)."""
        x, y = (self.rows, self.rows_test), (self.targets, self.targets_test)
        return np.column_stack([np.concatenate(x), np.concatenate(y)])

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return how far the rows are off, the curve, the rows and the legend."""
        curve, blue, surface = theme.color("text"), theme.color("forward"), theme.color("surface")
        training, held_out = map(thin, np.split(self.points, [len(self.rows)]))
        size = 8.4 * theme.scale
        return [
            Segments(self._off, theme.color("muted"), 1.0 * theme.scale),
            Series(np.column_stack([self.across, self.curve]), curve, 2.2 * theme.scale),
            Marks(held_out, symbol(1), size, surface, blue, 1.5 * theme.scale),
            Marks(training, symbol(1), size, blue, surface, 0.8 * theme.scale),
            *self._keys(theme),
        ]

    @property
    def _off(self) -> FloatArray:
        """The lines from each training row up or down to the curve, of shape (rows, 2, 2)."""
        ends = (np.column_stack([self.rows, y]) for y in (self.targets, self.predictions))
        return thin(np.stack(list(ends), axis=1))

    def _keys(self, theme: Theme) -> list[Key]:
        blue, surface, text = theme.color("forward"), theme.color("surface"), theme.color("text")
        muted, size = theme.color("muted"), 9.0 * theme.scale
        keys = [Key("a row", blue, blue, 1.2, line=False, symbol=symbol(1), size=size)]
        if len(self.targets_test):
            keys.append(Key("held out", blue, surface, 1.2, line=False, symbol=symbol(1), size=size))
        return [
            *keys,
            Key("the model", text, text, 2.2 * theme.scale),
            Key("how far off", muted, muted, 1.0 * theme.scale),
        ]
