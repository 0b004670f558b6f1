"""The language of formulas: what it lets in, what it computes, and how it is written down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import ExpressionError
from graphviz_nn.ops import LeakyRelu
from graphviz_nn.ops.notation import compiled, evaluate, latex, latex_name, latex_sum, parse, plain


@pytest.mark.parametrize(
    ("formula", "written", "typeset"),
    [
        ("x1 * x2", "x1 · x2", r"\mathrm{x1} \cdot \mathrm{x2}"),
        ("ln(x)", "ln(x)", r"\ln x"),
        ("ln(a * b)", "ln(a · b)", r"\ln \left(a \cdot b\right)"),
        ("g @ transpose(B)", "g · Bᵀ", r"g \, B^{\top}"),
        ("transpose(A @ B)", "(A · B)ᵀ", r"\left(A \, B\right)^{\top}"),
        ("1 / (1 + exp(-x))", "1 / (1 + e^(−x))", r"\frac{1}{1 + e^{-x}}"),
        ("g * (1 - y**2)", "g · (1 − y²)", r"g \cdot \left(1 - {y}^{2}\right)"),
        ("-g * a / b**2", "−g · a / b²", r"-\frac{g \cdot a}{{b}^{2}}"),
        ("g * p * x**(p - 1)", "g · p · x^(p − 1)", r"g \cdot p \cdot {x}^{p - 1}"),
        ("mean((p - t)**2)", "mean((p − t)²)", r"\frac{1}{n} \sum {\left(p - t\right)}^{2}"),
        ("(-a)**2", "(−a)²", r"{\left({-a}\right)}^{2}"),
        ("-a**2", "−a²", r"-{a}^{2}"),
        ("a + -b", "a − b", "a - b"),
        ("a - -b", "a − (−b)", r"a - \left({-b}\right)"),
        ("a - (b + c)", "a − (b + c)", r"a - \left(b + c\right)"),
        ("a / (b * c)", "a / (b · c)", r"\frac{a}{b \cdot c}"),
        ("sum(a) * b", "(Σ a) · b", r"\left(\sum a\right) \cdot b"),
        ("sum(x == y)", "Σ [x = y]", r"\sum \left[x = y\right]"),
        ("sqrt(a + b)", "√(a + b)", r"\sqrt{a + b}"),
        ("alpha * x", "α · x", r"\alpha \cdot x"),
        ("spread(g, x, axis) / count(x, axis)", "g / n", r"\frac{g}{n}"),
        ("maximum(0, x)", "max(0, x)", r"\max\left(0, x\right)"),
        (
            "where(x > 0, g, slope * g)",
            "g if x > 0 else slope · g",
            r"\begin{cases} g & \text{if } {x > 0} \\ \mathrm{slope} \cdot g & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_a_formula_is_written_with_as_few_parentheses_as_can_be(
    formula: str, written: str, typeset: str
) -> None:
    assert plain(formula) == written
    assert latex(formula) == typeset


@pytest.mark.parametrize(
    ("formula", "names", "written", "typeset"),
    [
        ("2 * x", {"x": "dense/add"}, "2 · dense/add", "2 \\cdot dense/add"),
        ("g * x", {"g": "0.0018", "x": -0.5}, "0.0018 · (−0.5)", r"0.0018 \cdot \left({-0.5}\right)"),
        ("g * x", {"g": "-0.5"}, "−0.5 · x", r"-0.5 \cdot x"),
        ("x**2", {"x": -3}, "(−3)²", r"{\left({-3}\right)}^{2}"),
        ("x**2", {"x": 1.5e-9}, "(1.5e-9)²", r"{\left(1.5 \cdot 10^{-9}\right)}^{2}"),
        ("x**2", {"x": r"a \cdot b"}, r"(a \cdot b)²", r"{\left(a \cdot b\right)}^{2}"),
        ("x + 1", {"x": 0.123456}, "0.1235 + 1", "0.1235 + 1"),
        ("x + y", {"x": float("nan"), "y": float("-inf")}, "nan − ∞", r"\mathrm{nan} - \infty"),
        ("slope * x", {"slope": 0.3}, "0.3 · x", r"0.3 \cdot x"),
    ],
)
def test_names_give_way_to_other_names_and_to_numbers(
    formula: str, names: dict[str, object], written: str, typeset: str
) -> None:
    assert plain(formula, names) == written
    assert latex(formula, names) == typeset


@pytest.mark.parametrize(
    ("terms", "is_cut", "typeset"),
    [
        (["g", "g * b"], False, r"g + g \cdot b"),
        (["g", "-g * b", "-g"], False, r"g - g \cdot b - g"),
        (["-g", "g"], True, r"-g + g + \dots"),
        (
            ["put(g, shape(x), at)", "g"],
            False,
            r"\left(g \text{ at } [\mathrm{at}], \text{ else } 0\right) + g",
        ),
        (
            ["g", "where(x > 0, g, 0)"],
            False,
            r"g + \left(\begin{cases} g & \text{if } {x > 0} \\ 0 & \text{otherwise} \end{cases}\right)",
        ),
    ],
)
def test_a_sum_of_formulas_is_one_formula(terms: list[str], is_cut: bool, typeset: str) -> None:
    assert latex_sum([(term, {}) for term in terms], is_cut=is_cut) == typeset


def test_what_is_put_among_zeros_stands_in_parentheses_wherever_more_follows() -> None:
    assert plain("2 * put(g, shape(x), at)") == "2 · (g at [at], else 0)"
    assert plain("put(g + h, shape(x), at) + g") == "(g + h at [at], else 0) + g"
    assert plain("put(g, shape(x), at)") == "g at [at], else 0"


def test_a_node_s_name_is_upright_and_a_letter_is_not() -> None:
    assert latex_name("dense_1/add") == r"\text{dense_1/add}"
    assert latex_name("x") == "x"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.T",
        "x[0]",
        "lambda: 1",
        "eval(x)",
        "'text'",
        "x if y else z",
        "sum(x, axis=0)",
        "x; y",
        "a < b < c",
        "~x",
        "1 +",
        "[x]",
        "x // 2",
        "exp"[:0],
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_refusal_shows_what_was_refused_and_what_there_is() -> None:
    with pytest.raises(ExpressionError, match=r"'x\.T'.*\+ - .*transpose"):
        parse("1 + x.T")


def test_a_name_without_a_value_is_named() -> None:
    with pytest.raises(ExpressionError, match=r"'z'.*x, y"):
        evaluate("x + z", {"x": 1.0, "y": 2.0})


def test_a_formula_is_computed_over_arrays_and_static_parameters() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(evaluate("sum(x, axis, True)", {"x": x, "axis": (0,)}), [[4.0, 6.0]])
    np.testing.assert_array_equal(
        evaluate("where(x > 2, -x, factor)", {"x": x, "factor": 7}), [[7, 7], [-3, -4]]
    )
    np.testing.assert_array_equal(evaluate("transpose(x) @ x", {"x": x}), x.T @ x)


def test_compiled_formulas_take_an_op_with_its_static_parameters_and_a_value_for_each_letter() -> None:
    leak, double = compiled(("where(x > 0, x, slope * x)", "2 * x"), ("x",))(
        LeakyRelu(slope=0.5), np.array([-2.0, 4.0])
    )
    np.testing.assert_array_equal(leak, [-1.0, 4.0])
    np.testing.assert_array_equal(double, [-4.0, 8.0])


def test_nothing_but_formulas_is_compiled() -> None:
    with pytest.raises(ExpressionError):
        compiled(("x.__class__",), ("x",))


# No complex numbers: the power of one jumps at its branch cut, where −(a / a) and (−a) / a are not the same.
NAMES = {"a": 1.3, "b": 0.7, "c": 2.45}
FORMULAS = st.recursive(
    st.sampled_from(sorted(NAMES)),
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({})**({})".format, inner, inner),
        st.builds("({})**2".format, inner),
        st.builds("-({})".format, inner),
    ),
    max_leaves=7,
)
BACK = str.maketrans({"·": "*", "−": "-", "²": "^2", "³": "^3"})


@given(FORMULAS)
@settings(max_examples=150)
def test_no_parenthesis_that_matters_is_left_out(formula: str) -> None:
    with np.errstate(all="ignore"):
        names = {name: np.asarray(value) for name, value in NAMES.items()}
        meant = evaluate(formula, names)
        assume(bool(np.isfinite(meant)) and 1e-6 < abs(meant) < 1e6)
        read_back = evaluate(plain(formula).translate(BACK).replace("^", "**"), names)
    np.testing.assert_allclose(read_back, meant, rtol=1e-8)
