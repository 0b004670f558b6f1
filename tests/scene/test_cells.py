"""An op cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import ArrayLike

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import expression
from graphviz_nn.scene.block import Block, local_derivatives
from graphviz_nn.scene.cells import scene_of

A = np.arange(6.0).reshape(3, 2)
B = np.arange(8.0).reshape(2, 4) - 3


def record(text: str, **leaves: ArrayLike) -> Record:
    return make_record(expression(text, **leaves))


def scene(made: Record, cell: Cell) -> tuple[Block, ...]:
    return scene_of(Tape(made), len(made.events), cell)


def test_a_product_lights_the_row_and_the_column_that_make_up_its_cell() -> None:
    made = record("A @ B", A=A, B=B)
    a, b, y = scene(made, Cell(made.graph.output, "value", (2, 1)))
    assert np.argwhere(a.lit).tolist() == [[2, 0], [2, 1]]
    assert np.argwhere(b.lit).tolist() == [[0, 1], [1, 1]]
    assert np.argwhere(y.lit).tolist() == [[2, 1]]
    assert a.grid[a.lit] @ b.grid[b.lit] == y.grid[2, 1]


@pytest.mark.parametrize(("leaf", "index"), [("A", (1, 0)), ("B", (1, 2))])
def test_a_products_gradient_is_a_row_times_a_column_too(leaf: str, index: tuple[int, int]) -> None:
    made = record("A @ B", A=A, B=B)
    first, second, result = scene(made, Cell(leaf, "gradient", index))
    assert first.grid[first.lit] @ second.grid[second.lit] == result.grid[index]
    assert result.lit[index]


def test_a_transposed_block_leads_to_the_right_cell() -> None:
    made = record("A @ B", A=A, B=B)
    _, transposed, _ = scene(made, Cell("A", "gradient", (1, 0)))
    assert transposed.name == "Bᵀ"
    assert transposed.cell(3, 1) == Cell("B", "value", (1, 3))


def test_a_broadcast_input_has_ghosts_that_lead_to_the_real_cell() -> None:
    made = record("A + b", A=A, b=[10.0, 20.0])
    _, b, _ = scene(made, Cell(made.graph.output, "value", (2, 1)))
    assert b.grid.tolist() == [[10, 20]] * 3
    assert b.ghosts.tolist() == [[False, False], [True, True], [True, True]]
    assert b.cell(2, 1) == Cell("b", "value", (1,))


def test_the_gradient_of_a_broadcast_input_is_the_sum_of_what_is_lit() -> None:
    made = record("A * b", A=A, b=[10.0, 20.0])
    g, local, result = scene(made, Cell("b", "gradient", (1,)))
    assert np.argwhere(g.lit).tolist() == [[0, 1], [1, 1], [2, 1]]
    assert (g.grid * local.grid)[g.lit].sum() == result.grid[0, 1]
    assert result.before == "= Σ"


def test_leaves_and_sums_have_no_such_picture() -> None:
    made = record("A @ B", A=A, B=B)
    assert scene(made, Cell("A", "value", (0, 0))) == ()


def test_an_elementwise_ops_local_derivatives_are_those_before_the_chain_rule() -> None:
    made = record("3 * tanh(x)", x=[0.0, 1.0])
    place = next(i for i, node in enumerate(made.graph.nodes) if node.op and node.op.name == "tanh")
    (slope,) = local_derivatives(made, place)
    assert slope == pytest.approx(1 - np.tanh([0.0, 1.0]) ** 2)
