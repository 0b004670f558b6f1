"""Why a number of a convolution or of a pool is what it is: every line comes to it, and names where it is from."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from graphviz_nn.debug.diagnosis import diagnose
from graphviz_nn.debug.explain import Cell, Explanation, explain
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.debug.sentences import sentence
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Builder
from graphviz_nn.ops import Convolve, FloatArray, MaxPool, Mean, Op, Relu, Shape, Square
from graphviz_nn.optim import Sgd
from tests.debug.arithmetic import agree, read

UNABRIDGED = 10_000


def numbers(shape: Shape, seed: int = 0) -> FloatArray:
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def record_of(op: Op, x: FloatArray, *kernels: FloatArray) -> Record:
    """Return the record of an op over pictures, its gradient another for each cell."""
    builder = Builder()
    terms = [builder.parameter("x", x), *(builder.parameter("K", kernel) for kernel in kernels)]
    y = builder.apply(op, *terms)
    return make_record(builder.graph(builder.apply(Mean(), builder.apply(Square(), y))))


RECORDS = {
    "convolution": record_of(Convolve(), numbers((2, 4, 3, 2)), numbers((2, 2, 2, 3))),
    "one patch": record_of(Convolve(), numbers((1, 1, 1, 1)), numbers((1, 1, 1, 1))),
    "padded": record_of(Convolve((2, 1), "same"), numbers((2, 3, 3, 1)), numbers((3, 2, 1, 2))),
    "pool": record_of(MaxPool(), numbers((2, 4, 5, 2))),
    "overlapping": record_of(MaxPool((2, 3), (1, 1)), numbers((1, 4, 5, 1))),
    "padded pool": record_of(MaxPool((2, 2), (2, 2), "same"), numbers((1, 3, 3, 2))),
    "with ties": record_of(MaxPool((2, 2), (1, 1)), np.round(numbers((1, 4, 4, 1)))),
}
at_every_record = pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())


def asked(record: Record, cell: Cell, shown: int = UNABRIDGED) -> Explanation:
    explanation = explain(Tape(record), len(record.events), cell, shown)
    assert explanation is not None
    return explanation


def text(explanation: Explanation) -> list[str]:
    return ["".join(piece.text for piece in line) for line in explanation.lines]


@at_every_record
def test_every_line_about_a_value_comes_to_it(record: Record) -> None:
    place = next(i for i, node in enumerate(record.graph.nodes) if node.op is not None)
    for index in np.ndindex(record.graph.nodes[place].shape):
        explanation = asked(record, Cell(record.graph.nodes[place].name, "value", index))
        readings = [reading for line in explanation.lines if (reading := read(record, line))]
        assert readings
        for reading in readings:
            assert all(
                agree(side, float(record.values[place][index]), reading.exact) for side in reading.sides
            )


@at_every_record
def test_every_line_about_a_gradient_comes_to_it(record: Record) -> None:
    for place, node in enumerate(record.graph.nodes):
        gradient = record.gradients[place]
        assert gradient is not None
        for index in np.ndindex(node.shape):
            explanation = asked(record, Cell(node.name, "gradient", index))
            assert explanation.result == gradient[index]
            for reading in (read(record, line) for line in explanation.lines):
                if reading and node.is_leaf:
                    sides = [agree(side, float(gradient[index]), reading.exact) for side in reading.sides]
                    assert all(sides), text(explanation)


def test_a_convolution_s_numbers_lead_to_the_patch_and_to_the_filter() -> None:
    record = RECORDS["convolution"]
    explanation = asked(record, Cell("conv2d", "value", (1, 2, 0, 2)), 3)
    cells = [piece.cell for piece in explanation.lines[0] if piece.cell]
    for of_x, of_kernel in zip(cells[::2], cells[1::2], strict=True):
        assert of_x.node == "x"
        assert of_kernel.node == "K"
        high, wide, channel, filter_ = of_kernel.index
        assert of_x.index == (1, 2 + high, 0 + wide, channel)
        assert filter_ == 2
    assert text(explanation)[-1] == (
        "patch at rows 2–3, columns 0–1 of example 1 of x · filter 2 of K, the largest products first"
    )


def test_the_largest_product_comes_first() -> None:
    record = RECORDS["convolution"]
    line = asked(record, Cell("conv2d", "value", (0, 0, 0, 0)), 3).lines[0]
    cells = [piece.cell for piece in line if piece.cell]
    values = [record.values[record.graph.index[cell.node]][cell.index] for cell in cells]
    products = np.abs(np.array(values[::2]) * np.array(values[1::2]))
    assert list(products) == sorted(products, reverse=True)
    assert "… 5 more, together" in text(asked(record, Cell("conv2d", "value", (0, 0, 0, 0)), 3))[0]


def test_what_lies_beyond_the_edge_is_counted_and_named() -> None:
    lines = text(asked(RECORDS["padded"], Cell("conv2d", "value", (0, 0, 0, 1))))
    assert lines[-1] == "2 more of the window lie beyond the edge, and count 0"


def test_a_pool_names_its_window_and_its_winner_first() -> None:
    record = RECORDS["pool"]
    explanation = asked(record, Cell("max_pool", "value", (1, 1, 0, 1)))
    assert text(explanation)[-1] == (
        "the window at rows 2–3, columns 0–1 of example 1, channel 1 of x, its largest first"
    )
    first = next(piece.cell for piece in explanation.lines[0] if piece.cell)
    window = record.values[0][1, 2:4, 0:2, 1]
    assert record.values[0][first.index] == window.max()


def test_who_is_not_the_largest_is_told_who_is() -> None:
    record = RECORDS["pool"]
    x = record.values[0][0, 0:2, 0:2, 0]
    row, column = np.unravel_index(int(x.argmin()), (2, 2))
    explanation = asked(record, Cell("x", "gradient", (0, int(row), int(column), 0)))
    assert "is not the largest of its window" in text(explanation)[-1]
    assert explanation.lines[-1][-2].cell == Cell("max_pool", "value", (0, 0, 0, 0))
    assert explanation.result == 0.0


def test_a_cell_that_no_window_sees_is_told_so() -> None:
    assert text(asked(RECORDS["pool"], Cell("x", "gradient", (0, 0, 4, 0))))[-1] == "no window saw it"


def test_ties_are_named() -> None:
    x = np.zeros((1, 2, 2, 1))
    record = record_of(MaxPool(), x)
    explanation = asked(record, Cell("x", "gradient", (0, 1, 1, 0)))
    assert " / 4 = " in text(explanation)[1]
    assert "those that tie for it share" in text(explanation)[-1]


def test_sentences_say_what_the_ops_do() -> None:
    said = [str(sentence(Tape(RECORDS[name]), 1)) for name in ("convolution", "pool")]
    assert said == [
        "forward: conv2d slides the filters of K over x",
        "forward: max_pool keeps the largest number of each window of x",
    ]


def test_a_nan_is_followed_to_the_cell_of_the_patch_that_it_came_from() -> None:
    x = numbers((2, 4, 3, 2))
    x[1, 3, 2, 0] = math.nan
    record = record_of(Convolve(), x, numbers((2, 2, 2, 3)))
    explanation = asked(record, Cell("conv2d", "value", (1, 2, 1, 0)))
    assert any(piece.cell == Cell("x", "value", (1, 3, 2, 0)) for piece in explanation.lines[0])


def test_filters_that_are_at_0_everywhere_and_filters_that_are_equal_are_found() -> None:
    builder = Builder()
    x = builder.input("x", np.abs(numbers((9, 4, 4, 1))))
    kernel = np.tile(numbers((2, 2, 1, 1)), (1, 1, 1, 3))
    kernel[..., 0] = -1.0
    with builder.inside("conv2d"):
        h = builder.apply(Relu(), builder.apply(Convolve(), x, builder.parameter("kernel", kernel)))
    builder.describe("conv2d", "conv2d", "3 filters", h)
    record = make_record(builder.graph(builder.apply(Mean(), builder.apply(Square(), h))))
    findings = diagnose(replace(record, optimiser=Sgd(learning_rate=0.1)))
    found = {finding.kind: finding.text for finding in findings}
    assert "1 of 3 filters at 0 for the whole mini-batch" in found["dead"]
    assert "2 equal columns" in found["symmetric"]


@pytest.mark.parametrize("op", [Convolve(), Convolve(padding="same"), MaxPool((2, 2), (1, 1))], ids=repr)
def test_numbers_out_of_range_are_explained_without_a_warning(op: Op) -> None:
    x = np.array([1e308, np.inf, 0.0, -1e308, np.nan, 1e308, 1e308, -np.inf, 1.0]).reshape(1, 3, 3, 1)
    record = record_of(op, x, *[np.full((2, 2, 1, 2), 1e308)] * (len(op.inputs) - 1))
    for node in record.graph.nodes:
        for index in np.ndindex(node.shape):
            assert asked(record, Cell(node.name, "value", index)).lines
            assert asked(record, Cell(node.name, "gradient", index)).lines
