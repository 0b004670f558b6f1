"""NaN and infinity: who made them, who only passed them on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import ArrayLike

from graphviz_nn.debug.explain import Cell, Explanation, explain
from graphviz_nn.debug.not_finite import first_gradient, first_value
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.graph import graph_of
from tests.debug.examples import taped


def recorded(text: str, **leaves: ArrayLike) -> Record:
    return make_record(graph_of(text, leaves))


def why(record: Record, cell: Cell) -> Explanation:
    explanation = explain(taped(record), len(record.events), cell)
    assert explanation is not None
    return explanation


def first_line(explanation: Explanation) -> str:
    return "".join(piece.text for piece in explanation.lines[0])


def links(explanation: Explanation) -> list[Cell]:
    return [piece.cell for piece in explanation.lines[0] if piece.cell is not None]


@pytest.mark.parametrize(
    ("text", "leaves", "node", "said"),
    [
        ("ln(x)", {"x": -8.48}, "ln", "NaN starts here: ln is not defined below zero"),
        ("ln(x)", {"x": 0.0}, "ln", "−∞ starts here: ln of 0 is −∞"),
        ("sqrt(x)", {"x": -1.0}, "sqrt", "NaN starts here: sqrt is not defined below zero"),
        ("a/b", {"a": 1.0, "b": 0.0}, "divide", "∞ starts here: division by 0"),
        ("a/b", {"a": 0.0, "b": 0.0}, "divide", "NaN starts here: 0 / 0 is not defined"),
        ("exp(x)", {"x": 1000.0}, "exp", "∞ starts here: e to the power of 1000 is beyond float64"),
        ("x**p", {"x": -2.0, "p": 0.5}, "power", "NaN starts here: a fractional power is not defined"),
        ("x**p", {"x": 0.0, "p": -1.0}, "power", "∞ starts here: a negative power of 0 is a division by 0"),
        ("x**p", {"x": -10.0, "p": 999.0}, "power", "−∞ starts here: the result is beyond float64"),
        ("x*x", {"x": 1e200}, "multiply", "∞ starts here: the result is beyond float64"),
        ("sum(x)", {"x": [1.5e308, 1.5e308]}, "sum", "∞ starts here: the result is beyond float64"),
    ],
)
def test_the_node_that_makes_it_says_why(
    text: str, leaves: dict[str, ArrayLike], node: str, said: str
) -> None:
    assert first_line(why(recorded(text, **leaves), Cell(node, "value", ()))).startswith(said)


def test_a_node_that_only_passes_it_on_leads_to_the_cell_that_brought_it_and_to_the_first() -> None:
    record = recorded("sum(tanh(ln(x) + b))", x=[1.0, -2.0], b=1.0)
    explanation = why(record, Cell("tanh", "value", (1,)))
    assert first_line(explanation) == "NaN was only passed on, from add[1]; it starts at ln[1]"
    assert links(explanation) == [Cell("add", "value", (1,)), Cell("ln", "value", (1,))]
    assert links(why(record, Cell("sum", "value", ()))) == [
        Cell("tanh", "value", (1,)),
        Cell("ln", "value", (1,)),
    ]
    assert "starts" not in first_line(why(record, Cell("tanh", "value", (0,))))


def test_in_a_product_it_is_the_row_or_the_column_that_brings_it() -> None:
    record = recorded("sum(a @ ln(b))", a=[[1.0, 2.0], [3.0, 4.0]], b=[[1.0, 1.0], [1.0, -1.0]])
    assert links(why(record, Cell("matmul", "value", (0, 1)))) == [Cell("ln", "value", (1, 1))]
    assert "passed on" not in first_line(why(record, Cell("matmul", "value", (0, 0))))


def test_in_a_sum_along_an_axis_it_is_one_of_those_that_were_added() -> None:
    record = recorded("sum(ln(x), axis=0)", x=[[-1.0, 1.0], [1.0, -1.0]])
    assert links(why(record, Cell("sum", "value", (1,)))) == [Cell("ln", "value", (1, 1))]


def test_nan_of_infinities_starts_where_they_meet() -> None:
    record = recorded("exp(x) - exp(y)", x=1000.0, y=1001.0)
    line = first_line(why(record, Cell("subtract", "value", ())))
    assert line == "NaN starts here: subtract of an infinite number, from exp"


def test_a_gradient_says_which_node_made_it_and_which_passed_it_on() -> None:
    record = recorded("sqrt(x * y)", x=0.0, y=3.0)
    made = why(record, Cell("multiply", "gradient", ()))
    assert first_line(made) == "∞ starts here: the slope of sqrt is not finite at this place"
    brought = why(record, Cell("x", "gradient", ()))
    assert first_line(brought).startswith("∞ came from multiply, which had it from ")
    assert links(brought) == [Cell("multiply", "gradient", ())]


def test_the_first_are_found_forward_and_backward() -> None:
    assert first_value(recorded("tanh(ln(x))", x=-1.0)) == Cell("ln", "value", ())
    assert first_value(recorded("x + 1", x=1.0)) is None
    assert first_gradient(recorded("sqrt(x * 2)", x=0.0)) == Cell("multiply", "gradient", ())
    assert first_gradient(recorded("x + 1", x=1.0)) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "mse(x, y)",
            "mae(x, -y)",
            "l2(x - y)",
            "softmax(x - y)",
            "log_softmax(x * y)",
            "x @ transpose(y)",
            "mean(x + y)",
            "x / y",
        ),
        *("binary_crossentropy(x, y, from_logits=True)", "categorical_crossentropy(x, y, from_logits=True)"),
    ],
)
def test_numbers_out_of_range_are_explained_without_a_warning(text: str) -> None:
    record = recorded(text, x=[[1e308, np.inf, 0.0]], y=[[1e308, 0.0, np.nan]])
    for node, value in zip(record.graph.nodes, record.values, strict=True):
        for index in np.ndindex(value.shape):
            assert why(record, Cell(node.name, "value", index)).lines
            assert why(record, Cell(node.name, "gradient", index)).lines


def test_a_long_chain_is_followed_to_its_start() -> None:
    record = recorded("ln(x)" + " + 1" * 200, x=-1.0)
    last = record.graph.nodes[-1].name
    assert links(why(record, Cell(last, "value", ())))[-1] == Cell("ln", "value", ())
    assert np.isnan(record.graph.value)
