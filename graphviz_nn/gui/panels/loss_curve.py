"""The loss over the epochs, and where among them time stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from graphviz_nn.files.document import View
from graphviz_nn.files.export import run_rows
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.losses.pictures import (
    all_curves,
    axis_of,
    bends_of,
    can_count_updates,
    note_of,
    now_of,
    picture_of,
    strand_at,
    unit_of,
    updates_along,
)
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.curve_picture import (
    Cursor,
    CurvePicture,
    reading,
)
from graphviz_nn.gui.plots.sharpness_picture import reading as curvature_reading
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.runs_table import RunsTable
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.landscape.epoch_ends import is_worth_it as has_ends
from graphviz_nn.scene.results import arrivals_text, score_text
from graphviz_nn.session import commands, queries
from graphviz_nn.session.ground import can_bend
from graphviz_nn.session.state import State
from graphviz_nn.settings import settings_of
from graphviz_nn.text import short

LOW, NARROW = (
    170,
    260,
)  # pixels: a lower panel shows curves alone, a narrower one leaves out what others say too
TALL = 300  # pixels: a panel as high as that has room for the curvature below the loss
SHARES = (70, 30)  # of the height: the loss, the curvature
GOAL = settings_of(View)["goal"]
WIDEST = "0.00000"  # of the losses that are typed
TABLE_TIP = "The runs side by side in a table, which sorts by any column; Ctrl+C copies it as CSV"
ENDS_TIP = (
    "The loss over all training rows at the end of each epoch, beside the mean over its mini-batches as they came, "
    "which Keras prints. Held-out rows are measured at the ends."
)
BENDS_TIP = (
    "λmax along each run, and above which λmax its rate would bounce out of the valley: 2/rate, (2+2β)/rate"
)
UPDATES_TIP = (
    "The same number of updates at the same place: an epoch has the more of them the smaller its mini-batches, or the "
    "more rows there are."
)
LOG_TIP = "Equal distances for equal factors"
FORCED_TIP = f"{LOG_TIP}. A loss grows so far that nothing else would show the others."


class LossCurvePanel(Panel):
    """Shows the loss of each variant over the epochs; a click, or the line when dragged, travels in time."""

    title = "Loss"
    stars = ("loss",)
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = (
        "runs",
        "trials",
        "results",
        "work.subject",
        "work.variants",
        "work.training",
        "view.variant",
        "view.seed",
        "view.table",
        "view.goal",
        "done",
        "view.log_loss",
        "view.by_updates",
        "view.covered",
        "view.curvature",
        "view.ends",
        "epoch_ends",
        "sharpness",
        "score",
        "activities",
    )
    hint = (
        "The mean loss of each epoch, for each variant, from the loss over all rows at the start; of few epochs that "
        "of each mini-batch. Click, or drag the line, to travel there. The wheel zooms, a double click shows it all."
    )

    every_ms = 16

    def build(self) -> None:
        """Make the switch and the plot."""
        self._log = Switch("logarithmic", LOG_TIP)
        self._log.toggled.connect(self._on_log_toggled)
        self._updates = Switch("by updates", UPDATES_TIP)
        self._updates.clicked.connect(self._on_updates_clicked)
        self._bends = Switch("curvature", BENDS_TIP)
        self._bends.clicked.connect(self._on_bends_clicked)  # it is also set as the panel is resized
        self._ends = Switch("epoch ends", ENDS_TIP)
        self._ends.clicked.connect(self._on_ends_clicked)
        self._tables = Switch("table", TABLE_TIP)
        self._tables.toggled.connect(self._on_table_toggled)
        self._goal = NumberEdit(GOAL)
        self._goal.changeRequested.connect(self._on_goal_asked)
        self._goal.rejected.connect(self._on_rejected)
        self._table = RunsTable(self.theme)
        self._table.runChosen.connect(self._on_run_chosen)
        self._now = Label()
        set_kind(self._now, "hint")
        self._score, self._verdict, self._arrivals = Elided(), Wrapped(), Wrapped()
        self._goal_name = Label(GOAL.setting.label.lower())
        for label in (self._score, self._verdict, self._arrivals, self._goal_name):
            set_kind(label, "hint")
        self._plot = Plot(self.theme, "Loss over the epochs")
        self._plot.clicked.connect(self._on_clicked)
        self._plot.rule_moved.connect(self._on_rule_moved)
        self._plot.hovered.connect(self._on_hovered)
        self._plot.legend_clicked.connect(self._on_legend_clicked)
        self._strip = Plot(self.theme, "Curvature over the epochs")
        self._strip.clicked.connect(self._on_clicked)
        self._strip.rule_moved.connect(self._on_rule_moved)
        self._strip.hovered.connect(self._on_strip_hovered)
        for plot in (self._plot, self._strip):
            plot.grow_with(self)
        self._plot.stand_above(self._strip)
        self._arrange()

    def _arrange(self) -> None:
        plots = QSplitter(Qt.Orientation.Vertical)
        plots.setChildrenCollapsible(False)
        for place, (plot, share) in enumerate(zip((self._plot, self._strip), SHARES, strict=True)):
            plots.addWidget(plot)
            plots.setStretchFactor(place, share)
        self._goal_row = QWidget()
        self._goal_line = QHBoxLayout(self._goal_row)
        self._goal_line.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self._goal_name, 0), (self._goal, 0), (self._arrivals, 1)):
            self._goal_line.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        self._pages.addWidget(plots)
        self._pages.addWidget(self._table)
        self._veil = Veil(self._pages, self.theme)
        self._picture: CurvePicture | None = None
        self.tools = self._header = Flow(
            *(self._tables, self._bends, self._ends, self._updates, self._log), leader=self._now
        )
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._score)
        column.addWidget(self._verdict)
        column.addWidget(self._goal_row)
        column.addWidget(self._pages, 1)

    def show_state(self, state: State) -> None:
        """Show the curves and the cursor; while there are none of new data, the old ones, dimmed."""
        covers = state.view.covered
        self._show_score(state)
        self._show_table(state)
        self._show_bends(state)
        self._show_ends(state)
        trains = state.network.is_trainable
        is_old = not state.runs and trains and self._picture is not None
        self._veil.show_old(is_old)
        if is_old:
            return
        self._picture = picture = picture_of(state)
        if picture is None:
            self._plot.show_picture(None, note=note_of(trains=trains))
            self._now.setText("")
            return
        self._show_log(forced=picture.log and not state.view.log_loss, log=picture.log)
        now = now_of(state)
        has_more = any(curve.epochs[-1] > now for curve in picture.curves if not curve.is_after)
        cursor = Cursor(now, picture.spans[0].high, "future" in covers and has_more)
        self._plot.show_picture(picture, cursor.shapes)
        self._strip.show_picture(bends_of(state, picture.spans[0].high), cursor.shapes, note="measuring …")
        update = f"update {state.view.update + 1:,}"
        is_fed = state.network.is_fed
        self._now.setText(f"epoch {queries.epoch(state)[0] + 1:,} · {update}" if is_fed else update)

    def copied(self) -> Callable[[], str] | None:
        """Return what makes CSV of the table, or of several chosen rows of it; None where curves are shown."""
        results = self._table.chosen() if self._is_table else None
        return None if results is None else partial(run_rows, results)

    @property
    def _is_table(self) -> bool:
        return self._pages.currentWidget() is self._table

    def _show_table(self, state: State) -> None:
        """Show the table in place of the curves, unless what comes is covered: it tells how all of it ends."""
        can_compare = bool(state.runs) and "future" not in state.view.covered
        self._tables.setVisible(can_compare)
        self._tables.setChecked(state.view.table)
        is_table = can_compare and state.view.table
        self._pages.setCurrentIndex(int(is_table))
        if is_table:
            view = state.view
            self._table.show_results(state.results, unit_of(state), view.variant, view.seed)

    def _show_bends(self, state: State) -> None:
        """Show the curvature below the loss, and its switch, where it can be known and has room."""
        has_room = can_bend(state.runs) and self.height() >= self.theme.pixels(TALL) and not self._is_table
        self._bends.setVisible(has_room)
        self._bends.setChecked(state.view.curvature)
        self._strip.setVisible(has_room and state.view.curvature)

    def _show_ends(self, state: State) -> None:
        """Offer the losses at the ends of epochs where these have several updates, and an axis of these."""
        run = queries.active_run(state)
        self._ends.setVisible(run is not None and has_ends(run.problem) and not self._is_table)
        self._ends.setChecked(state.view.ends)
        self._updates.setVisible(can_count_updates(state) and not self._is_table)
        self._updates.setChecked(state.view.by_updates)

    def _show_log(self, *, forced: bool, log: bool) -> None:
        self._log.setChecked(log)
        self._log.setEnabled(not forced)
        self._log.setVisible(not self._is_table)
        self._log.setToolTip(FORCED_TIP if forced else LOG_TIP)

    def _show_score(self, state: State) -> None:
        """Say how good the network is at the shown weights; at the end also where it is no better than without it."""
        score, run = state.score, queries.active_run(state)
        is_high = self.height() >= self.theme.pixels(LOW)
        self._header.setVisible(is_high or self.is_slim)
        self._now.setVisible(self.width() >= self.theme.pixels(NARROW) and not self.is_slim)
        self._score.setVisible(score is not None and is_high)
        results = state.results if is_high and not state.view.covered else None
        self._goal_row.setVisible(results is not None)
        if results is not None:
            self._goal.show_value(state.view.goal, short(results.goal, 3))
            self._arrivals.setText(arrivals_text(results, axis_of(state)))
        is_at_end = run is not None and state.view.update >= run.updates - 1 >= 0
        self._verdict.setVisible(bool(score and score.verdict) and is_at_end and is_high)
        if score is None:
            return
        self._verdict.setText(score.verdict)
        self._score.show_text(score_text(score))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where the curves need the room."""
        super().resizeEvent(event)
        self._show_score(self.session.state)
        self._show_bends(self.session.state)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._strip.use_theme(theme)
        self._veil.use_theme(theme)
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        self._header.set_space(theme.space(1))
        self._goal_line.setSpacing(theme.space(1))
        self._goal.setFixedWidth(QFontMetrics(theme.font("body")).horizontalAdvance(WIDEST))
        self._table.use_theme(theme)

    @Slot(bool)
    def _on_log_toggled(self, checked: bool) -> None:
        self.session.perform(commands.set_log_loss, checked)

    @Slot(bool)
    def _on_table_toggled(self, checked: bool) -> None:
        self.session.perform(commands.set_table, checked)

    @Slot(object)
    def _on_goal_asked(self, loss: float | None) -> None:
        self.session.perform(commands.set_goal, loss)

    @Slot(str)
    def _on_rejected(self, why: str) -> None:
        self.ask(commands.tell, why, "error")

    @Slot(int, int)
    def _on_run_chosen(self, variant: int, seed: int) -> None:
        self.session.perform(commands.choose_run, variant, seed)

    @Slot(bool)
    def _on_ends_clicked(self, flag: bool) -> None:
        self.session.perform(commands.set_ends, flag)

    @Slot(bool)
    def _on_updates_clicked(self, flag: bool) -> None:
        self.session.perform(commands.set_by_updates, flag)

    @Slot(bool)
    def _on_bends_clicked(self, flag: bool) -> None:
        self.session.perform(commands.set_curvature, flag)

    @Slot(float, float)
    def _on_strip_hovered(self, epoch: float, value: float) -> None:
        state = self.session.state
        picture = bends_of(state, epoch)
        is_ahead = "future" in state.view.covered and epoch > now_of(state)
        self._strip.say("" if picture is None or is_ahead else curvature_reading(picture, epoch))

    @Slot()
    def _on_legend_clicked(self) -> None:
        self.session.perform(commands.toggle_cover, "legend")

    @Slot(float, float)
    def _on_clicked(self, epoch: float, loss: float) -> None:
        """Open the run whose strand is there, and travel."""
        strand = strand_at(self.session.state, self._picture, epoch, loss)
        if strand is not None:
            self.session.perform(commands.choose_run, *strand)
        self._on_rule_moved(epoch)

    @Slot(float)
    def _on_rule_moved(self, epoch: float) -> None:
        self.session.perform(commands.visit, round(epoch * updates_along(self.session.state)))

    @Slot(float, float)
    def _on_hovered(self, epoch: float, loss: float) -> None:
        state = self.session.state
        covers = state.view.covered
        if "future" in covers and epoch > now_of(state):
            self._plot.say("")
        else:
            lines = reading(all_curves(state), epoch, axis_of(state), covered="legend" in covers)
            strand = strand_at(state, self._picture, epoch, loss)
            more = (
                f"\nClick: {queries.strand_name(state, *strand)}" if strand and "legend" not in covers else ""
            )
            self._plot.say(f"{lines}{more}")
