from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings

from graphviz_nn.debug.check import CELLS, check_graph, worst
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Graph, expression
from graphviz_nn.ops import Array, Case, Elementwise, LeakyRelu
from graphviz_nn.training.problem import Problem
from tests.debug.examples import (
    LECTURE,
    LOSS_OPS,
    TEXTS,
    batched_graph,
    loss_graph,
    networks,
    second_moment,
    tensor_graph,
)


@dataclass(frozen=True)
class Wrong(Elementwise):
    """y = x³, whose gradient is claimed to be 2x²."""

    name = "wrong"
    symbol = "x³"
    inputs = ("x",)
    formula = "x**3"
    gradients = ("2 * g * x**2",)
    words = "Cubes."
    gradient_words = "Is wrong."

    def value(self, x: Array) -> Array:
        return np.power(x, 3)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        return (2 * g * x * x,)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        return ()


@pytest.mark.parametrize(
    "graph",
    [*map(tensor_graph, TEXTS), *map(loss_graph, LOSS_OPS), batched_graph()],
    ids=lambda graph: repr(graph),
)
def test_every_op_s_gradient_passes_at_every_node(graph: Graph) -> None:
    checks = check_graph(graph)
    assert [check for check in checks if not check.ok] == []
    asked = [node.name for node, g in zip(graph.nodes, graph.adjoints, strict=True) if g is not None]
    assert [check.name for check in checks] == asked


@settings(max_examples=25)
@given(networks())
def test_every_node_of_any_network_passes(task: Problem) -> None:
    graph = second_moment(task).record.graph
    assert [check for check in check_graph(graph) if not check.ok] == []


def test_the_lecture_s_expression_agrees_to_eight_digits() -> None:
    checks = {check.name: check for check in check_graph(expression(LECTURE, x1=2.0, x2=5.0))}
    assert checks["x1"].automatic == 5.5
    assert checks["x1"].numeric == pytest.approx(5.5, rel=1e-8)
    assert checks["x1"].place == ()


def wrong_graph() -> Graph:
    builder = Builder()
    x = builder.input("x", [0.5, 2.0, 0.0], needs_gradient=True)
    return builder.graph(builder.apply(Wrong(), x) * builder.constant(3.0))


def test_a_wrong_gradient_is_found_where_it_is_worst_and_not_behind_it() -> None:
    checks = check_graph(wrong_graph())
    assert {check.name: check.ok for check in checks} == {"x": False, "wrong": True, "multiply": True}
    found = worst(checks)
    assert (found.name, found.place) == ("x", (1,))
    assert found.numeric == pytest.approx(36.0)
    assert found.automatic == 24.0


def test_at_a_kink_a_gradient_between_the_slopes_passes_and_says_so() -> None:
    (x, result) = check_graph(expression("relu(x)", x=0.0))
    assert x.ok
    assert x.kink
    assert x.automatic == 0.0
    assert not result.kink


def test_where_one_number_moves_two_ops_over_their_kinks_what_counts_is_the_gradient_on_either_side() -> None:
    """The slope is 0.2 + 2 left and 1 + 2 · 0.2 right of 0; each op takes its own 0.2 there, which is neither."""
    checks = check_graph(expression("leaky_relu(x) - 2 * leaky_relu(-x)", x=0.0))
    assert all(check.ok for check in checks)
    assert checks[0].kink
    assert checks[0].automatic == pytest.approx(0.6)
    assert worst(checks).error < 1e-5


def test_a_kink_excuses_no_wrong_gradient_beside_it() -> None:
    builder = Builder()
    x = builder.input("x", [0.0], needs_gradient=True)
    wrong = builder.apply(Wrong(), x + builder.constant(2.0))
    kinks = builder.apply(LeakyRelu(), x) - builder.apply(LeakyRelu(), -x)
    assert not worst(check_graph(builder.graph(wrong + kinks))).ok


def test_away_from_kinks_there_is_none() -> None:
    assert not any(check.kink for check in check_graph(expression("relu(x) + abs(x)", x=[-1.0, 2.0])))


@pytest.mark.parametrize("x", [-1.0, 0.0])
def test_a_gradient_that_is_not_a_number_fails(x: float) -> None:
    found = worst(check_graph(expression("ln(x)", x=x)))
    assert not found.ok
    assert found.error == np.inf


def test_a_large_node_is_checked_at_the_same_few_cells_each_time() -> None:
    graph = expression("sum(x*x*x)", x=np.linspace(-2, 2, 1000))
    first, second = check_graph(graph), check_graph(graph)
    assert first == second
    assert CELLS < 1000


def test_a_node_without_cells_has_nothing_to_fail() -> None:
    checks = check_graph(expression("sum(x*x)", x=np.zeros((0, 3))))
    assert all(check.ok for check in checks)
    assert checks[0].place is None


@pytest.mark.parametrize("step", [0.0, -1e-6, np.nan, np.inf])
def test_a_step_must_be_a_number_above_zero(step: float) -> None:
    with pytest.raises(SettingError, match="above 0"):
        check_graph(expression("x", x=1.0), step)


def test_the_worst_of_nothing_is_refused() -> None:
    with pytest.raises(SettingError, match="nothing to check"):
        worst(())


def test_infinities_of_both_signs_fail_the_check_without_a_warning() -> None:
    checks = check_graph(expression("x / y", x=[1.0, -1.0], y=0.0))
    assert not any(check.ok for check in checks)
