"""The data, and where the model draws the line between the classes."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.beside_picture import BesidePicture
from graphviz_nn.gui.plots.boundary_picture import NOWHERE, BoundaryPicture
from graphviz_nn.gui.plots.hidden_picture import HiddenNumbersPicture, HiddenPicture
from graphviz_nn.gui.points.bar import EditBar
from graphviz_nn.gui.points.counted import Matrix
from graphviz_nn.gui.points.cut import Cut
from graphviz_nn.gui.points.editor import Editor
from graphviz_nn.gui.points.shown import Shown, rings_of, shown_of
from graphviz_nn.gui.points.words import caption, describe
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.landscape.beside import RUNS
from graphviz_nn.landscape.hidden import STEP, spaces
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import beside, commands
from graphviz_nn.session.hand import why_no_hand
from graphviz_nn.session.queries import example_row
from graphviz_nn.session.state import State

Rows: TypeAlias = Literal["", "training", "held out"]
TOLD_ABOUT = (BesidePicture, HiddenPicture, HiddenNumbersPicture)
OVER_FEATURES = (BoundaryPicture, *TOLD_ABOUT)
REACH = 12.0  # pixels within which the pointer touches a point
EDIT_TIP = "Add, drag, draw and take away points by hand; the model is trained anew as they move."
COUNTS_TIP = "How many rows of each class the model sees as which; the rows of a cell light up"
COUNTS = (
    ("", "no matrix", "Show the data alone"),
    ("training", "confusion: training", f"{COUNTS_TIP}. Of the rows that it was trained on."),
    ("held out", "confusion: held out", f"{COUNTS_TIP}. Of the rows that it was never trained on."),
)
SPACE_TIP = "Where the rows are drawn: over their features, or where a layer puts them, the plane bent along with them"
SPACE_LETTERS = 12
PLACES = (
    ("", "features", "The rows over two of their features"),
    (
        STEP,
        "where the step is",
        "The rows in the space of the newest value: step, and watch the plane bend op by op",
    ),
)
PREDICTIONS = ("", "predictions", "What the network predicts, against what it should")
EVERY_RUN = (RUNS, "every run", "The boundary of each run, side by side; a click steps through it")
ROOMY = 300  # pixels: in a lower panel the points have all the room
WIDE = 1.3  # times as wide as high, from where on the matrix stands at the right


class BoundaryPanel(Panel):
    """Shows the rows, and what the model says of them: classes over two features, or counted, or a regression."""

    title = "Data and boundary"
    stars = ("data",)
    tab = "Data"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = (
        "boundary",
        "agreement",
        "beside",
        "hidden",
        "fitted",
        "predictions",
        "dataset",
        "moment",
        "work.subject",
        "work.data",
        "work.variants",
        "view.variant",
        "view.seed",
        "view.example",
        "view.features",
        "view.rests",
        "view.confusion",
        "view.space",
        "hand",
        "activities",
    )
    hint = (
        "Every row over two features, the mini-batch ringed, and which class the model sees where. Click a point "
        "to see its row in the graph. The wheel zooms, a double click shows it all again."
    )

    every_ms = 64

    def build(self) -> None:
        """Make the tools, the choice of the axes, the plot with the matrix beside it, and the line below."""
        self._edits = Switch("edit by hand", EDIT_TIP)
        self._edits.clicked.connect(self._on_edits_clicked)
        self._counts = Choice("Confusion matrix", COUNTS_TIP)
        self._counts.setMinimumContentsLength(max(len(text) for _, text, _ in COUNTS))
        self._counts.chosen.connect(self._on_counts_chosen)
        self._space = Choice("Space", SPACE_TIP)
        self._space.setMinimumContentsLength(SPACE_LETTERS)
        self._space.chosen.connect(self._on_space_chosen)
        self._bar = EditBar()
        self._bar.inked.connect(self._on_inked)
        self._bar.returned.connect(self._on_returned)
        self._plot = Plot(self.theme, "Data and decision boundary")
        self._plot.clicked.connect(self._on_clicked)
        self._plot.hovered.connect(self._on_hovered)
        self._matrix = Matrix(self.theme)
        self._matrix.lit.connect(self._on_lit)
        self._view: Shown | None = None
        self._editor = Editor(self.session, self._plot, self, self)
        self._cut = Cut(self.ask)
        self._row = Elided()
        set_kind(self._row, "hint")
        self._arrange()

    def _arrange(self) -> None:
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        for place, plot in enumerate((self._plot, self._matrix)):
            self._both.addWidget(plot)
            self._both.setStretchFactor(place, 2 - place)
        self._veil = Veil(self._both, self.theme)
        self.tools = self._header = Flow(self._edits, self._space, self._counts)
        self._column = QVBoxLayout(self)
        for each in (self._header, self._bar, self._cut):
            self._column.addWidget(each)
        self._column.addWidget(self._both, 1)
        self._column.addWidget(self._row)

    @property
    def row_text(self) -> str:
        """What it says of one row, below the plot."""
        return self._row.full_text

    @property
    def places(self) -> FloatArray:
        """Where each row lies in the picture, held-out rows behind the training rows, of shape (rows, 2)."""
        return NOWHERE if self._view is None else self._view.places

    @property
    def _tiles(self) -> BesidePicture | None:
        """All runs side by side, where one looks at them."""
        picture = self._view.picture if self._view is not None else None
        return picture if isinstance(picture, BesidePicture) else None

    @property
    def _is_roomy(self) -> bool:
        return self.height() >= self.theme.pixels(ROOMY)

    @property
    def scale(self) -> float:
        """How many pixels there are for each one of the ordinary size of text."""
        return self.theme.scale

    def entry(self) -> QWidget | None:
        """Return the plot while a hand is over its points."""
        return self._plot if self.session.state.holding else None

    def show_state(self, state: State) -> None:
        """Show the picture and rings; while there is none of new data or another model, the old one, dimmed."""
        self._view = view = shown_of(state)
        is_fed = state.network.is_fed
        self._show_tools(state)
        self._cut.show_state(
            state,
            is_offered=is_over_features(view),
            about=view.picture.about if view is not None and isinstance(view.picture, TOLD_ABOUT) else "",
            is_roomy=self._is_roomy,
        )
        is_late = any(map(state.is_computing, _awaited(state, view)))
        self._veil.show_old(is_fed and (view is None or is_late))
        if view is None:
            self._row.show_text("")
            if not is_fed or self._plot.is_empty:
                self._plot.show_picture(None, note="computing …" if is_fed else "An expression has no data.")
            return
        self._matrix.show_counts(state, has_room=self._is_roomy)
        self._plot.show_picture(view.picture, rings_of(state, view, self._matrix.rows(state)).shapes)
        hand = state.holding
        text = caption(state, example_row(state) if hand is None else hand.row)
        self._row.show_text(text)
        if hand is not None and text != self._plot.accessibleDescription():
            self._plot.setAccessibleDescription(text)
            QAccessible.updateAccessibility(
                QAccessibleEvent(self._plot, QAccessible.Event.DescriptionChanged)
            )

    def _show_tools(self, state: State) -> None:
        """Offer the hand where it can edit, and the matrix where there are classes that have a plane."""
        hand, why_not = state.holding, why_no_hand(state)
        self._edits.setVisible(state.network.is_fed)
        self._edits.setEnabled(hand is not None or not why_not)
        self._edits.setToolTip(why_not or EDIT_TIP)
        self._edits.setChecked(hand is not None)
        self._bar.show_state(state, is_roomy=self._is_roomy)
        self._editor.show_hand(hand)
        dataset, view = state.dataset, self._view
        has_plane = dataset is not None and bool(dataset.classes) and is_over_features(view)
        self._show_space(state)
        self._counts.setVisible(has_plane and self._is_roomy)
        if dataset is not None and has_plane:
            has_test = len(dataset.x_test) > 0 or state.view.confusion == "held out"
            self._counts.set_options(COUNTS if has_test else COUNTS[:2])
            self._counts.show_option(state.view.confusion)

    def _show_space(self, state: State) -> None:
        """Offer the spaces of the nodes that have two dimensions or more, where no hand moves the rows."""
        names = spaces(state.network) if state.network.is_fed and state.dataset is not None else ()
        features, step = PLACES
        if state.dataset is not None and not state.dataset.classes:
            features = PREDICTIONS
        offered = [features, *([EVERY_RUN] if beside.can_be_beside(state) else [])]
        offered += [step] if names else []
        offered += [(name, name, f"The rows in the space of {name}'s values") for name in names]
        self._space.setVisible(len(offered) > 1 and state.holding is None)
        self._space.set_options(offered)
        chosen = state.view.space
        self._space.show_option(chosen if chosen in [key for key, _, _ in offered] else "")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        for part in (self._plot, self._matrix, self._veil):
            part.use_theme(theme)
        self._bar.show_theme(theme)
        self._cut.show_theme(theme)
        self._header.set_space(theme.space(2))
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the matrix at the right where there is more room, and else below; in a low panel nowhere."""
        super().resizeEvent(event)
        self._show_tools(self.session.state)
        if self._view is not None:
            self._matrix.show_counts(self.session.state, has_room=self._is_roomy)
        is_wide = self._both.width() > WIDE * self._both.height()
        self._both.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)

    def row_at(self, across: float, up: float) -> int | None:
        """Return the row whose point is touched, held-out rows behind the training rows; None for none."""
        if not len(self.places):
            return None
        pixels = self._plot.chart.pixels(np.vstack([self.places, [(across, up)]]))
        distances = np.hypot(*(pixels[:-1] - pixels[-1]).T)
        row = int(distances.argmin())
        return row if distances[row] <= REACH * self.theme.scale else None

    @Slot(bool)
    def _on_edits_clicked(self, flag: bool) -> None:
        self.ask(commands.take_hand, flag)

    @Slot(object)
    def _on_counts_chosen(self, rows: object) -> None:
        self.ask(commands.show_confusion, cast(Rows, rows))

    @Slot(object)
    def _on_space_chosen(self, space: object) -> None:
        self.ask(commands.show_space, str(space))

    @Slot(int)
    def _on_inked(self, ink: int) -> None:
        self.ask(commands.set_ink, ink)

    @Slot()
    def _on_returned(self) -> None:
        self.ask(commands.give_back)

    @Slot()
    def _on_lit(self) -> None:
        """Light the rows of the cell that is pointed at; the picture below stays."""
        state, view = self.session.state, self._view
        if view is not None:
            self._plot.show_picture(view.picture, rings_of(state, view, self._matrix.rows(state)).shapes)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        if (tiles := self._tiles) is not None:
            tile = tiles.tile_at(across, up)
            self._plot.say("" if tile is None else tiles.describe(tile))
            return
        row = self.row_at(across, up)
        self._plot.say("" if row is None else describe(self.session.state, row))

    @Slot(float, float)
    def _on_clicked(self, across: float, up: float) -> None:
        """Show a row in the neurons and the inspector, in the update that trains on it; of a held-out one say so."""
        if (tiles := self._tiles) is not None:
            if (tile := tiles.tile_at(across, up)) is not None:
                run = tiles.tiles[tile].of
                self.ask(commands.choose_run, run.variant, run.seed)
            return
        row, dataset = self.row_at(across, up), self.session.state.dataset
        if row is None or dataset is None:
            return
        if row < len(dataset.x):
            self.session.perform(commands.show_row, row)
        else:
            self._row.show_text(caption(self.session.state, row))


def _awaited(state: State, view: Shown | None) -> tuple[str, ...]:
    """Return what the picture is made from, and is old while that is computed."""
    if view is not None and isinstance(view.picture, BesidePicture):
        return "runs", "trials", "beside"
    if view is not None and isinstance(view.picture, HiddenPicture | HiddenNumbersPicture):
        return ("hidden",)
    has_classes = state.dataset is not None and bool(state.dataset.classes)
    return ("boundary",) if has_classes else ("predictions",)


def is_over_features(view: Shown | None) -> bool:
    """Whether a picture is made over two of the features."""
    return view is not None and isinstance(view.picture, OVER_FEATURES)
