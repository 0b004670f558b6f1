"""The loss over the epochs, and where among them time stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.curve_picture import (
    Cursor,
    Curve,
    CurvePicture,
    blows_up,
    outlines,
    reach,
    reading,
)
from graphviz_nn.gui.plots.sharpness_picture import SharpnessPicture
from graphviz_nn.gui.plots.sharpness_picture import reading as curvature_reading
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.stability import is_worth_it
from graphviz_nn.model import Formula
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import Trials
from graphviz_nn.text import short
from graphviz_nn.training.run import FIRST, Run
from graphviz_nn.training.score import Score

LOW, NARROW = (
    170,
    260,
)  # pixels: a lower panel shows curves alone, a narrower one leaves out what others say too
NEAR = 0.02  # of the height of the axis: so near to a strand a click is on it
TALL = 300  # pixels: a panel as high as that has room for the curvature below the loss
SHARES = (70, 30)  # of the height: the loss, the curvature
FEW = 4  # epochs: of no more than these, the loss of each mini-batch is drawn
BENDS_TIP = (
    "λmax along each run, and above which λmax its rate would bounce out of the valley: 2/rate, (2+2β)/rate"
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
        "work.subject",
        "work.variants",
        "work.training",
        "view.variant",
        "done",
        "view.log_loss",
        "view.covered",
        "view.curvature",
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
        self._bends = Switch("curvature", BENDS_TIP)
        self._bends.clicked.connect(self._on_bends_clicked)  # it is also set as the panel is resized
        self._now = Label()
        set_kind(self._now, "hint")
        self._score, self._verdict, self._arrivals = Elided(), Wrapped(), Wrapped()
        for label in (self._score, self._verdict, self._arrivals):
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
        self._veil = Veil(plots, self.theme)
        self._picture: CurvePicture | None = None
        self.tools = self._header = Flow(self._bends, self._log, leader=self._now)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._score)
        column.addWidget(self._verdict)
        column.addWidget(self._arrivals)
        column.addWidget(plots, 1)

    def show_state(self, state: State) -> None:
        """Show the curves and the cursor; while there are none of new data, the old ones, dimmed."""
        covers = state.view.covered
        self._show_score(state)
        self._show_bends(state)
        trains = state.network.is_trainable
        is_old = not state.runs and trains and self._picture is not None
        self._veil.show_old(is_old)
        if is_old:
            return
        self._picture = picture = picture_of(state)
        if picture is None:
            self._plot.show_picture(None, note=_note(trains=trains))
            self._now.setText("")
            return
        self._show_log(forced=picture.log and not state.view.log_loss, log=picture.log)
        now = _now(state)
        # Held-out rows are measured once more after the last update, where nobody can go.
        has_more = any(curve.epochs[-1] > now for curve in picture.curves if not curve.held_out)
        cursor = Cursor(now, picture.spans[0].high, "future" in covers and has_more)
        self._plot.show_picture(picture, cursor.shapes)
        self._strip.show_picture(bends_of(state, picture.spans[0].high), cursor.shapes, note="measuring …")
        update = f"update {state.view.update + 1:,}"
        is_fed = state.network.is_fed
        self._now.setText(f"epoch {queries.epoch(state)[0] + 1:,} · {update}" if is_fed else update)

    def _show_bends(self, state: State) -> None:
        """Show the curvature below the loss, and its switch, where it can be known and has room."""
        can_bend = bool(state.runs) and is_worth_it(state.runs[0].problem)
        has_room = can_bend and self.height() >= self.theme.pixels(TALL)
        self._bends.setVisible(has_room)
        self._bends.setChecked(state.view.curvature)
        self._strip.setVisible(has_room and state.view.curvature)

    def _show_log(self, *, forced: bool, log: bool) -> None:
        self._log.setChecked(log)
        self._log.setEnabled(not forced)
        self._log.setToolTip(FORCED_TIP if forced else LOG_TIP)

    def _show_score(self, state: State) -> None:
        """Say how good the network is at the shown weights; at the end also where it is no better than without it."""
        score, run = state.score, queries.active_run(state)
        is_high = self.height() >= self.theme.pixels(LOW)
        self._header.setVisible(is_high or self.is_slim)
        self._now.setVisible(self.width() >= self.theme.pixels(NARROW) and not self.is_slim)
        self._score.setVisible(score is not None and is_high)
        trials = state.trials if is_high and not state.view.covered else None
        self._arrivals.setVisible(trials is not None and bool(trials.arrivals))
        if trials is not None:
            self._arrivals.setText(arrivals_text(trials, _unit(state)))
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

    @Slot(bool)
    def _on_log_toggled(self, checked: bool) -> None:
        self.session.perform(commands.set_log_loss, checked)

    @Slot(bool)
    def _on_bends_clicked(self, flag: bool) -> None:
        self.session.perform(commands.set_curvature, flag)

    @Slot(float, float)
    def _on_strip_hovered(self, epoch: float, value: float) -> None:
        state = self.session.state
        picture = bends_of(state, epoch)
        is_ahead = "future" in state.view.covered and epoch > _now(state)
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
        updates = round(epoch * queries.updates_per_epoch(self.session.state))
        self.session.perform(commands.visit, updates)

    @Slot(float, float)
    def _on_hovered(self, epoch: float, loss: float) -> None:
        state = self.session.state
        covers = state.view.covered
        if "future" in covers and epoch > _now(state):
            self._plot.say("")
        else:
            lines = reading(make_curves(state), epoch, _unit(state), covered="legend" in covers)
            strand = strand_at(state, self._picture, epoch, loss)
            more = (
                f"\nClick: {queries.strand_name(state, *strand)}" if strand and "legend" not in covers else ""
            )
            self._plot.say(f"{lines}{more}")


def picture_of(state: State) -> CurvePicture | None:
    """Return the curves of all runs; None before there is one."""
    if not state.runs:
        return None
    view, curves = state.view, make_curves(state)
    until = _now(state) if "future" in view.covered else None
    fans = state.trials.fans if state.trials else ()
    held = (*curves, *outlines(fans))
    log = view.log_loss or blows_up(held, float("inf") if until is None else until)
    return CurvePicture(
        curves,
        _epochs(state.runs, may_end=until is None),
        log,
        _unit(state),
        _what(state),
        reach(held, log=log, until=until),
        "legend" in view.covered,
        fans,
        queries.variant_labels(state),
    )


def strand_at(
    state: State, picture: CurvePicture | None, epoch: float, loss: float
) -> tuple[int, int] | None:
    """Return the variant and the seed, by their places, whose strand is near a place in its picture; else None."""
    if picture is None or not picture.fans or "future" in state.view.covered:
        return None
    up = picture.spans[1]

    def height(x: float) -> float:
        """Return how high a loss stands, as a share of the axis."""
        with np.errstate(all="ignore"):
            return float(((np.log10(x) if picture.log else x) - up.low) / (up.high - up.low))

    near = [(place, *fan.nearest(epoch, loss)) for place, fan in enumerate(picture.fans)]
    off = [abs(height(found) - height(loss)) for *_, found in near]
    best = min(range(len(near)), key=lambda i: off[i] if np.isfinite(off[i]) else np.inf)
    return near[best][:2] if off[best] <= NEAR else None


def bends_of(state: State, epochs: float) -> SharpnessPicture | None:
    """Return the curvature along all runs; None before any of it is known."""
    if not any(len(run.epochs) for run in state.sharpness):
        return None
    covers = state.view.covered
    until = _now(state) if "future" in covers else None
    names = queries.variant_labels(state)
    return SharpnessPicture(state.sharpness, names, epochs, _unit(state), until, "legend" in covers)


def _epochs(runs: Sequence[Run], *, may_end: bool) -> float:
    """Return how many epochs the axis spans: those of the longest run, or where all of them diverged, until then."""
    whole = float(max(run.problem.training.epochs for run in runs))
    if not may_end or any(run.divergence is None for run in runs):
        return whole
    return min(max((run.updates + 1) / run.problem.updates_per_epoch for run in runs), whole)


def arrivals_text(trials: Trials, unit: str) -> str:
    """Return when the seeds came down to a loss: "to loss 0.02: SGD after 31 epochs (25 … 44), 0.1 s · Adam …"."""
    parts = []
    for name, (low, median, high), (_, seconds, _), never in trials.arrivals:
        if np.isinf(median):
            parts.append(f"{name} not half of the seeds")
            continue
        last = f"{high:,.0f}" if np.isfinite(high) else "never"
        some = f", {never} never" if never else ""
        parts.append(f"{name} after {median:,.0f} {unit}s ({low:,.0f} … {last}{some}), {short(seconds, 2)} s")
    return f"to loss {short(trials.goal)}: {' · '.join(parts)}"


def score_text(score: Score) -> str:
    """Return a score beside its baselines: "R² 0.9 · held out 0.87 · a straight line 0.72 · the mean 0.00"."""
    parts = [f"{score.measure} {score.text(score.training)}"]
    if score.held_out is not None:
        parts.append(f"held out {score.text(score.held_out)}")
    others = [f"{each.name} {score.text(each.score)}" for each in reversed(score.baselines)]
    return " · ".join((*parts, *others))


def _unit(state: State) -> str:
    """Return what is counted along the axis: an expression has updates alone."""
    return "epoch" if state.network.is_fed else "update"


def make_curves(state: State) -> tuple[Curve, ...]:
    """Return the training loss of each variant and, where rows are held out, the loss over them."""
    names, shown = queries.variant_labels(state), state.view.variant
    if state.trials is not None:  # the others are strands
        run = queries.active_run(state)
        return _curves(run, queries.run_name(state), shown) if run else ()
    pairs = zip(names, state.runs, strict=False)
    return tuple(curve for place, (name, run) in enumerate(pairs) for curve in _curves(run, name, place))


@kept_beside
def _curves(run: Run, name: str, place: int) -> tuple[Curve, ...]:
    """Return the same curves for the same run, so that they are not drawn again."""
    is_cut = run.divergence is not None
    training = Curve(name, place, *_training(run), is_cut=is_cut)
    held_out = Curve(name, place, np.arange(0.0, len(run.test_losses)), run.test_losses, held_out=True)
    return tuple(curve for curve in (training, held_out) if len(curve.epochs))


def _training(run: Run) -> tuple[FloatArray, FloatArray]:
    """Return the epochs and the losses over the training rows, from the loss over all of them at the start on.

    An epoch's loss is the mean over its mini-batches, each before its update, so it stands in the middle of these; that
    over the held-out rows is measured at its end. Of few epochs, or where a run ended in them, each mini-batch stands.
    """
    per_epoch = run.problem.updates_per_epoch
    losses = run.losses
    epochs: FloatArray = np.arange(0.0, len(losses)) + (per_epoch - 1) / (2 * per_epoch)
    is_short = run.divergence is not None and len(losses) < FEW
    if (run.problem.training.epochs <= FEW or is_short) and run.updates <= FIRST:
        epochs, losses = np.arange(0.0, len(run.batch_losses)) / per_epoch, run.batch_losses
    if per_epoch > 1 and np.isfinite(run.start_loss):
        epochs, losses = np.concatenate([[0.0], epochs]), np.concatenate([[run.start_loss], losses])
    return epochs, losses


def _now(state: State) -> float:
    return state.done / queries.updates_per_epoch(state)


def _what(state: State) -> str:
    """Return what is counted upwards: the loss, or a formula's value, by its letter and names."""
    subject = state.work.subject
    return f"f({', '.join(subject.leaves)})" if isinstance(subject, Formula) else "loss"


def _note(*, trains: bool) -> str:
    if trains:
        return "waiting for the first epoch …"
    return "Nothing to train: the result must be one number, and there must be a variable."
