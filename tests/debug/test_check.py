from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.check import CELLS, check_graph, worst
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Graph, expression
from graphviz_nn.ops import OPS, Array, Case, Elementwise, Hinge, LeakyRelu, MaxPool, Power
from graphviz_nn.training.problem import Problem
from tests.debug.examples import (
    LECTURE,
    LOSS_OPS,
    TEXTS,
    batched_graph,
    loss_graph,
    networks,
    second_moment,
    tensor_graph,
)
from tests.ops.everywhere import arriving, case_name


@dataclass(frozen=True)
class Wrong(Elementwise):
    """y = x³, whose gradient is claimed to be 2x²."""

    name = "wrong"
    symbol = "x³"
    inputs = ("x",)
    formula = "x**3"
    gradients = ("2 * g * x**2",)
    words = "Cubes."
    gradient_words = "Is wrong."

    def value(self, x: Array) -> Array:
        return np.power(x, 3)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        return (2 * g * x * x,)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        return ()


@dataclass(frozen=True)
class Floor(Elementwise):
    """y = the largest whole number up to x."""

    claim: str

    name = "floor"
    symbol = "⌊x⌋"
    inputs = ("x",)
    formula = "x"
    words = "Rounds down."
    gradient_words = "Is 0, or wrong."
    analytic = False

    @property
    def gradients(self) -> tuple[str, ...]:
        return (f"{self.claim} * 1",)

    def value(self, x: Array) -> Array:
        return np.floor(x)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        return (g if self.claim == "g" else 0 * g,)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        return ()


COUNT: list[float] = []


@dataclass(frozen=True)
class Counted(Elementwise):
    """y = x, and a note of each time that it is asked for."""

    name = "counted"
    symbol = "x"
    inputs = ("x",)
    formula = "x"
    gradients = ("g",)
    words = "Passes on."
    gradient_words = "Is passed on."

    def value(self, x: Array) -> Array:
        COUNT.append(1.0)
        return np.array(x)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        return ()


# To a hinge the label 0 is a name for −1, and no number that could be moved.
MOVABLE = [op for op in LOSS_OPS if not isinstance(op, Hinge)]


@pytest.mark.parametrize(
    "graph",
    [*map(tensor_graph, TEXTS), *map(loss_graph, MOVABLE), batched_graph()],
    ids=lambda graph: repr(graph),
)
def test_every_op_s_gradient_passes_at_every_node(graph: Graph) -> None:
    checks = check_graph(graph)
    assert [check for check in checks if not check.ok] == []
    asked = [node.name for node, g in zip(graph.nodes, graph.adjoints, strict=True) if g is not None]
    assert [check.name for check in checks] == asked


@settings(max_examples=25)
@given(networks())
def test_every_node_of_any_network_passes_where_its_loss_is_a_number(task: Problem) -> None:
    graph = second_moment(task).record.graph
    assume(np.isfinite(graph.value))  # the shares of a row of zeros, say, are none
    assert [check for check in check_graph(graph) if not check.ok] == []


def test_the_lecture_s_expression_agrees_to_eight_digits() -> None:
    checks = {check.name: check for check in check_graph(expression(LECTURE, x1=2.0, x2=5.0))}
    assert checks["x1"].automatic == 5.5
    assert checks["x1"].numeric == pytest.approx(5.5, rel=1e-8)
    assert checks["x1"].place == ()


def wrong_graph() -> Graph:
    builder = Builder()
    x = builder.input("x", [0.5, 2.0, 0.0], needs_gradient=True)
    return builder.graph(builder.apply(Wrong(), x) * builder.constant(3.0))


def test_a_wrong_gradient_is_found_where_it_is_worst_and_not_behind_it() -> None:
    checks = check_graph(wrong_graph())
    assert {check.name: check.ok for check in checks} == {"x": False, "wrong": True, "multiply": True}
    found = worst(checks)
    assert (found.name, found.place) == ("x", (1,))
    assert found.numeric == pytest.approx(36.0)
    assert found.automatic == 24.0


def test_at_a_kink_a_gradient_between_the_slopes_passes_and_says_so() -> None:
    (x, result) = check_graph(expression("relu(x)", x=0.0))
    assert x.ok
    assert x.kink
    assert x.automatic == 0.0
    assert not result.kink


# Where kinks meet, the sum of what each op takes need not lie between the slopes of the whole: each op is right alone.
MEETING = (
    ("leaky_relu(x) - 2 * leaky_relu(-x)", 0.0),
    ("relu(x) - relu(-x)", 0.0),
    ("leaky_relu(relu(x) * 3) + leaky_relu(relu(x) * -3)", 0.0),
    ("leaky_relu(-2 * relu(x))", -1.0),
    ("max(concat(reshape(x, to=(1,)), reshape(-x, to=(1,)))) - abs(x)", 0.0),
)


