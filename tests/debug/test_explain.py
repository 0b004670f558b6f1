from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.explain import ARRIVALS, Cell, Explanation, explain
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.graph import Builder, Graph, Role, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.ops import OPS, BinaryCrossentropy, Op
from graphviz_nn.optim import Adam, AnyOptimiser, Sgd, StepDecay
from graphviz_nn.training.problem import Problem
from tests.debug.arithmetic import Reading, agree, read
from tests.debug.examples import (
    LOSS_OPS,
    TEXTS,
    batched_graph,
    lecture_record,
    loss_graph,
    networks,
    picture_graph,
    second_moment,
    small_problem,
    taped,
    tensor_graph,
)
from tests.model.layers.everywhere import problem_of
from tests.optim.every import RULES as EVERY_RULE
from tests.optim.every import calculated, worked

UNABRIDGED = 10_000
GRAPHS = (*map(tensor_graph, TEXTS), *map(loss_graph, LOSS_OPS), batched_graph(), picture_graph())


def text(explanation: Explanation) -> list[str]:
    return ["".join(piece.text for piece in line) for line in explanation.lines]


def asked(record: Record, position: int, cell: Cell, shown: int = UNABRIDGED) -> Explanation:
    explanation = explain(taped(record), position, cell, shown)
    assert explanation is not None
    return explanation


def before_update(record: Record) -> int:
    return sum(event.phase is not Phase.UPDATE for event in record.events)


def check_value(record: Record, place: int, index: tuple[int, ...]) -> None:
    """Every line of arithmetic about a value comes to that value."""
    node = record.graph.nodes[place]
    explanation = asked(record, before_update(record), Cell(node.name, "value", index))
    assert explanation.result == record.values[place][index] or math.isnan(explanation.result)
    readings = [reading for line in explanation.lines if (reading := read(record, line))]
    assert readings or node.is_leaf
    for reading in readings:
        for side in reading.sides:
            assert agree(side, explanation.result, reading.exact), text(explanation)


def check_gradient(record: Record, place: int, index: tuple[int, ...]) -> None:
    """Every contribution's lines come to what the edge brought, and the last line to their sum."""
    node = record.graph.nodes[place]
    explanation = asked(record, before_update(record), Cell(node.name, "gradient", index))
    gradient = record.gradients[place]
    if gradient is None:
        assert math.isnan(explanation.result)
        return
    assert np.isclose(explanation.result, gradient[index], rtol=1e-12, equal_nan=True)
    events = [e for e in record.events if e.phase is Phase.BACKWARD and e.node == place]
    expected = [float(record.contribution(event)[index]) for event in events]
    blocks: list[list[Reading]] = []
    for line, written in zip(explanation.lines, text(explanation), strict=True):
        if written.startswith(("from ", "d ")):
            blocks.append([])
        elif reading := read(record, line):
            blocks[-1].append(reading)
    if len(events) > 1:
        total = blocks[-1].pop()
        assert all(agree(side, explanation.result, False) for side in total.sides)
    for event, block, contribution in zip(events, blocks, expected, strict=True):
        assert block or event.edge is None
        for reading in block:
            assert all(agree(side, contribution, reading.exact) for side in reading.sides), text(explanation)


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: repr(graph))
def test_every_cell_of_every_kind_of_op_is_explained_by_arithmetic_that_comes_to_it(graph: Graph) -> None:
    record = make_record(graph)
    for place, node in enumerate(graph.nodes):
        for index in np.ndindex(node.shape):
            check_value(record, place, index)
            check_gradient(record, place, index)


def test_the_graphs_above_hold_every_op() -> None:
    assert {node.op.name for graph in GRAPHS for node in graph.nodes if node.op} == OPS.keys()


@settings(max_examples=60)
@given(networks(), st.data())
def test_any_cell_of_any_network_is_explained(task: Problem, data: st.DataObject) -> None:
    record = second_moment(task).record
    place = data.draw(st.integers(0, len(record.graph.nodes) - 1))
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in record.graph.nodes[place].shape)))
    check_value(record, place, index)
    check_gradient(record, place, index)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=repr)
