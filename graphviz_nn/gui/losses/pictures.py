"""The curves of all runs, and of their curvature, and what is counted along their axes."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.curve_picture import Curve, CurvePicture, blows_up, outlines, reach
from graphviz_nn.gui.plots.run_curves import curves_of, end_curve, epochs_of
from graphviz_nn.gui.plots.sharpness_picture import SharpnessPicture
from graphviz_nn.model import Formula
from graphviz_nn.session import queries
from graphviz_nn.session.state import State

NEAR = 0.02  # of the height of the axis: so near to a strand a click is on it


def picture_of(state: State) -> CurvePicture | None:
    """Return the curves of all runs; None before there is one."""
    if not state.runs:
        return None
    view, curves = state.view, all_curves(state)
    until = now_of(state) if "future" in view.covered else None
    fans = state.trials.fans if state.trials else ()
    held = (*curves, *outlines(fans))
    log = view.log_loss or blows_up(held, float("inf") if until is None else until)
    return CurvePicture(
        curves,
        epochs_of(state.runs, may_end=until is None),
        log,
        unit_of(state),
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
    until = now_of(state) if "future" in covers else None
    names = queries.variant_labels(state)
    return SharpnessPicture(state.sharpness, names, epochs, unit_of(state), until, "legend" in covers)


def make_curves(state: State) -> tuple[Curve, ...]:
    """Return the training loss of each variant and, where rows are held out, the loss over them."""
    names, shown = queries.variant_labels(state), state.view.variant
    if state.trials is not None:  # the others are strands
        run = queries.active_run(state)
        return curves_of(run, queries.run_name(state), shown) if run else ()
    pairs = zip(names, state.runs, strict=False)
    return tuple(curve for place, (name, run) in enumerate(pairs) for curve in curves_of(run, name, place))


def all_curves(state: State) -> tuple[Curve, ...]:
    """Return the same and, where that is asked for, the loss of the shown run at the ends of its epochs."""
    found, curves = state.epoch_ends, make_curves(state)
    if found is None or found.run is not queries.active_run(state) or not state.view.ends:
        return curves
    return (*curves, end_curve(found, queries.run_name(state), state.view.variant))


def unit_of(state: State) -> str:
    """Return what is counted along the axis: an expression has updates alone."""
    return "epoch" if state.network.is_fed else "update"


def now_of(state: State) -> float:
    """Return how many epochs have passed."""
    return state.done / queries.updates_per_epoch(state)


def _what(state: State) -> str:
    """Return what is counted upwards: the loss, or a formula's value, by its letter and names."""
    subject = state.work.subject
    return f"f({', '.join(subject.leaves)})" if isinstance(subject, Formula) else "loss"


def note_of(*, trains: bool) -> str:
    """Say why there are no curves."""
    if trains:
        return "waiting for the first epoch …"
    return "Nothing to train: the result must be one number, and there must be a variable."
