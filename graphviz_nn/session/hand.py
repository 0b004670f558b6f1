"""The hand over the data: where it may edit, and how what it holds lies in the picture of them."""

from __future__ import annotations

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.data.editing import why_not
from graphviz_nn.landscape.boundary import Reach, axes_of, ends_of
from graphviz_nn.session.queries import shown_variant
from graphviz_nn.session.state import Hand, State, rows_of

ROOM = 0.25  # of what the rows span, around them: for points that are to be added there
ERASER = -1
_OF_ROWS = ("source", "features", "target", "rows", "noise", "seed")  # what says which rows there are


def why_no_hand(state: State) -> str:
    """Return why the rows that are shown cannot be edited by hand, with a cure; "" where they can."""
    dataset = state.dataset
    if dataset is None:
        return "There are no data to edit: an expression has none."
    own = [place for place in shown_variant(state).changes if place.removeprefix("data.") in _OF_ROWS]
    if own:
        return (
            f"{shown_variant(state).whole_name} has rows of its own ({', '.join(own)}), and what a hand edits is for "
            "all. Choose another variant, or take that change out of it."
        )
    return why_not(dataset)


def hand_for(dataset: Dataset) -> Hand:
    """Return a hand that holds the plot of some data as it is, with room around the rows."""
    x = dataset.unscale(np.concatenate([dataset.x, dataset.x_test]))
    y = dataset.unscale_y(np.concatenate([dataset.y, dataset.y_test]))
    up = x[:, 1] if dataset.classes else y[:, 0]
    columns, reach = (dataset.features, dataset.classes), (ends_of(x[:, 0], ROOM), ends_of(up, ROOM))
    return Hand(columns, rows_of(dataset.spec), reach)


def axes_for(state: State) -> tuple[int, int]:
    """Return which of the two numbers of a row is drawn across, and which up."""
    has_two = state.dataset is not None and len(state.dataset.features) == 2
    return axes_of(state.view.features, 2) if has_two else (0, 1)


def scaled_reach(state: State) -> Reach | None:
    """Return from where to where the hand holds the plot, each feature in the units of the network's examples."""
    dataset, reach = state.dataset, state.reach
    if dataset is None or reach is None:
        return None
    ends = np.array(reach).T
    features = len(dataset.features)
    ends[:, :features] = dataset.scale(ends[:, :features])
    (left, low), (right, high) = ends[:, list(axes_for(state))].tolist()
    return (left, right), (low, high)
