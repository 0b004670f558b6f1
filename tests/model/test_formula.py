"""Formulas: what their leaves may hold, and the network whose parameters they are."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph import graph_of
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import MOST_RANK

LECTURE = Formula(text="x1*x2 + ln(x1) - sin(x2)", leaves={"x1": 2.0, "x2": 5.0})
TENSORS = Formula(text="sum(a*b) + s", leaves={"a": [[1.0, 2.0], [3.0, 4.0]], "b": [5.0, 6.0], "s": 7.0})


def nested(depth: int) -> Any:
    return 1.0 if depth == 0 else [nested(depth - 1)]


@pytest.mark.parametrize("value", ["two", True, None, [1.0, "two"], [[True]], {}, nested(MOST_RANK + 1)])
def test_a_leaf_that_is_no_number_and_no_list_of_them_is_refused_by_name(value: Any) -> None:
    with pytest.raises(ExpressionError, match=r"The leaf 'x' holds .*only numbers and lists of them fit"):
        Formula(text="x", leaves={"x": value})


def test_a_leaf_may_be_a_tensor_of_any_rank_that_can_be_seen_and_need_not_be_finite() -> None:
    for value in (nested(MOST_RANK), math.nan, [math.inf, -math.inf], 3, []):
        assert Formula(text="x", leaves={"x": value}).leaves == {"x": value}


@pytest.mark.parametrize(
    ("text", "leaves", "kind", "message"),
    [
        ("x +", {"x": 1.0}, ExpressionError, "cannot be read"),
        ("x*y", {"x": 1.0}, ExpressionError, r"'y' in 'x\*y' has no value"),
        ("x @ y", {"x": [1.0, 2.0], "y": [1.0, 2.0, 3.0]}, ShapeError, "2"),
    ],
)
def test_what_has_no_graph_has_no_network(
    text: str, leaves: dict[str, Any], kind: type[Exception], message: str
) -> None:
    formula = Formula(text=text, leaves=leaves)
    with pytest.raises(kind, match=message):
        _ = formula.network


def test_the_parameters_are_the_leaves_and_they_start_at_their_values() -> None:
    network = LECTURE.network
    assert [slot.name for slot in network.slots] == ["x1", "x2"]
    assert network.initial(0).tolist() == network.initial(99).tolist() == [2.0, 5.0]
    assert [slot.name for slot in TENSORS.network.slots] == ["a", "b", "s"]
    assert TENSORS.network.initial(0).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_the_first_parameters_are_each_time_an_array_of_their_own() -> None:
    LECTURE.network.initial(0)[:] = 99.0
    assert LECTURE.network.initial(0).tolist() == [2.0, 5.0]


@pytest.mark.parametrize("formula", [LECTURE, TENSORS])
def test_its_graph_is_the_expression_s_and_its_result_what_is_made_small(formula: Formula) -> None:
    network, graph = formula.network, graph_of(formula.text, formula.leaves)
    assert not network.is_fed
    assert (network.features, network.targets, network.loss) == (0, 0, "")
    assert network.prediction == graph.output
    assert repr(network.graph(1).nodes) == repr(graph.nodes)
    assert network.graph(1).value == graph.value


def test_the_leaves_at_other_weights_are_these() -> None:
    leaves = LECTURE.network.leaves(np.array([3.0, 4.0]), np.empty((1, 0)))
    assert {name: float(value) for name, value in leaves.items()} == {"x1": 3.0, "x2": 4.0}


@pytest.mark.parametrize(
    ("text", "leaves", "trains"),
    [
        ("x**2", {"x": 1.0}, True),
        ("sum(a)", {"a": [1.0, 2.0]}, True),
        ("2 + 3", {}, False),
        ("sum(x)", {"x": []}, False),
        ("sum(x) + a", {"x": [], "a": 1.0}, True),
        ("a * 2", {"a": [1.0, 2.0]}, False),
        ("sum(a, axis=0, keepdims=True)", {"a": [1.0, 2.0]}, False),
    ],
)
def test_it_can_be_trained_where_it_has_a_variable_and_its_result_is_one_number(
    text: str, leaves: dict[str, Any], trains: bool
) -> None:
    network = Formula(text=text, leaves=leaves).network
    assert network.is_trainable is network.has_surface is trains


def test_equal_formulas_share_one_network() -> None:
    again = Formula(text=TENSORS.text, leaves=dict(TENSORS.leaves))
    assert again.network is TENSORS.network
    moved = msgspec.structs.replace(TENSORS, leaves={**TENSORS.leaves, "s": 8.0})
    assert moved.network is not TENSORS.network
    assert moved.network.initial(0)[-1] == 8.0


def test_whole_numbers_and_their_floats_start_at_the_same_place() -> None:
    whole, real = (Formula(text="x*x", leaves={"x": x}).network for x in (2, 2.0))
    assert whole.initial(0).tolist() == real.initial(0).tolist() == [2.0]


def test_a_leaf_that_is_not_a_number_is_a_start_that_is_none() -> None:
    network = Formula(text="x*y", leaves={"x": math.nan, "y": 1.0}).network
    assert np.isnan(network.initial(0)[0])
    assert np.isnan(network.graph(1).value)
