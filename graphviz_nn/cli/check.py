"""`graphviz-nn check`: every gradient of a graph against measured slopes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import print_table
from graphviz_nn.cli.targets import add_target, target_of

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.debug.check import NodeCheck
    from graphviz_nn.files.document import Document
    from graphviz_nn.graph import Graph

FAILED = 1


def _run(arguments: argparse.Namespace) -> int:
    from graphviz_nn.debug.check import check_graph, worst

    checks = check_graph(_graph(target_of(arguments.target, arguments.at).document))
    furthest = worst(checks)
    _print_table(checks)
    print(
        f"{'Passed' if furthest.ok else 'Failed'}. The worst is {furthest.name}{list(furthest.place or ()) or ''}: "
        f"backward says {furthest.automatic!r}, the measured slope is {furthest.numeric!r}, error {furthest.error:.2g}."
    )
    return 0 if furthest.ok else FAILED


def _graph(document: Document) -> Graph:
    """Return the graph before its first update, with its first mini-batch in it."""
    from graphviz_nn.debug.moment import make_moment
    from graphviz_nn.session.tasks import data_of, problems

    problem = problems(document.work, data_of(document.work))[0]
    return make_moment(problem, problem.start).record.graph


def _print_table(checks: tuple[NodeCheck, ...]) -> None:
    from rich.table import Table

    table = Table("node", "backward", "measured", "worst error", "", box=None)
    for check in checks:
        numbers = (check.automatic, check.numeric)
        table.add_row(
            check.name, *(f"{number:.10g}" for number in numbers), f"{check.error:.2g}", _verdict(check)
        )
    print_table(table)


def _verdict(check: NodeCheck) -> str:
    if not check.ok:
        return "FAILED"
    return "at a kink" if check.kink else "below rounding" if check.is_drowned else ""


CHECK = Command("check", "Check every gradient against measured slopes.", add_target, _run)
