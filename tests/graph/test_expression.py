from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, GnnError, ShapeError
from graphviz_nn.graph import expression, graph_of
from graphviz_nn.graph.expression import names
from graphviz_nn.graph.options import KINDS
from graphviz_nn.ops import FUNCTIONS

MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4", 14),
        ("(2 + 3)*4", 20),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("7/2 - 1", 2.5),
        ("+5 - -3", 8),
        ("cos(pi)", -1),
        ("ln(e)", 1),
        ("1e3", 1000),
    ],
)
def test_arithmetic_is_what_python_says(text: str, value: float) -> None:
    assert expression(text).value == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(m)", 21.0),
        ("sum(m, axis=0)", [5.0, 7.0, 9.0]),
        ("sum(m, axis=-1, keepdims=True)", [[6.0], [15.0]]),
        ("max(m, axis=(0, 1))", 6.0),
        ("mean(m, axis=[1])", [2.0, 5.0]),
        ("reshape(m, to=(3, -1))", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
        ("transpose(m, axes=(1, 0))", [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]),
        ("leaky_relu(-m, slope=0.5)", [[-0.5, -1.0, -1.5], [-2.0, -2.5, -3.0]]),
        ("m @ transpose(m)", [[14.0, 32.0], [32.0, 77.0]]),
    ],
)
def test_functions_take_their_parameters_as_keywords(text: str, value: ArrayLike) -> None:
    graph = expression(text, m=MATRIX)
    np.testing.assert_allclose(graph.value, np.array(value), rtol=1e-15, atol=0)


def test_a_formula_in_the_trace_can_be_read_back() -> None:
    graph = expression("sum(m, axis=0)", m=MATRIX)
    assert graph.trace()[-1].formula == "sum(m, axis=0)"


def test_every_parameter_of_every_function_can_be_written() -> None:
    types = {str(field.type) for op in FUNCTIONS.values() for field in fields(op)}
    assert types <= KINDS.keys()


def test_a_name_and_a_number_are_one_node_however_often_they_are_written() -> None:
    graph = expression("x*2 + 2*x + x**2", x=3.0)
    assert [node.name for node in graph.nodes].count("x") == 1
    assert [node.name for node in graph.nodes].count("2") == 1


def test_the_names_that_need_a_value_are_listed_in_their_order() -> None:
    assert names("b*sin(a) + pi*b - e") == ("b", "a")


FORBIDDEN = (
    ("x.T", "x.T"),
    ("x[0]", "x[0]"),
    ("(lambda: x)()", "lambda"),
    ("lambda: x", "lambda"),
    ("[x for x in x]", "for x in x"),
    ("[x, x]", "[x, x]"),
    ("{x: x}", "{x: x}"),
    ("(x, x)", "(x, x)"),
    ("'x'", "'x'"),
    ("f'{x}'", "f'{x}'"),
    ("b'x'", "b'x'"),
    ("True * x", "True"),
    ("None", "None"),
    ("...", "..."),
    ("1j * x", "1j"),
    ("x < 1", "x < 1"),
    ("x and x", "x and x"),
    ("not x", "not x"),
    ("~x", "~x"),
    ("x // 2", "x // 2"),
    ("x % 2", "x % 2"),
    ("x << 2", "x << 2"),
    ("x if x else x", "x if x else x"),
    ("(x := 1)", "x := 1"),
    ("x.sin(x)", "x.sin(x)"),
    ("sin(*x)", "*x"),
    ("await x", "await x"),
    ("__import__('os').system('x')", "__import__"),
    ("eval(x)", "eval"),
    ("getattr(x, x)", "getattr"),
    ("sin(x, x)", "sin"),
    ("sin(x, out=x)", "out"),
    ("sum(x, **x)", "**"),
    ("sum(x, axis=1.5)", "axis=1.5"),
    ("sum(x, axis=(0, (1,)))", "axis=(0, (1,))"),
    ("sum(x, axis=True)", "axis=True"),
    ("sum(x, keepdims=1)", "keepdims=1"),
    ("softmax(x, axis=(0,))", "axis=(0,)"),
    ("leaky_relu(x, slope=x)", "slope=x"),
    ("reshape(x)", "to="),
    ("y + x", "'y'"),
    ("sin + x", "'sin'"),
    ("x +", "x +"),
    ("x = 2", "= 2"),
    ("x; x", "; x"),
    ("import os", "import os"),
    ("x\0", "x"),
    ("1" + "0" * 400 + " * x", "1000"),
)


@pytest.mark.parametrize(("text", "named"), FORBIDDEN, ids=[text[:30] for text, _ in FORBIDDEN])
def test_what_is_not_of_the_grammar_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        expression(text, x=MATRIX)
    assert named in str(caught.value)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="empty"):
        expression(text)


