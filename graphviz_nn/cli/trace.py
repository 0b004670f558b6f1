"""`graphviz-nn trace`: the evaluation trace of an expression."""

from __future__ import annotations

import argparse
from typing import Any

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import add_formats, print_table, write_rows
from graphviz_nn.cli.targets import add_leaves, leaves_of

_COLUMNS = ("name", "formula", "value", "adjoint")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("expression", metavar="EXPR", help='as in "x1*x2 + ln(x1) - sin(x2)"')
    add_leaves(parser)
    add_formats(parser)


def _run(arguments: argparse.Namespace) -> int:
    from graphviz_nn.files.export import trace_rows
    from graphviz_nn.graph import graph_of

    rows = trace_rows(graph_of(arguments.expression, leaves_of(arguments.at)))
    if arguments.json or arguments.csv:
        write_rows(rows, arguments)
    else:
        print_table(_COLUMNS, (tuple(_shown(row[column]) for column in _COLUMNS) for row in rows))
    return 0


def _shown(value: Any) -> str:
    """Return a cell, a number in full precision."""
    return "" if value is None else str(value)


TRACE = Command(
    "trace",
    "Print the evaluation trace of an expression: values forward, adjoints backward.",
    _add_arguments,
    _run,
)
