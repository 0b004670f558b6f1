"""`graphviz-nn lessons`: what can be taught."""

from __future__ import annotations

import argparse

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import print_table, say


def _run(arguments: argparse.Namespace) -> int:
    from graphviz_nn.lessons import broken_lessons, lesson_names, load_lesson

    lessons = map(load_lesson, lesson_names())
    rows = ((each.name, str(len(each.pages)), f"{each.title}. {each.summary}") for each in lessons)
    print_table(("lesson", "pages", "what it shows"), rows)
    for error in broken_lessons().values():
        print()
        say(f"Cannot be read: {error}")
    print()
    say("Open one with: graphviz-nn LESSON, and one of your own with: graphviz-nn FILE.toml")
    return 0


LESSONS = Command("lessons", "List what can be taught.", lambda parser: None, _run)
