"""The data over two features, and which class the model sees where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphviz_nn.analysis.boundary import Boundary
from graphviz_nn.gui.plots.axes import Axes, Span, span_of
from graphviz_nn.gui.plots.contours import enlarged, level_lines
from graphviz_nn.gui.plots.legend import Entry, draw_legend
from graphviz_nn.gui.plots.marks import draw_marks, mark
from graphviz_nn.gui.plots.paths import segments_path
from graphviz_nn.gui.plots.picture import painted, pixel_size
from graphviz_nn.gui.theme import Theme, mix
from graphviz_nn.ops import FloatArray

BANDS = 8  # of confidence, for each class
FAINTEST, STRONGEST = 0.04, 0.46  # how much of its class's hue the least and the most certain band take
MOST_POINTS = 2000  # more than that are thinned out evenly: they would cover the picture and each other


@dataclass(frozen=True, eq=False)
class BoundaryPicture:
    """A classifier's picture.

    Attributes:
        boundary: the model's outputs as probabilities over the plane.
        x, y: the training rows, (rows, features) and (rows, outputs).
        x_test, y_test: the held-out rows, drawn hollow.
        features: the names of all features.
        classes: the names of the classes, in the order of their numbers.
        logits: whether the outputs are logits, to be turned into probabilities.

    """

    boundary: Boundary
    x: FloatArray
    y: FloatArray
    x_test: FloatArray
    y_test: FloatArray
    features: tuple[str, ...]
    classes: tuple[str, ...]
    logits: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach."""
        return span_of(self.boundary.across), span_of(self.boundary.up)

    @property
    def labels(self) -> tuple[str, str]:
        """The names of the two features."""
        first, second = self.boundary.features
        return self.features[first], self.features[second]

    @cached_property
    def probabilities(self) -> FloatArray:
        """The probability of each class over the grid, of shape (classes, rows, columns)."""
        outputs = np.moveaxis(self.boundary.outputs, -1, 0)
        if self.logits:
            outputs = _from_logits(outputs)
        outputs = np.clip(np.nan_to_num(outputs, nan=0.5), 0.0, 1.0)
        return np.concatenate([1 - outputs, outputs]) if len(outputs) == 1 else outputs

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the ground, the line between the classes, the points and the legend."""
        self._paint_ground(painter, axes, theme)
        self._paint_lines(painter, axes, theme)
        points = axes.pixels(self.places(self.x))
        self._paint_points(painter, axes.pixels(self.places(self.x_test)), self.y_test, theme, hollow=True)
        self._paint_points(painter, points, self.y, theme, hollow=False)
        draw_legend(painter, axes.frame, self._entries(theme), points, theme)

    def places(self, x: FloatArray) -> FloatArray:
        """Return the two features of rows, of shape (rows, 2)."""
        return x[:, list(self.boundary.features)]

    def _paint_ground(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        count = len(self.probabilities)
        rows, columns = pixel_size(painter, axes.frame)
        highest = np.full((rows, columns), -np.inf)
        best = np.zeros((rows, columns), dtype=np.int64)
        for place, probability in enumerate(self.probabilities):
            fine = enlarged(probability, rows, columns)
            best[fine > highest] = place
            highest = np.maximum(highest, fine)
        certain = (highest - 1 / count) / (1 - 1 / count)
        bands = np.clip((certain * BANDS).astype(np.int64), 0, BANDS - 1)
        painter.drawImage(axes.frame, painted(best * BANDS + bands, band_colors(theme, count)))

    def _paint_lines(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(theme.color("text"), 1.8 * theme.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        rows, columns = self.boundary.outputs.shape[:2]
        for margin in _margins(self.probabilities):
            segments = level_lines(margin, np.zeros(1))
            painter.drawPath(segments_path(axes.on_grid(segments, rows, columns)))

    def _paint_points(
        self, painter: QPainter, pixels: FloatArray, y: FloatArray, theme: Theme, *, hollow: bool
    ) -> None:
        stride = -(-len(pixels) // MOST_POINTS) or 1
        numbers = class_numbers(y)
        count = len(self.probabilities)
        for place in range(count):
            color, surface = class_color(theme, place, count), theme.color("surface")
            line = QPen(color, 1.5 * theme.scale) if hollow else QPen(surface, 0.8 * theme.scale)
            chosen = pixels[::stride][numbers[::stride] == place]
            radius = (3.4 if len(pixels) > 400 else 4.2) * theme.scale
            draw_marks(painter, chosen, mark(place), radius, surface if hollow else color, line)

    def _entries(self, theme: Theme) -> list[Entry]:
        count = len(self.probabilities)
        entries = [
            Entry(name, class_color(theme, place, count), line=None, mark=mark(place))
            for place, name in enumerate(self.classes)
        ]
        if len(self.x_test):
            entries.append(Entry("held out", theme.color("muted"), line=None, mark=mark(1), hollow=True))
        return entries


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

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the line of equality and the rows."""
        ends = np.array([axes.across.low, axes.across.high])
        painter.setPen(QPen(theme.color("muted"), 1.4 * theme.scale, Qt.PenStyle.DashLine))
        painter.drawPath(segments_path(axes.pixels(np.column_stack([ends, ends]))[None]))
        blue, surface = theme.color("forward"), theme.color("surface")
        held_out = axes.pixels(np.column_stack([self.targets_test, self.predictions_test]))
        training = axes.pixels(self.points)
        draw_marks(
            painter, _thin(held_out), mark(1), 3.6 * theme.scale, surface, QPen(blue, 1.4 * theme.scale)
        )
        draw_marks(painter, _thin(training), mark(1), 3.6 * theme.scale, blue, QPen(surface, 0.8))

    @property
    def points(self) -> FloatArray:
        """The training rows' places, of shape (rows, 2)."""
        return np.column_stack([self.targets, self.predictions])


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings around some places, of shape (n, 2): the rows of the mini-batch."""

    places: FloatArray

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the rings."""
        none = QColor(Qt.GlobalColor.transparent)
        ring = QPen(theme.color("text"), 1.6 * theme.scale)
        draw_marks(painter, _thin(axes.pixels(self.places)), mark(1), 7.5 * theme.scale, none, ring)