@pytest.mark.parametrize("text", ["(" * 3000 + "x" + ")" * 3000, "-" * 5000 + "x", "+".join("x" * 50_000)])
def test_what_is_nested_too_deeply_is_refused_briefly(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        expression(text, x=1.0)
    assert len(str(caught.value)) < 400


def test_a_value_without_a_name_in_the_expression_is_refused() -> None:
    with pytest.raises(ExpressionError, match=r"'y' has a value but does not appear"):
        expression("x", x=1.0, y=2.0)


@pytest.mark.parametrize("name", ["sin", "pi", "e"])
def test_a_variable_may_not_take_a_name_that_means_something(name: str) -> None:
    with pytest.raises(ExpressionError, match=f"{name!r} already means something"):
        graph_of(f"x + {name}", {"x": 1.0, name: 2.0})


@pytest.mark.parametrize("value", ["two", [[1.0, 2.0], [3.0]], {"a": 1}])
def test_a_value_that_is_no_array_of_numbers_is_refused(value: object) -> None:
    with pytest.raises(ExpressionError, match=r"x = .* is not a number"):
        graph_of("x", {"x": value})  # type: ignore[dict-item]  # on purpose


def test_shapes_that_do_not_fit_are_named_with_the_expression_around_them() -> None:
    with pytest.raises(ShapeError, match=r"a @ b: .*2 × 3.*2 × 3"):
        expression("a @ b", a=MATRIX, b=MATRIX)


@settings(max_examples=200)
@given(st.text(alphabet="x12+-*/()@.,='[] \n\t\\#$:;%!eE_jπ", max_size=20))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        expression(text, x=1.5)
    except GnnError:
        return


# Random expressions, held against NumPy and against SymPy.
UNARY = ("sin", "cos", "tanh", "exp", "sigmoid", "softplus", "square", "negate")
ATOMS = st.sampled_from(["x", "y", "x", "y", "2", "pi"])
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda t: f"(-{t})"),
        inner.map(lambda t: f"({t} / (1 + {t}**2))"),
    ),
    max_leaves=6,
).filter(names)
NUMPY = {
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "exp": np.exp,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "square": np.square,
    "negate": np.negative,
    "pi": math.pi,
}
SYMPY = {
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "square": lambda x: x**2,
    "negate": lambda x: -x,
}


def leaves_of(text: str, x: float, y: float) -> dict[str, float]:
    return {name: {"x": x, "y": y}[name] for name in names(text)}


@settings(max_examples=100)
@given(TEXTS, st.floats(-2, 2), st.floats(-2, 2))
def test_a_random_expression_is_worth_what_numpy_says(text: str, x: float, y: float) -> None:
    with np.errstate(all="ignore"):
        expected = eval(text, {"__builtins__": {}}, {**NUMPY, "x": np.float64(x), "y": np.float64(y)})
    assume(np.isfinite(expected) and abs(expected) < 1e100)
    assert graph_of(text, leaves_of(text, x, y)).value == pytest.approx(expected, rel=1e-10, abs=1e-12)


@settings(max_examples=40)
@given(TEXTS, st.floats(0.1, 1.5), st.floats(-1.5, -0.1))
def test_a_random_expression_s_gradients_are_sympy_s_derivatives(text: str, x: float, y: float) -> None:
    leaves = leaves_of(text, x, y)
    graph = graph_of(text, leaves)
    assume(np.isfinite(graph.value) and abs(graph.value) < 1e6)
    symbols = sympy.symbols("x y")
    formula = sympy.sympify(text, locals={**SYMPY, "x": symbols[0], "y": symbols[1]})
    for name, gradient in graph.gradients().items():
        slope = formula.diff(name).evalf(30, subs=dict(zip(symbols, map(sympy.Float, (x, y)), strict=True)))
        assume(abs(slope) < 1e6)
        assert float(gradient) == pytest.approx(float(slope), rel=1e-6, abs=1e-8)


HUGE = 10**400
NO_NUMBERS: list[tuple[object, str]] = [
    ("1", "'1'"),
    (b"1", "b'1'"),
    (None, "None"),
    ([None, 1.0], "None"),
    (["a"], "'a'"),
    ([[1], [1, 2]], "differ in length"),
    (1j, "1j"),
    (np.array([1j]), "1j"),
    (HUGE, "1.8e308"),
    ([HUGE, 1], "1.8e308"),
    ([10**5000], "1.8e308"),
    ({"a": 1}, "'a'"),
    (np.datetime64("2020-01-01"), "2020-01-01"),
    (np.ma.masked_array([1.0, 2.0], mask=[False, True]), "masked cells"),
]


@pytest.mark.parametrize(("value", "words"), NO_NUMBERS)
def test_a_leaf_that_is_no_number_is_refused_with_the_reason(value: ArrayLike, words: str) -> None:
    with pytest.raises(ExpressionError, match=r"x = ") as raised:
        graph_of("x", {"x": value})
    assert words in str(raised.value)
    assert len(str(raised.value)) < 250
    with pytest.raises(GnnError, match="new value of x"):
        expression("x", x=1.0).with_leaves(x=value)


@pytest.mark.parametrize("text", [5, None, [], b"x"])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="must be text"):
        expression(text)


@pytest.mark.parametrize(
    "text",
    ["1e400", str(HUGE), f"elu(x, alpha={HUGE})", "leaky_relu(x, slope=1e400)", "(" * 300 + "x" + ")" * 300],
)
def test_numbers_and_nesting_beyond_measure_are_refused_in_a_few_words(text: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        graph_of(text, {"x": 1.0} if "x" in text else {})
    assert len(str(raised.value)) < 300
    assert "cannot be read" not in str(raised.value)


def test_a_parameter_is_given_once() -> None:
    with pytest.raises(ExpressionError, match="axis twice"):
        expression("sum(x, axis=0, axis=1)", x=MATRIX)


def test_more_numbers_than_the_memory_holds_are_refused_before_they_are_computed() -> None:
    with pytest.raises(ShapeError, match="1,600,080,000 numbers, and the most is 1,000,000"):
        expression("x + y", x=np.zeros((40_000, 1)), y=np.zeros((1, 40_000)))
