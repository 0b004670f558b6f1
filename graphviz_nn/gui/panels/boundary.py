"""The data, and where the model draws the line between the classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from graphviz_nn.data import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.moment import Moment
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.boundary_picture import AgreementPicture, BoundaryPicture, Rings
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture, confusion
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.landscape.agreement import Agreement
from graphviz_nn.landscape.boundary import Boundary, has_plane
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.model.network import EXAMPLES
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene import examples
from graphviz_nn.session import commands
from graphviz_nn.session.state import State
from graphviz_nn.text import short

REACH = 12.0  # pixels within which the pointer touches a point
NOWHERE = np.empty((0, 2))


class Shown(NamedTuple):
    """What is on the plot.

    Attributes:
        picture: the picture.
        places: of the training rows and the held-out rows behind them in it, of shape (rows, 2); empty where the rows
            are counted.

    """

    picture: BoundaryPicture | AgreementPicture | ConfusionPicture
    places: FloatArray


class BoundaryPanel(Panel):
    """Shows the rows, and what the model says of them: classes over two features, or counted, or a regression."""

    title = "Data and boundary"
    stars = ("data",)
    tab = "Data"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = (
        "boundary",
        "agreement",
        "predictions",
        "dataset",
        "moment",
        "work.subject",
        "view.example",
        "view.features",
        "activities",
    )
    hint = (
        "Every row over two features, the mini-batch ringed, and which class the model sees where. Click a point "
        "to see its row in the graph. The wheel zooms, a double click shows it all again."
    )

    every_ms = 64

    def build(self) -> None:
        """Make the choice of the axes, the plot and the line below it."""
        self._plot = Plot(self.theme, "Data and decision boundary")
        self._plot.clicked.connect(self._on_clicked)
        self._plot.hovered.connect(self._on_hovered)
        self._veil = Veil(self._plot, self.theme)
        self._view: Shown | None = None
        self._across = Choice("Feature across", "The feature that is drawn across")
        self._up = Choice("Feature up", "The feature that is drawn upwards")
        self._across.chosen.connect(self._on_across_chosen)
        self._up.chosen.connect(self._on_up_chosen)
        self._rest, self._row = Elided(), Elided()
        for label in (self._rest, self._row):
            set_kind(label, "hint")
        self._axes = QWidget()
        self._line = QHBoxLayout(self._axes)
        for widget, share in ((Label("→"), 0), (self._across, 1), (Label("↑"), 0), (self._up, 1)):
            self._line.addWidget(widget, share)
        self._column = QVBoxLayout(self)
        for each in (self._axes, self._rest):
            self._column.addWidget(each)
        self._column.addWidget(self._plot, 1)
        self._column.addWidget(self._row)

    @property
    def row_text(self) -> str:
        """What it says of one row, below the plot."""
        return self._row.full_text

    def show_state(self, state: State) -> None:
        """Show the picture and rings; while there is none of new data or another model, the old one, dimmed."""
        self._view = view = shown_of(state)
        is_fed = state.network.is_fed
        self._show_axes(state)
        has_classes = state.dataset is not None and bool(state.dataset.classes)
        is_late = state.is_computing("boundary" if has_classes else "predictions")
        self._veil.show_old(is_fed and (view is None or is_late))
        if view is None:
            self._row.show_text("")
            if not is_fed or self._plot.is_empty:
                self._plot.show_picture(None, note="computing …" if is_fed else "An expression has no data.")
            return
        self._plot.show_picture(view.picture, rings_of(state, view).shapes)
        self._row.show_text(caption(state, example_row(state)))

    def _show_axes(self, state: State) -> None:
        """Offer the features where there are more than two, and say where those rest that are not drawn."""
        dataset, boundary = state.dataset, state.boundary
        is_offered = self._view is not None and isinstance(self._view.picture, BoundaryPicture)
        is_offered = is_offered and dataset is not None and len(dataset.features) > 2
        self._axes.setVisible(is_offered)
        self._rest.setVisible(is_offered)
        if dataset is None or boundary is None or not is_offered:
            return
        for choice, place in zip((self._across, self._up), boundary.features, strict=True):
            choice.set_options([(number, name, name) for number, name in enumerate(dataset.features)])
            choice.show_option(place)
        means = dataset.unscale(dataset.x.mean(axis=0)).tolist()
        rest = [
            f"{name} {short(mean)}"
            for place, (name, mean) in enumerate(zip(dataset.features, means, strict=True))
            if place not in boundary.features
        ]
        self._rest.show_text(f"ground at the mean of the others: {', '.join(rest)}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._veil.use_theme(theme)
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.space(1))

    @Slot(object)
    def _on_across_chosen(self, place: object) -> None:
        self._choose_axes(across=place)

    @Slot(object)
    def _on_up_chosen(self, place: object) -> None:
        self._choose_axes(up=place)

    def _choose_axes(self, across: object = None, up: object = None) -> None:
        boundary = self.session.state.boundary
        if boundary is not None:
            first, second = boundary.features
            first = across if isinstance(across, int) else first
            second = up if isinstance(up, int) else second
            self.ask(commands.set_features, first, second)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        row = self._row_at(across, up)
        self._plot.say("" if row is None else describe(self.session.state, row))

    @Slot(float, float)
    def _on_clicked(self, across: float, up: float) -> None:
        """Show a row in the neurons and the inspector where it is in the mini-batch; else say that it is not."""
        row, record = self._row_at(across, up), self.session.state.record
        if row is None or record is None:
            return
        if row in record.rows:
            place = record.rows.index(row)
            axes = record.values[record.graph.index[EXAMPLES]].ndim - 1
            self.session.perform(commands.show_example, place)
            self.session.perform(commands.select_cell, Cell(EXAMPLES, "value", (place, *[0] * axes)))
        else:
            self._row.show_text(caption(self.session.state, row))

    def _row_at(self, across: float, up: float) -> int | None:
        """Return the row whose point is touched, held-out rows behind the training rows; None for none."""
        view = self._view
        if view is None or not len(view.places):
            return None
        pixels = self._plot.chart.pixels(np.vstack([view.places, [(across, up)]]))
        distances = np.hypot(*(pixels[:-1] - pixels[-1]).T)
        row = int(distances.argmin())
        return row if distances[row] <= REACH * self.theme.scale else None


def shown_of(state: State) -> Shown | None:
    """Return the picture that suits the data: classes over two features, or counted, or predictions against targets."""
    dataset, moment = state.dataset, state.moment
    if dataset is None or moment is None:
        return None
    if not dataset.classes:
        return _agreement(state.agreement, dataset)
    if not has_plane(moment.problem.network):
        return _confusion(state.predictions, dataset, above=moment.problem.thresholds.prediction)
    return _over_plane(state, dataset)


def rings_of(state: State, view: Shown) -> Rings:
    """Return the rings around the mini-batch, where it is a part of the rows, and around the neurons' example."""
    # For a moment the record may still be of other data, which had more rows.
    known = len(state.dataset.x) if state.dataset is not None and len(view.places) else 0
    rows = [row for row in state.record.rows if row < known] if state.record is not None else []
    row = example_row(state)
    example = view.places[row : row + 1] if row is not None and row < known else NOWHERE
    return Rings(view.places[rows] if len(rows) < known else NOWHERE, example)


