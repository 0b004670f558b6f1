"""What is said of a table on the command line: its target, its features, its task, and how it is laid out."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphviz_nn.errors import DocumentError

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.files.document import Document

_TASKS = ("classification", "regression")
_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "blank": " ", r"\t": "\t"}
_DECIMALS = {"point": ".", "comma": ","}


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Add what can be said of a table; what is not said follows from the table itself."""
    group = parser.add_argument_group("of a table")
    group.add_argument(
        "--target", dest="goal", metavar="NAME", help="the column to predict; several numbers: a,b"
    )
    group.add_argument("--features", metavar="NAMES", help="the columns to learn from: area,rooms")
    group.add_argument("--task", choices=_TASKS, help="whether the target is a class or a number")
    group.add_argument("--delimiter", metavar="SIGN", help="what parts the cells: ';', tab, blank …")
    group.add_argument("--decimal", metavar="SIGN", help="the decimal sign: point or comma")
    group.add_argument(
        "--header", action=argparse.BooleanOptionalAction, help="whether the first row names the columns"
    )


def said_of_table(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the data that the options give."""
    said = {
        "target": _names(arguments.goal),
        "features": _names(arguments.features),
        "task": arguments.task,
        "delimiter": _DELIMITERS.get(arguments.delimiter, arguments.delimiter),
        "decimal": _DECIMALS.get(arguments.decimal, arguments.decimal),
        "header": arguments.header,
    }
    return {name: value for name, value in said.items() if value is not None}


def document_of(path: Path, said: dict[str, Any]) -> Document:
    """Return the document that a table begins as."""
    from graphviz_nn.data import DataSpec
    from graphviz_nn.files.document import Document
    from graphviz_nn.session.opening import opening
    from graphviz_nn.work import finish, quiet

    return Document(finish(opening(DataSpec(source=str(path), **said)), quiet).work)


def require_table(said: dict[str, Any], text: str) -> None:
    """Raise DocumentError where something is said of a table, and the target is none."""
    if said:
        options = ", ".join(f"--{name}" for name in said)
        raise DocumentError(f"{options}: for tables alone, and {text} is none. Leave it out.")


def _names(text: str | None) -> tuple[str, ...] | None:
    """Return names parted by commas; quotes stand around one that holds a comma."""
    if text is None:
        return None
    rows = list(csv.reader([text], skipinitialspace=True))
    return tuple(name.strip() for name in rows[0] if name.strip()) if rows else ()
