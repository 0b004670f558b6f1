"""The curves of all runs, and of their curvature, and what is counted along their axes."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.curve_picture import Curve, CurvePicture, blows_up, outlines, reach
from graphviz_nn.gui.plots.run_curves import are_short, curves_of, end_curve, length_of, longer, reach_of
from graphviz_nn.gui.plots.sharpness_picture import SharpnessPicture
from graphviz_nn.model import Formula
from graphviz_nn.session import queries
from graphviz_nn.session.state import State
from graphviz_nn.training.outcomes import Fan

NEAR = 0.02  # of the height of the axis: so near to a strand a click is on it


def picture_of(state: State) -> CurvePicture | None:
    """Return the curves of all runs; None before there is one."""
    if not state.runs:
        return None
    view, curves = state.view, all_curves(state)
    until = now_of(state) if "future" in view.covered else None
    fans = _fans_of(state)
    held = (*curves, *outlines(fans))
    log = view.log_loss or blows_up(held, float("inf") if until is None else until)
    return CurvePicture(
        curves,
        reach_of(state.runs, may_end=until is None, updates=counts_updates(state)),
        log,
        axis_of(state),
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
    bends = tuple(longer(bend, _length_of(state, place)) for place, bend in enumerate(state.sharpness))
    return SharpnessPicture(bends, names, epochs, axis_of(state), until, "legend" in covers)


def make_curves(state: State) -> tuple[Curve, ...]:
    """Return the training loss of each variant and, where rows are held out, the loss over them."""
    names, shown, each = queries.variant_labels(state), state.view.variant, are_short(state.runs)
    if state.trials is not None:  # the others are strands
        run, length = queries.active_run(state), _length_of(state, shown)
        return curves_of(run, queries.run_name(state), shown, length, each=each) if run else ()
    pairs = enumerate(zip(names, state.runs, strict=False))
    found = (curves_of(run, name, at, _length_of(state, at), each=each) for at, (name, run) in pairs)
    return tuple(curve for curves in found for curve in curves)


def all_curves(state: State) -> tuple[Curve, ...]:
    """Return the same and, where that is asked for, the loss of the shown run at the ends of its epochs."""
    found, curves = state.epoch_ends, make_curves(state)
    if found is None or found.run is not queries.active_run(state) or not state.view.ends:
        return curves
    shown = state.view.variant
    return (*curves, end_curve(found, queries.run_name(state), shown, _length_of(state, shown)))


def unit_of(state: State) -> str:
    """Return what a run is counted by: an expression has updates alone."""
    return "epoch" if state.network.is_fed else "update"


def axis_of(state: State) -> str:
    """Return what is counted along the axis."""
    return "update" if counts_updates(state) else unit_of(state)


def can_count_updates(state: State) -> bool:
    """Whether the same number of updates is another number of epochs for each variant."""
    return len({run.problem.updates_per_epoch for run in state.runs}) > 1


def counts_updates(state: State) -> bool:
    """Whether the axis counts updates instead of epochs: where that is asked for, and another picture."""
    return state.view.by_updates and can_count_updates(state)


def now_of(state: State) -> float:
    """Return how far along the axis time has come."""
    return state.done / updates_along(state)


def updates_along(state: State) -> float:
    """Return how many updates of the shown run a unit along the axis has."""
    return 1.0 if counts_updates(state) else float(queries.updates_per_epoch(state))


def _length_of(state: State, place: int) -> float:
    """Return how long an epoch of the variant at a place is along the axis."""
    if place >= len(state.runs):
        return 1.0
    return length_of(state.runs[place], updates=counts_updates(state))


def _fans_of(state: State) -> tuple[Fan, ...]:
    fans = state.trials.fans if state.trials else ()
    return tuple(longer(fan, _length_of(state, place)) for place, fan in enumerate(fans))


def _what(state: State) -> str:
    """Return what is counted upwards: the loss, or a formula's value, by its letter and names."""
    subject = state.work.subject
    return f"f({', '.join(subject.leaves)})" if isinstance(subject, Formula) else "loss"


def note_of(*, trains: bool) -> str:
    """Say why there are no curves."""
    if trains:
        return "waiting for the first epoch …"
    return "Nothing to train: the result must be one number, and there must be a variable."
