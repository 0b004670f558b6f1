"""What there is to say of a number: why it is what it is, and the tensors that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from graphviz_nn.debug.explain import Cell, Explanation, explain
from graphviz_nn.debug.record import Phase
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Node
from graphviz_nn.scene.block import Block
from graphviz_nn.scene.cells import scene_of
from graphviz_nn.scene.tensors import Tensor, statistics, tensors_of


@dataclass(frozen=True, eq=False)
class Inspection:
    """A number that is looked into.

    Attributes:
        cell: the number.
        node: what it belongs to.
        explanation: why it is what it is; None for a number that the graph does not have.
        tensors: what its node has to show, by their keys.
        statistics: each of them in one line, by the same keys, as far as they are there.
        blocks: the tensors of its op side by side; empty where the op has no such picture.

    """

    cell: Cell
    node: Node
    explanation: Explanation | None
    tensors: Mapping[str, Tensor]
    statistics: Mapping[str, str]
    blocks: tuple[Block, ...]


def subject(tape: Tape, position: int, selected: str, chosen: Cell | None) -> Cell | None:
    """Return the number to explain: the chosen one, the selected node's first, or that of the newest event.

    None where the graph has no number there.
    """
    record = tape.record
    if not record.graph.nodes:
        return None
    if chosen is not None and chosen.is_in(record.graph):
        return chosen
    event, place = tape.event(position), record.graph.index.get(selected)
    if place is None:
        place = event.node if event else record.events[0].node
    node = record.graph.nodes[place]
    backward = event is not None and event.phase is Phase.BACKWARD and bool(tape.arrived(place, position))
    is_there = all(node.shape)
    return Cell(node.name, "gradient" if backward else "value", (0,) * len(node.shape)) if is_there else None


def inspect(tape: Tape, position: int, cell: Cell, terms: int) -> Inspection:
    """Look into a number after the first `position` events; of each sum so many terms are written out."""
    graph = tape.record.graph
    node = graph.nodes[graph.index[cell.node]]
    tensors = tensors_of(tape, position, cell)
    return Inspection(
        cell,
        node,
        explain(tape, position, cell, terms),
        tensors,
        {
            key: statistics(tensor.array, node.op if key == "value" else None)
            for key, tensor in tensors.items()
            if tensor.array is not None
        },
        scene_of(tape, position, cell) if tensors[cell.of].array is not None else (),
    )


def numbers_of(tape: Tape, position: int, cell: Cell) -> int:
    """Return how many numbers have to be gone through to look into one: those of its op, and all that arrive there."""
    graph = tape.record.graph
    index = graph.index[cell.node]
    node = graph.nodes[index]
    own = prod(node.shape) * (2 + len(tape.arrived(index, position)))
    return own + sum(prod(graph.nodes[i].shape) for i in node.inputs)
