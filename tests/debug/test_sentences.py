from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphviz_nn.debug.explain import Cell, explain
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Phase, make_record
from graphviz_nn.debug.sentences import heading, sentence
from graphviz_nn.graph import expression
from graphviz_nn.model import Dense
from graphviz_nn.optim import Adagrad, Adam, AnyOptimiser, RmsProp
from graphviz_nn.training.problem import Problem
from tests.debug.examples import RULES, lecture_record, networks, problem, second_moment, small_problem, taped

UPDATES = {
    RULES[0]: "update: dense/kernel moves against its gradient",
    RULES[1]: "update: dense/kernel moves by its velocity",
    RULES[2]: "update: dense/kernel moves by its velocity, looking ahead",
    Adagrad(): "update: dense/kernel moves against its gradient, in steps that shrink as gradients add up",
    RmsProp(): "update: dense/kernel moves against its gradient, divided by the size that it lately had",
    Adam(): "update: dense/kernel moves against the mean of its gradients, divided by their size",
}


def test_the_lecture_s_expression_is_told_step_by_step() -> None:
    record = lecture_record()
    told = [str(sentence(taped(record), position)) for position in range(len(record.events) + 1)]
    assert told[:3] == [
        "the inputs have their values; first comes multiply, which multiplies x1 by x2",
        "forward: multiply multiplies x1 by x2",
        "forward: ln takes the logarithm of x1",
    ]
    assert told[5:9] == [
        "the result: subtract subtracts sin from add and comes to 11.65",
        "backward starts at subtract: its gradient with respect to itself is 1",
        "the gradient arrives at add from subtract",
        "the gradient arrives at sin from subtract",
    ]
    assert "the first part of the gradient arrives at x2 from sin, 1 of 2" in told
    assert told[-1] == "the last part of the gradient arrives at x2 from multiply, 2 of 2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "sqrt(sqrt(x - 3)) + 1",
            [
                "forward: subtract subtracts 3 from x",
                "forward: sqrt takes the square root of subtract, and makes NaN: sqrt is not defined below zero",
                "forward: sqrt_1 takes the square root of sqrt, and comes to NaN, which it was given",
                "the result: add adds 1 to sqrt_1, and comes to NaN, which it was given",
            ],
        ),
        (
            "1/(x - x)",
            [
                "forward: subtract subtracts x from x",
                "the result: divide divides 1 by subtract, and makes ∞: division by 0",
            ],
        ),
        (
            "exp(999x)",
            [
                "forward: multiply multiplies 999 by x",
                "the result: exp raises e to the power of multiply, and makes ∞: e to the power "
                "of 1998 is beyond float64, whose largest number is 1.8e308",
            ],
        ),
        (
            "ln([0, -1] * x)",
            [
                "forward: multiply multiplies [0, -1] by x",
                "the result: ln takes the logarithm of multiply, and makes NaN: ln is not defined below zero",
            ],
        ),
    ],
)
def test_the_step_that_makes_nan_or_infinity_says_so_and_why(text: str, told: list[str]) -> None:
    record = make_record(expression(text, x=2.0))
    assert [str(sentence(taped(record), position)) for position in range(1, len(told) + 1)] == told


def test_the_node_is_set_apart_and_is_the_one_that_the_event_wrote() -> None:
    record = second_moment(small_problem()).record
    for position, event in enumerate(record.events, 1):
        assert sentence(taped(record), position).node == record.graph.nodes[event.node].name


def test_a_network_s_start_tells_of_the_mini_batch() -> None:
    told = str(sentence(second_moment(small_problem()).tape, 0))
    assert told.startswith(
        "a mini-batch of 4 examples is in place; first comes dense/matmul, which multiplies x"
    )


@pytest.mark.parametrize("rule", UPDATES, ids=repr)
def test_an_update_says_what_moves_the_weight(rule: AnyOptimiser) -> None:
    record = second_moment(small_problem(rule)).record
    first = next(i for i, event in enumerate(record.events, 1) if event.phase is Phase.UPDATE)
    assert str(sentence(taped(record), first)) == UPDATES[rule]


@settings(max_examples=25)
@given(networks())
def test_every_step_of_every_network_is_told_in_one_line(task: Problem) -> None:
    record = second_moment(task).record
    for position in range(len(record.events) + 1):
        told = str(sentence(taped(record), position))
        assert "{" not in told
        assert "\n" not in told
        assert not told.endswith(".")
        assert "  " not in told


def test_a_lone_leaf_has_nothing_to_compute() -> None:
    alone = taped(make_record(expression("x", x=1.0)))
    assert str(sentence(alone, 0)) == "x has its value; there is nothing to compute"


def test_the_heading_says_where_in_time_we_are() -> None:
    assert heading(3, 19, 9, 22) == "Epoch 3 · update 19 · step 9 of 22"
    assert heading(10_000, 80_000, 0, 22) == "Epoch 10,000 · update 80,000 · step 0 of 22"
    assert heading(None, None, 1, 13) == "Step 1 of 13"


def test_of_one_example_it_speaks_in_the_singular() -> None:
    task = problem(Dense(units=1, activation="sigmoid"), batch=1)
    record = make_moment(task, task.start).record
    assert str(sentence(taped(record), 0)).startswith("a mini-batch of one example is in place")
    loss = next(i for i, event in enumerate(record.events, 1) if event.phase is Phase.LOSS)
    assert str(sentence(taped(record), loss)).startswith(
        "the loss: loss squares the error of dense/sigmoid against y"
    )
    why = explain(taped(record), 0, Cell("x", "value", (0, 1)))
    assert why is not None
    assert "".join(piece.text for piece in why.lines[1]) == "the only example in this mini-batch"
