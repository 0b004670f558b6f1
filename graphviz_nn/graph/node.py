"""A node of the graph (a leaf of some role, or the result of an op), and the edge between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from graphviz_nn.graph.noise import Noise, draw, key_of
from graphviz_nn.ops import FloatArray, Op, Shape, shape_text


class Role(StrEnum):
    """What a node is for."""

    INPUT = "input"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    OP = "op"
    STATE = "state"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One node; nodes refer to each other by their index in the graph's topological order.

    Attributes:
        name: unique in the graph, as in `dense/matmul`.
        role: what it is for.
        shape: the shape of its value.
        op: the op that makes its value; None for a leaf.
        inputs: the indices of the op's arguments, in order; `x * x` names x twice.
        layer: the layer that it belongs to, or "".
        needs_gradient: whether backward computes d(loss)/d(node).
        letter: how textbooks write it, as in `W`; "" where its name is all there is.
        noise: how its numbers are drawn for each update, or None.

    """

    name: str
    role: Role
    shape: Shape
    op: Op | None = None
    inputs: tuple[int, ...] = ()
    layer: str = ""
    needs_gradient: bool = False
    letter: str = ""
    noise: Noise | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether its value is given rather than computed."""
        return self.op is None

    @property
    def symbol(self) -> str:
        """What its card shows large: the op's symbol, or the last part of a leaf's name."""
        return self.op.symbol if self.op else self.name.rpartition("/")[2]

    def __repr__(self) -> str:
        what = repr(self.op) if self.op else self.role.value
        return f"<{self.name}: {what}, {shape_text(self.shape)}>"


def drawn(nodes: Sequence[Node], seed: int, update: int) -> dict[str, FloatArray]:
    """Return the numbers of every leaf of noise for an update, from 0, by name."""
    return {
        node.name: draw(node.noise, node.shape, key_of(seed, node.name), update)
        for node in nodes
        if node.noise is not None
    }


# No cycle leads through one, and a large graph has very many, which a collection need not go through.
class Edge(msgspec.Struct, frozen=True, order=True, gc=False):
    """One argument of one op, by the indices of its nodes: `consumer`'s argument number `argument` is `source`."""

    source: int
    consumer: int
    argument: int
