"""Random graphs, and what must hold of every drawing of one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from graphviz_nn.graph import Builder, Graph
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Add, FloatArray, Multiply, Sin
from graphviz_nn.scene.layout import OPERATIONS, Layout, Route, ordered, placed
from graphviz_nn.scene.layout.parts import Box

SAMPLES = 24  # points tried on each curve


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Random graphs: shared operands, x * x, unused nodes, and layers that may or may not be of one piece."""
    builder = Builder()
    terms = [builder.input(f"x{i}", 1.0) for i in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(0, 14))):
        layer = draw(st.sampled_from(["", "", "a", "b", "c"]))
        first, second = (draw(st.integers(0, len(terms) - 1)) for _ in range(2))
        op = draw(st.sampled_from([Add(), Multiply(), Sin(), None]))
        with builder.inside(layer):
            if op is None:
                terms.append(builder.parameter("w", 1.0))
            else:
                terms.append(builder.apply(op, *(terms[first], terms[second])[: len(op.inputs)]))
        if layer:
            builder.describe(layer, "layer", "some of its nodes", terms[-1])
    return builder.graph(terms[draw(st.integers(0, len(terms) - 1))])


def folds() -> st.SearchStrategy[set[str]]:
    """Some of the layers of such graphs."""
    return st.sets(st.sampled_from(["a", "b", "c"]))


def drawn(graph: Graph, folded: Sequence[str] | set[str] = ()) -> Layout:
    """A graph in one row, with some layers folded into one card each."""
    return placed(ordered(graph, graph.scopes.keys() - set(folded)), OPERATIONS)


def network() -> Graph:
    """Two layers."""
    spec = Stack(inputs=2, layers=(Dense(units=4, activation="tanh"), Dense(units=1, activation="sigmoid")))
    return spec.network.graph(6)


def chain(count: int) -> Graph:
    """So many sines one after the other."""
    builder = Builder()
    term = builder.input("x", 1.0)
    for _ in range(count):
        term = builder.apply(Sin(), term)
    return builder.graph(term)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes overlap; to touch is not to overlap."""
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def clear(layout: Layout) -> bool:
    """Whether cards keep apart, and edges clear of them."""
    boxes = [card.box for card in layout.cards]
    if any(overlap(a, b) for a, b in combinations(boxes, 2)):
        return False
    x, y = np.concatenate([np.empty((0, 2)), *(curve(route) for route in layout.routes)]).T
    inner = (box.grown(-1) for box in boxes)
    return not any(np.any((b.left <= x) & (x <= b.right) & (b.top <= y) & (y <= b.bottom)) for b in inner)


def curve(route: Route) -> FloatArray:
    """Points on the curves of a route, of shape (points, 2)."""
    points = np.array(route.points)
    pieces = np.stack([points[k : len(points) - 3 + k : 3] for k in range(4)], axis=1)
    t = np.linspace(0.0, 1.0, SAMPLES + 1)[:, None]
    u = 1 - t
    weights = np.concatenate([u**3, 3 * u * u * t, 3 * u * t * t, t**3], axis=1)
    return np.asarray(np.einsum("sk,pkd->psd", weights, pieces).reshape(-1, 2))
