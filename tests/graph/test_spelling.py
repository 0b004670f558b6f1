"""Expressions as people write them: what has one reading is understood, all else is refused with what to write."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph import Graph, begun, graph_of
from graphviz_nn.graph.expression import names, read

# What is typed, and what it means.
UNDERSTOOD = [
    # powers
    ("x^2", "x**2"),
    ("2^3^2", "2**3**2"),
    ("-x^2", "-(x**2)"),
    ("e^-x", "e**(-x)"),
    ("x²", "x**2"),
    ("x²³", "x**23"),
    ("-x²y", "-(x**2)*y"),
    ("e⁻ˣ", "e**(-x)"),
    ("x⁽ʸ⁺¹⁾", "x**(y + 1)"),
    ("sin(x)²", "sin(x)**2"),
    # products without a sign
    ("2x", "2*x"),
    ("2 x", "2*x"),
    ("2x^2", "2*x**2"),
    ("-2x", "-2*x"),
    ("2xy", "2*xy"),
    ("2x/3", "2*x/3"),
    ("3x2", "3*x2"),
    ("2(x + 1)", "2*(x + 1)"),
    ("2(3)", "2*3"),
    ("(x)(y)", "x*y"),
    ("(x + 1)y", "(x + 1)*y"),
    ("x²y", "x**2*y"),
    ("x sin(y)", "x*sin(y)"),
    ("sin(x)cos(y)", "sin(x)*cos(y)"),
    ("2sin(x)", "2*sin(x)"),
    ("1e3x", "1e3*x"),
    ("2e", "2*e"),
    ("2e-1", "0.2"),
    ("½x", "0.5*x"),
    # signs of mathematics and of word processors
    ("x·y", "x*y"),
    ("x × y", "x*y"),
    ("x⋅y ÷ 2", "x*y/2"),
    ("x − y – 1", "x - y - 1"),
    ("x ∗ y", "x*y"),
    ("（x＋１）", "x + 1"),
    ("x\u00a0+\u200by", "x + y"),
    ("2\u2062x", "2*x"),
    # names and numbers
    ("π", "pi"),
    ("2π", "2*pi"),
    ("pi(x + 1)", "pi*(x + 1)"),
    ("x₁ + x₂", "x1 + x2"),
    ("α + β", "α + β"),
    ("λ*2", "λ*2"),
    ("𝑥 + 1", "x + 1"),
    # functions and bars
    ("√x", "sqrt(x)"),
    ("√2 + x", "sqrt(2) + x"),
    ("2√x", "2*sqrt(x)"),
    ("√(x + 1)", "sqrt(x + 1)"),
    ("sin x", "sin(x)"),
    ("-ln x + 1", "-ln(x) + 1"),
    ("2 sin x - cos y", "2*sin(x) - cos(y)"),
    ("|x|", "abs(x)"),
    ("|x - |y||", "abs(x - abs(y))"),
    ("-2|x|^3", "-2*abs(x)**3"),
    ("|x| + |y|", "abs(x) + abs(y)"),
    ("log_2(x)", "log2(x)"),
    ("log₁₀ x", "log10(x)"),
    ("mean_squared_error(x, y)", "mse(x, y)"),
    ("bce(x, y)", "binary_crossentropy(x, y)"),
    # the larger and the smaller, and conditions
    ("max(x, y)", "maximum(x, y)"),
    ("max(0, x)", "maximum(0, x)"),
    ("min(x, y, 2)", "minimum(minimum(x, y), 2)"),
    ("max(x, 0.5)", "maximum(x, 0.5)"),
    ("x ≤ y", "x <= y"),
    ("where(x ≥ 1, x, y)", "where(x >= 1, x, y)"),
    ("x ≠ y", "x != y"),
    # several lines
    ("x +\n y", "x + y"),
    ("x + y  # a sum", "x + y"),
    ("x + y;\n", "x + y"),
]

# What is typed, and what to write in its place.
REFUSED = [
    # a product, or something else
    ("x y", ["x*y"]),
    ("x 2", ["x*2", "x**2"]),
    ("(x)2", ["(x)*2", "(x)**2"]),
    ("2 3", ["2*3", "23"]),
    ("x(y + 1)", ["x*(y + 1)"]),
    ("|x|y", ["|x|*y"]),
    ("|x||y|", ["|x|*|y|"]),
    ("πr", ["π*r"]),
    # a product in a tight place
    ("1/2x", ["1/(2*x)", "1/2*x"]),
    ("1/2(x + 1)", ["1/(2*(x + 1))", "1/2*(x + 1)"]),
    ("6 + x/2y", ["x/(2*y)", "x/2*y"]),
    ("x^2y", ["x^(2*y)", "x^2*y"]),
    ("e^2x", ["e^(2*x)", "e^2*x"]),
    ("x^-2y", ["x^(-2*y)", "x^-2*y"]),
    ("1/x²y", ["1/(x²*y)", "1/x²*y"]),
    # functions
    ("log(x)", ["ln(x)", "log10(x)"]),
    ("log x", ["ln(x)", "log10(x)"]),
    ("log(x, 2)", ["ln(x)/ln(2)"]),
    ("lg(x)", ["log10(x)", "log2(x)"]),
    ("e(x)", ["exp(x)", "e*(x)"]),
    ("σ(x)", ["sigmoid(x)", "σ*(x)"]),
    ("sin 2x", ["sin(2*x)", "sin(2)*x"]),
    ("sin x^2", ["sin(x^2)", "sin(x)^2"]),
    ("sin x*y", ["sin(x*y)", "sin(x)*y"]),
    ("sin x cos y", ["sin(x*cos y)", "sin(x)*cos y"]),
    ("sin cos x", ["sin(cos x)"]),
    ("sin -x", ["sin(-x)"]),
    ("sin²(x)", ["sin(x)**2"]),
    ("sin^2 x", ["sin(x)**2"]),
    ("√2x", ["sqrt(2*x)", "sqrt(2)*x"]),
    ("√√x", ["√(√x)"]),
    ("√-x", ["√(-x)"]),
    ("∛x", ["x**(1/3)"]),
    ("||x||", ["sqrt(sum(square(x)))", "abs(x)"]),
    ("|x", ["abs(x)"]),
    ("sinh(x)", ["(exp(x) - exp(-(x)))/2"]),
    ("pow(x, 2)", ["(x)**(2)"]),
    ("dot(x, y)", ["(x) @ (y)"]),
    ("ReLU(x)", ["relu(x)"]),
    ("sigmod(x)", ["sigmoid(x)"]),
    ("np.exp(x)", ["exp(x)"]),
    ("x.T", ["transpose(x)"]),
    ("x.exp()", ["exp(x)"]),
    ("max(x, 0)", ["maximum(x, 0)", "max(x, axis=0)"]),
    ("min(x, 1)", ["minimum(x, 1)"]),
    ("min(x)", ["-max(-(x))"]),
    ("min(x, axis=0)", ["-max(-(x), axis=0)"]),
    ("binary_crossentropy_from_logits(x, y)", ["binary_crossentropy(x, y, from_logits=True)"]),
    # numbers
    ("0,5", ["0.5"]),
    ("2 + 0,5x", ["0.5"]),
    ("1,000", ["1.000", "1000"]),
    ("50%", ["50/100"]),
    ("sin(30°)", ["30*pi/180"]),
    ("8:2", ["8/2"]),
    ("x, y", ["concat(x, y)"]),
    # equations, parts and programs
    ("2 + 3 =", ["2 + 3"]),
    ("= x", ["x"]),
    ("x^2 = 4", ["x^2 - (4)"]),
    ("f(x) = x^2", ["f = x^2"]),
    ("0 < x < 1", ["(0 < x)*(x < 1)"]),
    ("where(0 < x < 1, x, 0)", ["(0 < x)*(x < 1)"]),
    ("x > 0 and x < 1", ["(x > 0)*(x < 1)"]),
    ("x if x > 0 else 0", ["where(x > 0, a, b)"]),
    ("x // 2", ["x / 2"]),
    ("x\n+ y", ["x + y"]),
    ("x; y", ["c = a + b; c*c"]),
    ("e = 2; e*x", ["e1 = 2"]),
    ("(x", ["(x)"]),
    ("x)", ["x"]),
    ("x^{2}", ["x^(2)"]),
    (r"\sin(x)", ["sin(x)"]),
]


def graph(text: str) -> Graph:
    return graph_of(text, {name: 0.7 + 0.4 * k for k, name in enumerate(sorted(names(text)))})


def same(text: str, plain: str) -> None:
    one, other = graph(text), graph(plain)
    assert [repr(node) for node in one.nodes] == [repr(node) for node in other.nodes]
    assert [node.inputs for node in one.nodes] == [node.inputs for node in other.nodes]
    np.testing.assert_array_equal(one.value, other.value)


@pytest.mark.parametrize(("text", "plain"), UNDERSTOOD)
def test_what_has_one_reading_makes_the_graph_of_its_plain_spelling(text: str, plain: str) -> None:
    same(text, plain)


@pytest.mark.parametrize(("text", "cures"), REFUSED)
def test_what_has_not_one_reading_is_refused_with_what_to_write(text: str, cures: list[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert list(caught.value.cures) == cures
    assert f"Write {', or '.join(cures)}" in str(caught.value)


@pytest.mark.parametrize("cure", sorted({cure for _, cures in REFUSED for cure in cures}))
def test_what_a_message_says_to_write_can_be_read(cure: str) -> None:
    read(cure)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("x² + y z", "'y z'"),
        ("2π + x₁ 3", "'x₁ 3'"),
        ("½ × log(y)", "'log'"),
        ("x − 1/2y", "'1/2y'"),
        ("c = √x; c^{2}", "'{2}'"),
        ("|x| + sin 2x + 1", "'sin 2x'"),
        ("x² ÷ ÷ y", "'÷ ÷'"),
    ],
)
def test_a_message_points_at_what_was_typed(text: str, piece: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert piece in str(caught.value)


@pytest.mark.parametrize(
    ("text", "cures"),
    [
        ("x·y", ("x*y", "x @ y")),
        ("x × y", ("x*y", "x @ y")),
        ("(x)(y)", ("(x)*(y)", "(x) @ (y)")),
        ("|x|", ("abs(x)", "sqrt(sum(square(x)))")),
        ("1 + |x - y|", ("abs(x - y)", "sqrt(sum(square(x - y)))")),
    ],
)
def test_what_is_plain_for_numbers_alone_is_refused_for_tensors(text: str, cures: tuple[str, ...]) -> None:
    tensors = {name: [1.0, 2.0] for name in names(text)}
    with pytest.raises(ExpressionError) as caught:
        graph_of(text, tensors)
    assert caught.value.cures == cures
    for cure in cures:
        graph_of(cure, tensors)


def test_a_number_times_a_tensor_needs_no_sign() -> None:
    assert graph_of("2x·s", {"x": [1.0, 2.0], "s": 3.0}).value.tolist() == [6.0, 12.0]


@pytest.mark.parametrize(
    ("text", "values", "cure"),
    [
        ("xy", {"x": 1.0, "y": 2.0}, "x*y"),
        ("sinx", {"x": 1.0}, "sin(x)"),
        ("xy + x", {"x": 1.0, "y": 2.0}, "x*y"),
    ],
)
def test_a_name_that_may_be_a_slip_is_told(text: str, values: dict[str, float], cure: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        graph_of(text, values)
    assert caught.value.cures == (cure,)
    assert f"rite {cure}" in str(caught.value)


@pytest.mark.parametrize(("text", "cure"), [("sinx + 1", "sin(x)"), ("ln2", "ln(2)"), ("x*tanh1", "tanh(1)")])
def test_a_new_name_that_looks_like_a_function_is_asked_for(text: str, cure: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        begun(text, {})
    assert caught.value.cures == (cure,)


def test_a_value_is_given_to_a_name_in_any_of_its_spellings() -> None:
    assert graph_of("x₁ + 1", {"x₁": 2.0}).value == graph_of("x1 + 1", {"x1": 2.0}).value == 3.0


README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_what_is_read_and_what_is_refused() -> None:
    section = README.read_text(encoding="utf-8").partition("## Formulas")[2].partition("## ")[0]
    table, _, doubtful = section.replace("\\|", "|").partition("Nothing is guessed")
    for text in re.findall("`([^`]+)`", table):
        read(text)
    for text in re.findall("`([^`]+)`", doubtful):
        with pytest.raises(ExpressionError) as caught:
            read(text)
        assert caught.value.cures


# Random expressions, spelled as people do and plainly: pairs of both.
Spelled = tuple[str, str]


def sums(parts: st.SearchStrategy[Spelled]) -> st.SearchStrategy[Spelled]:
    return st.builds(
        lambda a, b, sign: (f"({a[0]} {sign[0]} {b[0]})", f"({a[1]} {sign[1]} {b[1]})"),
        parts,
        parts,
        st.sampled_from([("+", "+"), ("−", "-"), ("×", "*"), ("·", "*"), ("÷", "/"), ("", "*")]),
    )


def around(parts: st.SearchStrategy[Spelled]) -> st.SearchStrategy[Spelled]:
    forms = [
        ("2{}", "2*{}"),
        ("{}²", "{}**2"),
        ("{}^2", "{}**2"),
        ("√{}", "sqrt{}"),
        ("π{}", "pi*{}"),
        ("e^{}", "e**{}"),
        ("−{}", "-{}"),
        ("3 sin{}", "3*sin{}"),
        ("½{}", "0.5*{}"),
    ]
    return st.builds(
        lambda part, form: (f"({form[0].format(part[0])})", f"({form[1].format(part[1])})"),
        parts,
        st.sampled_from(forms).filter(lambda form: form[0] != "π{}") | st.just(("π·{}", "pi*{}")),
    ) | st.builds(lambda part: (f"(|{part[0]}|)", f"(abs{part[1]})"), parts)


ATOMS = st.sampled_from(
    [("(x)", "(x)"), ("(y₁)", "(y1)"), ("(2x)", "(2*x)"), ("(1,5)".replace(",", "."),) * 2]
)


@settings(max_examples=200)
@given(st.recursive(ATOMS, lambda parts: sums(parts) | around(parts), max_leaves=8))
def test_any_expression_means_the_same_in_both_spellings(spelled: Spelled) -> None:
    with np.errstate(all="ignore"):
        same(*spelled)


PLAIN = st.recursive(
    st.sampled_from(["x", "y", "2", "1.5"]),
    lambda parts: (
        st.builds("({} {} {})".format, parts, st.sampled_from(["+", "-", "*", "/", "**"]), parts)
        | st.builds("{} {} {}".format, parts, st.sampled_from(["+", "-", "*", "/", "**"]), parts)
        | st.builds("{}{}".format, st.sampled_from(["-", "+"]), parts)
        | st.builds("{}({})".format, st.sampled_from(["sin", "exp", "tanh"]), parts)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(PLAIN)
def test_precedence_is_python_s(text: str) -> None:
    """Held against Python's own arithmetic, on numbers that NumPy does not fail at."""
    given_ = {"x": np.float64(0.7), "y": np.float64(1.1)}
    functions = {"sin": np.sin, "exp": np.exp, "tanh": np.tanh}
    as_floats = text.replace("2", "np64(2)").replace("1.5", "np64(1.5)")
    with np.errstate(all="ignore"):
        expected = eval(as_floats, {"__builtins__": {}, "np64": np.float64}, {**given_, **functions})
        value = graph_of(text, {name: float(given_[name]) for name in names(text)}).value
    if np.isfinite(expected) and abs(expected) < 1e100:
        assert float(value) == pytest.approx(float(expected), rel=1e-9, abs=1e-12)


def test_pi_is_exact_in_any_spelling() -> None:
    assert graph("π").value == math.pi


def test_what_means_nothing_is_refused_soon_however_long_the_number_before_it() -> None:
    with pytest.raises(ExpressionError, match=r"'\?' in '9"):
        graph_of("9" * 400_000 + "?", {})
