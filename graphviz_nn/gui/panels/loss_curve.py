"""The loss over the epochs, and where among them time stands."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.curve_picture import Cursor, Curve, CurvePicture, reading
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State
from graphviz_nn.training.run import Run
from graphviz_nn.training.score import Score


class LossCurvePanel(Panel):
    """Shows the loss of each variant over the epochs; a click, or the line when dragged, travels in time."""

    title = "Loss"
    stars = ("loss",)
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = (
        "runs",
        "work.subject",
        "work.variants",
        "work.training",
        "view.variant",
        "done",
        "view.log_loss",
        "score",
    )
    hint = (
        "The mean loss of each epoch, for each variant; click, or drag the line, to travel there. "
        "The wheel zooms, a double click shows it all again."
    )

    every_ms = 16

    def build(self) -> None:
        """Make the switch and the plot."""
        self._log = QCheckBox("logarithmic")
        self._log.setToolTip("Equal distances for equal factors")
        self._log.toggled.connect(self._on_log_toggled)
        self._now = QLabel()
        set_kind(self._now, "hint")
        self._score = Elided()
        set_kind(self._score, "hint")
        self._plot = Plot(self.theme, "Loss over the epochs")
        self._plot.clicked.connect(self._on_clicked)
        self._plot.rule_moved.connect(self._on_rule_moved)
        self._plot.hovered.connect(self._on_hovered)
        self._header = Flow(self._log, leader=self._now)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._score)
        column.addWidget(self._plot, 1)

    def show_state(self, state: State) -> None:
        """Show the curves and the cursor."""
        self._log.setChecked(state.view.log_loss)
        curves = make_curves(state)
        self._show_score(state)
        epoch = state.done / queries.updates_per_epoch(state)
        if not state.runs:
            note = (
                "waiting for the first epoch …"
                if state.work.subject.network.is_trainable
                else "Nothing to train: the result must be one number, and there must be a variable."
            )
            self._plot.show_picture(None, note=note)
            self._now.setText("")
            return
        epochs = float(max(run.problem.training.epochs for run in state.runs))
        picture = CurvePicture(curves, epochs, state.view.log_loss, _unit(state))
        self._plot.show_picture(picture, Cursor(epoch, picture.spans[0].high).shapes)
        now = f"update {state.view.update + 1:,}"
        self._now.setText(
            f"epoch {queries.epoch(state)[0] + 1:,} · {now}" if state.work.subject.network.is_fed else now
        )

    def _show_score(self, state: State) -> None:
        """Say how good the network is at the shown weights; at the end also where it is no better than without it."""
        score, run = state.score, queries.active_run(state)
        self._score.setVisible(score is not None)
        if score is None:
            return
        is_at_end = run is not None and state.view.update >= run.updates - 1 >= 0
        verdict = f"{score.verdict} " if is_at_end and score.verdict else ""
        self._score.show_text(f"{verdict}{score_text(score)}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        self._header.set_space(theme.space(1))

    @Slot(bool)
    def _on_log_toggled(self, checked: bool) -> None:
        self.session.perform(commands.set_log_loss, checked)

    @Slot(float, float)
    def _on_clicked(self, epoch: float, loss: float) -> None:
        self._on_rule_moved(epoch)

    @Slot(float)
    def _on_rule_moved(self, epoch: float) -> None:
        updates = round(epoch * queries.updates_per_epoch(self.session.state))
        self.session.perform(commands.visit, updates)

    @Slot(float, float)
    def _on_hovered(self, epoch: float, loss: float) -> None:
        state = self.session.state
        self._plot.say(reading(make_curves(state), epoch, _unit(state)))


def score_text(score: Score) -> str:
    """Return a score beside its baselines: "held-out R² 0.87 · a straight line 0.72 · the mean 0.00 · training 0.9"."""
    judged = score.training if score.held_out is None else score.held_out
    own = f"{score.measure} {score.text(judged)}"
    others = [f"{each.name} {score.text(each.score)}" for each in reversed(score.baselines)]
    if score.held_out is None:
        return " · ".join((own, *others))
    return " · ".join((f"held-out {own}", *others, f"training {score.text(score.training)}"))


def _unit(state: State) -> str:
    """Return what is counted along the axis: an expression has updates alone."""
    return "epoch" if state.work.subject.network.is_fed else "update"


def make_curves(state: State) -> tuple[Curve, ...]:
    """Return the training loss of each variant and, where rows are held out, the loss over them."""
    names = queries.variant_labels(state)
    pairs = zip(names, state.runs, strict=False)
    return tuple(curve for place, (name, run) in enumerate(pairs) for curve in _curves(name, place, run))


@lru_cache(maxsize=16)
def _curves(name: str, place: int, run: Run) -> tuple[Curve, ...]:
    """Return the same curves for the same run, so that they are not drawn again.

    An epoch's loss is the mean over its updates, so it stands in the middle of the epoch; that over the held-out rows
    is measured at its end.
    """
    training = Curve(name, place, np.arange(0.5, len(run.losses)), run.losses)
    held_out = Curve(name, place, np.arange(0.0, len(run.test_losses)), run.test_losses, held_out=True)
    return tuple(curve for curve in (training, held_out) if len(curve.epochs))