@pytest.mark.parametrize(("text", "x"), MEETING)
def test_where_kinks_meet_each_op_is_held_against_its_own_slopes(text: str, x: float) -> None:
    checks = check_graph(expression(text, x=x))
    assert all(check.ok for check in checks)
    assert any(check.kink for check in checks)
    assert worst(checks).error == 0.0


def test_windows_that_share_a_tie_are_each_held_against_their_own_slopes() -> None:
    """One window pulls the shared cell up and the other down, so that the whole has the slope 0 on either side."""
    builder = Builder()
    x = builder.input("x", np.zeros((1, 1, 3, 1)), needs_gradient=True)
    pooled = builder.apply(MaxPool((1, 2), (1, 1)), x)
    (check, *_) = check_graph(builder.graph(pooled * builder.constant([[[[1.0], [-3.0]]]])))
    assert check.ok
    assert check.kink


SMOOTH = (
    *(("ln(x)", x) for x in (1e-300, 1e-7, 1.0, 1e300)),
    *(("sqrt(x)", x) for x in (1e-300, 1e-12, 1e300)),
    *(("1/x", x) for x in (1e-150, -1e-4, 1e150)),
    *(("x**2", x) for x in (1e-200, -1e-150, 0.0, 1e150)),
    *(("x**1.5", x) for x in (0.0, 1e-200, 1e200)),
    *(("x**3", x) for x in (-2.0, 0.0)),
    ("x*x*x", 0.0),
    *(("tan(x)", x) for x in (1.5707963, np.pi / 2)),
    *(("sin(1000000*x)", x) for x in (1.0, 1e-9, 1e100)),
    ("relu(x)**2", 0.0),
    *(("relu(x)", x) for x in (1e-150, -1e-150, 1e150)),
    *(("abs(x)", x) for x in (1e-150, -1e-150, 1e150)),
    *(("elu(x)", x) for x in (0.0, 1e-150, -1e-150, -37.0)),
    *(("exp(x)", x) for x in (-800.0, 1e-150, 700.0)),
    ("maximum(x, x)", 2.0),
    ("maximum(x, 1)", 1 + 1e-11),
    *(("softmax(concat(reshape(x, to=(1,)), reshape(0*x, to=(1,))))", x) for x in (-1000.0, 28.4, 1000.0)),
)


@pytest.mark.parametrize(("text", "x"), SMOOTH)
def test_no_step_is_too_long_for_a_smooth_function(text: str, x: float) -> None:
    checks = check_graph(expression(text, x=x))
    assert [check for check in checks if not check.ok or check.kink] == []


def test_a_kink_is_told_in_whichever_cell_it_is() -> None:
    (x, *_) = check_graph(expression("relu(x)", x=[1.0, 0.0, -1.0]))
    assert (x.kink, x.place) == (True, (1,))


@pytest.mark.parametrize("text", ["x > 0", "x >= 0", "where(x == 0, 2, 3)", "where(x, 2, 3) * 5"])
def test_where_a_value_jumps_the_slope_on_either_side_counts(text: str) -> None:
    assert [check for check in check_graph(expression(text, x=0.0)) if not check.ok] == []


@pytest.mark.parametrize("claim", ["0", "g"])
def test_a_floor_has_the_slope_0_also_where_it_jumps(claim: str) -> None:
    builder = Builder()
    x = builder.input("x", 2.0, needs_gradient=True)
    (check, _) = check_graph(builder.graph(builder.apply(Floor(claim), x)))
    assert check.ok == (claim == "0")
    assert check.kink


def test_a_slope_that_rounding_hides_is_said_to_pass_unchecked() -> None:
    (x, result) = check_graph(expression("elu(x)", x=-40.0))
    assert x.ok
    assert x.is_drowned
    assert not result.is_drowned


CASES = [case for op in OPS.values() for case in op.cases()]


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_a_gradient_a_thousandth_too_large_is_found_at_every_op(case: Case) -> None:
    builder = Builder()
    inputs = [builder.parameter(letter, x) for letter, x in zip(case.op.inputs, case.inputs, strict=True)]
    y = builder.apply(case.op, *inputs)
    graph = builder.graph(y * builder.constant(arriving(np.zeros(y.node.shape))))
    assert all(check.ok for check in check_graph(graph))
    for place, gradient in enumerate(graph.adjoints):
        if gradient is not None and gradient.any():
            wrong = with_adjoint(graph, place, 1.001 * gradient)
            failed = [check.name for check in check_graph(wrong) if not check.ok]
            assert graph.nodes[place].name in failed


def with_adjoint(graph: Graph, place: int, gradient: Array) -> Graph:
    """The same graph, of which backward would have got the gradient of one node wrong."""
    altered = Graph(graph.nodes, graph.output, graph.leaves)
    altered.__dict__["adjoints"] = (*graph.adjoints[:place], gradient, *graph.adjoints[place + 1 :])
    return altered


