"""Parts with names, and expressions of any length and depth."""

from __future__ import annotations

import time

import numpy as np
import pytest

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph import Role, begun, expression
from graphviz_nn.graph.expression import names


def test_a_part_with_a_name_is_one_node_of_that_name_however_often_it_is_used() -> None:
    graph = expression("c = a + b; c*c", a=2.0, b=3.0)
    assert [node.name for node in graph.nodes] == ["a", "b", "c", "multiply"]
    assert [row.formula for row in graph.trace()] == ["input", "input", "a + b", "c * c"]
    assert graph.value == 25.0
    assert graph.gradients() == {"a": 10.0, "b": 10.0}


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("y = a^2", ["a", "2", "y"]),
        ("c = a + b\nd = 2c\nc·d", ["a", "b", "c", "2", "d", "multiply"]),
        ("c = a;\n\n d = b; c - d;", ["a", "b", "subtract"]),
        ("k = 2; k*a", ["a", "k", "multiply"]),
        ("w = [[1, 2]]; w*a", ["a", "w", "multiply"]),
        ("c := -a; c²", ["a", "c", "2", "power"]),
        ("add = a + b; a + b + add", ["a", "b", "add", "add_1", "add_2"]),
        ("c = max(a, b); c·c", ["a", "b", "c", "multiply"]),
    ],
)
def test_parts_are_separated_by_semicolons_or_lines_and_the_last_one_is_the_result(
    text: str, nodes: list[str]
) -> None:
    graph = expression(text, **dict.fromkeys(names(text), 1.5))
    assert [node.name for node in graph.nodes] == nodes
    assert graph.output == nodes[-1]


def test_a_number_with_a_name_is_a_constant_of_its_own() -> None:
    graph = expression("k = 2; 2*k*x", x=1.0)
    assert [node.name for node in graph.nodes if node.role is Role.CONSTANT] == ["k", "2"]


def test_names_of_parts_need_no_value() -> None:
    assert names("c = a + b; c*d") == ("a", "b", "d")
    assert begun("c = a @ b; sum(c) + d", {}) == {"a": [[1, 2], [3, 4]], "b": [[1, 2], [3, 4]], "d": 1}
    assert begun("c = x; c[3]", {}) == {"x": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c = a; c = b; c", "'c' in 'c = a; c = b; c' is the name of two parts"),
        ("d = c; c = a; d + c", "'c' in .* is used before it is there"),
        ("c = c + a; c", "'c' in .* is used before it is there"),
        ("c = a; b", "'c =' in .* names a part that nothing uses"),
        ("sin = a; sin", "names a part by what already means something"),
        ("a + b; a", "has a part before its last that has no name"),
        ("c = ; c", "cannot be read at '; c'"),
        ("c =", "asks for nothing|cannot be read"),
        ("2 = a", "is an equation"),
        ("c = d = a", "is an equation"),
        ("(c = a)", "is an equation"),
    ],
)
def test_parts_that_mean_nothing_are_refused(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        expression(text, a=1.0, b=2.0)


def test_a_part_takes_no_value_from_outside() -> None:
    with pytest.raises(ExpressionError, match="'c' has a value, and is also a part of"):
        expression("c = a + 1; c*c", a=1.0, c=2.0)


DEEP = 10_000


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("+".join(["x"] * 50_000), 50_000.0, 50_000.0),
        ("(" * DEEP + "x" + ")" * DEEP, 1.0, 1.0),
        ("-" * DEEP + "x", 1.0, 1.0),
        ("abs(" * DEEP + "x" + ")" * DEEP, 1.0, 1.0),
        ("|" + " - |".join(["x"] * DEEP) + "|" * DEEP, 0.0, 0.0),
        ("x^" * DEEP + "x", 1.0, 1.0),
        ("1(" * DEEP + "x" + ")" * DEEP, 1.0, 1.0),
        ("max(" + ", ".join(["x"] * DEEP) + ")", 1.0, 1.0),
        ("; ".join(["c0 = x", *(f"c{k} = c{k - 1} + x" for k in range(1, DEEP))]), DEEP, DEEP),
    ],
    ids=["sum", "parentheses", "signs", "functions", "bars", "powers", "products", "largest", "parts"],
)
def test_nothing_is_too_long_or_nested_too_deeply(text: str, value: float, slope: float) -> None:
    graph = expression(text, x=1.0)
    assert graph.value == value
    assert graph.gradients()["x"] == slope


@pytest.mark.parametrize(
    "text", ["(" * DEEP + "x", "x" + ")" * DEEP, "√" * DEEP + "x", "[" * DEEP + "1" + "]" * DEEP]
)
def test_what_is_wrong_with_a_deep_nest_is_said_briefly(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        expression(text, x=1.0)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "+".join(["x"] * n),
        lambda n: "2(" * n + "x" + ")" * n,
        lambda n: "sum([1, 2] + " * n + "x" + ")" * n,
        lambda n: "; ".join(["c0 = x", *(f"c{k} = c{k - 1} + x" for k in range(1, n))]),
    ],
    ids=["sum", "products", "tensors", "parts"],
)
def test_the_time_grows_no_faster_than_the_text(make: object) -> None:
    """Eight times the text, and less than twenty times the time: the square would be sixty-four."""

    def seconds(n: int) -> float:
        text = make(n)  # type: ignore[operator]
        best = np.inf
        for _ in range(3):
            begin = time.process_time()
            expression(text + " ", x=1.0)
            best = min(best, time.process_time() - begin)
            text += " "  # another text, so that nothing is remembered
        return float(best)

    assert seconds(8_000) < 20 * max(seconds(1_000), 0.005)
