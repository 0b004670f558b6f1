from __future__ import annotations

from contextlib import suppress

import networkx as nx
import numpy as np
import pytest

from graphviz_nn.errors import ShapeError
from graphviz_nn.graph import Builder, Edge, Graph, Role
from graphviz_nn.ops import Sin, Tanh


def doubled(times: int) -> Graph:
    builder = Builder()
    a = builder.input("a", 1.0, needs_gradient=True)
    for _ in range(times):
        a = a + a
    return builder.graph(a)


def chain(length: int) -> Graph:
    builder = Builder()
    x = builder.input("x", 0.5, needs_gradient=True)
    for _ in range(length):
        x = builder.apply(Sin(), x)
    return builder.graph(x)


def test_a_product_of_a_node_with_itself_has_two_edges_and_both_their_gradients() -> None:
    builder = Builder()
    x = builder.input("x", 3.0, needs_gradient=True)
    graph = builder.graph(x * x)
    assert graph.edges == (Edge(0, 1, 0), Edge(0, 1, 1))
    assert graph.gradients()["x"] == 6.0


def test_a_diamond_adds_up_what_both_its_sides_bring() -> None:
    builder = Builder()
    x = builder.input("x", 2.0, needs_gradient=True)
    graph = builder.graph(x * builder.constant(3.0) + builder.apply(Tanh(), x))
    assert graph.gradients()["x"] == pytest.approx(3.0 + 1 - np.tanh(2.0) ** 2)


def test_a_sum_with_itself_a_hundred_times_is_101_nodes_and_two_to_the_hundred() -> None:
    graph = doubled(100)
    assert len(graph.nodes) == 101
    assert graph.value == 2.0**100
    assert graph.gradients()["a"] == 2.0**100


def test_a_chain_of_20_000_ops_builds_runs_and_differentiates_without_recursion() -> None:
    graph = chain(20_000)
    assert len(graph.nodes) == 20_001
    x, slope = 0.5, 1.0
    for _ in range(20_000):
        x, slope = np.sin(x), slope * np.cos(x)
    assert graph.value == pytest.approx(x, rel=1e-12)
    assert graph.gradients()["x"] == pytest.approx(slope, rel=1e-9)
    assert graph.to_networkx().number_of_nodes() == 20_001
    assert len(graph.trace()) == 20_001


def test_names_that_come_again_get_keras_s_suffixes() -> None:
    builder = Builder()
    x = builder.input("x", 1.0)
    names = [(x + x).node.name for _ in range(3)] + [builder.input("x", 1.0).node.name]
    assert names == ["add", "add_1", "add_2", "x_1"]


def test_a_suffix_steps_over_a_name_that_is_taken() -> None:
    builder = Builder()
    x = builder.input("add_1", 1.0)
    assert [(x + x).node.name for _ in range(3)] == ["add", "add_2", "add_3"]


def test_each_layer_counts_for_itself() -> None:
    builder = Builder()
    x = builder.input("x", np.ones((2, 2)))
    for layer in ("dense", "dense_1"):
        with builder.inside(layer):
            x = x @ builder.parameter("kernel", np.ones((2, 2)))
            assert x.node.name == f"{layer}/matmul"
            assert x.node.layer == layer
        builder.describe(layer, "dense", f"words of {layer}", x)
    graph = builder.graph(x + x)
    assert graph.nodes[-1].name == "add"
    assert [scope.caption for scope in graph.scopes.values()] == [
        "dense · words of dense",
        "dense_1 · words of dense_1",
    ]


def test_a_scope_knows_its_parameters_and_the_ops_that_its_number_passes_through() -> None:
    builder = Builder()
    x = builder.input("x", np.ones((4, 2)))
    with builder.inside("hidden"):
        kernel, bias = builder.parameter("kernel", np.ones((2, 3))), builder.parameter("bias", np.ones(3))
        h = builder.apply(Tanh(), builder.apply(Tanh(), x) @ kernel + bias)
    builder.describe("hidden", "dense", "tanh", h)
    graph = builder.graph(h + h)
    scope = graph.scopes["hidden"]
    assert {role: graph.nodes[place].name for role, place in scope.roles.items()} == {
        "kernel": "hidden/kernel",
        "bias": "hidden/bias",
    }
    stages = [graph.nodes[place].name for place in scope.stages]
    assert stages == ["hidden/matmul", "hidden/add", "hidden/tanh_1"]  # what comes before has another shape
    assert scope.caption == "hidden · dense · tanh"