def test_the_lines_of_an_updated_weight_make_up_the_new_weight_in_numbers(rule: AnyOptimiser) -> None:
    record = second_moment(small_problem(rule)).record
    for name, change in record.changes.items():
        index = (0,) * change.after.ndim
        explanation = asked(record, len(record.events), Cell(name, "value", index))
        assert explanation.result == change.after[index]
        lines = text(explanation)
        if rule.clip_norm is not None:
            assert lines.pop(0).startswith("length of the whole gradient: ")
        assert lines.pop().startswith("Δ = ")
        assert lines[::2] == list(rule.lines)
        for numbers in lines[1::2]:
            _, left, right = numbers.split(" = ")
            # Four digits of each number are written: what they come to is as good.
            assert calculated(left) == pytest.approx(calculated(right), rel=5e-3, abs=2e-4)
        assert calculated(right) == pytest.approx(change.after[index], rel=1e-3)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=repr)
def test_what_the_lines_start_from_makes_up_the_new_weight_exactly(rule: AnyOptimiser) -> None:
    record = second_moment(small_problem(rule)).record
    for change in record.changes.values():
        for index in np.ndindex(change.after.shape):
            start = {
                "t": float(record.update),
                "length": record.gradient_length,
                **rule.factors(record.update),
            }
            start |= {"w": float(change.before[index]), "g": float(change.gradient[index])}
            for letter, name in zip(rule.memory_letters, rule.memory_names, strict=True):
                start[letter] = float(change.memory_before[name][index])
            found = worked(rule, start)
            assert found["w"] == pytest.approx(change.after[index], rel=1e-12, abs=1e-14)
            assert found["g"] == pytest.approx(change.clipped[index], rel=1e-12)


def test_decay_clipping_and_schedule_are_told_in_their_order() -> None:
    rule = Adam(learning_rate=0.5, schedule=StepDecay(updates=1), weight_decay=0.1, clip_norm=1e-3)
    record = second_moment(small_problem(rule)).record
    lines = text(asked(record, len(record.events), Cell("dense/bias", "value", (0,))))
    assert lines[0].startswith("length of the whole gradient: 0.")
    assert lines[1] == "rate ← 0.5 · 0.5^floor((t − 1) / 1)"
    assert lines[2] == "rate = 0.5 · 0.5^floor((2 − 1) / 1) = 0.25"
    assert lines[3] == "g ← g · 0.001 / max(length, 0.001)"
    assert lines[5] == "w ← w − 0.1 · rate · w"
    assert " · 0.25 · " in lines[6]
    assert [line.split()[0] for line in lines[7:-1:2]] == ["m", "v", "correction", "w"]


def test_the_words_name_the_rule() -> None:
    record = second_moment(small_problem(Adam())).record
    explanation = asked(record, len(record.events), Cell("dense/bias", "value", (0,)))
    assert explanation.words == "The update has moved this weight, by Adam."


def test_of_a_weight_that_has_not_moved_the_words_say_so() -> None:
    record = second_moment(small_problem(Sgd(learning_rate=1e-30))).record
    explanation = asked(record, len(record.events), Cell("dense/kernel", "value", (0, 0)))
    assert explanation.words == "The update has left this weight as it was, by SGD."


def test_an_updated_weight_shows_the_rule_and_the_rule_in_numbers() -> None:
    record = second_moment(small_problem()).record
    lines = text(asked(record, len(record.events), Cell("dense/bias", "value", (0,))))
    assert lines[0] == "v ← 0.9 · v − 0.1 · g"
    assert lines[1].startswith("v = 0.9 · ")
    assert lines[2] == "w ← w + v"


def test_before_its_update_a_weight_is_a_leaf() -> None:
    record = second_moment(small_problem()).record
    (line,) = text(asked(record, 0, Cell("dense/bias", "value", (0,))))
    assert "every update moves it" in line


