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
from graphviz_nn.graph import Role, expression, graph_of
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("maximum(m, 3)", [[3.0, 3.0, 3.0], [4.0, 5.0, 6.0]]),
        ("minimum(m, [1, 5, 2])", [[1.0, 2.0, 2.0], [1.0, 5.0, 2.0]]),
        ("where(m - 2, m, -1)", [[1.0, -1.0, 3.0], [4.0, 5.0, 6.0]]),
        ("clip(m, 2, 4.5)", [[2.0, 2.0, 3.0], [4.0, 4.5, 4.5]]),
        ("clip(m, -1, hi=0)", [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
        ("sum(m, 0)", [5.0, 7.0, 9.0]),
        ("sum(m, (0, 1), True)", [[21.0]]),
        ("log_softmax(0 * m[0])", [-math.log(3)] * 3),
        ("log_softmax(0 * m, 0)", [[-math.log(2)] * 3] * 2),
        ("concat(m, [[7, 8, 9]])", [*MATRIX, [7.0, 8.0, 9.0]]),
        ("concat(m[:, 0:1], m[:, 2:], axis=1)", [[1.0, 3.0], [4.0, 6.0]]),
        ("mse(m[0], m[1])", 9.0),
    ],
)
def test_functions_take_their_inputs_first_and_then_their_parameters(text: str, value: ArrayLike) -> None:
    np.testing.assert_allclose(expression(text, m=MATRIX).value, np.array(value), rtol=1e-15, atol=0)


def test_a_tensor_is_written_row_by_row() -> None:
    graph = expression("[[1, 2], [-3, pi]] @ A + [0.5, -1e2]", A=np.eye(2))
    np.testing.assert_array_equal(graph.value, [[1.5, -98.0], [-2.5, math.pi - 100]])
    assert [node.name for node in graph.nodes if node.role is Role.CONSTANT] == [
        "[[1, 2], [-3, pi]]",
        "[0.5, -1e2]",
    ]


def test_a_long_tensor_is_a_constant_by_name_and_one_node_however_often_it_is_written() -> None:
    row = list(range(40))
    graph = expression(f"x * {row} + {row}", x=2.0)
    np.testing.assert_array_equal(graph.value, 3.0 * np.arange(40))
    assert [node.name for node in graph.nodes] == ["x", "constant", "multiply", "add"]


INDICES = st.integers(-4, 4)
ENDS = st.none() | INDICES
STEPS = st.none() | INDICES.filter(bool)
SLICES = st.tuples(ENDS, ENDS, STEPS).map(
    lambda ends: ":".join("" if end is None else str(end) for end in ends)
)


@settings(max_examples=150)
@given(st.lists(INDICES.map(str) | SLICES, min_size=1, max_size=3).map(", ".join))
def test_a_part_of_a_tensor_is_what_numpy_takes_and_only_that_gets_a_gradient(index: str) -> None:
    x = np.arange(24.0).reshape(4, 2, 3)
    try:
        expected = eval(f"x[{index}]", {"__builtins__": {}}, {"x": x})
    except IndexError:
        with pytest.raises(ShapeError, match="slice: the index"):
            expression(f"x[{index}]", x=x)
        return
    graph = expression(f"x[{index}]", x=x)
    np.testing.assert_array_equal(graph.value, expected)
    np.testing.assert_array_equal(graph.gradients()["x"], np.isin(x, expected))


def test_more_indices_than_dimensions_are_refused() -> None:
    with pytest.raises(
        ShapeError, match=r"x\[0, 0, 0\]: slice: \[0, 0, 0\] has more indices than the shape 2 × 3"
    ):
        expression("x[0, 0, 0]", x=MATRIX)


def test_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ShapeError, match="lo = 3 lies above hi = 1"):
        expression("clip(x, 3, 1)", x=1.0)


def test_a_condition_gets_no_gradient() -> None:
    graph = expression("where(ln(c), a, b)", c=[1.0, 2.0], a=3.0, b=4.0)
    np.testing.assert_array_equal(graph.value, [4.0, 3.0])
    gradients = graph.gradients()
    np.testing.assert_array_equal(gradients["c"], [0.0, 0.0])
    assert gradients["a"] == gradients["b"] == 1.0


@pytest.mark.parametrize(
    "text",
    [
        *("sum(m, axis=0)", "clip(m, lo=0, hi=1.5)", "maximum(m, m)", "m[::-1, 1:]", "concat(m, m, axis=1)"),
        *("where(m, m, m)", "[[1, 2], [3, 4]] @ m", "reshape(m, to=(3, 2))"),
    ],
)
def test_a_formula_in_the_trace_can_be_read_back(text: str) -> None:
    graph = expression(text, m=MATRIX)
    assert graph.trace()[-1].formula == text


def test_names_are_what_python_reads_them_as() -> None:
    graph = expression("ｘ * 2", **{"ｘ": 3.0})
    assert graph.value == 6.0
    assert set(graph.gradients()) == {"x"}