def example_row(state: State) -> int | None:
    """Return the row of the mini-batch's example that the neurons show; None where no data feed the network."""
    record = state.record
    if record is None or not record.rows:
        return None
    return record.rows[examples.within(record, state.view.example)]


def describe(state: State, row: int) -> str:
    """Return a row in words: whether it is in the mini-batch, its features, its target, what the model says of it.

    Behind the training rows come the held-out ones.
    """
    dataset, moment = state.dataset, state.moment
    if dataset is None or moment is None or row >= len(dataset.x) + len(dataset.x_test):
        return ""
    held_out = row >= len(dataset.x)
    x, y = (dataset.x_test, dataset.y_test) if held_out else (dataset.x, dataset.y)
    at = row - held_out * len(dataset.x)
    (output,) = _says(moment, x[at : at + 1])
    raw = dataset.unscale(x[at]).tolist()
    features = [f"{name} {short(value)}" for name, value in zip(dataset.features, raw, strict=True)]
    said = " ".join(map(short, output.tolist()))
    if dataset.classes:
        target = dataset.classes[class_numbers(y[at : at + 1])[0]]
    else:
        target = " ".join(map(short, dataset.unscale_y(y[at]).tolist()))
        said = " ".join(map(short, dataset.unscale_y(output).tolist()))
    where = "held out" if held_out else _place(moment, row)
    few = features if has_plane(moment.problem.network) else []
    return "\n".join([f"row {at}, {where}", *few, f"target {target}", f"prediction {said}"])