def class_numbers(y: FloatArray) -> NDArray[np.int64]:
    """Return the number of each row's class: one column is 0 or 1, more are one-hot."""
    numbers = y[:, 0] > 0.5 if y.shape[1] == 1 else y.argmax(axis=1)
    return np.asarray(numbers, dtype=np.int64)


def class_color(theme: Theme, place: int, count: int) -> QColor:
    """Return the hue of a class: the two ends of the value map, or the variants' hues for more than two."""
    if count > 2:
        return theme.variant_color(place)
    return theme.value_map.positive if place else theme.value_map.negative


def band_colors(theme: Theme, count: int) -> list[QColor]:
    """Return the ground's colours: for each class, from the least to the most certain band."""
    shares = np.linspace(FAINTEST, STRONGEST, BANDS).tolist()
    return [
        mix(theme.color("surface"), class_color(theme, place, count), share)
        for place in range(count)
        for share in shares
    ]


def _from_logits(outputs: FloatArray) -> FloatArray:
    """Return the probabilities of logits of shape (outputs, …): the sigmoid of one, the softmax of several."""
    with np.errstate(all="ignore"):
        if len(outputs) == 1:
            return np.asarray(1 / (1 + np.exp(-outputs)))
        powers = np.exp(outputs - outputs.max(axis=0))
        return np.asarray(powers / powers.sum(axis=0))


def _margins(probabilities: FloatArray) -> list[FloatArray]:
    """Return for each class by how much it leads the others; two classes have one line between them."""
    if len(probabilities) == 2:
        first, second = probabilities
        return [second - first]
    places = range(len(probabilities))
    others = [np.delete(probabilities, place, axis=0).max(axis=0) for place in places]
    return [probabilities[place] - others[place] for place in places]


def _thin(points: FloatArray) -> FloatArray:
    return points[:: -(-len(points) // MOST_POINTS) or 1]