def test_a_scope_may_lie_in_another_and_is_left_whatever_happens_inside() -> None:
    builder = Builder()
    x = builder.input("x", 1.0)
    with builder.inside("outer"):
        with suppress(ZeroDivisionError), builder.inside("inner"):
            x = x + x
            raise ZeroDivisionError
        builder.describe("inner", "part", "", x)
        x = x * x
    builder.describe("outer", "whole", "", x)
    graph = builder.graph(-x)
    assert [node.name for node in graph.nodes] == ["x", "inner/add", "outer/multiply", "negate"]
    assert {name: scope.parent for name, scope in graph.scopes.items()} == {"inner": "outer", "outer": ""}
    assert graph.scopes["inner"].caption == "inner · part"


def test_shapes_that_do_not_fit_are_refused_with_names_and_both_shapes() -> None:
    builder = Builder()
    a, b = builder.input("a", np.ones((2, 3))), builder.input("b", np.ones((2, 4)))
    with pytest.raises(ShapeError, match=r"a @ b: .*2 × 3.*2 × 4"):
        a @ b
    with pytest.raises(ShapeError, match=r"a \+ b: .*2 × 3.*2 × 4"):
        a + b


def test_the_terms_arithmetic_is_the_ops() -> None:
    builder = Builder()
    a, b = builder.input("a", 7.0), builder.input("b", 2.0)
    results = {"+": a + b, "-": a - b, "*": a * b, "/": a / b, "**": a**b, "neg": -a}
    values = {sign: float(builder.graph(term).value) for sign, term in results.items()}
    assert values == {"+": 9, "-": 5, "*": 14, "/": 3.5, "**": 49, "neg": -7}


def test_only_what_leads_back_to_something_that_asks_needs_a_gradient() -> None:
    builder = Builder()
    data = builder.input("data", 2.0)
    constant, weight = builder.constant(3.0), builder.parameter("weight", 4.0)
    fixed = data * constant
    graph = builder.graph(fixed * weight)
    needs = {node.name: node.needs_gradient for node in graph.nodes}
    assert needs == {"data": False, "constant": False, "weight": True, "multiply": False, "multiply_1": True}
    assert graph.gradients() == {"weight": 6.0}
    assert graph.adjoints[graph.index["multiply"]] is None


def test_the_output_may_lie_before_the_last_node() -> None:
    builder = Builder()
    x = builder.input("x", 3.0, needs_gradient=True)
    square = x * x
    _ = square + x
    graph = builder.graph(square)
    assert graph.value == 9.0
    assert graph.gradients()["x"] == 6.0
    assert graph.adjoints[graph.index["add"]] == 0.0


def test_networkx_gets_every_node_with_its_attributes_and_an_edge_for_each_argument() -> None:
    builder = Builder()
    with builder.inside("dense"):
        w = builder.parameter("kernel", np.ones((2, 2)))
        graph = builder.graph(w @ w)
    out = graph.to_networkx()
    assert isinstance(out, nx.MultiDiGraph)
    assert out.graph["output"] == "dense/matmul"
    kernel = {"op": None, "label": "kernel", "shape": (2, 2), "role": "parameter", "layer": "dense"}
    assert out.nodes["dense/kernel"] == kernel
    assert out.nodes["dense/matmul"] == kernel | {"op": "matmul", "label": "@", "role": "op"}
    assert [data["argument"] for _, _, data in out.edges(data=True)] == [0, 1]


def test_nodes_and_graphs_print_as_one_readable_line() -> None:
    graph = doubled(1)
    assert repr(graph) == "<Graph of 2 nodes, output add>"
    assert [repr(node) for node in graph.nodes] == ["<a: input, scalar>", "<add: Add(), scalar>"]
    assert graph.nodes[0].role is Role.INPUT
