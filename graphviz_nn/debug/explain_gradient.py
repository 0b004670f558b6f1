"""Why a gradient is what it is: what each edge has brought, in the numbers of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graphviz_nn.debug.explain_value import numeric_statics, pair_text, row_log, softmax_row
from graphviz_nn.debug.scribe import Index, Scribe, grouped, matching, places, stretched, unravelled
from graphviz_nn.graph import Edge, Node
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
    Softmax,
    Sum,
    Transpose,
)
from graphviz_nn.ops.base import count, spread
from graphviz_nn.ops.losses import clipped, rows
from graphviz_nn.ops.notation import plain

Lines: TypeAlias = list[str]


@dataclass(frozen=True, eq=False)
class Sent:
    """What one edge brings to one cell of the gradient at its source."""

    scribe: Scribe
    edge: Edge
    index: Index

    @property
    def consumer(self) -> Node:
        """The node whose op sends the contribution."""
        return self.scribe.record.graph.nodes[self.edge.consumer]

    @property
    def op(self) -> Any:
        """The consumer's op; each function below is called for its own class of ops."""
        return self.consumer.op

    @property
    def inputs(self) -> list[FloatArray]:
        """The values of the op's arguments."""
        return [self.scribe.record.values[i] for i in self.consumer.inputs]

    @property
    def y(self) -> FloatArray:
        """The value of the consumer."""
        return self.scribe.record.values[self.edge.consumer]

    @property
    def arriving(self) -> FloatArray:
        """The gradient that the consumer has received."""
        gradient = self.scribe.record.gradients[self.edge.consumer]
        assert gradient is not None
        return gradient

    @property
    def result(self) -> str:
        """A mark for the contribution."""
        return self.scribe.number(float(self.scribe.record.contributions[self.edge][self.index]), "gradient")

    def g(self, index: Index) -> str:
        """Return a mark for a number of the arriving gradient."""
        return self.scribe.gradient(self.edge.consumer, index)

    def input(self, argument: int, index: Index) -> str:
        """Return a mark for a number of one of the op's arguments."""
        return self.scribe.value(self.consumer.inputs[argument], index)

    def summed(self, write: Callable[[int], str], values: FloatArray) -> Lines:
        """Return a sum's lines: the terms, where they are more than a number their values; then the result."""
        if len(values) == 1:
            term = write(0)
            return [f"= {term}" if len(term) == 1 else f"{term} = {self.result}"]
        written, added = self.scribe.terms(write, values)
        products = [f"= {added}"] if len(values) and len(write(0)) > 1 else []
        return [written, *products, f"= {self.result}"]


def contribution_lines(scribe: Scribe, edge: Edge, index: Index) -> Lines:
    """Return the lines, with marks, that lead to what an edge adds to a cell of the gradient at its source."""
    sent = Sent(scribe, edge, index)
    if sent.op.elementwise:
        return _elementwise(sent)
    explain = _LINES.get(type(sent.op))
    return explain(sent) if explain else [f"= {sent.result}"]


def _elementwise(sent: Sent) -> Lines:
    argument, result = sent.edge.argument, sent.y.shape
    cells = stretched(sent.index, sent.inputs[argument].shape, result)
    formula, statics = sent.op.gradients[argument], numeric_statics(sent.op)

    def write(k: int) -> str:
        letters: dict[str, object] = {"g": sent.g(cells[k])}
        if re.search(r"\by\b", formula):
            letters["y"] = sent.scribe.value(sent.edge.consumer, cells[k])
        for place, (letter, x) in enumerate(zip(sent.op.inputs, sent.inputs, strict=True)):
            if re.search(rf"\b{letter}\b", formula):
                letters[letter] = sent.input(place, matching(cells[k], x.shape))
        text = plain(formula, {**statics, **letters})
        return grouped(text) if len(cells) > 1 else text

    with np.errstate(all="ignore"):
        pieces = sent.op.contributions(sent.arriving, sent.y, *sent.inputs)[argument]
    wide = np.broadcast_to(pieces, result)
    lines = sent.summed(write, np.array([wide[cell] for cell in cells]))
    if len(cells) > 1:
        lines.append(f"forward stretched this number over {len(cells)} cells: their gradients are added up")
    return lines


def _matmul(sent: Sent) -> Lines:
    """Explain Σ g · B along a row of both, or Σ A · g along a column of both; stretched batches add up."""
    a, b = sent.inputs
    *batch, i, j = sent.index
    whole = sent.y.shape[:-2]
    cells = [
        (here, k)
        for here in stretched(tuple(batch), sent.inputs[sent.edge.argument].shape[:-2], whole)
        for k in range(b.shape[-1] if sent.edge.argument == 0 else a.shape[-2])
    ]

    def factors(here: Index, k: int) -> tuple[Index, Index]:
        if sent.edge.argument == 0:  # a column of A is a row of B
            return (*here, i, k), (*matching(here, b.shape[:-2]), j, k)
        return (*here, k, j), (*matching(here, a.shape[:-2]), k, i)

    other, place = (b, 1) if sent.edge.argument == 0 else (a, 0)
    pairs = [factors(*cell) for cell in cells]

    def write(k: int) -> str:
        of_g, of_other = pairs[k]
        g, x = sent.g(of_g), sent.input(place, of_other)
        return f"{g} · {x}" if place else f"{x} · {g}"

    products = np.array([sent.arriving[of_g] * other[of_other] for of_g, of_other in pairs])
    return sent.summed(write, products)


