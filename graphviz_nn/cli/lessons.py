"""`graphviz-nn lessons`: what can be taught."""

from __future__ import annotations

import argparse

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import print_table


def _run(arguments: argparse.Namespace) -> int:
    from rich.table import Table

    from graphviz_nn.lessons import broken_lessons, lesson_names, load_lesson

    table = Table("lesson", "pages", "what it shows", box=None)
    for name in lesson_names():
        lesson = load_lesson(name)
        table.add_row(name, str(len(lesson.pages)), f"{lesson.title}. {lesson.summary}")
    print_table(table)
    for error in broken_lessons().values():
        print(f"\nCannot be read: {error}")
    print("\nOpen one with: graphviz-nn LESSON, and one of your own with: graphviz-nn FILE.toml")
    return 0


LESSONS = Command("lessons", "List what can be taught.", lambda parser: None, _run)