def test_a_row_of_the_mini_batch_says_where_in_the_data_it_lies() -> None:
    record = second_moment(small_problem()).record
    lines = text(asked(record, 0, Cell("x", "value", (2, 1))))
    assert f"row {record.rows[2]}, feature 1" in lines[0]
    assert lines[1] == "example 3 of 4 in this mini-batch"


def test_the_lecture_s_gradient_of_x2_is_the_sum_of_its_two_edges() -> None:
    record = lecture_record()
    explanation = asked(record, len(record.events), Cell("x2", "gradient", ()))
    assert explanation.result == 1.7163378145367738
    assert text(explanation) == [
        "from sin:",
        "−1 · cos(5) = −0.2837",
        "from multiply:",
        "1 · 2 = 2",
        "−0.2837 + 2 = 1.716",
    ]


def test_a_gradient_grows_contribution_by_contribution() -> None:
    record = lecture_record()
    place = record.graph.index["x1"]
    arrivals = [i for i, e in enumerate(record.events, 1) if e.phase is Phase.BACKWARD and e.node == place]
    cell = Cell("x1", "gradient", ())
    assert text(asked(record, arrivals[0] - 1, cell)) == ["gradient not yet"]
    assert math.isnan(asked(record, arrivals[0] - 1, cell).result)
    half = asked(record, arrivals[0], cell)
    assert half.result == 0.5
    assert text(half)[-1] == "still to come: 1 more, from multiply"
    assert asked(record, arrivals[1], cell).result == 5.5


def test_a_gradient_that_nothing_flows_back_to_is_0_once_backward_is_over() -> None:
    record, cell = make_record(expression("where(c, a, b)", c=1.0, a=2.0, b=3.0)), Cell("c", "gradient", ())
    end = len(record.events)
    assert [text(asked(record, at, cell)) for at in (0, end - 1)] == [["gradient not yet"]] * 2
    assert text(asked(record, end, cell)) == ["nothing flows back to it: 0"]
    assert asked(record, end, cell).result == 0.0


def test_of_very_many_contributions_the_newest_are_written_out_and_the_others_taken_together() -> None:
    record = make_record(expression(" + ".join(f"x*{number}" for number in range(1, 101)), x=2.0))
    lines = text(asked(record, len(record.events), Cell("x", "gradient", ())))
    assert lines[0].startswith(f"from {100 - ARRIVALS} others before, together ")
    assert sum(line.startswith("from multiply") for line in lines) == ARRIVALS
    assert lines[-1].count(" + ") == ARRIVALS
    assert lines[-1].endswith("= 5050")


def test_backward_starts_at_one() -> None:
    record = lecture_record()
    explanation = asked(record, len(record.events), Cell(record.graph.output, "gradient", ()))
    assert explanation.result == 1.0
    assert text(explanation) == ["d subtract / d subtract = 1"]


def test_a_value_that_is_not_computed_yet_says_so() -> None:
    explanation = asked(lecture_record(), 0, Cell("ln", "value", ()))
    assert text(explanation) == ["not computed yet"]
    assert math.isnan(explanation.result)


def test_data_ask_for_no_gradient() -> None:
    record = second_moment(small_problem()).record
    assert text(asked(record, len(record.events), Cell("x", "gradient", (0, 0)))) == ["no gradient"]


@pytest.mark.parametrize("cell", [Cell("nowhere", "value", ()), Cell("x1", "value", (0,))])
def test_a_cell_that_the_graph_does_not_have_has_no_explanation(cell: Cell) -> None:
    assert explain(taped(lecture_record()), 0, cell) is None


def test_a_long_sum_shows_its_first_terms_and_the_rest_together() -> None:
    record = make_record(expression("a @ b", a=np.ones((1, 20)), b=np.full((20, 1), 0.5)))
    lines = text(asked(record, 1, Cell("matmul", "value", (0, 0)), shown=8))
    assert lines[0] == " + ".join(["1 · 0.5"] * 8) + " + … 12 more, together 6"
    assert lines[2] == "= 10"


