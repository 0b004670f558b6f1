"""Where the features rest that are not drawn: at their mean, or where somebody puts them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.boundary import Rest, axes_of, ends_of
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.state import State

MARGIN = 0.05  # of what the rows span, on both sides


class Resting(NamedTuple):
    """A feature that is not drawn.

    Attributes:
        name: of the feature.
        value: where it rests, in the source's units.
        is_put: whether somebody put it there; else it is the mean of the training rows.
        reach: from where to where the rows are, and a little farther.

    """

    name: str
    value: float
    is_put: bool
    reach: tuple[float, float]


def resting(state: State) -> tuple[Resting, ...]:
    """Return the features that are not drawn, in their order; none where there are no data."""
    dataset, put = state.dataset, state.view.rests
    if dataset is None:
        return ()
    drawn = axes_of(state.view.features, len(dataset.features))
    return tuple(
        Resting(name, float(put.get(name, mean)), name in put, reach)
        for place, (name, (mean, reach)) in enumerate(zip(dataset.features, _columns(dataset), strict=True))
        if place not in drawn
    )


@kept_beside
def _columns(dataset: Dataset) -> tuple[tuple[float, tuple[float, float]], ...]:
    """Return the mean of each feature and its reach, in the source's units: they are asked for at every frame."""
    return tuple((float(each.mean()), ends_of(each, MARGIN)) for each in dataset.unscale(dataset.x).T)


def rest_over(dataset: Dataset, state: State) -> Rest:
    """Return where all features of some data rest, in the units of their x; None for the mean of every one."""
    put = {
        place: state.view.rests[name]
        for place, name in enumerate(dataset.features)
        if name in state.view.rests
    }
    if not put:
        return None
    raw: FloatArray = dataset.unscale(dataset.x.mean(axis=0))
    raw[list(put)] = np.array(list(put.values()))
    return tuple(dataset.scale(raw).tolist())
