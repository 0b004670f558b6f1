"""Programs: dense layers fused, layouts, what needs a gradient, and what has no kernel."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import compile_program
from graphviz_nn.engine.codes import Opcode
from graphviz_nn.engine.execution import run_program
from graphviz_nn.graph import Builder, Graph, Term
from graphviz_nn.model import ACTIVATIONS, LOSSES, Dense, Stack
from graphviz_nn.ops import (
    Add,
    Convolve,
    Elementwise,
    Exp,
    Maximum,
    MeanSquaredError,
    Multiply,
    Op,
    Reshape,
    Sigmoid,
    Softmax,
    Sum,
    Transpose,
)
from tests.engine.compare import assert_native_is_reference

RNG = np.random.default_rng(7)


def filled(graph: Graph, seed: int) -> Graph:
    """Return the graph with random numbers in its leaves, the target a row of probabilities."""
    rng = np.random.default_rng(seed)
    leaves = {name: rng.normal(size=value.shape) for name, value in graph.leaves.items()}
    if "y" in leaves:
        leaves["y"] = np.abs(leaves["y"]) / np.abs(leaves["y"]).sum(axis=-1, keepdims=True)
    return graph.with_leaf_values(leaves)


def opcodes(graph: Graph) -> list[Opcode]:
    return [Opcode(words[0]) for _, words in compile_program(graph).code]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_model_with_each_activation_and_loss(activation: str, loss: str) -> None:
    layers = (Dense(units=9, activation=activation), Dense(units=3, activation="sigmoid"))
    spec = Stack(inputs=2, layers=layers, loss=loss)
    assert_native_is_reference(filled(spec.network.graph(10), 1))


@settings(max_examples=60)
@given(st.data())
def test_random_models(data: st.DataObject) -> None:
    layer = st.builds(
        Dense,
        units=st.integers(1, 20),
        activation=st.sampled_from(sorted(ACTIVATIONS)),
        use_bias=st.booleans(),
        l1=st.sampled_from([0.0, 0.01]),
        l2=st.sampled_from([0.0, 0.02]),
    )
    layers = tuple(data.draw(st.lists(layer, min_size=1, max_size=4)))
    spec = Stack(
        inputs=data.draw(st.integers(1, 9)), layers=layers, loss=data.draw(st.sampled_from(["mse", "mae"]))
    )
    assert_native_is_reference(
        filled(spec.network.graph(data.draw(st.integers(1, 33))), data.draw(st.integers(0, 99)))
    )


def test_a_dense_layer_is_one_instruction_each_way() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=4, activation="tanh"), Dense(units=1)))
    expected = [Opcode.DENSE] * 2 + [Opcode.LOSS, Opcode.FILL, Opcode.LOSS_BACK] + [Opcode.DENSE_BACK] * 2
    assert opcodes(spec.network.graph(8)) == expected


def test_nodes_that_shall_be_seen_are_not_hidden_in_a_layer() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=4, activation="tanh"), Dense(units=1)))
    graph = filled(spec.network.graph(8), 3)
    program = compile_program(graph, visible={"dense/add"})
    assert "dense/add" in program.values
    for name, gradient in run_program(program, graph.leaves).gradients.items():
        np.testing.assert_allclose(gradient, graph.gradients()[name], rtol=1e-12, atol=1e-14)


def test_layers_mix_with_any_other_op() -> None:
    builder = Builder()
    x = builder.input("x", RNG.normal(size=(6, 3)), needs_gradient=True)
    kernel, bias = builder.parameter("W", RNG.normal(size=(3, 4))), builder.parameter("b", RNG.normal(size=4))
    h = builder.apply(Sigmoid(), x @ kernel + bias)
    turned = builder.apply(Transpose(), h)
    flat = builder.apply(Reshape((4, 6)), h)
    both = builder.apply(Softmax(0), turned) * flat
    again = builder.apply(Reshape((-1, 3)), both) @ kernel  # the kernel once more
    assert_native_is_reference(builder.graph(builder.apply(Sum(), again) + builder.apply(Exp(), x @ kernel)))


@pytest.mark.parametrize("op", [Add(), Multiply(), MeanSquaredError(), Maximum()], ids=repr)
def test_a_constant_of_a_layer_s_shape_may_be_its_kernel_and_meet_its_value(op: Op) -> None:
    builder = Builder()
    x = builder.input("x", RNG.normal(size=(3, 3)))
    kernel, bias = builder.constant(RNG.normal(size=(3, 3))), builder.parameter("b", RNG.normal(size=3))
    value = builder.apply(Sigmoid(), x @ kernel + bias)
    met = builder.apply(op, value, builder.constant(RNG.normal(size=(3, 3))))
    itself = builder.apply(op, value, kernel)
    onwards = kernel @ builder.parameter("W", RNG.normal(size=(3, 3)))
    total = builder.apply(Sum(), met + itself) + builder.apply(Sum(), onwards)
    assert_native_is_reference(builder.graph(total))


def test_filters_may_be_pictures_too() -> None:
    builder = Builder()
    x, both = (
        builder.parameter("x", RNG.normal(size=(3, 4, 4, 2))),
        builder.constant(RNG.normal(size=(2, 3, 2, 3))),
    )
    filtered = builder.apply(Convolve(), x, both)
    seen = builder.apply(Convolve(), both, builder.parameter("K", RNG.normal(size=(1, 2, 3, 4))))
    assert_native_is_reference(builder.graph(builder.apply(Sum(), filtered) * builder.apply(Sum(), seen)))


@pytest.mark.parametrize("fed", [set[str](), {"x"}], ids=repr)
def test_what_is_fed_may_be_a_kernel(fed: set[str]) -> None:
    builder = Builder()
    x = builder.input("x", RNG.normal(size=(3, 4)))
    graph = builder.graph(builder.apply(Exp(), builder.parameter("A", RNG.normal(size=(5, 3))) @ x))
    value, gradients = run_program(compile_program(graph, fed=fed), graph.leaves)
    np.testing.assert_allclose(value, graph.value, rtol=1e-12)
    np.testing.assert_allclose(gradients["A"], graph.gradients()["A"], rtol=1e-12)


def test_a_node_that_feeds_two_sums_up_what_they_send() -> None:
    builder = Builder()
    x = builder.parameter("x", RNG.normal(size=(2, 3)))
    assert_native_is_reference(builder.graph(x * x + x / x - (x - x) * x))


def test_doubling_a_hundred_times_gives_2_to_the_100() -> None:
    builder = Builder()
    a = builder.parameter("a", 1.0)
    for _ in range(100):
        a = a + a
    graph = builder.graph(a)
    result = run_program(compile_program(graph), graph.leaves)
    assert result.value == 2.0**100
    assert result.gradients["a"] == 2.0**100


def test_gradients_are_computed_only_where_they_are_needed() -> None:
    builder = Builder()
    a, b = builder.input("a", np.ones(3)), builder.parameter("b", np.ones(3))
    program = compile_program(builder.graph(a * b))
    assert set(program.gradients) == {"b"}
    assert opcodes(program.graph).count(Opcode.BINARY_BACK) == 1


def test_what_the_output_does_not_depend_on_gets_zero() -> None:
    builder = Builder()
    a, unused = builder.parameter("a", np.zeros(2)), builder.parameter("unused", np.zeros(2))
    builder.apply(Exp(), unused / unused)  # nan, and no business of the output's
    assert_native_is_reference(builder.graph(a * a))


@dataclasses.dataclass(frozen=True)
class Cube(Elementwise):
    """y = x³: an op that nobody wrote a kernel for."""

    name = "cube"
    symbol = "x³"
    inputs = ("x",)
    formula = "x**3"
    gradients = ("3 * g * x**2",)
    deed = "cubes {0}"
    words = "Multiplies each number twice by itself."
    gradient_words = "The slope of x³ is 3x²."


def test_an_op_without_a_kernel_is_a_call_and_all_else_stays_native() -> None:
    builder = Builder()
    x: Term = builder.parameter("x", np.array([1.0, 2.0]))
    graph = builder.graph(builder.apply(Exp(), builder.apply(Cube(), x) * x))
    program = compile_program(graph)
    assert program.called == ("cube",)
    way = [Opcode.CALL, Opcode.BINARY, Opcode.UNARY]
    back = [Opcode.FILL, Opcode.UNARY_BACK, Opcode.BINARY_BACK, Opcode.BINARY_BACK, Opcode.CALL]
    assert opcodes(graph) == way + back
    result = run_program(program, graph.leaves)
    np.testing.assert_allclose(result.value, graph.value, rtol=1e-15)
    np.testing.assert_allclose(result.gradients["x"], graph.gradients()["x"], rtol=1e-15)


def test_programs_over_the_same_parameters_can_share_an_arena() -> None:
    spec = Stack(inputs=2, layers=(Dense(units=4), Dense(units=1)))
    full = compile_program(spec.network.graph(8))
    rest = compile_program(spec.network.graph(3), above=full.size)
    assert full.gradients == rest.gradients
    assert min(rest.leaves[name].start for name in ("x", "y")) >= full.size