def caption(state: State, row: int | None) -> str:
    """Return the same in one line, without the features: "row 3: target 1 · prediction 0.93 · example 2 of 16"."""
    lines = describe(state, row).split("\n") if row is not None else []
    if len(lines) < 2:
        return ""
    number, _, where = lines[0].partition(", ")
    return f"{number}: {' · '.join((*lines[-2:], where))}"


def _place(moment: Moment, row: int) -> str:
    rows = moment.record.rows
    return f"example {rows.index(row) + 1} of {len(rows)}" if row in rows else "not in this mini-batch"


def _over_plane(state: State, dataset: Dataset) -> Shown | None:
    boundary = state.boundary
    if boundary is None or not _fits(boundary, dataset):
        return None
    batch = state.record.rows if state.record is not None else ()
    picture = BoundaryPicture(
        boundary,
        dataset.x,
        dataset.y,
        dataset.x_test,
        dataset.y_test,
        dataset.features,
        dataset.classes,
        is_parted_at_0(state.network.loss),
        dataset.spec.standardise,
        len(batch) < len(dataset.x),
    )
    return Shown(picture, np.vstack([picture.places(dataset.x), picture.places(dataset.x_test)]))


def _confusion(made: Agreement | None, dataset: Dataset, *, above: float) -> Shown | None:
    """Return the counts of the held-out rows, or where there are none of the training rows.

    `above` is the number that parts two classes where one output tells them.
    """
    if made is None or not _is_of(made, dataset):
        return None
    held_out = len(dataset.x_test) > 0
    said, y = (made.held_out, dataset.y_test) if held_out else (made.training, dataset.y)
    seen = class_numbers(np.nan_to_num(said), above=above)
    counts = confusion(class_numbers(y), seen, len(dataset.classes))
    rows = "held-out rows" if held_out else "training rows"
    return Shown(ConfusionPicture(counts, dataset.classes, rows), NOWHERE)


def _agreement(made: Agreement | None, dataset: Dataset) -> Shown | None:
    """Return predictions against targets; None while they are of other data."""
    if made is None or not _is_of(made, dataset):
        return None
    mean, deviation = dataset.y_mean[0], dataset.y_deviation[0]
    parts = (dataset.y, made.training, dataset.y_test, made.held_out)
    targets, said, held_out, said_of_held_out = (part[:, 0] * deviation + mean for part in parts)
    picture = AgreementPicture(targets, said, held_out, said_of_held_out, dataset.targets[0])
    return Shown(picture, picture.points)


def _is_of(made: Agreement, dataset: Dataset) -> bool:
    """Whether predictions are of these data: between two states they may still be of the data before."""
    shapes = made.training.shape, made.held_out.shape
    return shapes == (dataset.y.shape, dataset.y_test.shape)


def _says(moment: Moment, x: FloatArray) -> FloatArray:
    """Return the model's outputs at the weights that are shown, of shape (rows, outputs)."""
    network, before = moment.problem.network, moment.before
    return predict(network, before.weights, x, before.states) if len(x) else np.empty((0, network.targets))


def _fits(boundary: Boundary, dataset: Dataset) -> bool:
    """Whether the boundary is of these data: between two states it may still be of the data before."""
    return max(boundary.features) < len(dataset.features) and boundary.outputs.shape[-1] == dataset.y.shape[1]
