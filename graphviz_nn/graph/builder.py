"""The way to make a graph: apply ops to terms, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import ShapeError
from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.node import Node, Role
from graphviz_nn.graph.noise import Noise
from graphviz_nn.graph.scope import Scope
from graphviz_nn.ops import Add, Divide, FloatArray, MatMul, Multiply, Negate, Op, Power, Shape, Subtract


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """A node of a graph that is being built; arithmetic on terms adds nodes."""

    builder: Builder
    index: int

    @property
    def node(self) -> Node:
        """The node that the term stands for."""
        return self.builder.nodes[self.index]

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
        scopes: the layers so far, in their order.
        carries: for each state so far the node whose value it takes on.

    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.leaves: dict[str, FloatArray] = {}
        self.scopes: dict[str, Scope] = {}
        self.carries: dict[str, str] = {}
        self._layer = ""
        self._used: dict[str, int] = {}
        self._kept: set[str] = set()

    @contextmanager
    def inside(self, scope: str) -> Iterator[None]:
        """Put the nodes made inside the `with` into a scope, their names behind `scope/`."""
        outer, self._layer = self._layer, scope
        try:
            yield
        finally:
            self._layer = outer

    def describe(self, scope: str, kind: str, words: str, output: Term) -> None:
        """Say what a scope is. Its parameters become its roles; the ops in a row that end in `output` its stages."""
        own = [i for i, node in enumerate(self.nodes) if node.layer == scope]
        roles = {
            self.nodes[i].name.removeprefix(f"{scope}/"): i
            for i in own
            if self.nodes[i].role is Role.PARAMETER
        }
        stages = tuple(reversed(list(self._behind(output.index))))
        self.scopes[scope] = Scope(scope, kind, words, self._layer, roles, stages)

    def keep(self, *names: str) -> None:
        """Keep names for nodes to come that are to be called just so."""
        self._kept.update(names)
        self._used.update(dict.fromkeys(names, 1))

    def input(self, name: str, value: ArrayLike, *, needs_gradient: bool = False) -> Term:
        """Add an input, with its gradient only if asked for."""
        return self._leaf(name, value, Role.INPUT, needs_gradient)

    def parameter(self, name: str, value: ArrayLike, letter: str = "") -> Term:
        """Add a parameter: a leaf that training changes; textbooks write it by its letter."""
        return self._leaf(name, value, Role.PARAMETER, True, letter)

    def constant(self, value: ArrayLike, name: str = "constant") -> Term:
        """Add a constant."""
        return self._leaf(name, value, Role.CONSTANT, False)

    def state(self, name: str, value: ArrayLike, letter: str = "") -> Term:
        """Add a state: a leaf that training changes, though by no gradient; see `carry`."""
        return self._leaf(name, value, Role.STATE, False, letter)

    def carry(self, state: Term, after: Term) -> None:
        """Say which node's value a state takes on after an update."""
        self.carries[state.node.name] = after.node.name

    def noise(self, name: str, shape: Shape, noise: Noise) -> Term:
        """Add a leaf whose numbers are drawn anew for each update."""
        term = self._leaf(name, np.zeros(shape), Role.NOISE, False)
        self.nodes[term.index] = replace(term.node, noise=noise)
        return term

    def apply(self, op: Op, *terms: Term, name: str | None = None) -> Term:
        """Add the result of an op; raise ShapeError, with every name and shape, where the shapes do not fit."""
        nodes = self.nodes
        inputs = tuple(term.index for term in terms)
        try:
            shape = op.shape(*(nodes[i].shape for i in inputs))
        except ShapeError as error:
            raise ShapeError(f"{op.call(*(nodes[i].name for i in inputs))}: {error}") from None
        unique = self._unique(op.name) if name is None else self._name(name)
        needs = any(nodes[i].needs_gradient and op.passes(k) for k, i in enumerate(inputs))
        return self._append(Node(unique, Role.OP, shape, op, inputs, self._layer, needs))

    def graph(self, output: Term) -> Graph:
        """Return the finished graph."""
        return Graph(tuple(self.nodes), output.node.name, self.leaves, self.scopes, self.carries)

    def _behind(self, place: int) -> Iterator[int]:
        """Yield an op's node and those before it, first inputs all, as long as scope and shape are the same."""
        last = self.nodes[place]
        while (node := self.nodes[place]).op is not None and (node.layer, node.shape) == (
            last.layer,
            last.shape,
        ):
            yield place
            place = node.inputs[0]

    def _leaf(self, name: str, value: ArrayLike, role: Role, needs_gradient: bool, letter: str = "") -> Term:
        array = np.asarray(value, dtype=np.float64)
        unique = self._name(name)
        self.leaves[unique] = array
        node = Node(
            unique, role, array.shape, layer=self._layer, needs_gradient=needs_gradient, letter=letter
        )
        return self._append(node)

    def _append(self, node: Node) -> Term:
        self.nodes.append(node)
        return Term(self, len(self.nodes) - 1)

    def _name(self, name: str) -> str:
        """Return a name as it is where it was kept; else as no other node is called."""
        if name not in self._kept:
            return self._unique(name)
        self._kept.remove(name)
        return name

    def _unique(self, base: str) -> str:
        full = f"{self._layer}/{base}" if self._layer else base
        name, count = full, self._used.get(full, 0)
        while name in self._used:
            name, count = f"{full}_{count}", count + 1
        self._used[full] = max(count, 1)
        self._used.setdefault(name, 1)
        return name