def test_a_contribution_that_got_lost_is_found() -> None:
    graph = expression("x*y + sin(x)", x=0.3, y=0.5)
    place = graph.index["x"]
    checks = check_graph(with_adjoint(graph, place, np.asarray(np.cos(0.3))))
    assert [check.name for check in checks if not check.ok] == ["x"]
    assert checks[place].numeric == pytest.approx(np.cos(0.3) + 0.5)


def of_any_size() -> st.SearchStrategy[float]:
    sizes = st.floats(-300, 300) | st.floats(-16, 4)
    return st.builds(lambda power, sign: sign * 10**power, sizes, st.sampled_from([-1.0, 1.0]))


ONE_CELL = [case for case in CASES if all(x.shape == (1,) for x in case.inputs)]


@settings(max_examples=300)
@given(st.sampled_from(ONE_CELL), st.data())
def test_no_op_fails_where_its_value_and_its_gradient_are_finite(case: Case, data: st.DataObject) -> None:
    builder = Builder()
    inputs = [builder.parameter(letter, [data.draw(of_any_size())]) for letter in case.op.inputs]
    graph = builder.graph(builder.apply(case.op, *inputs))
    assume(np.isfinite(graph.value).all())
    checks = [check for check in check_graph(graph) if np.isfinite(check.automatic)]
    assert [check for check in checks if not check.ok] == []


def test_the_time_grows_with_the_depth_and_not_with_its_square() -> None:
    counted = {depth: evaluations(depth) for depth in (10, 20, 40)}
    assert counted[40] - counted[20] == 2 * (counted[20] - counted[10])


def evaluations(depth: int) -> int:
    """How often ops are evaluated in the check of a chain of them."""
    builder = Builder()
    y = builder.input("x", 0.3, needs_gradient=True)
    for _ in range(depth):
        y = builder.apply(Counted(), y)
    graph = builder.graph(y)
    assert len(graph.adjoints) == depth + 1
    COUNT.clear()
    check_graph(graph)
    return len(COUNT)


def test_a_kink_excuses_no_wrong_gradient_beside_it() -> None:
    builder = Builder()
    x = builder.input("x", [0.0], needs_gradient=True)
    wrong = builder.apply(Wrong(), x + builder.constant(2.0))
    kinks = builder.apply(LeakyRelu(), x) - builder.apply(LeakyRelu(), -x)
    assert not worst(check_graph(builder.graph(wrong + kinks))).ok


def test_away_from_kinks_there_is_none() -> None:
    assert not any(check.kink for check in check_graph(expression("relu(x) + abs(x)", x=[-1.0, 2.0])))


@pytest.mark.parametrize("x", [-1.0, 0.0])
def test_a_gradient_that_is_not_a_number_fails(x: float) -> None:
    found = worst(check_graph(expression("ln(x)", x=x)))
    assert not found.ok
    assert found.error == np.inf


def test_a_large_node_is_checked_at_the_same_few_cells_each_time() -> None:
    graph = expression("sum(x*x*x)", x=np.linspace(-2, 2, 1000))
    first, second = check_graph(graph), check_graph(graph)
    assert first == second
    assert CELLS < 1000


def test_a_node_without_cells_has_nothing_to_fail() -> None:
    checks = check_graph(expression("sum(x*x)", x=np.zeros((0, 3))))
    assert all(check.ok for check in checks)
    assert checks[0].place is None


def test_the_worst_of_nothing_is_refused() -> None:
    with pytest.raises(SettingError, match="nothing to check"):
        worst(())


def test_infinities_of_both_signs_fail_the_check_without_a_warning() -> None:
    checks = check_graph(expression("x / y", x=[1.0, -1.0], y=0.0))
    assert not any(check.ok for check in checks)


@pytest.mark.parametrize("power", [1e13, -1e13, 1e20, 1e300])
@pytest.mark.parametrize("x", [1.0, -1.0])
def test_where_numbers_lie_too_far_apart_to_measure_a_slope_it_passes_unchecked(
    x: float, power: float
) -> None:
    builder = Builder()
    moved = builder.parameter("x", [x])
    graph = builder.graph(builder.apply(Power(), moved, builder.input("n", [power])))
    assert [check.name for check in check_graph(graph) if not check.ok] == []


def test_at_a_jump_and_at_a_difference_of_like_numbers_a_wrong_gradient_is_still_found() -> None:
    for text, x in (("where(x >= 1, 1, 0) + 3", 1.0), ("x - 1", 1.0 + 2.0**-52)):
        graph = expression(text, x=x)
        wrong = with_adjoint(graph, graph.index["x"], np.asarray(5.0))
        assert [check.name for check in check_graph(wrong) if not check.ok] == ["x"], text
