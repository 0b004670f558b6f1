"""Where the runs begin on the loss surface, and which first weights they would need to begin elsewhere."""

from __future__ import annotations

import numpy as np

from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import BoolArray, FloatArray
from graphviz_nn.session.state import State

MOST = 400  # first weights that a work is to hold for the sake of one place
DIGITS = 6  # of a weight that a hand has chosen: more than it can aim at


def start_on(state: State, surface: Surface) -> FloatArray | None:
    """Return where on a surface the shown variant begins, of shape (2,).

    None where it cannot begin elsewhere: on a surface that is still another model's, or with a plane that leans on more
    weights than anybody would read.
    """
    weights = _first_weights(state)
    if weights is None or len(weights) != len(surface.plane.origin):
        return None
    if not 0 < np.count_nonzero(_leaning(surface)) <= MOST:
        return None
    return np.asarray(surface.plane.project(weights[None])[0])


def weights_at(state: State, surface: Surface, across: float, up: float) -> dict[str, float]:
    """Return the first weights by name with which the shown variant begins there, as far from the plane as it does now.

    They are those alone on which the plane leans: where its axes are two weights, these two.
    """
    weights, start = _first_weights(state), start_on(state, surface)
    if weights is None or start is None:
        return {}
    moved = weights + (np.array([across, up]) - start) @ surface.plane.directions
    names, places = state.network.cell_name, np.flatnonzero(_leaning(surface)).tolist()
    return {names(place): float(f"{moved[place]:.{DIGITS}g}") for place in places}


def _leaning(surface: Surface) -> BoolArray:
    """Tell which weights change along the plane."""
    return np.asarray(surface.plane.directions.any(axis=0))


def _first_weights(state: State) -> FloatArray | None:
    task = state.task
    if task is None:
        return None
    return (task.from_seed(state.seed) if state.seed else task).problem.start.weights
