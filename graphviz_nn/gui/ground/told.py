"""What is said of the loss surface: below it, at the pointer, and in its place while there is none."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.slice_picture import slope_at
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.landscape.planes import NO_WEIGHTS
from graphviz_nn.session import batches
from graphviz_nn.session.descent import beyond_of, descent, elsewhere_of, landing_of, place_of, shape_of
from graphviz_nn.session.queries import measured
from graphviz_nn.session.state import State
from graphviz_nn.text import short


def waiting(state: State) -> str:
    """Say why there is no surface."""
    network = state.network
    if network.has_surface:
        return "computing …"
    if network.is_fed:
        return NO_WEIGHTS
    return "A surface needs a result that is one number, and a variable that it depends on."


def words_of(state: State, surface: Surface | None) -> list[str]:
    """Return what there is to say below the picture."""
    if surface is None:
        return []
    beyond = beyond_of(state, surface, descent(state, surface))
    elsewhere = elsewhere_of(state, surface)
    return [place_of(state, surface), beyond, elsewhere, shape_of(state, surface), landing_of(state)]


def symbols_of(state: State, surface: Surface) -> tuple[str, str]:
    """Return what a curve and its derivative are called."""
    name = surface.plane.labels[0]
    if state.network.is_fed:
        return "loss", f"∂loss/∂{name}"
    return f"f({name})", f"f′({name})"


def reading(state: State, surface: Surface, across: float, up: float) -> str:
    """Return what there is at a place, a line each."""
    loss = surface.at(across, up)
    if surface.is_curve:
        value, slope = symbols_of(state, surface)
        steep = float(slope_at(surface, np.array([across]))[0])
        lines = [f"{surface.plane.labels[0]} = {short(across)}", f"{value} = {short(loss)}"]
        return "\n".join([*lines, f"{slope} = {short(steep)}"])
    axes = zip(surface.plane.labels, surface.plane.names, (across, up), strict=True)
    lines = [
        f"{label} {short(x)}{f'   {name}' if name not in ('', label) else ''}" for label, name, x in axes
    ]
    value = measured(state)
    whole = batches.levelled_by(state)
    beside = "" if whole is None else f" in this mini-batch, {short(whole.at(across, up))} over all rows"
    return "\n".join([f"{value} {short(loss)}{beside}", *lines])
