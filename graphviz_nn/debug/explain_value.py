"""Why a value is what it is: each kind of op's formula, in the numbers of one cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graphviz_nn.debug.explanation import Cell
from graphviz_nn.debug.scribe import Index, Scribe, grouped, matching, places, unravelled
from graphviz_nn.graph import Node, Role
from graphviz_nn.ops import (
    L1,
    L2,
    Array,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    FloatArray,
    MatMul,
    Max,
    Mean,
    MeanAbsoluteError,
    MeanSquaredError,
    Op,
    Reshape,
    Shape,
    Softmax,
    Sum,
    Transpose,
)
from graphviz_nn.ops.base import spread
from graphviz_nn.ops.losses import clipped, rows
from graphviz_nn.ops.notation import plain
from graphviz_nn.text import full

Lines: TypeAlias = list[str]
EXP_LIMIT = 700.0  # e^710 is beyond float64


@dataclass(frozen=True, eq=False)
class Asked:
    """The cell of an op's node that is asked about."""

    scribe: Scribe
    place: int
    index: Index

    @property
    def node(self) -> Node:
        """The node."""
        return self.scribe.record.graph.nodes[self.place]

    @property
    def op(self) -> Any:
        """The node's op; each function below is called for its own class of ops."""
        return self.node.op

    @property
    def inputs(self) -> list[FloatArray]:
        """The values of the op's arguments."""
        return [self.scribe.record.values[i] for i in self.node.inputs]

    @property
    def result(self) -> str:
        """A mark for the number itself."""
        return self.scribe.value(self.place, self.index)

    def input(self, argument: int, index: Index) -> str:
        """Return a mark for a number of an argument."""
        return self.scribe.value(self.node.inputs[argument], index)

    def summed(self, write: Callable[[int], str], values: FloatArray, frame: str = "{}") -> Lines:
        """Return a sum's lines: the terms, their values, the result; `frame` says what is done to the sum."""
        written, added = self.scribe.terms(write, values)
        lines = [frame.format(written)]
        if len(values) > 1:
            lines.append("= " + frame.format(added))
        return [*lines, f"= {self.result}"]


def value_lines(scribe: Scribe, place: int, index: Index) -> Lines:
    """Return the lines, with marks, that lead to a cell of a node's value."""
    asked = Asked(scribe, place, index)
    if asked.node.op is None:
        return _leaf(asked)
    if asked.node.op.elementwise:
        return _elementwise(asked)
    explain = _LINES.get(type(asked.node.op))
    return explain(asked) if explain else [f"= {asked.result}"]


def numeric_statics(op: Op) -> dict[str, object]:
    """Return the op's static parameters that are numbers, to be written into its formula."""
    return {k: v for k, v in op.statics.items() if isinstance(v, int | float) and not isinstance(v, bool)}


def softmax_row(index: Index, axis: int, shape: Shape) -> list[Index]:
    """Return the cells along an axis through one of them."""
    axis %= len(shape)
    return [(*index[:axis], k, *index[axis + 1 :]) for k in range(shape[axis])]


def row_log(scores: FloatArray) -> float:
    """Return ln Σ e^x over a row of scores, the largest subtracted first."""
    largest = float(scores.max())
    return largest + float(np.log(np.exp(scores - largest).sum()))


def _leaf(asked: Asked) -> Lines:
    node, rows_of_data = asked.node, asked.scribe.record.rows
    if node.role is Role.PARAMETER:
        return [f"{asked.result} is a weight: it was drawn at the start, and every update moves it"]
    if node.role is Role.CONSTANT:
        return [f"{asked.result} is a constant of the expression"]
    if not rows_of_data or len(asked.index) != 2:
        return [f"{asked.result} was given"]
    row, column = asked.index
    what = "feature" if node.name == "x" else "target"
    count = len(rows_of_data)
    return [
        f"{asked.result} comes from the data: row {rows_of_data[row]}, {what} {column}",
        f"example {row + 1} of {count} in this mini-batch"
        if count > 1
        else "the only example in this mini-batch",
    ]


