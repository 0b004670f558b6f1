"""The data, and where the model draws the line between the classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout

from graphviz_nn.data import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.debug.moment import Moment
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.boundary_picture import AgreementPicture, BoundaryPicture, Rings
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.landscape.agreement import Agreement
from graphviz_nn.landscape.boundary import Boundary
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.state import State
from graphviz_nn.text import short

REACH = 12.0  # pixels within which the pointer touches a point


class Shown(NamedTuple):
    """What is on the plot: the picture, and the places of the training rows in it, of shape (rows, 2)."""

    picture: BoundaryPicture | AgreementPicture
    places: FloatArray


class BoundaryPanel(Panel):
    """Shows the rows over two features with the model's classes behind them; a regression's predictions."""

    title = "Data and boundary"
    stars = ("data",)
    tab = "Data"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = ("boundary", "agreement", "dataset", "moment", "work.subject", "activities")
    hint = (
        "Every row over two features, the mini-batch ringed, and which class the model sees where. "
        "The wheel zooms, a double click shows it all again."
    )

    every_ms = 64

    def build(self) -> None:
        """Make the plot."""
        self._plot = Plot(self.theme, "Data and decision boundary")
        self._plot.clicked.connect(self._on_hovered)
        self._plot.hovered.connect(self._on_hovered)
        self._veil = Veil(self._plot, self.theme)
        self._view: Shown | None = None
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._plot)

    def show_state(self, state: State) -> None:
        """Show the picture, and rings around the mini-batch."""
        self._view = shown_of(state)
        has_classes = state.dataset is not None and bool(state.dataset.classes)
        self._veil.show_old(state.is_computing("boundary" if has_classes else "predictions"))
        if self._view is None:
            note = "An expression has no data." if not state.work.subject.network.is_fed else "computing …"
            self._plot.show_picture(None, note=note)
            return
        # For a moment the record may still be of other data, which had more rows.
        known = len(self._view.places)
        rows = [row for row in state.record.rows if row < known] if state.record is not None else []
        self._plot.show_picture(self._view.picture, Rings(self._view.places[rows]).shapes)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._veil.use_theme(theme)
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        view, state = self._view, self.session.state
        if view is None or state.dataset is None:
            return
        pixels = self._plot.chart.pixels(np.vstack([view.places, [(across, up)]]))
        distances = np.hypot(*(pixels[:-1] - pixels[-1]).T)
        row = int(distances.argmin())
        self._plot.say(describe(state, row) if distances[row] <= REACH * self.theme.scale else "")


def shown_of(state: State) -> Shown | None:
    """Return the picture that suits the data: classes over two features, or predictions against targets."""
    dataset, boundary = state.dataset, state.boundary
    if dataset is None or state.moment is None:
        return None
    if not dataset.classes:
        return _agreement(state.agreement, dataset)
    if boundary is None or not _fits(boundary, dataset):
        return None
    logits = is_parted_at_0(state.work.subject.network.loss)
    picture = BoundaryPicture(
        boundary,
        dataset.x,
        dataset.y,
        dataset.x_test,
        dataset.y_test,
        dataset.features,
        dataset.classes,
        logits,
    )
    return Shown(picture, picture.places(dataset.x))


def describe(state: State, row: int) -> str:
    """Return a training row in words: its features, its target, what the model says of it."""
    dataset, moment = state.dataset, state.moment
    if dataset is None or moment is None or row >= len(dataset.x):
        return ""
    (output,) = _says(moment, dataset.x[row : row + 1])
    raw = dataset.unscale(dataset.x[row]).tolist()
    features = [f"{name} {short(value)}" for name, value in zip(dataset.features, raw, strict=True)]
    said = " ".join(map(short, output.tolist()))
    if dataset.classes:
        target = dataset.classes[class_numbers(dataset.y[row : row + 1])[0]]
    else:
        target = " ".join(map(short, dataset.unscale_y(dataset.y[row]).tolist()))
        said = " ".join(map(short, dataset.unscale_y(output).tolist()))
    return "\n".join([f"row {row}", *features, f"target {target}", f"prediction {said}"])


def _agreement(made: Agreement | None, dataset: Dataset) -> Shown | None:
    """Return predictions against targets; None while they are of other data."""
    if made is None or (len(made.training), len(made.held_out)) != (len(dataset.x), len(dataset.x_test)):
        return None
    mean, deviation = dataset.y_mean[0], dataset.y_deviation[0]
    parts = (dataset.y, made.training, dataset.y_test, made.held_out)
    targets, said, held_out, said_of_held_out = (part[:, 0] * deviation + mean for part in parts)
    picture = AgreementPicture(targets, said, held_out, said_of_held_out, dataset.targets[0])
    return Shown(picture, picture.points)


def _says(moment: Moment, x: FloatArray) -> FloatArray:
    """Return the model's outputs at the weights that are shown, of shape (rows, outputs)."""
    network, before = moment.problem.network, moment.before
    return predict(network, before.weights, x, before.states) if len(x) else np.empty((0, network.targets))


def _fits(boundary: Boundary, dataset: Dataset) -> bool:
    """Whether the boundary is of these data: between two states it may still be of the data before."""
    return max(boundary.features) < len(dataset.features) and boundary.outputs.shape[-1] == dataset.y.shape[1]
