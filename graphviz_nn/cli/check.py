"""`graphviz-nn check`: every gradient of a graph against measured slopes, and every page of a lesson."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import print_table, say
from graphviz_nn.cli.targets import add_target, target_of

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.debug.check import NodeCheck
    from graphviz_nn.files.document import Document
    from graphviz_nn.graph import Graph
    from graphviz_nn.lessons import Lesson

FAILED = 1


def _run(arguments: argparse.Namespace) -> int:
    from graphviz_nn.debug.check import check_graph, worst

    target = target_of(arguments.target, arguments.at)
    if target.lesson:
        return _check_pages(target.lesson)
    checks = check_graph(_graph(target.document))
    furthest = worst(checks)
    _print_table(checks)
    say(
        f"{'Passed' if furthest.ok else 'Failed'}. The worst is {furthest.name}{list(furthest.place or ()) or ''}: "
        f"backward says {furthest.automatic!r}, the measured slope is {furthest.numeric!r}, error {furthest.error:.2g}."
    )
    return 0 if furthest.ok else FAILED


def _check_pages(lesson: Lesson) -> int:
    """Say page by page what is wrong; what only a class would mind fails nothing."""
    from graphviz_nn.cli.pages import faults, warnings

    failed = False
    for number, page in enumerate(lesson.pages, 1):
        wrong, minded = list(faults(page)), list(warnings(page))
        failed = failed or bool(wrong)
        say(f"page {number} ({page.title}): {'FAILED' if wrong else 'warnings' if minded else 'passed'}")
        for words in (*wrong, *minded):
            say(f"  {words}.")
    return FAILED if failed else 0


def _graph(document: Document) -> Graph:
    """Return the graph before its first update, with its first mini-batch in it."""
    from graphviz_nn.debug.moment import make_moment
    from graphviz_nn.session.tasks import loaded, tasks_of

    problem = tasks_of(document.work, loaded(document.work))[0].problem
    return make_moment(problem, problem.start).record.graph


def _print_table(checks: tuple[NodeCheck, ...]) -> None:
    rows = (
        (
            check.name,
            f"{check.automatic:.10g}",
            f"{check.numeric:.10g}",
            f"{check.error:.2g}",
            _verdict(check),
        )
        for check in checks
    )
    print_table(("node", "backward", "measured", "worst error", ""), rows)


def _verdict(check: NodeCheck) -> str:
    if not check.ok:
        return "FAILED"
    return "at a kink" if check.kink else "below rounding" if check.is_drowned else ""


CHECK = Command(
    "check", "Check every gradient against measured slopes; of a lesson, every page.", add_target, _run
)
