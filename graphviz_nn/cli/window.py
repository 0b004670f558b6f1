"""`graphviz-nn [FILE | LESSON]`: the window, or where there is no screen the same picture as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.render import Picture, save
from graphviz_nn.cli.targets import Target, add_leaves, target_of

FIRST_LESSON = "first-look"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="?",
        default=FIRST_LESSON,
        metavar="TARGET",
        help="a .gnn.json file, a table (.csv, .xlsx …), a lesson, iris, penguins, digits, or an expression",
    )
    add_leaves(parser)


def _run(arguments: argparse.Namespace) -> int:
    target = target_of(arguments.target, arguments.at)  # first, so that a wrong one is told without a window
    from graphviz_nn.gui.screen import missing_display

    missing = missing_display()
    if missing:
        return _picture_instead(target, missing)
    from graphviz_nn.gui.shell import app

    if target.lesson:
        return app.run(lesson=target.lesson)
    return app.run(target.document, target.path)


def _picture_instead(target: Target, missing: str) -> int:
    path = Path.cwd() / f"{target.name}.png"
    save(target, path, Picture())
    print(f"There is no display to open a window on: {missing}. Here is its picture instead: {path}")
    return 0


WINDOW = Command("window", "Open the window (also without this word).", _add_arguments, _run)