def _reduced(sent: Sent) -> Index:
    """Return the cell of a reduction's value that the argument's cell went into."""
    (x,) = sent.inputs
    return unravelled(int(spread(places(sent.y.shape), x, sent.op.axis)[sent.index]), sent.y.shape)


def _sum(sent: Sent) -> Lines:
    return [f"= {sent.g(_reduced(sent))}", "the gradient of the sum, unchanged"]


def _mean(sent: Sent) -> Lines:
    n = count(sent.inputs[0], sent.op.axis)
    return [f"{sent.g(_reduced(sent))} / {n} = {sent.result}"]


def _maximum(sent: Sent) -> Lines:
    (x,) = sent.inputs
    target = _reduced(sent)
    if x[sent.index] < sent.y[target]:
        winner = sent.scribe.value(sent.edge.consumer, target)
        return [f"= {sent.result}", f"{sent.input(0, sent.index)} is not the largest, {winner} is"]
    share = sent.arriving[target] / sent.scribe.record.contributions[sent.edge][sent.index]
    winners = round(share) if np.isfinite(share) else 1
    split = f" / {winners}" if winners > 1 else ""
    return [f"{sent.g(target)}{split} = {sent.result}", "the largest takes the gradient"]


def _softmax(sent: Sent) -> Lines:
    along = softmax_row(sent.index, sent.op.axis, sent.y.shape)
    products = np.array([sent.arriving[i] * sent.y[i] for i in along])

    def y(index: Index) -> str:
        return sent.scribe.value(sent.edge.consumer, index)

    written, _ = sent.scribe.terms(lambda k: f"{sent.g(along[k])} · {y(along[k])}", products)
    average = sent.scribe.number(float(products.sum()))
    own, mine = y(sent.index), sent.g(sent.index)
    return [f"{own} · ({mine} − ({written}))", f"= {own} · ({mine} − {average})", f"= {sent.result}"]


def _transposed(sent: Sent) -> Lines:
    arranged: Array = sent.op.forward(places(sent.inputs[0].shape))
    own = int(places(sent.inputs[0].shape)[sent.index])
    (target,) = np.argwhere(arranged == own)
    return [f"= {sent.g(tuple(int(i) for i in target))}", "the same number, in its old place"]


def _loss(sent: Sent, formula: str, divisor: int, **more: object) -> Lines:
    g = sent.g(())
    text = pair_text(sent.scribe, sent.edge.consumer, sent.index, formula, g=g, n=str(divisor), **more)
    return [f"{text} = {sent.result}"]


def _pair_loss(*formulas: str) -> Callable[[Sent], Lines]:
    """Return what explains a loss by its gradient formulas, for the prediction and for the target."""

    def explain(sent: Sent) -> Lines:
        return _loss(sent, formulas[sent.edge.argument], sent.inputs[0].size)

    return explain


def _binary(sent: Sent) -> Lines:
    if sent.op.from_logits:
        return _pair_loss("g * (1 / (1 + exp(-p)) - t) / n", "-g * p / n")(sent)
    of_prediction, of_target = "g * (p - t) / (p * (1 - p)) / n", "-g * (ln(q) - ln(1 - q)) / n"
    return _clipped_loss(sent, of_prediction, of_target, sent.inputs[0].size)


def _clipped_loss(sent: Sent, of_prediction: str, of_target: str, divisor: int) -> Lines:
    p = sent.inputs[0][sent.index]
    if sent.edge.argument == 0 and clipped(p) != p:
        return [f"= {sent.result}", f"{sent.input(0, sent.index)} was clipped, and passes no gradient"]
    return _loss(sent, (of_prediction, of_target)[sent.edge.argument], divisor)


def _categorical(sent: Sent) -> Lines:
    p, t = sent.inputs
    if not sent.op.from_logits:
        return _clipped_loss(sent, "-g * t / p / n", "-g * ln(q) / n", rows(p))
    row = sent.index[:-1]
    log = row_log(p[row])
    more = {"s": sent.scribe.number(log), "T": sent.scribe.number(float(t[row].sum()))}
    formula = ("g * (T * exp(p - s) - t) / n", "-g * (p - s) / n")[sent.edge.argument]
    return [
        *_loss(sent, formula, rows(p), **more),
        "what is subtracted from the score is ln Σ eˢᶜᵒʳᵉ of its row",
    ]


def _penalty(sent: Sent) -> Lines:
    letters = {"g": sent.g(()), "w": sent.input(0, sent.index), **numeric_statics(sent.op)}
    return [f"{plain(sent.op.gradients[0], letters)} = {sent.result}"]


_LINES: Mapping[type[Op], Callable[[Sent], Lines]] = {
    MatMul: _matmul,
    Sum: _sum,
    Mean: _mean,
    Max: _maximum,
    Softmax: _softmax,
    Transpose: _transposed,
    Reshape: _transposed,
    MeanSquaredError: _pair_loss("2 * g * (p - t) / n", "-2 * g * (p - t) / n"),
    MeanAbsoluteError: _pair_loss("g * sign(p - t) / n", "-g * sign(p - t) / n"),
    BinaryCrossentropy: _binary,
    CategoricalCrossentropy: _categorical,
    L1: _penalty,
    L2: _penalty,
}
