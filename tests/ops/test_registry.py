"""The registry: every op is there, once, with all that the application shows of it."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphviz_nn.ops as ops
from graphviz_nn.ops import FUNCTIONS, OPS, Op
from graphviz_nn.ops.notation import latex, plain
from tests.ops.everywhere import at_every_op

EXPECTED = """
    add subtract multiply divide negate power matmul transpose reshape conv2d max_pool concat slice sum mean max
    exp ln log10 log2 sqrt square abs sin cos tan erf maximum minimum clip where
    greater less greater_equal less_equal equal not_equal
    tanh sigmoid relu leaky_relu elu selu gelu gelu_tanh silu softplus softmax log_softmax logsumexp
    mse mae huber hinge kl_divergence binary_crossentropy categorical_crossentropy l1 l2
"""


def kinds_of(base: type) -> Iterator[type]:
    kinds: list[type] = base.__subclasses__()
    for kind in kinds:
        yield kind
        yield from kinds_of(kind)


def test_the_registry_holds_every_op_under_its_name() -> None:
    assert sorted(OPS) == sorted(EXPECTED.split())
    assert all(op.name == name for name, op in OPS.items())


def test_every_op_can_be_imported_by_its_class_name() -> None:
    assert all(getattr(ops, op.__name__) is op for op in OPS.values())


def test_no_op_is_forgotten_in_the_list_of_its_module() -> None:
    written = {op for op in kinds_of(Op) if op.__module__.startswith(ops.__name__)}
    assert {op for op in written if not inspect.isabstract(op)} == set(OPS.values())


def test_functions_are_the_ops_without_a_sign_of_their_own_behind_an_input() -> None:
    assert {"ln", "sum", "transpose", "softmax", "maximum", "where", "mse"} <= set(FUNCTIONS)
    signs = {"add", "subtract", "multiply", "divide", "power", "matmul", "slice"}
    comparing = {"greater", "less", "greater_equal", "less_equal", "equal", "not_equal"}
    assert set(OPS) - set(FUNCTIONS) == signs | comparing


def test_the_readme_shows_an_op_as_it_is() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    assert inspect.getsource(ops.Tanh) in readme.read_text(encoding="utf-8")


@at_every_op
def test_an_op_says_in_a_sentence_what_it_does_and_what_its_gradient_means(op: Op) -> None:
    for sentence in (op.words, op.gradient_words):
        assert re.fullmatch(r"[A-Z].{20,150}\.", sentence), sentence


@at_every_op
def test_an_op_says_what_it_does_to_its_inputs_by_name(op: Op) -> None:
    for to_one in (False, True):
        told = op.does(*(f"node_{letter}" for letter in op.inputs), to_one=to_one)
        assert re.fullmatch(r"[a-z]+s .*[^.]", told), told
        assert all(f"node_{letter}" in told for letter in op.inputs)
        assert "{" not in told


@at_every_op
def test_an_op_has_a_short_symbol_a_letter_for_each_input_and_a_gradient_formula_for_each(op: Op) -> None:
    assert 1 <= len(op.symbol) <= len("softplus")
    assert all(re.fullmatch("[a-zA-Z]", letter) for letter in op.inputs)
    assert not {"g", "y"} & set(op.inputs)
    assert len(op.gradients) == len(op.inputs)


@at_every_op
def test_an_op_is_a_final_frozen_value(op: Op) -> None:
    assert op == dataclasses.replace(op)
    assert hash(op) == hash(dataclasses.replace(op))
    assert not type(op).__subclasses__()
    assert op.__doc__


@at_every_op
def test_all_formulas_can_be_written_and_typeset(op: Op) -> None:
    for formula in (op.formula, *op.gradients):
        assert plain(formula)
        assert latex(formula, op.statics)


@at_every_op
def test_cases_are_the_same_every_time(op: Op) -> None:
    first, second = type(op).cases(), type(op).cases()
    assert [(op, [x.tolist() for x in xs]) for op, xs in first] == [
        (op, [x.tolist() for x in xs]) for op, xs in second
    ]


@pytest.mark.parametrize(
    ("op", "names", "written"),
    [
        (ops.Multiply(), ["x1", "x2"], "x1 * x2"),
        (ops.Add(), ["multiply", "ln"], "multiply + ln"),
        (ops.Subtract(), ["add", "sin"], "add - sin"),
        (ops.MatMul(), ["x", "dense/kernel"], "x @ dense/kernel"),
        (ops.Power(), ["x", "p"], "x ** p"),
        (ops.Negate(), ["x"], "-x"),
        (ops.Ln(), ["x1"], "ln(x1)"),
        (ops.Sigmoid(), ["dense/add"], "sigmoid(dense/add)"),
        (ops.Sum(), ["x"], "sum(x)"),
        (ops.Sum((0,)), ["x"], "sum(x, axis=0)"),
        (ops.Mean((0, 1), keepdims=True), ["x"], "mean(x, axis=(0, 1), keepdims=True)"),
        (ops.Reshape((2, 3)), ["x"], "reshape(x, to=(2, 3))"),
        (ops.Convolve(), ["x", "conv2d/kernel"], "conv2d(x, conv2d/kernel)"),
        (ops.Convolve((2, 2), "same"), ["x", "K"], "conv2d(x, K, strides=(2, 2), padding='same')"),
        (ops.MaxPool((3, 3)), ["x"], "max_pool(x, size=(3, 3))"),
        (ops.LeakyRelu(0.01), ["x"], "leaky_relu(x, slope=0.01)"),
        (ops.Maximum(), ["a", "b"], "maximum(a, b)"),
        (ops.Clip(0.0, 1.5), ["x"], "clip(x, lo=0, hi=1.5)"),
        (ops.Concat(axis=1), ["a", "b"], "concat(a, b, axis=1)"),
        (ops.Slice((0, (1, None, None))), ["x"], "x[0, 1:]"),
        (ops.Slice(((None, None, -1), -1)), ["x"], "x[::-1, -1]"),
        (ops.MeanSquaredError(), ["dense_1/sigmoid", "y"], "mse(dense_1/sigmoid, y)"),
    ],
)
def test_an_op_over_its_inputs_has_a_short_form(op: Op, names: list[str], written: str) -> None:
    assert op.call(*names) == written
