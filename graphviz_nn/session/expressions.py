"""An expression in place of a network: its record, and its surface with the paths that descend it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphviz_nn.debug.record import make_record
from graphviz_nn.files.document import Document, ExpressionSpec
from graphviz_nn.graph import Graph, graph_of
from graphviz_nn.landscape.descent import descend
from graphviz_nn.landscape.planes import near
from graphviz_nn.landscape.surface import expression_surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.jobs import Job, Work
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State
from graphviz_nn.training.variants import apply


def graph(spec: ExpressionSpec) -> Graph:
    """Return the graph of an expression with its leaves' values; raise where either is not sound."""
    return graph_of(spec.text, spec.leaves)


def derive(session: Session, old: State, made: Graph) -> None:
    """Evaluate the expression, and start to measure its surface, where the document asks for another than before."""
    before, after = old.document, session.state.document
    same = before.expression == after.expression
    if not same:
        session.update(
            record=make_record(made),
            moment=None,
            dataset=None,
            runs=(),
            boundary=None,
            surface=None,
            cell=None,
        )
        for key in ("train", "record", "boundary"):
            session.jobs.cancel(key)
    ranges = (before.view.plane.ranges, after.view.plane.ranges)
    if (
        not same
        or ranges[0] != ranges[1]
        or (before.training, before.variants) != (after.training, after.variants)
    ):
        _start_surface(session, made, after)


def widened(
    ranges: Sequence[tuple[float, float]], paths: Sequence[FloatArray]
) -> tuple[tuple[float, float], ...]:
    """Return the ranges of the axes, made wide enough for paths of shape (points, leaves); none if not one a leaf."""
    points = np.concatenate([near(path) for path in paths])
    if len(ranges) != points.shape[1]:
        return ()
    lows, highs = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    pairs = zip(ranges, lows, highs, strict=True)
    return tuple((min(range_[0], low), max(range_[1], high)) for range_, low, high in pairs)


def _start_surface(session: Session, made: Graph, document: Document) -> None:
    """Descend from the leaves by each variant's rule, if there are one or two of them and all are numbers."""
    leaves = [node for node in made.nodes if node.is_leaf and node.needs_gradient]
    scalar = made.value.ndim == 0 and all(node.shape == () for node in leaves)
    if not scalar or not 1 <= len(leaves) <= 2:
        session.jobs.cancel("surface")
        return
    rules = [apply(variant, document.training).optimiser for variant in document.variants]
    updates = document.training.epochs

    def work() -> Work:
        paths = []
        for rule in rules:
            paths.append(descend(made, rule, updates).points)
            yield
        return expression_surface(made, paths, ranges=widened(document.view.plane.ranges, paths))

    session.jobs.start(Job("surface", "Descending", work, lambda surface: session.update(surface=surface)))
