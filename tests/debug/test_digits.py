"""Every line of arithmetic is true as it is written: worked out with the digits shown, it comes to its result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphviz_nn.debug.explain import Cell, explain
from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.graph import Builder, Graph, expression
from graphviz_nn.ops import OPS, Case, Multiply, Op, Sum
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.training.problem import Problem
from tests.debug.arithmetic import Equation, equations
from tests.debug.examples import networks, second_moment, small_problem, taped
from tests.optim.every import RULES

# Where a formula's ends are flat, where it nearly divides by 0, and numbers of which four digits are not all.
NUMBERS = st.one_of(
    st.floats(-3, 3),
    st.floats(-40, 40),
    st.sampled_from([0.0, 1.0, -1.0, 1e-7, 1 - 1e-9, 0.99996, 12345.678, 1 / 3]),
)
# The cases in which there are numbers to explain.
SIZED = {
    op: [
        case for case in op.cases() if case.op.forward(*case.inputs).size and all(x.size for x in case.inputs)
    ]
    for op in OPS.values()
}


def found_in(record: Record, position: int, cell: Cell) -> list[Equation]:
    explanation = explain(taped(record), position, cell)
    assert explanation is not None
    return equations(explanation.lines)


def check(record: Record, position: int, cell: Cell) -> list[Equation]:
    """Every equation about a cell is true as it is written, or says that it is about so; return them."""
    found = found_in(record, position, cell)
    for equation in found:
        assert equation.is_true is not equation.about, equation
    return found


def before_update(record: Record) -> int:
    return sum(event.phase is not Phase.UPDATE for event in record.events)


def weighted(case: Case, scale: float) -> Graph:
    """Return the graph of an op of which each cell has a gradient of its own."""
    builder = Builder()
    names = (f"x{k}" for k in range(len(case.inputs)))
    y = builder.apply(case.op, *map(builder.parameter, names, case.inputs))
    shape = y.node.shape
    weights = builder.constant(np.linspace(-scale, 1.1 * scale, int(np.prod(shape))).reshape(shape), "c")
    return builder.graph(builder.apply(Sum(), builder.apply(Multiply(), y, weights)))


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
@settings(max_examples=25)
@given(data=st.data())
def test_every_line_about_any_op_is_true_as_it_is_written(op: type[Op], data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(SIZED[op]))
    inputs = tuple(data.draw(arrays(np.float64, x.shape, elements=NUMBERS)) for x in case.inputs)
    record = make_record(weighted(Case(case.op, inputs), data.draw(st.sampled_from([1.0, 1 / 3, 0.003976]))))
    for node in record.graph.nodes:
        index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in node.shape)))
        for of in ("value", "gradient"):
            check(record, before_update(record), Cell(node.name, of, index))


@settings(max_examples=60)
@given(networks(), st.data())
def test_every_line_about_any_network_is_true_as_it_is_written(task: Problem, data: st.DataObject) -> None:
    record = second_moment(task).record
    node = data.draw(st.sampled_from(record.graph.nodes))
    index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in node.shape)))
    for of in ("value", "gradient"):
        for position in (before_update(record), len(record.events)):
            check(record, position, Cell(node.name, of, index))


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_every_line_of_an_update_rule_is_true_as_it_is_written(rule: AnyOptimiser) -> None:
    record = second_moment(small_problem(rule)).record
    for name, change in record.changes.items():
        for index in np.ndindex(change.after.shape):
            found = check(record, len(record.events), Cell(name, "value", index))
            assert len(found) == len(rule.lines) + 1  # the last says what was added
            assert not any(equation.about for equation in found)


def shown(text: str, cell: Cell, **leaves: float) -> list[str]:
    record = make_record(expression(text, **leaves))
    return [equation.text for equation in check(record, len(record.events), cell)]


def test_a_number_that_four_digits_would_round_away_has_as_many_as_it_takes() -> None:
    saturated = shown("0.003976 * tanh(x)", Cell("x", "gradient", ()), x=-5.7)
    assert saturated == ["0.003976 · (1 − (−0.99997761)²) = 1.78e−7"]


def test_numbers_have_no_more_digits_than_it_takes() -> None:
    assert shown("x * y", Cell("multiply", "value", ()), x=1 / 3, y=1 / 7) == ["0.3333 · 0.14286 = 0.04762"]
    assert shown("x * y", Cell("multiply", "value", ()), x=2 / 3, y=0.5) == ["0.6667 · 0.5 = 0.3333"]


def test_what_no_digits_make_true_is_said_to_be_about_so() -> None:
    assert shown("softplus(x)", Cell("softplus", "value", ()), x=-30.0) == ["ln(1 + e^(−30)) ≈ 9.358e−14"]


def test_a_setting_of_an_op_has_the_digits_it_takes_too() -> None:
    lines = shown("leaky_relu(x, slope=0.123456)", Cell("leaky_relu", "value", ()), x=-2.0)
    assert lines == ["−2 if (−2) > 0 else 0.12346 · (−2) = −0.2469"]
