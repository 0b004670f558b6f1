"""The number that is looked into, and what there is to say of it."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import expression
from graphviz_nn.ops import Tanh
from graphviz_nn.scene.inspection import inspect, subject
from graphviz_nn.scene.tensors import statistics

TAPE = Tape(make_record(expression("sum(tanh(a @ b))", a=[[1.0, -2.0], [0.5, 3.0]], b=[[0.5], [0.25]])))
END = len(TAPE.record.events)
CHOSEN = Cell("b", "gradient", (1, 0))


@pytest.mark.parametrize(
    ("position", "selected", "chosen", "found"),
    [
        (0, "", None, Cell("matmul", "value", (0, 0))),
        (2, "", None, Cell("tanh", "value", (0, 0))),
        (END, "", None, Cell("b", "gradient", (0, 0))),
        (2, "a", None, Cell("a", "value", (0, 0))),
        (END, "a", None, Cell("a", "gradient", (0, 0))),
        (2, "a", CHOSEN, CHOSEN),
        (2, "b", Cell("b", "value", (2, 0)), Cell("b", "value", (0, 0))),
        (2, "gone", Cell("gone", "value", ()), Cell("tanh", "value", (0, 0))),
    ],
)
def test_it_is_the_chosen_number_or_the_selected_node_s_or_the_newest(
    position: int, selected: str, chosen: Cell | None, found: Cell
) -> None:
    assert subject(TAPE, position, selected, chosen) == found


def test_of_a_node_without_numbers_there_is_none() -> None:
    empty = Tape(make_record(expression("sum(x*x)", x=np.zeros((0, 3)))))
    assert subject(empty, 0, "x", None) is None


def test_what_has_not_come_yet_is_none_and_has_no_line_of_its_own() -> None:
    inspection = inspect(TAPE, 1, Cell("tanh", "value", (0, 0)), 8)
    assert inspection.node.name == "tanh"
    assert inspection.tensors["value"].array is None
    assert inspection.statistics == {}
    assert inspection.blocks == ()


def test_every_tensor_that_is_there_is_told_in_a_line_the_op_s_flat_ends_for_its_value_alone() -> None:
    inspection = inspect(TAPE, END, Cell("tanh", "value", (0, 0)), 8)
    for key, tensor in inspection.tensors.items():
        assert tensor.array is not None
        assert inspection.statistics[key] == statistics(tensor.array, Tanh() if key == "value" else None)


def test_the_explanation_writes_out_so_many_terms_as_there_is_room_for() -> None:
    wide = Tape(make_record(expression("sum(a * a)", a=np.arange(1.0, 9.0))))
    few, many = (inspect(wide, 2, Cell("sum", "value", ()), terms).explanation for terms in (2, 8))
    assert few is not None
    assert many is not None
    length = [sum(len(piece.text) for line in each.lines for piece in line) for each in (few, many)]
    assert length[0] < length[1]