def _elementwise(asked: Asked) -> Lines:
    letters: dict[str, object] = numeric_statics(asked.op)
    legend = []
    for argument, (letter, x) in enumerate(zip(asked.op.inputs, asked.inputs, strict=True)):
        index = matching(asked.index, x.shape)
        letters[letter] = asked.input(argument, index)
        source = asked.scribe.record.graph.nodes[asked.node.inputs[argument]]
        wide = ", stretched" if x.shape != asked.node.shape else ""
        legend.append(f"{letter} is {Cell(source.name, 'value', index)}{wide}")
    return [f"{plain(asked.op.formula, letters)} = {asked.result}", " · ".join(legend)]


def _matmul(asked: Asked) -> Lines:
    a, b = asked.inputs
    *batch, i, j = asked.index
    of_a, of_b = matching(tuple(batch), a.shape[:-2]), matching(tuple(batch), b.shape[:-2])

    def write(k: int) -> str:
        return f"{asked.input(0, (*of_a, i, k))} · {asked.input(1, (*of_b, k, j))}"

    first, second = (asked.scribe.record.graph.nodes[n].name for n in asked.node.inputs)
    products = a[of_a][i] * b[of_b][:, j]
    return [*asked.summed(write, products), f"row {i} of {first} · column {j} of {second}"]


def _reduced_cells(asked: Asked) -> list[Index]:
    """Return the cells of the argument that a reduction takes together into the cell asked about."""
    (x,) = asked.inputs
    axis = asked.op.axis
    mine = spread(places(asked.node.shape), x, axis) == places(asked.node.shape)[asked.index]
    return [tuple(int(i) for i in cell) for cell in np.argwhere(mine)]


def _reduction(frame: str) -> Callable[[Asked], Lines]:
    """Return what explains a sum in a frame; `#` in the frame is the number of terms."""

    def explain(asked: Asked) -> Lines:
        cells = _reduced_cells(asked)
        values = np.array([asked.inputs[0][cell] for cell in cells])
        written, _ = asked.scribe.terms(lambda k: asked.input(0, cells[k]), values)
        return [frame.replace("#", str(len(cells))).format(written), f"= {asked.result}"]

    return explain


def _maximum(asked: Asked) -> Lines:
    cells, shown = _reduced_cells(asked), asked.scribe.shown
    listed = ", ".join(asked.input(0, cell) for cell in cells[:shown])
    if len(cells) > shown:
        rest = max(float(asked.inputs[0][cell]) for cell in cells[shown:])
        listed += f", … {len(cells) - shown} more, at most {asked.scribe.number(rest)}"
    return [f"max({listed})", f"= {asked.result}"]


def _softmax(asked: Asked) -> Lines:
    (x,) = asked.inputs
    along = softmax_row(asked.index, asked.op.axis, x.shape)
    largest = max(float(x[i]) for i in along)
    shift = largest if np.isfinite(largest) and abs(largest) > EXP_LIMIT else 0.0
    less = f" − {asked.scribe.number(shift)}" if shift else ""

    def power(index: Index) -> str:
        mark = asked.input(0, index)
        return f"e^({mark}{less})" if less else f"e^{mark}"

    powers = np.array([np.exp(x[i] - shift) for i in along])
    written, added = asked.scribe.terms(lambda k: power(along[k]), powers)
    own = asked.scribe.number(float(np.exp(x[asked.index] - shift)))
    return [f"{power(asked.index)} / ({written})", f"= {own} / ({added})", f"= {asked.result}"]


def _moved(asked: Asked) -> Lines:
    """Explain an op that only rearranges: let it rearrange the cells' numbers."""
    shape = asked.inputs[0].shape
    arranged: Array = asked.op.forward(places(shape))
    source = unravelled(int(arranged[asked.index]), shape)
    return [f"= {asked.input(0, source)}", "the same number, from another place"]


