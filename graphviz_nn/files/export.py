"""Traces and histories as CSV and JSON, every number in full precision."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphviz_nn.graph import Graph
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.outcomes import Results
from graphviz_nn.training.run import Run

Row = dict[str, Any]


def trace_rows(graph: Graph) -> list[Row]:
    """Return the evaluation trace as rows of name, formula, value and adjoint.

    A scalar is a number, a tensor a nested list; the adjoint is None where no gradient is asked for. JSON has no NaN
    and no infinity, so those are the words NaN, Infinity and -Infinity.
    """
    return [
        {"name": row.name, "formula": row.formula, "value": _plain(row.value), "adjoint": _plain(row.adjoint)}
        for row in graph.trace()
    ]


def history_rows(runs: Mapping[str, Run]) -> list[Row]:
    """Return a row for each finished epoch of each run: variant, epoch (from 1), loss and the metrics.

    `test_loss` is that over the held-out rows after the epoch.
    """
    return [row for name, run in runs.items() for row in _epochs(name, run)]


def run_rows(results: Results) -> str:
    """Return a row for each run as CSV: see `outcomes.Result`; what is not there is an empty cell.

    The columns of when a run came down to the goal name it.
    """
    names = {name: f"{name}_{results.goal:g}" for name in ("epochs_to", "updates_to", "seconds_to")}
    rows = [
        {
            names.get(name, name): None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in result._asdict().items()
        }
        for result in results.rows
    ]
    return as_csv(rows)


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON array, one row a line."""
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n  {lines}\n]\n" if rows else "[]\n"


def as_csv(rows: Sequence[Row]) -> str:
    """Return the rows as CSV with a header; tensors as JSON in their cell, None as an empty one."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _epochs(name: str, run: Run) -> Iterable[Row]:
    tested = run.test_losses.tolist()
    for epoch, loss in enumerate(run.losses.tolist(), 1):
        measured = {metric: _finite(values[epoch - 1].item()) for metric, values in run.metrics.items()}
        row = {"variant": name, "epoch": epoch, "loss": _finite(loss), **measured}
        if tested:
            row["test_loss"] = _finite(tested[epoch])
        yield row


def _plain(array: FloatArray | None) -> Any:
    return None if array is None else _finite(array.tolist())


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(part) for part in value]
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
