"""`graphviz-nn lessons`: what can be taught."""

from __future__ import annotations

import argparse

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import print_table


def _run(arguments: argparse.Namespace) -> int:
    from rich.table import Table

    from graphviz_nn.lessons import lesson_names, load_lesson

    table = Table("lesson", "pages", "what it shows", box=None)
    for name in lesson_names():
        lesson = load_lesson(name)
        table.add_row(name, str(len(lesson.pages)), f"{lesson.title}. {lesson.summary}")
    print_table(table)
    print("\nOpen one with: graphviz-nn LESSON")
    return 0


LESSONS = Command("lessons", "List what can be taught.", lambda parser: None, _run)