def test_an_array_of_more_dimensions_than_numpy_broadcasts_is_refused() -> None:
    with pytest.raises(ExpressionError, match="more than 32 dimensions"):
        expression("x * y", x=np.ones((1,) * 33), y=2.0)
    with pytest.raises(ExpressionError, match="more than 32 dimensions"):
        expression("[" * 33 + "1" + "]" * 33 + " * y", y=2.0)


def test_every_parameter_of_every_function_can_be_written() -> None:
    types = {str(field.type) for op in FUNCTIONS.values() for field in fields(op)}
    assert types <= KINDS.keys()


def test_windows_take_a_size_for_both_sides_or_one_for_each_and_words_in_quotes() -> None:
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    squares, rows = (
        expression("max_pool(x, 2, 2)", x=x),
        expression("max_pool(x, (1, 3), (1, 1), 'same')", x=x),
    )
    assert squares.value.ravel().tolist() == [5.0, 7.0, 13.0, 15.0]
    assert rows.value.shape == (1, 4, 4, 1)
    for wrong in ("max_pool(x, (1, 2, 3), 1)", "max_pool(x, 2, 1, same)"):
        with pytest.raises(ExpressionError, match="does not fit"):
            expression(wrong, x=x)


def test_a_name_and_a_number_are_one_node_however_often_they_are_written() -> None:
    graph = expression("x*2 + 2*x + x**2", x=3.0)
    assert [node.name for node in graph.nodes].count("x") == 1
    assert [node.name for node in graph.nodes].count("2") == 1


def test_the_names_that_need_a_value_are_listed_in_their_order() -> None:
    assert names("b*sin(a) + pi*b - e") == ("b", "a")


FORBIDDEN = (
    ("x.T", "x.T"),
    ("x[i]", "'i'"),
    ("x[x]", "'x' in 'x[x]' is no index"),
    ("x[0.5]", "'0.5'"),
    ("x[True]", "'True'"),
    ("x[...]", "..."),
    ("x[None]", "'None'"),
    ("x['a']", "a"),
    ("x[1:1.5]", "'1:1.5'"),
    ("x[::0]", "'::0'"),
    ("x[0, (1,)]", "'(1,)'"),
    ("x[10**9]", "'10**9'"),
    (f"x[{'0, ' * 33}]", "33 indices"),
    ("x[99999999999]", "'99999999999'"),
    ("(lambda: x)()", "lambda"),
    ("lambda: x", "lambda"),
    ("[x for x in x]", "for x in x"),
    ("[x, x]", "'x' in '[x, x]' stands inside [ ]"),
    (
        "[[1, 2], [3]] @ x",
        "'[[1, 2], [3]]' in '[[1, 2], [3]] @ x' is not a tensor: its rows differ in length",
    ),
    ("[[1, 2], 3] * x", "'[[1, 2], 3]'"),
    ("[1, [2, 3 + 4]] * x", "'3 + 4'"),
    ("[1, None] * x", "'None'"),
    ("[1, 1e400] * inf * x", "inf"),
    ("{x: x}", "{x: x}"),
    ("(x, x)", "(x, x)"),
    ("'x'", "'x'"),
    ("f'{x}'", "f'{x}'"),
    ("b'x'", "b'x'"),
    ("True * x", "True"),
    ("None", "None"),
    ("...", "..."),
    ("1j * x", "1j"),
    ("-1j * x", "1j"),
    ("-None", "None"),
    ("-'a'", "'a'"),
    ("-True * x", "True"),
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
    ("sin(x, x)", "sin in 'sin(x, x)' is written sin(x)."),
    ("sin() + x", "written sin(x)"),
    ("maximum(x)", "written maximum(a, b)"),
    ("where(x, x)", "written where(c, a, b)"),
    ("where(x, x, x, x)", "written where(c, a, b)"),
    ("clip(x, 0)", "clip in 'clip(x, 0)' needs hi=…, a number"),
    ("clip(x, 0, 1, 2)", "written clip(x, lo, hi)"),
    ("clip(x, 0, x)", "hi=x of clip"),
    ("clip(x, 0, 1, hi=2)", "given hi twice"),
    ("maximum(x, *x)", "'*x)'"),
    ("sum(x, *x)", "'*x)'"),
    ("sum(x, 0, False, 1)", "written sum(x, axis=None, keepdims=False)"),
    (f"sum(x, axis={2**70})", "axis=1180591620717411303424"),
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
    ("0x1" + "0" * 5000 + " * x", "thousands of digits"),
    ("sum(x, axis=0x1" + "0" * 5000 + ")", "axis=0x1000"),
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


def test_a_value_without_a_name_in_the_expression_is_refused() -> None:
    with pytest.raises(ExpressionError, match=r"'y' has a value but does not appear"):
        expression("x", x=1.0, y=2.0)


@pytest.mark.parametrize("name", ["pi", "e"])
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
@given(st.text(alphabet="x12+-*/()@.,='[]: \n\t\\#$:;%!eE_jπ^|²⁻√·×½ᵀ<>λ₁", max_size=20))
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
    ["1e400", str(HUGE), f"elu(x, alpha={HUGE})", "leaky_relu(x, slope=1e400)"],
)
def test_numbers_beyond_measure_are_refused_in_a_few_words(text: str) -> None:
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
