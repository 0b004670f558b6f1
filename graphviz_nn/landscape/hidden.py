"""The space that a node's values span: where each row lies in it, and how the plane of two features is bent there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.graph import reference
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.boundary import Reach, Rest, axes_of, grid_of, has_plane
from graphviz_nn.landscape.principal import principal_axes, turn_towards
from graphviz_nn.model import Network
from graphviz_nn.model.predict import parts_of
from graphviz_nn.ops import FloatArray

STEP = "step"  # stands for the newest node that the step has come to
SIDE = 61  # points of the grid along each feature
MARGIN = 0.06  # of what the points span, on each side
FILLS = 0.55  # of the ends of before, that points inside of them must fill so that these stay
FARTHEST = 1e300  # of values that have a mean: that of others may be no number
_ASKED = (
    1009  # rows, by which values that follow from the examples are told from weights: no layer is so wide
)


@dataclass(frozen=True, eq=False)
class Source:
    """What a picture of a hidden space is made from; another object in it makes another picture."""

    node: str
    weights: FloatArray
    x: FloatArray
    features: tuple[int, int]
    reach: Reach | None
    rest: Rest = None

    def is_that_of(self, other: Source) -> bool:
        """Whether the same picture comes of another one."""
        same = self.weights is other.weights and self.x is other.x
        return same and all(
            getattr(self, name) == getattr(other, name) for name in ("node", "features", "reach", "rest")
        )


@dataclass(frozen=True, eq=False)
class Hidden:
    """A hidden space, seen along two axes.

    Attributes:
        source: what it was made from.
        axes: the two axes among the node's values, two orthonormal rows of shape (2, units).
        labels: the names of the two.
        share: of how the training rows spread about their mean, how much is seen along them, 0 to 1.
        grid: where the points of a grid over two features come to lie, of shape (SIDE, SIDE, 2): up, across.
        outputs: what the network says at these points, of shape (SIDE, SIDE, targets).
        places: where the training rows lie, and the held-out ones behind them, of shape (rows, 2).
        ends: from where to where it is seen, across and up.

    """

    source: Source
    axes: FloatArray
    labels: tuple[str, str]
    share: float
    grid: FloatArray
    outputs: FloatArray
    places: FloatArray
    ends: Reach

    def image(self, places: FloatArray) -> FloatArray:
        """Return where places between the grid's points come to lie, of shape (…, 2), as (column, row) before."""
        last = SIDE - 2
        low = np.clip(np.floor(places).astype(np.intp), 0, last)
        j, i = low[..., 0], low[..., 1]
        across, up = (places[..., axis, np.newaxis] - low[..., axis, np.newaxis] for axis in (0, 1))
        below = self.grid[i, j] * (1 - across) + self.grid[i, j + 1] * across
        above = self.grid[i + 1, j] * (1 - across) + self.grid[i + 1, j + 1] * across
        return np.asarray(below * (1 - up) + above * up)

    @property
    def about(self) -> str:
        """What the space is, in a few words."""
        count = self.axes.shape[1]
        seen = "" if count == 2 else f", of whose spread {self.share:.0%} is seen here"
        return f"the plane of the features as {self.source.node} bends it · {count:,} units{seen}"


@kept_beside
def spaces(network: Network) -> tuple[str, ...]:
    """Return the names of the nodes that put each example into a space of two dimensions or more, in their order."""
    if not has_plane(network) or network.features < 2:
        return ()
    nodes = network.graph(_ASKED, "predict").nodes
    return tuple(
        node.name
        for node in nodes
        if node.op and len(node.shape) == 2 and node.shape[0] == _ASKED and node.shape[1] > 1
    )


def hidden(
    network: Network,
    source: Source,
    states: FloatArray | None,
    x_test: FloatArray,
    before: Hidden | None = None,
) -> Hidden:
    """Return the hidden space of a node, seen along its two units, or along the principal axes of the training rows.

    `before` is what was seen until now: axes of the same node are turned towards it, and its ends stay where they fit.
    """
    features = axes_of(source.features, network.features)
    _, _, grid = grid_of(source.x, features, SIDE, source.reach, source.rest)
    rows = len(source.x)
    values, outputs = _forward(network, source, states, np.concatenate([grid, source.x, x_test]))
    training = values[len(grid) : len(grid) + rows]
    if before is not None and (before.source.node, before.axes.shape[1]) != (source.node, values.shape[1]):
        before = None
    centre, axes, share = _axes(training, before)
    with np.errstate(all="ignore"):  # weights that diverge may go anywhere
        points = (values - centre) @ axes.T
    is_plain = values.shape[1] == 2
    labels = ("unit 0", "unit 1") if is_plain else ("1st principal direction", "2nd principal direction")
    return Hidden(
        source,
        axes,
        labels,
        share,
        points[: len(grid)].reshape(SIDE, SIDE, 2),
        outputs[: len(grid)].reshape(SIDE, SIDE, -1),
        points[len(grid) :],
        _ends(points, before),
    )


def _forward(
    network: Network, source: Source, states: FloatArray | None, x: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the node's values and the outputs for examples, each of shape (rows, …)."""
    values, outputs = list[FloatArray](), list[FloatArray]()
    for part in parts_of(network, len(x)):
        graph = network.graph(len(x[part]), "predict")
        leaves = network.leaves(source.weights, x[part], states=states)
        found = reference.forward(graph.nodes, {**graph.leaves, **leaves})
        values.append(found[graph.index[source.node]])
        outputs.append(found[graph.index[network.prediction]].reshape(len(x[part]), network.targets))
    return np.concatenate(values), np.concatenate(outputs)


def _axes(training: FloatArray, before: Hidden | None) -> tuple[FloatArray, FloatArray, float]:
    """Return what the axes are about, the two axes, and the share of the spread that lies along them."""
    units = training.shape[1]
    if units == 2 or not (np.abs(training) < FARTHEST).all():
        return np.zeros(units), np.eye(2, units), 1.0 if units == 2 else 0.0
    centre = training.mean(axis=0)
    found, shares = principal_axes(training - centre)
    axes = _filled(found, units)
    axes = axes * np.copysign(1.0, axes[[0, 1], np.abs(axes).argmax(axis=1)])[:, np.newaxis]
    if before is not None:
        axes = turn_towards(axes, before.axes) @ axes
    return centre, axes, min(sum(shares), 1.0) if shares else 1.0


def _filled(found: Sequence[FloatArray], units: int) -> FloatArray:
    """Return two orthonormal rows, of which the first are given: where rows do not spread, units fill up."""
    rows = list(found)
    for unit in np.eye(units):
        rest = unit - sum((row * (row @ unit) for row in rows), np.zeros(units))
        if len(rows) < 2 and np.linalg.norm(rest) > 0.5:
            rows.append(rest / np.linalg.norm(rest))
    return np.array(rows)


def _ends(points: FloatArray, before: Hidden | None) -> Reach:
    """Return what holds all points and a margin; those of before where the points fill them well."""
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return (-1.0, 1.0), (-1.0, 1.0)
    low, high = finite.min(axis=0), finite.max(axis=0)
    if before is not None:
        left, right = np.array(before.ends).T
        if (left <= low).all() and (high <= right).all() and (high - low >= FILLS * (right - left)).all():
            return before.ends
    room = np.maximum(MARGIN * (high - low), 1e-9 + 1e-6 * np.abs(high))
    first, second = np.column_stack([low - room, high + room]).tolist()
    return (first[0], first[1]), (second[0], second[1])
