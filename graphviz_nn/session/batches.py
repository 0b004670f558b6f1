"""What mini-batches and single examples say of the slope: as vectors in the plane that is shown, and in words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.landscape.estimates import Estimates, Gradients
from graphviz_nn.landscape.plane import Plane, Surface
from graphviz_nn.landscape.scatter import expected
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Fan, Pointed
from graphviz_nn.session.state import State
from graphviz_nn.text import counted, short
from graphviz_nn.training.problem import Problem

FEW_ROWS, FEW_NUMBERS = 3, 4  # of a mini-batch whose numbers are told, and so many of a row
MOST_ROWS = 12  # whose numbers fit into a line


def fan_of(state: State, surface: Surface) -> Fan | None:
    """Return where the gradients point on a surface, where that is asked for; None until it is known."""
    found, moment = state.estimates, state.moment
    if found is None or moment is None or not state.view.batches:
        return None
    if found.full.size != surface.plane.origin.size:
        return None
    is_old = found.before is not moment.before
    if is_old and state.playing.direction and not state.is_computing("estimates"):
        return None  # it does not follow
    fan = _fan(found, surface.plane)
    return replace(fan, is_old=True) if is_old else fan


def is_of_single_rows(found: Estimates) -> bool:
    """Whether every mini-batch is one example."""
    return all(len(rows) == 1 for rows in found.batches.rows)


def summary(state: State) -> tuple[str, str] | None:
    """Return what the mini-batches say, and what single rows say, a line each; None where that is not known."""
    found = state.estimates
    if found is None or state.moment is None or not state.view.batches:
        return None
    size, batches, examples = len(found.batches.rows[0]), found.batches, found.examples
    if found.in_epoch == 1:
        first = ["one mini-batch, of all rows: no scatter"]
    else:
        first = [
            _angles(batches),
            f"{_downhill(batches, found.in_epoch)} downhill",
            f"mini-batches of {size:,}",
        ]
    second = (
        [] if is_of_single_rows(found) else [f"single rows: {_downhill(examples, found.in_all)} downhill"]
    )
    if found.in_epoch > 1:
        theory = expected(examples.vectors, size, found.in_all)
        second.append(f"scatter {short(batches.spread, 2)}, by theory {short(theory, 2)}")
    if _is_noisy(state.moment.problem):
        first.append("as in predicting: nothing dropped")
    return " · ".join(first), " · ".join(second)


def scatter_lines(state: State) -> list[str]:
    """Return how far mini-batches of each size scatter, and by theory, a line each; none where that is not known."""
    found = state.estimates
    if found is None or not found.scatters:
        return []
    lines = [
        f"of {each.size:,}: {short(each.measured, 2)}, by theory {short(each.expected, 2)}"
        for each in found.scatters
    ]
    return [
        "How far gradients of mini-batches lie from that of all rows, in the root of the mean square:",
        *lines,
    ]


def told(state: State, pointed: Pointed) -> str:
    """Return what there is to say of a gradient that one points at, a line each; "" where it is not there any more."""
    found, kind, place = state.estimates, *pointed
    if found is None or state.moment is None:
        return ""
    if kind == "all":
        rows = f"all {found.in_all:,} rows: the gradient that the others estimate"
        return "\n".join([rows, f"loss {short(found.loss)}"])
    gradients = found.batches if kind == "batch" else found.examples
    if place >= len(gradients):
        return ""
    lines = [
        _title(found, pointed),
        *_rows(state.moment.problem, gradients.rows[place]),
        _angle(gradients, place),
    ]
    lines.append(f"loss {short(float(gradients.losses[place]))}, of all rows {short(found.loss)}")
    if kind == "batch" and isfinite(end := float(found.ends[place])):
        way = "lower" if end < found.loss else "higher" if end > found.loss else "the same"
        lines.append(f"a step against it: of all rows {short(end)}, {way}")
    return "\n".join(filter(None, lines))


def update_at(state: State, pointed: Pointed) -> int | None:
    """Return the update whose mini-batch one points at, or whose mini-batch holds the example; None for no such one."""
    found, kind, place = state.estimates, *pointed
    if found is None or kind == "all":
        return None
    if kind == "batch":
        return found.first + place if place < len(found.batches) else None
    if place >= len(found.examples):
        return None
    row = found.examples.rows[place][0]
    holding = (at for at, rows in enumerate(found.batches.rows) if row in rows)
    at = next(holding, None)
    return None if at is None else found.first + at


def shown_surface(state: State) -> Surface | None:
    """Return the surface that is shown: over this mini-batch, where that is asked for, or over all rows."""
    part = state.batch_surface
    return part.surface if state.view.this_batch and part is not None else state.surface


def levelled_by(state: State) -> Surface | None:
    """Return the surface over all rows, where the one that is shown is over some and has its levels."""
    part = state.batch_surface
    return part.whole if state.view.this_batch and part is not None else None


def caption(state: State) -> str:
    """Return over which rows the surface is, where it is over those of a mini-batch; else ""."""
    shown = state.batch_surface if state.view.this_batch else None
    if shown is None:
        return ""
    rows = counted(shown.rows, "row")
    return f"mini-batch of update {shown.update + 1:,}: {rows} of {len(shown.problem.x):,}"


@lru_cache(maxsize=2)  # asked for at every frame while time runs
def _fan(found: Estimates, plane: Plane) -> Fan:
    steps = -found.pace * plane.directions.T
    examples, is_single = found.examples, is_of_single_rows(found)
    own = "this row" if is_single else "this mini-batch"
    with np.errstate(all="ignore"):
        return Fan(
            start=plane.project(found.before.weights[None])[0],
            batches=found.batches.vectors @ steps,
            examples=np.empty((0, 2)) if is_single else examples.vectors @ steps,
            full=found.full @ steps,
            this=found.this,
            downhill=found.batches.downhill,
            examples_downhill=np.empty(0, dtype=np.bool_) if is_single else examples.downhill,
            names=(f"all {found.in_all:,} rows", own),
        )


def _angles(gradients: Gradients) -> str:
    angles = gradients.angles[np.isfinite(gradients.angles)]
    if not len(angles):
        return "no angles: a gradient is 0"
    low, high, middle = (f"{x:.0f}°" for x in (angles.min(), angles.max(), np.median(angles)))
    return f"angles {low}–{high}, median {middle}"


def _downhill(gradients: Gradients, in_all: int) -> str:
    """Return how many point downhill, of those that were looked at where these are not all."""
    looked = len(gradients)
    share = "" if looked == in_all else f" looked at (there are {in_all:,})"
    return f"{int(gradients.downhill.sum()):,} of {looked:,}{share}"


def _title(found: Estimates, pointed: Pointed) -> str:
    kind, place = pointed
    if kind == "example":
        return "a single row"
    number = (found.first + place) % found.in_epoch + 1
    here = ", the one of this update" if place == found.this else f", update {found.first + place + 1:,}"
    return f"mini-batch {number:,} of {found.in_epoch:,}{here}"


def _rows(problem: Problem, rows: NDArray[np.int64]) -> list[str]:
    """Return which rows these are, and what they hold where they are few."""
    numbers = [f"{row:,}" for row in rows[:MOST_ROWS].tolist()]
    if len(rows) > FEW_ROWS:
        more = f" and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else ""
        return [f"rows {', '.join(numbers)}{more}"]
    held = zip(numbers, problem.x[rows], problem.y[rows], strict=True)
    return [f"row {number}: {_numbers(x)} → {_numbers(y)}" for number, x, y in held]


def _numbers(held: FloatArray) -> str:
    few = ", ".join(short(x, 3) for x in held[:FEW_NUMBERS].tolist())
    return f"{few} …" if len(held) > FEW_NUMBERS else few


def _angle(gradients: Gradients, place: int) -> str:
    angle = float(gradients.angles[place])
    if not isfinite(angle):
        return "no angle: a gradient is 0"
    way = "downhill" if gradients.downhill[place] else "uphill"
    return f"{angle:.0f}° off the gradient of all rows: {way}"


def _is_noisy(problem: Problem) -> bool:
    """Whether an update's own gradient is another than that of predicting."""
    network = problem.network
    return bool(network.states) or any(node.noise is not None for node in network.graph(1).nodes)
