"""Where a command's result goes: to a stream as lines and tables, or as rows to the standard output or into a file.

Names in files are anyone's: on a terminal none of them is a line of its own, a colour or a movement of the cursor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from graphviz_nn.text import one_line

UNWRAPPED = 10_000  # columns: a file has no edge to wrap at


def add_formats(parser: argparse.ArgumentParser) -> None:
    """Add `--json` and `--csv`, of which one can be chosen."""
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="as a JSON array, one row a line")
    formats.add_argument("--csv", action="store_true", help="as CSV")


def write_rows(rows: list[dict[str, Any]], arguments: argparse.Namespace, path: Path | None = None) -> None:
    """Write rows as the arguments' format says; a file that ends in .json is JSON unless they say otherwise."""
    from graphviz_nn.files.disk import write_bytes
    from graphviz_nn.files.export import as_csv, as_json

    ends_in_json = path is not None and path.suffix.lower() == ".json"
    text = as_json(rows) if arguments.json or (ends_in_json and not arguments.csv) else as_csv(rows)
    if path is None:
        sys.stdout.write(text)
    else:
        write_bytes(path, text.encode())


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a text as one line, to the standard output or another stream."""
    print(one_line(text), file=stream or sys.stdout)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO | None = None) -> None:
    """Print a table to the standard output or another stream, as wide as the terminal if it is one."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=None)
    for row in rows:
        table.add_row(*map(one_line, row))
    out = stream or sys.stdout
    console = Console(file=out, width=None if out.isatty() else UNWRAPPED, highlight=False, markup=False)
    with console.capture() as capture:
        console.print(table)
    out.write(capture.get())  # not by rich itself, which ends the program where the reader has gone
