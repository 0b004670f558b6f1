"""The way to make a graph: apply ops to terms, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import ShapeError
from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.node import Node, Role
from graphviz_nn.ops import Add, Divide, FloatArray, MatMul, Multiply, Negate, Op, Power, Subtract


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """A node of a graph that is being built; arithmetic on terms adds nodes."""

    builder: Builder
    place: int

    @property
    def node(self) -> Node:
        """The node that the term stands for."""
        return self.builder.nodes[self.place]

    def __add__(self, other: Term) -> Term:
        return self.builder.apply(Add(), self, other)

    def __sub__(self, other: Term) -> Term:
        return self.builder.apply(Subtract(), self, other)

    def __mul__(self, other: Term) -> Term:
        return self.builder.apply(Multiply(), self, other)

    def __truediv__(self, other: Term) -> Term:
        return self.builder.apply(Divide(), self, other)

    def __pow__(self, other: Term) -> Term:
        return self.builder.apply(Power(), self, other)

    def __matmul__(self, other: Term) -> Term:
        return self.builder.apply(MatMul(), self, other)

    def __neg__(self) -> Term:
        return self.builder.apply(Negate(), self)


class Builder:
    """Collects nodes in topological order and gives them Keras's names.

    Attributes:
        nodes: the nodes so far.
        leaves: the values of the leaves so far.
        captions: a sentence for each layer so far.

    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.leaves: dict[str, FloatArray] = {}
        self.captions: dict[str, str] = {}
        self._layer = ""
        self._used: dict[str, int] = {}

    @contextmanager
    def layer(self, name: str, caption: str) -> Iterator[None]:
        """Put the nodes made inside the `with` into a layer, their names behind `name/`."""
        outer, self._layer = self._layer, name
        self.captions[name] = caption
        try:
            yield
        finally:
            self._layer = outer

    def input(self, name: str, value: ArrayLike, *, needs_gradient: bool = False) -> Term:
        """Add an input, with its gradient only if asked for."""
        return self._leaf(name, value, Role.INPUT, needs_gradient)

    def parameter(self, name: str, value: ArrayLike) -> Term:
        """Add a parameter: a leaf that training changes."""
        return self._leaf(name, value, Role.PARAMETER, True)

    def constant(self, value: ArrayLike, name: str = "constant") -> Term:
        """Add a constant."""
        return self._leaf(name, value, Role.CONSTANT, False)

    def apply(self, op: Op, *terms: Term, name: str | None = None) -> Term:
        """Add the result of an op; raise ShapeError, with every name and shape, where the shapes do not fit."""
        nodes = self.nodes
        places = tuple(term.place for term in terms)
        try:
            shape = op.shape(*(nodes[i].shape for i in places))
        except ShapeError as error:
            raise ShapeError(f"{op.call(*(nodes[i].name for i in places))}: {error}") from None
        unique = self._unique(name or op.name)
        needs = any(nodes[i].needs_gradient for i in places)
        return self._append(Node(unique, Role.OP, shape, op, places, self._layer, needs))

    def graph(self, output: Term) -> Graph:
        """Return the finished graph."""
        return Graph(tuple(self.nodes), output.node.name, self.leaves, self.captions)

    def _leaf(self, name: str, value: ArrayLike, role: Role, needs_gradient: bool) -> Term:
        array = np.asarray(value, dtype=np.float64)
        unique = self._unique(name)
        self.leaves[unique] = array
        node = Node(unique, role, array.shape, layer=self._layer, needs_gradient=needs_gradient)
        return self._append(node)

    def _append(self, node: Node) -> Term:
        self.nodes.append(node)
        return Term(self, len(self.nodes) - 1)

    def _unique(self, base: str) -> str:
        full = f"{self._layer}/{base}" if self._layer else base
        name, count = full, self._used.get(full, 0)
        while name in self._used:
            name, count = f"{full}_{count}", count + 1
        self._used[full] = max(count, 1)
        self._used.setdefault(name, 1)
        return name
