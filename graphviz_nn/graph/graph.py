"""The graph: nodes in topological order, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from numpy.typing import ArrayLike

from graphviz_nn.errors import DataError, ShapeError
from graphviz_nn.graph import reference
from graphviz_nn.graph.node import Edge, Node
from graphviz_nn.graph.scope import Scope
from graphviz_nn.ops import FloatArray, as_floats, read_only, shape_text

if TYPE_CHECKING:
    from networkx import MultiDiGraph  # 0.15 s to import, and only `to_networkx` needs it


class TraceRow(NamedTuple):
    """A line of the evaluation trace (Wengert list); the adjoint is None where no gradient is asked for."""

    name: str
    formula: str
    value: FloatArray
    adjoint: FloatArray | None


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes in topological order, with the values of the leaves.

    Attributes:
        nodes: every node after all its inputs.
        output: the name of the result node.
        leaves: the values of the leaves by name, float64, of the shape of their node.
        scopes: the layers by name, in the order in which they come.
        carries: for each state the node whose value it takes on after an update, by name.

    """

    nodes: tuple[Node, ...]
    output: str
    leaves: Mapping[str, FloatArray]
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    carries: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The index of each name in `nodes`."""
        return {node.name: i for i, node in enumerate(self.nodes)}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """One edge for each argument of each op, in the order of the consumers."""
        return tuple(
            Edge(source, consumer, argument)
            for consumer, node in enumerate(self.nodes)
            for argument, source in enumerate(node.inputs)
        )

    @cached_property
    def values(self) -> tuple[FloatArray, ...]:
        """The value of every node, by the ops' own NumPy; to be read only."""
        return tuple(map(read_only, reference.forward(self.nodes, self.leaves)))

    @cached_property
    def adjoints(self) -> tuple[FloatArray | None, ...]:
        """The gradient of the output's sum for every node, to be read only; None where none is asked for."""
        adjoints = reference.backward(self.nodes, self.index[self.output], self.values)
        return tuple(None if adjoint is None else read_only(adjoint) for adjoint in adjoints)

    @property
    def value(self) -> FloatArray:
        """The value of the output, a copy."""
        return self.values[self.index[self.output]].copy()

    def gradients(self) -> dict[str, FloatArray]:
        """Return the gradient of the output's sum for each leaf that asks for one, by name; copies."""
        return {
            node.name: adjoint.copy()
            for node, adjoint in zip(self.nodes, self.adjoints, strict=True)
            if node.is_leaf and node.needs_gradient and adjoint is not None
        }

    def formula(self, node: Node) -> str:
        """Return how the node is computed from the nodes before it, as in `x1 * x2`; a leaf's is its role."""
        if node.op is None:
            return node.role.value
        return node.op.call(*(self.nodes[i].name for i in node.inputs))

    def trace(self) -> list[TraceRow]:
        """Return the evaluation trace: forward values and adjoints of every node, in topological order."""
        return [
            TraceRow(node.name, self.formula(node), value, adjoint)
            for node, value, adjoint in zip(self.nodes, self.values, self.adjoints, strict=True)
        ]

    def with_leaves(self, **leaves: ArrayLike) -> Graph:
        """Return the same graph with other values in some leaves; raise ShapeError where the shape differs."""
        return self.with_leaf_values(leaves)

    def with_leaf_values(self, leaves: Mapping[str, ArrayLike]) -> Graph:
        """Like `with_leaves`, for names that are no Python identifiers, as `dense/kernel`."""
        changed = {name: self._checked(name, value) for name, value in leaves.items()}
        return replace(self, leaves={**self.leaves, **changed})

    def to_networkx(self) -> MultiDiGraph:
        """Return a NetworkX graph: op, label, shape, role and layer on its nodes, `argument` on its edges."""
        from networkx import MultiDiGraph

        out = MultiDiGraph(output=self.output)
        for node in self.nodes:
            op = node.op.name if node.op else None
            out.add_node(
                node.name, op=op, label=node.symbol, shape=node.shape, role=node.role.value, layer=node.layer
            )
        for edge in self.edges:
            source, consumer = self.nodes[edge.source].name, self.nodes[edge.consumer].name
            out.add_edge(source, consumer, argument=edge.argument)
        return out

    def _checked(self, name: str, value: ArrayLike) -> FloatArray:
        index = self.index.get(name)
        if index is None or not self.nodes[index].is_leaf:
            known = ", ".join(node.name for node in self.nodes if node.is_leaf)
            raise ShapeError(f"{name!r} is not a leaf of this graph. Its leaves are {known}.")
        try:
            array = as_floats(value)
        except ValueError as reason:
            raise DataError(
                f"The new value of {name} is not an array of numbers: {reason}. Give numbers."
            ) from None
        expected = self.nodes[index].shape
        if array.shape != expected:
            raise ShapeError(
                f"{name} has the shape {shape_text(expected)}, the new value has {shape_text(array.shape)}. "
                "Give a value of the same shape, or build the graph anew."
            )
        return array

    def __repr__(self) -> str:
        return f"<Graph of {len(self.nodes)} nodes, output {self.output}>"
