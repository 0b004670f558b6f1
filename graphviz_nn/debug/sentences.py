"""One plain sentence on what just happened, with the node that it happened to set apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from graphviz_nn.debug.not_finite import first_cell
from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Node, Role, reference
from graphviz_nn.text import full, short


@dataclass(frozen=True)
class Sentence:
    """A sentence in three parts, so that the node's name can be set in bold; it has no full stop."""

    before: str
    node: str
    after: str

    def __str__(self) -> str:
        """Return the whole sentence."""
        return f"{self.before}{self.node}{self.after}"


def sentence(tape: Tape, position: int) -> Sentence:
    """Return what the last of so many events did; at the start, what is there and what comes first."""
    event = tape.event(position)
    return _SENTENCES[event.phase](tape, position, event) if event else _start(tape.record)


def heading(epoch: int | None, update: int | None, position: int, total: int) -> str:
    """Return where in time a position is, as in `Epoch 3 · update 19 · step 9 of 22`, counted as they are given.

    Leave out epoch and update (None) for an expression.
    """
    parts = [f"Epoch {epoch:,}"] if epoch is not None else []
    parts += [f"update {update:,}"] if update is not None else []
    parts.append(f"step {position} of {total}")
    text = " · ".join(parts)
    return text[0].upper() + text[1:]


def _start(record: Record) -> Sentence:
    if not record.events:
        return Sentence("nothing to compute", "", "")
    first = record.graph.nodes[record.events[0].node]
    if first.is_leaf:  # the expression is nothing but a leaf
        return Sentence("", first.name, " has its value; there is nothing to compute")
    ready = "the inputs have their values"
    if record.rows:
        what = "one example" if len(record.rows) == 1 else f"{len(record.rows)} examples"
        ready = f"a mini-batch of {what} is in place"
    return Sentence(f"{ready}; first comes ", first.name, f", which {_deed(record, first)}")


def _forward(tape: Tape, position: int, event: Event) -> Sentence:
    record = tape.record
    node = record.graph.nodes[event.node]
    return Sentence("forward: ", node.name, f" {_deed(record, node)}{_not_finite(record, event.node)}")


def _loss(tape: Tape, position: int, event: Event) -> Sentence:
    record = tape.record
    node, value = record.graph.nodes[event.node], record.values[event.node]
    what = f" and comes to {short(float(value))}" if value.ndim == 0 else ""
    what = _not_finite(record, event.node) or what
    before = "the loss: " if record.rows else "the result: "
    return Sentence(before, node.name, f" {_deed(record, node)}{what}")


def _backward(tape: Tape, position: int, event: Event) -> Sentence:
    record = tape.record
    node = record.graph.nodes[event.node]
    if event.edge is None:
        return Sentence("backward starts at ", node.name, ": its gradient with respect to itself is 1")
    if position == tape.returned and record.optimiser:
        return Sentence("every gradient has arrived, the last one at ", node.name, f"; next {_moves(record)}")
    sender = record.graph.nodes[event.edge.consumer].name
    number = len(tape.arrived(event.node, position))
    count = number + len(tape.awaited(event.node, position))
    if count == 1:
        return Sentence("the gradient arrives at ", node.name, f" from {sender}")
    article = "the first part of the" if number == 1 else "more" if number < count else "the last part of the"
    return Sentence(f"{article} gradient arrives at ", node.name, f" from {sender}, {number} of {count}")


def _update(tape: Tape, position: int, event: Event) -> Sentence:
    record = tape.record
    name = record.graph.nodes[event.node].name
    if name in record.carried:
        return Sentence("update: ", name, f" takes on the value of {record.carried[name].source}")
    how = record.optimiser.moves if record.optimiser else "moves"
    return Sentence("update: ", name, f" {how}")


def _moves(record: Record) -> str:
    """Return what the update is about to do."""
    assert record.optimiser is not None
    what = "each parameter" if record.rows else "each variable"
    names = tuple(record.changes)
    return f"{names[0] if len(names) == 1 else what} {record.optimiser.moves}"


def _not_finite(record: Record, place: int) -> str:
    """Return whether a node makes NaN or infinity, and why, or passes it on; "" where its value is finite."""
    value, nodes = record.values[place], record.graph.nodes
    bad = ~np.isfinite(value)
    if not bad.any():
        return ""
    cell = first_cell(bad & np.isnan(value) if np.isnan(value).any() else bad)
    what = full(float(value[cell]))
    if all(np.isfinite(record.values[source]).all() for source in nodes[place].inputs):
        return f", and makes {what}: {reference.reason(nodes, record.values, place, cell)}"
    return f", and comes to {what}, which it was given"


def _deed(record: Record, node: Node) -> str:
    assert node.op is not None
    names = [_called(record.graph.nodes[i]) for i in node.inputs]
    return node.op.does(*names, to_one=record.values[node.inputs[0]].size == 1)


def _called(node: Node) -> str:
    return f"the constant {node.name}" if node.role is Role.CONSTANT and node.name[0].isalpha() else node.name


_SENTENCES: Mapping[Phase, Callable[[Tape, int, Event], Sentence]] = {
    Phase.FORWARD: _forward,
    Phase.LOSS: _loss,
    Phase.BACKWARD: _backward,
    Phase.UPDATE: _update,
}
