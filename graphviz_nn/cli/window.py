"""`graphviz-nn [FILE | LESSON]`: the window, or where there is no screen the same picture as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from graphviz_nn.cli.command import Command
from graphviz_nn.cli.output import say
from graphviz_nn.cli.render import Picture, ended_by_interrupts, save
from graphviz_nn.cli.tables import add_columns, said_of_table
from graphviz_nn.cli.targets import Target, add_leaves, table_at, target_of

FIRST_LESSON = "first-look"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="?",
        default=FIRST_LESSON,
        metavar="TARGET",
        help="a .gnn.json file, a table (.csv …), a lesson or its .toml, iris, penguins, digits, or an expression",
    )
    add_leaves(parser)
    add_columns(parser)


def _run(arguments: argparse.Namespace) -> int:
    with ended_by_interrupts():  # until the window is there, and takes them
        return _open(arguments)


def _open(arguments: argparse.Namespace) -> int:
    from graphviz_nn.gui.screen import missing_display

    said, missing = said_of_table(arguments), missing_display()
    table = table_at(arguments.target)
    if table and not missing:
        return _table(table, said)
    # Before the window, so that a wrong one is told without it.
    target = target_of(arguments.target, arguments.at, said)
    if missing:
        return _picture_instead(target, missing)
    from graphviz_nn.gui.shell import app

    if target.lesson:
        return app.end(app.run(lesson=target.lesson))
    return app.end(app.run(target.document, target.path))


def _table(path: Path, said: dict[str, Any]) -> int:
    """Open the window on a table, which asks there what is not said."""
    from graphviz_nn.data import DataSpec, read_table
    from graphviz_nn.gui.shell import app

    asked = DataSpec(source=str(path), **said)
    read_table(path, asked.told)  # what can't be read is told without a window; it is kept for the window
    return app.end(app.run(table=asked))


def _picture_instead(target: Target, missing: str) -> int:
    path = Path.cwd() / f"{target.name}.png"
    save(target, path, Picture())
    say(f"There is no display to open a window on: {missing}. Here is its picture instead: {path}")
    return 0


WINDOW = Command("window", "Open the window (also without this word).", _add_arguments, _run)
