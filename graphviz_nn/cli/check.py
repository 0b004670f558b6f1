"""`graphviz-nn check`: every gradient of a graph against central differences."""

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
        f"backward says {furthest.automatic!r}, the difference {furthest.numeric!r}, error {furthest.error:.2g}."
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

    table = Table("node", "backward", "difference", "worst error", "", box=None)
    for check in checks:
        verdict = "FAILED" if not check.ok else "at a kink" if check.kink else ""
        numbers = (check.automatic, check.numeric)
        table.add_row(check.name, *(f"{number:.10g}" for number in numbers), f"{check.error:.2g}", verdict)
    print_table(table)


CHECK = Command("check", "Check every gradient against central differences.", add_target, _run)
