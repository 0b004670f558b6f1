"""Traces and histories as CSV and JSON: every number in full."""

from __future__ import annotations

import csv
import io
import json

import pytest

import graphviz_nn as gnn
from graphviz_nn.files.export import as_csv, as_json, history_rows, trace_rows
from graphviz_nn.model import Dense, Stack
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows


def test_a_trace_has_a_row_for_every_node_in_full_precision() -> None:
    graph = gnn.expression("x1*x2 + ln(x1) - sin(x2)", x1=2.0, x2=5.0)
    rows = json.loads(as_json(trace_rows(graph)))
    assert [row["name"] for row in rows] == [node.name for node in graph.nodes]
    assert rows[-1]["value"] == 11.652071455223084
    assert [row["adjoint"] for row in rows[:2]] == [5.5, 1.7163378145367738]


def test_tensors_are_nested_lists_and_a_missing_adjoint_is_null() -> None:
    rows = trace_rows(gnn.expression("2 * x", x=[[1.0, 2.0]]))
    assert {row["name"]: row["value"] for row in rows}["multiply"] == [[2.0, 4.0]]
    assert {row["name"]: row["adjoint"] for row in rows}["2"] is None


def test_what_json_lacks_is_a_word() -> None:
    rows = json.loads(as_json(trace_rows(gnn.expression("ln(x)", x=[0.0, -1.0]))), parse_constant=pytest.fail)
    assert rows[-1]["value"] == ["-Infinity", "NaN"]


def test_csv_holds_the_same_as_json() -> None:
    rows = trace_rows(gnn.expression("2 * x + sum(x)", x=[[1.0, 1 / 3]]))
    read = list(csv.DictReader(io.StringIO(as_csv(rows))))
    for row, cells in zip(rows, read, strict=True):
        assert cells["name"] == row["name"]
        assert json.loads(cells["value"]) == row["value"]
        assert (json.loads(cells["adjoint"]) if cells["adjoint"] else None) == row["adjoint"]


def make_run(test: bool) -> Run:
    network = Stack(inputs=2, layers=(Dense(units=1),)).network
    task = Problem(network, TrainingSpec(epochs=3, batch_size=8), *some_rows(20))
    machine = make_machine(task)
    return finish(train(task, machine, metrics=("accuracy",), test=machine if test else None), quiet)


def test_a_history_has_a_row_for_each_epoch_of_each_variant() -> None:
    run = make_run(test=False)
    rows = history_rows({"a": run, "b": run})
    assert [(row["variant"], row["epoch"]) for row in rows] == [(v, e) for v in "ab" for e in (1, 2, 3)]
    assert [row["loss"] for row in rows[:3]] == run.losses.tolist()
    assert list(rows[0]) == ["variant", "epoch", "loss", "accuracy"]


def test_a_history_tells_the_held_out_loss_after_each_epoch() -> None:
    run = make_run(test=True)
    assert [row["test_loss"] for row in history_rows({"a": run})] == run.test_losses[1:].tolist()


def test_no_rows_are_an_empty_array() -> None:
    assert json.loads(as_json([])) == []
    assert as_csv([]).strip() == ""
