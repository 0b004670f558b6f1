"""Why a number is what it is: its formula, the formula in numbers, and the numbers that it came from."""

from __future__ import annotations

import math

from graphviz_nn.debug.explain_update import update_lines
from graphviz_nn.debug.explanation import Cell, Explanation, Line, Piece
from graphviz_nn.debug.lines import contribution_lines, value_lines
from graphviz_nn.debug.not_finite import gradient_origin, value_origin
from graphviz_nn.debug.record import Carry, Event, Record
from graphviz_nn.debug.scribe import Scribe
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Edge, Role
from graphviz_nn.ops import Op
from graphviz_nn.ops.notation import latex, latex_name, latex_sum

__all__ = ["Cell", "Explanation", "Line", "Piece", "explain"]

SHOWN = 8  # the terms of a sum that are written out
FORMULAS = 4  # the contributions that are typeset
ARRIVALS = 24  # the contributions that are written out

_LEAF_WORDS = {
    Role.INPUT: "An input: its numbers are given, not computed.",
    Role.PARAMETER: "A parameter: training moves it, one update after the other.",
    Role.CONSTANT: "A constant: its number stands in the expression.",
    Role.STATE: "A state: training moves it, though by no gradient; predicting reads it.",
    Role.NOISE: "Noise: drawn anew for each update, the same for the same seed.",
}


def explain(tape: Tape, position: int, cell: Cell, shown: int = SHOWN) -> Explanation | None:
    """Return why a cell holds its number after the first `position` events; None for one that the graph does not have.

    A number that is not there yet is nan, with a line that says so. `shown` limits the terms of each sum.
    """
    graph = tape.record.graph
    if not cell.is_in(graph):
        return None
    index = graph.index[cell.node]
    if cell.of == "gradient":
        return _gradient(tape, position, index, cell, shown)
    if tape.is_updated(index, position):
        return _update(tape.record, index, cell, shown)
    return _value(tape, position, index, cell, shown)


def _value(tape: Tape, position: int, index: int, cell: Cell, shown: int) -> Explanation:
    record = tape.record
    node, scribe = record.graph.nodes[index], Scribe(record, shown)
    words = node.op.words if node.op else _LEAF_WORDS[node.role]
    formula = f"y = {latex(node.op.formula, node.op.numbers)}" if node.op else ""
    value = tape.value(index, position)
    if value is None:
        return Explanation(str(cell), formula, words, scribe.lines(["not computed yet"]), math.nan)
    lines = scribe.lines(value_lines(scribe, index, cell.index))
    lines = _with_origin(value_origin(record, index, cell.index), lines)
    return Explanation(str(cell), formula, words, lines, float(value[cell.index]))