def test_negative_numbers_stand_in_parentheses_where_they_must() -> None:
    record = make_record(expression("a - b*a**2", a=-2.0, b=-3.0))
    end = len(record.events)
    assert text(asked(record, end, Cell("power", "value", ())))[0] == "(−2)^2 = 4"
    assert text(asked(record, end, Cell("multiply", "value", ())))[0] == "−3 · 4 = −12"
    assert text(asked(record, end, Cell("subtract", "value", ())))[0] == "−2 − (−12) = 10"


def test_numbers_are_coloured_by_what_they_are_and_can_be_followed() -> None:
    record = second_moment(small_problem()).record
    end = before_update(record)
    weighted = asked(record, end, Cell("dense/matmul", "value", (0, 0))).lines[0]
    hues = {piece.cell.node: piece.hue for piece in weighted if piece.cell}
    assert hues == {"x": "value", "dense/kernel": "parameter"}
    back = asked(record, end, Cell("dense/tanh", "gradient", (0, 0))).lines[1]
    assert {piece.hue for piece in back if piece.cell} == {"gradient", "parameter"}


@pytest.mark.parametrize(
    "op", [op for graph in GRAPHS for node in graph.nodes if (op := node.op)][::3], ids=repr
)
def test_words_and_formula_come_from_the_op(op: Op) -> None:
    graph = next(graph for graph in GRAPHS if any(node.op is op for node in graph.nodes))
    node = next(node for node in graph.nodes if node.op is op)
    record = make_record(graph)
    explanation = asked(record, len(record.events), Cell(node.name, "value", (0,) * len(node.shape)))
    assert explanation.words == op.words
    assert explanation.formula.startswith("y = ")


def test_a_clipped_probability_is_written_with_all_its_digits() -> None:
    builder = Builder()
    p = builder.input("p", [1.0], needs_gradient=True)
    record = make_record(builder.graph(builder.apply(BinaryCrossentropy(), p, builder.input("t", [0.0]))))
    lines = text(asked(record, 1, Cell("binary_crossentropy", "value", ())))
    assert "0.9999999" in lines[0]
    back = text(asked(record, len(record.events), Cell("p", "gradient", (0,))))
    assert back[1:] == ["= 0", "1 was clipped, and passes no gradient"]


def test_a_long_maximum_shows_its_first_numbers_and_the_largest_of_the_rest() -> None:
    record = make_record(expression("max(a)", a=np.arange(20.0)))
    lines = text(asked(record, 1, Cell("max", "value", ()), shown=3))
    assert lines == ["max(0, 1, 2, … 17 more, at most 19)", "= 19"]
    assert (
        text(asked(record, len(record.events), Cell("a", "gradient", (4,))))[-1]
        == "4 is not the largest, 19 is"
    )


def test_a_record_without_its_rule_still_tells_where_a_weight_came_from() -> None:
    record = replace(second_moment(small_problem()).record, optimiser=None)
    (line,) = text(asked(record, len(record.events), Cell("dense/bias", "value", (0,))))
    assert line.startswith("from ")


LEAVES = {
    Role.INPUT: "comes from the data: row ",
    Role.PARAMETER: "is a weight",
    Role.CONSTANT: "is a constant",
    Role.STATE: "is carried on from update to update",
    Role.NOISE: "was drawn for this update",
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OP])
def test_a_leaf_is_said_to_come_from_where_it_comes_from(role: Role) -> None:
    layers = (GaussianNoise(), BatchNormalization(), Dropout(), Dense(units=2, activation="softmax"))
    problem = problem_of(Stack(inputs=(3,), layers=layers, loss="categorical_crossentropy"))
    record = make_moment(problem, problem.start).record
    leaves = [node for node in record.graph.nodes if node.role is role]
    assert leaves
    for node in leaves:
        first = text(asked(record, 0, Cell(node.name, "value", (0,) * len(node.shape))))[0]
        assert LEAVES[role] in first
