"""What new names begin with: numbers where they may be, tensors where the expression takes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph import begun, begun_as, graph_of
from graphviz_nn.ops import Op, Shape
from tests.ops.everywhere import CASES

MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def shapes(text: str, **known: ArrayLike) -> dict[str, Shape]:
    return {name: np.shape(np.asarray(value)) for name, value in begun(text, known).items()}


@pytest.mark.parametrize("op", list(dict.fromkeys(case.op for case in CASES)), ids=repr)
@pytest.mark.parametrize("wanted", [(), (2,), (3, 2)], ids=str)
def test_every_op_takes_what_its_inputs_begin_with(op: Op, wanted: Shape) -> None:
    begins = op.begins(wanted)
    assert len(begins) == len(op.inputs)
    shape = op.shape(*begins)
    if op.elementwise:
        assert shape == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*y + ln(z)", {"x": (), "y": (), "z": ()}),
        ("x @ y", {"x": (2, 2), "y": (2, 2)}),
        ("-x @ +y", {"x": (2, 2), "y": (2, 2)}),
        ("softmax(x @ W + b)", {"x": (2, 2), "W": (2, 2), "b": (2,)}),
        ("transpose(x)", {"x": (2, 2)}),
        ("transpose(x, axes=(1, 2, 0))", {"x": (2, 2, 2)}),
        ("x[0]", {"x": (2,)}),
        ("x[-3]", {"x": (3,)}),
        ("x[3, 1:] + y", {"x": (4, 2), "y": ()}),
        ("x[0] @ y", {"x": (2, 2, 2), "y": (2, 2)}),
        ("sum(x)", {"x": (2,)}),
        ("sum(x, axis=1)", {"x": (2, 2)}),
        ("mean(x, axis=-3)", {"x": (2, 2, 2)}),
        ("log_softmax(x)", {"x": (2,)}),
        ("concat(a, b, axis=1)", {"a": (2, 2), "b": (2, 2)}),
        ("reshape(x, (3, -1))", {"x": (6,)}),
        ("reshape(x, (2, 3)) @ y", {"x": (6,), "y": (3, 2)}),
        ("max_pool(conv2d(x, K))", {"x": (1, 4, 4, 1), "K": (2, 2, 1, 1)}),
        ("mse(x @ W, t)", {"x": (2, 2), "W": (2, 2), "t": (2, 2)}),
        ("x @ [[1, 2], [3, 4], [5, 6]]", {"x": (2, 3)}),
    ],
)
def test_new_names_begin_as_small_as_what_is_done_to_them_allows(
    text: str, expected: dict[str, Shape]
) -> None:
    assert shapes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W @ x", {"x": (3, 2)}),
        ("x @ W", {"x": (2, 2)}),
        ("W @ x + b", {"x": (3, 2), "b": ()}),
        ("relu(x @ W) @ transpose(W)", {"x": (2, 2)}),
        ("concat(W, a)", {"a": (2, 3)}),
        ("mse(W, t)", {"t": (2, 3)}),
        ("s * W", {"s": ()}),
    ],
)
def test_new_names_begin_with_shapes_that_fit_what_is_known(text: str, expected: dict[str, Shape]) -> None:
    assert shapes(text, W=MATRIX) == {**expected, "W": (2, 3)}
    assert begun(text, {"W": MATRIX})["W"] is MATRIX


MATRICES = st.recursive(
    st.sampled_from(["x", "y", "W"]),
    lambda part: st.one_of(
        st.builds("({} @ {})".format, part, part),
        st.builds("({} + {})".format, part, part),
        st.builds("{}({})".format, st.sampled_from(["relu", "transpose", "softmax", "-"]), part),
        st.builds("({} * {})".format, st.just("s"), part),
    ),
    max_leaves=8,
)


@given(
    MATRICES, st.sampled_from(["{}", "sum({})", "mean({}, axis=1)", "({})[0]", "({})[:, 1]", "s - max({})"])
)
def test_whatever_is_done_to_matrices_has_a_graph_at_what_its_names_begin_with(
    part: str, around: str
) -> None:
    text = around.format(part)
    assert graph_of(text, begun(text, {})).nodes


def test_the_numbers_of_a_tensor_are_told_apart() -> None:
    assert begun("x @ y * s", {}) == {"x": [[1, 2], [3, 4]], "y": [[1, 2], [3, 4]], "s": 1.0}


@pytest.mark.parametrize(
    ("text", "known", "cure"),
    [
        ("a @ b", {"a": 2.0}, r"a is a number: make it a tensor first, as a = \[\[1, 2\], \[3, 4\]\]\."),
        ("a[0, 1]", {"a": [1.0, 2.0]}, "a has the shape 2: give it more dimensions first, as a = "),
        ("a @ a + c", {"a": MATRIX}, "the first has 3 columns, the second 2 rows.*The new name c can begin"),
        ("x[100000]", {}, "The new name x can begin with no shape that fits"),
    ],
)
def test_where_nothing_fits_the_message_names_the_name_and_the_cure(
    text: str, known: dict[str, ArrayLike], cure: str
) -> None:
    with pytest.raises(ShapeError, match=cure):
        begun(text, known)


def test_what_is_no_expression_is_said_as_ever() -> None:
    with pytest.raises(ExpressionError, match="is unknown"):
        begun("nothing(x)", {})


def test_a_list_of_names_tells_the_tensors_shapes() -> None:
    assert begun_as({"x": [[1, 2], [3, 4]], "b": 1.0}) == "x 2 × 2, b"