def _with_origin(origin: Line | None, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines below what is said of a number that is not finite."""
    return lines if origin is None else (origin, *lines)


def _update(record: Record, index: int, cell: Cell, shown: int) -> Explanation:
    scribe = Scribe(record, shown)
    if cell.node in record.carried:
        return _carry(scribe, record.carried[cell.node], cell)
    change = record.changes[cell.node]
    lines = scribe.lines(update_lines(scribe, index, cell.index))
    by = f"by {record.optimiser.title}" if record.optimiser else "by the optimiser's rule"
    stays = change.after[cell.index] == change.before[cell.index]
    words = f"The update has {'left this weight as it was' if stays else 'moved this weight'}, {by}."
    return Explanation(str(cell), "", words, lines, float(change.after[cell.index]))


def _carry(scribe: Scribe, carry: Carry, cell: Cell) -> Explanation:
    before = scribe.number(carry.before[cell.index], "parameter")
    after = scribe.number(carry.after[cell.index], "parameter", Cell(carry.source, "value", cell.index))
    lines = scribe.lines([f"from {before} to {after}, the value of {carry.source}"])
    words = "The update has moved this state: it took on what forward computed for it."
    return Explanation(str(cell), "", words, lines, float(carry.after[cell.index]))


def _gradient(tape: Tape, position: int, index: int, cell: Cell, shown: int) -> Explanation:
    record = tape.record
    node, scribe = record.graph.nodes[index], Scribe(record, shown)
    title = f"gradient of {cell}"
    if not node.needs_gradient and cell.node != record.graph.output:
        words = "No gradient is asked for here: nothing that training moves lies behind this node."
        return Explanation(title, "", words, scribe.lines(["no gradient"]), math.nan)
    arrived, waiting = tape.arrived(index, position), tape.awaited(index, position)
    edges = [e.edge for e in arrived if e.edge is not None]
    gradient = tape.gradient(index, position)
    result = math.nan if gradient is None else float(gradient[cell.index])
    if gradient is not None and not arrived:
        words = "Backward has no way to this node: a small change of this number does not change the result."
        zero = scribe.number(result, "gradient", cell)
        return Explanation(title, "", words, scribe.lines([f"nothing flows back to it: {zero}"]), result)
    texts = _arrivals(tape, scribe, cell, arrived, result) + _awaited(record, arrived, waiting)
    lines = scribe.lines(texts)
    if gradient is not None and not math.isfinite(result):
        lines = _with_origin(gradient_origin(record, index, cell.index), lines)
    return Explanation(
        title, _gradient_formula(record, edges), _gradient_words(record, arrived), lines, result
    )


def _arrivals(tape: Tape, scribe: Scribe, cell: Cell, arrived: list[Event], result: float) -> list[str]:
    """Return the lines of every contribution so far, and of their sum where there are several; of many the newest."""
    record, earlier = scribe.record, len(arrived) - ARRIVALS
    texts: list[str] = []
    marks: list[str] = []
    if earlier > 0:
        together = tape.gradient_after(record.graph.index[cell.node], earlier)[cell.index]
        marks.append(scribe.number(float(together), "gradient"))
        texts.append(f"from {earlier:,} others before, together {marks[0]}")
    for event in arrived[-ARRIVALS:]:
        piece = record.contribution(event)[cell.index]
        marks.append(scribe.number(float(piece), "gradient"))
        texts += [_seed(record)] if event.edge is None else _arrival(scribe, event.edge, cell)
    if len(marks) > 1:
        texts.append(f"{' + '.join(marks)} = {scribe.number(result, 'gradient', cell)}")
    return texts


def _seed(record: Record) -> str:
    output = record.graph.output
    return f"d {output} / d {output} = 1"


def _arrival(scribe: Scribe, edge: Edge, cell: Cell) -> list[str]:
    sender = scribe.record.graph.nodes[edge.consumer].name
    return [f"from {sender}:", *contribution_lines(scribe, edge, cell.index)]


def _awaited(record: Record, arrived: list[Event], waiting: list[Event]) -> list[str]:
    """Return what is said of contributions that have not arrived."""
    if not arrived:
        return ["gradient not yet"]
    if not waiting:
        return []
    senders = [record.graph.nodes[e.edge.consumer].name for e in waiting[:ARRIVALS] if e.edge]
    more = ["…"] if len(waiting) > ARRIVALS else []
    return [f"still to come: {len(waiting):,} more, from {', '.join([*senders, *more])}"]


def _gradient_words(record: Record, arrived: list[Event]) -> str:
    """Return the words of the op that sent the newest contribution."""
    if not arrived:
        return "Backward has not come to this node yet."
    edge = arrived[-1].edge
    if edge is None:
        return "Backward starts here: a change of the result changes the result by just as much."
    return _op(record, edge).gradient_words


def _gradient_formula(record: Record, edges: list[Edge]) -> str:
    """Return the formulas of the contributions so far, as one sum; empty where there are none."""
    if not edges:
        return ""
    ops = [_op(record, edge) for edge in edges[:FORMULAS]]
    terms = [(op.gradients[edge.argument], op.numbers) for op, edge in zip(ops, edges, strict=False)]
    alone = ops[0].inputs[edges[0].argument]
    name = alone if len(edges) == 1 else latex_name(record.graph.nodes[edges[0].source].name)
    whole = "L" if record.graph.output == "loss" else latex_name(record.graph.output)
    return rf"\frac{{\partial {whole}}}{{\partial {name}}} = {latex_sum(terms, is_cut=len(edges) > FORMULAS)}"


def _op(record: Record, edge: Edge) -> Op:
    op = record.graph.nodes[edge.consumer].op
    assert op is not None
    return op