def _penalty(asked: Asked, cell: str) -> Lines:
    (w,) = asked.inputs
    cells = list(np.ndindex(w.shape))
    values = np.array([abs(w[i]) if cell == "abs(w)" else w[i] ** 2 for i in cells])
    return asked.summed(
        lambda k: plain(cell, {"w": asked.input(0, cells[k])}), values, f"{asked.op.factor:g} · ({{}})"
    )


def _pairs(asked: Asked, cell: str, values: Array, count: int) -> Lines:
    """Return the lines of a loss that averages one formula over the cells of prediction and target."""
    p, _ = asked.inputs
    cells = list(np.ndindex(p.shape))

    def write(k: int) -> str:
        return grouped(pair_text(asked.scribe, asked.place, cells[k], cell))

    frame = f"({{}}) / {count}" if count > 1 else "{}"
    return asked.summed(write, np.ravel(values), frame)


def pair_text(scribe: Scribe, place: int, index: Index, formula: str, **more: object) -> str:
    """Return a formula over a prediction p, its clipped form q, and a target t, in the numbers of one cell."""
    prediction, target = scribe.record.graph.nodes[place].inputs
    p = scribe.record.values[prediction]
    mark = scribe.value(prediction, index)
    q = float(clipped(p[index]))
    # 0.9999999 in all its digits: as 1 its distance from 1 would be gone.
    clip = mark if q == p[index] else scribe.number(q, digits=full)
    return plain(formula, {"p": mark, "q": clip, "t": scribe.value(target, index), **more})


def _squared(asked: Asked) -> Lines:
    p, t = asked.inputs
    return _pairs(asked, "(p - t)**2", (p - t) ** 2, p.size)


def _absolute(asked: Asked) -> Lines:
    p, t = asked.inputs
    return _pairs(asked, "abs(p - t)", np.abs(p - t), p.size)


def _binary(asked: Asked) -> Lines:
    p, t = asked.inputs
    if asked.op.from_logits:
        return _pairs(asked, "ln(1 + exp(p)) - p * t", np.logaddexp(0, p) - p * t, p.size)
    q = clipped(p)
    surprise = -(t * np.log(q) + (1 - t) * np.log(1 - q))
    return _pairs(asked, "-(t * ln(q) + (1 - t) * ln(1 - q))", surprise, p.size)


def _categorical(asked: Asked) -> Lines:
    p, t = asked.inputs
    if not asked.op.from_logits:
        return _pairs(asked, "-t * ln(q)", -t * np.log(clipped(p)), rows(p))
    cells = list(np.ndindex(p.shape))
    logs = {row: row_log(p[row]) for row in np.ndindex(p.shape[:-1])}
    surprise = np.array([-t[i] * (p[i] - logs[i[:-1]]) for i in cells])

    def write(k: int) -> str:
        spread_log = asked.scribe.number(logs[cells[k][:-1]])
        return grouped(pair_text(asked.scribe, asked.place, cells[k], "-t * (p - s)", s=spread_log))

    frame = f"({{}}) / {rows(p)}" if rows(p) > 1 else "{}"
    return [
        *asked.summed(write, surprise, frame),
        "what is subtracted from each score is ln Σ eˢᶜᵒʳᵉ of its row",
    ]


_LINES: Mapping[type[Op], Callable[[Asked], Lines]] = {
    MatMul: _matmul,
    Sum: _reduction("{}"),
    Mean: _reduction("({}) / #"),
    Max: _maximum,
    Softmax: _softmax,
    Transpose: _moved,
    Reshape: _moved,
    MeanSquaredError: _squared,
    MeanAbsoluteError: _absolute,
    BinaryCrossentropy: _binary,
    CategoricalCrossentropy: _categorical,
    L1: lambda asked: _penalty(asked, "abs(w)"),
    L2: lambda asked: _penalty(asked, "w**2"),
}
