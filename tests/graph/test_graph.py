from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.errors import ShapeError
from graphviz_nn.graph import Edge, Graph, expression, reference
from graphviz_nn.ops import FloatArray
from tests.debug.examples import LECTURE, TEXTS, tensor_graph


@pytest.fixture(name="graph")
def lecture() -> Graph:
    return expression(LECTURE, x1=2.0, x2=5.0)


def test_the_trace_of_the_lecture_s_expression(graph: Graph) -> None:
    told = [(row.name, row.formula) for row in graph.trace()]
    assert told == [
        ("x1", "input"),
        ("x2", "input"),
        ("multiply", "x1 * x2"),
        ("ln", "ln(x1)"),
        ("add", "multiply + ln"),
        ("sin", "sin(x2)"),
        ("subtract", "add - sin"),
    ]
    values = [float(row.value) for row in graph.trace()]
    logarithm, sine = np.log(2.0), np.sin(5.0)
    assert values == [2.0, 5.0, 10.0, logarithm, 10 + logarithm, sine, 11.652071455223084]
    assert [row.adjoint for row in graph.trace()] == [5.5, 1.7163378145367738, 1.0, 1.0, 1.0, -1.0, 1.0]


def test_the_result_has_a_name_a_value_and_gradients(graph: Graph) -> None:
    assert graph.output == "subtract"
    assert graph.value == 11.652071455223084
    assert graph.gradients() == {"x1": 5.5, "x2": 1.7163378145367738}


def test_value_and_gradients_are_the_caller_s_own(graph: Graph) -> None:
    value, gradients = graph.value, graph.gradients()
    value += 1
    gradients["x1"] *= 100
    assert graph.value == 11.652071455223084
    assert graph.gradients()["x1"] == 5.5


def test_what_the_graph_keeps_can_be_read_but_not_changed(graph: Graph) -> None:
    row = graph.trace()[2]
    for array in (graph.values[2], graph.adjoints[2], row.value, row.adjoint):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    assert graph.leaves["x1"].flags.writeable


@pytest.mark.parametrize("text", TEXTS)
def test_every_value_and_gradient_is_a_float64_array_of_its_node_s_shape(text: str) -> None:
    graph = tensor_graph(text)
    for node, value, adjoint in zip(graph.nodes, graph.values, graph.adjoints, strict=True):
        for array in (value, adjoint):
            if array is not None:
                assert isinstance(array, np.ndarray)
                assert array.shape == node.shape
                assert array.dtype == np.float64


@pytest.mark.parametrize("text", TEXTS)
def test_every_node_comes_after_its_inputs(text: str) -> None:
    graph = tensor_graph(text)
    assert all(edge.source < edge.consumer for edge in graph.edges)
    assert len(graph.index) == len(graph.nodes)


def test_leaves_can_be_given_other_values(graph: Graph) -> None:
    other = graph.with_leaves(x1=3.0)
    assert other.value == pytest.approx(15 + np.log(3) - np.sin(5))
    assert graph.value == 11.652071455223084
    assert other.nodes is graph.nodes


def test_a_leaf_s_new_value_must_have_its_shape(graph: Graph) -> None:
    with pytest.raises(ShapeError, match=r"x1 has the shape scalar, the new value has 2"):
        graph.with_leaves(x1=[1.0, 2.0])


@pytest.mark.parametrize("name", ["x3", "subtract"])
def test_only_leaves_can_be_given_values(graph: Graph, name: str) -> None:
    with pytest.raises(ShapeError, match=rf"'{name}' is not a leaf.*x1, x2"):
        graph.with_leaf_values({name: 1.0})


def test_backward_leaves_forward_s_values_and_the_op_s_arrays_alone() -> None:
    graph = expression("a + b + a", a=[1.0, 2.0], b=[3.0, 4.0])
    values = reference.forward(graph.nodes, graph.leaves)
    before = [value.copy() for value in values]
    first = reference.backward(graph.nodes, graph.index[graph.output], values)
    second = reference.backward(graph.nodes, graph.index[graph.output], values)
    for old, now in zip(before, values, strict=True):
        np.testing.assert_array_equal(old, now)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def leads_back(graph: Graph, edge: Edge) -> bool:
    op = graph.nodes[edge.consumer].op
    return op is not None and op.passes(edge.argument) and graph.nodes[edge.source].needs_gradient


@pytest.mark.parametrize("text", TEXTS)
def test_every_edge_that_leads_to_a_gradient_flows_back_once_and_brings_the_gradient_so_far(
    text: str,
) -> None:
    graph = tensor_graph(text)
    sums: dict[int, FloatArray] = {}
    flow = list(reference.flow_back(graph.nodes, graph.index[graph.output], graph.values))
    for edge, piece, gradient in flow:
        sums[edge.source] = sums[edge.source] + piece if edge.source in sums else piece
        np.testing.assert_array_equal(gradient, sums[edge.source])
    edges = [edge for edge, _, _ in flow]
    assert len(edges) == len(set(edges))
    reached = {graph.index[graph.output], *sums}
    assert set(edges) == {
        edge for edge in graph.edges if edge.consumer in reached and leads_back(graph, edge)
    }
    assert [edge.consumer for edge in edges] == sorted((edge.consumer for edge in edges), reverse=True)


def test_a_constant_alone_has_no_gradients() -> None:
    assert expression("2").gradients() == {}


def test_numbers_out_of_range_are_silent() -> None:
    graph = expression("exp(x) - exp(x) + ln(y)", x=1e4, y=0.0)
    assert np.isnan(graph.value)
    assert not np.isfinite(graph.gradients()["y"])


def test_the_gradient_of_a_tensor_is_that_of_its_sum() -> None:
    graph = expression("a * b", a=[[1.0, 2.0], [3.0, 4.0]], b=[10.0, 20.0])
    np.testing.assert_array_equal(graph.gradients()["b"], [4.0, 6.0])
