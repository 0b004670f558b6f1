"""Convolutions, pools and what bends pictures, cell by cell: what is lit makes up the number that is lit."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Builder
from graphviz_nn.ops import Convolve, FloatArray, MaxPool, Mean, Op, Shape, Square, Tanh, Transpose
from graphviz_nn.scene.block import Block
from graphviz_nn.scene.cells import scene_of
from graphviz_nn.scene.window_cells import MOST


def numbers(*shape: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def record_of(op: Op, x: FloatArray, **others: FloatArray) -> Record:
    """Return the record of an op over pictures, its gradient another for each cell."""
    builder = Builder()
    terms = [builder.input("x", x, needs_gradient=True)]
    terms += [builder.parameter(name, value) for name, value in others.items()]
    y = builder.apply(op, *terms, name="y")
    return make_record(builder.graph(builder.apply(Mean(), builder.apply(Square(), y))))


def scene(record: Record, node: str, of: str, index: tuple[int, ...]) -> tuple[Block, ...]:
    return scene_of(
        Tape(record), len(record.events), Cell(node, "value" if of == "value" else "gradient", index)
    )


def alone(block: Block) -> float:
    """Return the one number that is lit."""
    (number,) = block.grid[block.lit]
    return float(number)


CONVOLUTIONS = {
    "one channel": record_of(Convolve(), numbers(2, 5, 4, 1), K=numbers(3, 2, 1, 2)),
    "channels": record_of(Convolve(), numbers(2, 4, 4, 3), K=numbers(2, 2, 3, 5)),
    "padded": record_of(Convolve((2, 1), "same"), numbers(2, 4, 4, 2), K=numbers(3, 3, 2, 4)),
}
at_every_convolution = pytest.mark.parametrize("record", CONVOLUTIONS.values(), ids=CONVOLUTIONS.keys())


@at_every_convolution
def test_a_patch_times_its_filter_is_the_cell(record: Record) -> None:
    y = record.values[record.graph.index["y"]]
    for index in np.ndindex(y.shape):
        patch, kernel, result = scene(record, "y", "value", index)
        assert [block.before for block in (patch, kernel, result)] == ["", "·", "="]
        assert patch.grid[patch.lit] @ kernel.grid[kernel.lit] == pytest.approx(y[index], abs=1e-12)
        assert alone(result) == y[index]


@at_every_convolution
def test_the_gradients_of_the_windows_times_the_filters_are_what_a_cell_gets(record: Record) -> None:
    dx = record.gradients[0]
    assert dx is not None
    for index in np.ndindex(dx.shape):
        g, kernel, result = scene(record, "x", "gradient", index)
        assert g.lit.sum() == kernel.lit.sum()
        assert alone(result) == dx[index]
        if not g.lit.any():
            assert dx[index] == 0.0


def test_where_one_window_saw_a_cell_the_lit_numbers_are_in_the_same_order() -> None:
    record = CONVOLUTIONS["channels"]
    g, kernel, result = scene(record, "x", "gradient", (1, 0, 0, 2))
    assert g.grid[g.lit] @ kernel.grid[kernel.lit] == pytest.approx(alone(result), abs=1e-12)


@at_every_convolution
def test_what_a_number_of_a_filter_weighed_times_the_gradients_is_what_it_gets(record: Record) -> None:
    dk = record.gradients[record.graph.index["K"]]
    assert dk is not None
    for index in np.ndindex(dk.shape):
        x, g, result = scene(record, "K", "gradient", index)
        assert x.grid[x.lit] @ g.grid[g.lit] == pytest.approx(dk[index], abs=1e-12)
        assert alone(result) == dk[index]


def test_of_many_examples_some_are_shown_and_counted() -> None:
    record = record_of(Convolve(), numbers(MOST + 3, 3, 3, 1), K=numbers(2, 2, 1, 1))
    x, g, _ = scene(record, "K", "gradient", (0, 0, 0, 0))
    assert x.name == f"x · {MOST} of {MOST + 3} examples"
    assert x.lit.sum() == g.lit.sum() == MOST * 4


POOLS = {
    "side by side": record_of(MaxPool(), numbers(2, 4, 5, 2)),
    "overlapping": record_of(MaxPool((2, 3), (1, 1)), numbers(1, 3, 4, 2)),
    "padded": record_of(MaxPool((2, 2), (2, 2), "same"), numbers(1, 3, 3, 1)),
}
at_every_pool = pytest.mark.parametrize("record", POOLS.values(), ids=POOLS.keys())


@at_every_pool
def test_the_largest_of_the_window_is_the_cell_and_is_framed(record: Record) -> None:
    y = record.values[record.graph.index["y"]]
    for index in np.ndindex(y.shape):
        window, result = scene(record, "y", "value", index)
        assert window.grid[window.lit].max() == alone(result) == y[index]
        _, (row, column, rows, columns) = window.framed
        assert (rows, columns) == (1, 1)
        assert window.grid[row, column] == y[index]


@at_every_pool
def test_a_cell_gets_the_gradients_of_the_windows_that_it_won(record: Record) -> None:
    dx = record.gradients[0]
    assert dx is not None
    for index in np.ndindex(dx.shape):
        g, windows, result = scene(record, "x", "gradient", index)
        assert alone(result) == dx[index]
        assert len(windows.framed) == g.lit.sum() + 1
        if dx[index] and g.lit.sum() == 1:
            assert alone(g) == dx[index]


def test_a_tie_frames_every_winner() -> None:
    window, _ = scene(record_of(MaxPool(), np.zeros((1, 2, 2, 1))), "y", "value", (0, 0, 0, 0))
    assert len(window.framed) == 1 + 4


def test_a_function_of_pictures_shows_the_one_that_the_cell_lies_in() -> None:
    record = record_of(Tanh(), numbers(3, 4, 5, 2))
    x, y = scene(record, "y", "value", (2, 1, 3, 1))
    np.testing.assert_array_equal(x.grid, record.values[0][2, :, :, 1])
    assert np.tanh(alone(x)) == pytest.approx(alone(y))
    assert x.name == "x[2, …, 1]"
    g, slope, result = scene(record, "x", "gradient", (2, 1, 3, 1))
    assert alone(g) * alone(slope) == pytest.approx(alone(result))


def test_a_bias_stands_beside_the_picture_and_gets_the_gradients_of_its_channel() -> None:
    builder = Builder()
    x = builder.input("x", numbers(4, 3, 3, 2), needs_gradient=True)
    y = builder.apply(Square(), x + builder.parameter("b", numbers(2)))
    record = make_record(builder.graph(builder.apply(Mean(), y)))
    first, bias, total = scene(record, "add", "value", (1, 2, 0, 1))
    assert alone(first) + alone(bias) == pytest.approx(alone(total))
    assert bias.before == "+"
    g, _, result = scene(record, "b", "gradient", (1,))
    assert g.grid[g.lit].sum() == pytest.approx(alone(result))
    assert result.before == "= Σ"


def test_a_click_leads_to_the_number_itself() -> None:
    patch, kernel, _ = scene(CONVOLUTIONS["channels"], "y", "value", (1, 2, 0, 4))
    for block, name in ((patch, "x"), (kernel, "K")):
        for row, column in np.argwhere(block.lit).tolist():
            cell = block.cell(row, column)
            assert cell is not None
            assert cell.node == name
            array = CONVOLUTIONS["channels"].values[CONVOLUTIONS["channels"].graph.index[name]]
            assert array[cell.index] == block.grid[row, column]


@pytest.mark.parametrize("shape", [(2, 3, 3, 1), (1, 2, 2, 2)])
def test_what_only_moves_pictures_has_no_such_picture(shape: Shape) -> None:
    record = record_of(Transpose((0, 2, 1, 3)), numbers(*shape))
    assert scene(record, "y", "value", (0, 0, 0, 0)) == ()
    assert scene(record, "x", "gradient", (0, 0, 0, 0)) == ()
