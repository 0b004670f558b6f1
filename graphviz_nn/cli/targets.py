"""What TARGET means on the command line: a document, a table, a lesson, or an expression."""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphviz_nn.cli.tables import document_of, require_table
from graphviz_nn.errors import DocumentError, ExpressionError
from graphviz_nn.resources import names, resource
from graphviz_nn.text import MINUS

if TYPE_CHECKING:  # what --help would have to wait for
    from graphviz_nn.files.document import Document
    from graphviz_nn.lessons import Lesson

DOCUMENTS = "documents"
DOCUMENT, LESSON = ".json", ".toml"  # what ends otherwise is a table


class Target(NamedTuple):
    """What was asked for.

    Attributes:
        document: to show, to train or to check.
        name: for a file that is made from it.
        path: the document's own file, or None.
        lesson: the lesson that it is the first page of, or None.

    """

    document: Document
    name: str
    path: Path | None = None
    lesson: Lesson | None = None


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add TARGET, and `--at` for where it is an expression."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="a .gnn.json file, a table (.csv …), a lesson or its .toml, iris, penguins, digits, or an expression",
    )
    add_leaves(parser)


def add_leaves(parser: argparse.ArgumentParser) -> None:
    """Add `--at`, which gives an expression's names their values."""
    parser.add_argument(
        "--at",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="the values of an expression's names: x=2, x=[1,2] or x=[[1,2],[3,4]]",
    )


def leaves_of(pairs: list[str]) -> dict[str, Any]:
    """Return the values that `--at` was given, by name.

    Raise ExpressionError for a value that is no number or list, and for a name that is there twice.
    """
    from graphviz_nn.graph.tokens import plain_name

    leaves: dict[str, Any] = {}
    for given, value in map(_leaf, pairs):
        name = plain_name(given)
        if name in leaves:
            raise ExpressionError(f"--at gives {name!r} two values. Give it one.")
        leaves[name] = value
    return leaves


def target_of(
    text: str,
    pairs: list[str] | None = None,
    said: dict[str, Any] | None = None,
    *,
    expressions: bool = True,
) -> Target:
    """Return what a word on the command line means.

    It is looked for as a file, as a lesson, as a built-in document, and then as an expression; of a table, `said` is
    what need not be guessed. Raise DocumentError where it is none of them, and whatever the reading of a file raises.
    """
    found = _table(text, said or {}) or _found(text, pairs or [], expressions)
    if pairs and found.document.work.subject.network.is_fed:
        raise ExpressionError(f"--at gives an expression its values, and {text} is none. Leave --at out.")
    return found


def built_in() -> tuple[str, ...]:
    """Return the names of the documents that come with the program."""
    return tuple(name.removesuffix(".gnn") for name in names(DOCUMENTS, ".gnn.json"))


def table_at(text: str) -> Path | None:
    """Return the path of a table, whether there is one or it only ends like one; None for anything else."""
    from graphviz_nn.data.tables import SUFFIXES

    path = Path(os.path.expanduser(text))
    is_table = text.lower().endswith(SUFFIXES) or (
        os.path.isfile(path) and path.suffix.lower() not in (DOCUMENT, LESSON)
    )
    return path if is_table else None


def _table(text: str, said: dict[str, Any]) -> Target | None:
    """Return the document that a table begins as; None for what is no table."""
    path = table_at(text)
    if path is None:
        require_table(said, _cut(text))
        return None
    return Target(document_of(path, said), path.stem)


def _found(text: str, pairs: list[str], expressions: bool) -> Target:
    if text.lower().endswith(DOCUMENT):
        return _document(Path(os.path.expanduser(text)))
    if text.lower().endswith(LESSON) or text in names("lessons", LESSON):
        return _lesson(text)
    if text in built_in():
        return _named(text)
    if expressions:
        return _expression(text.strip(), leaves_of(pairs))
    raise DocumentError(
        f"{_cut(text)} is no file, no lesson and no built-in document. Give the path of a .gnn.json file, of a .toml "
        f"lesson or of a table, a lesson (graphviz-nn lessons lists them), or one of: {', '.join(built_in())}."
    )


def _named(name: str) -> Target:
    from graphviz_nn.files.store import SUFFIX, load

    return Target(load(resource(DOCUMENTS, name + SUFFIX)), name)


def _document(path: Path) -> Target:
    from graphviz_nn.files.store import SUFFIX, load

    return Target(load(path), path.name.removesuffix(SUFFIX), path)


def _lesson(text: str) -> Target:
    from graphviz_nn.lessons import load_lesson, read_lesson

    is_file = text.lower().endswith(LESSON)
    lesson = read_lesson(Path(os.path.expanduser(text))) if is_file else load_lesson(text)
    return Target(lesson.pages[0].document, lesson.name, lesson=lesson)


def _expression(text: str, leaves: dict[str, Any]) -> Target:
    from graphviz_nn.debug.record import make_record
    from graphviz_nn.files.document import Document, View, Work
    from graphviz_nn.graph import in_one_line
    from graphviz_nn.model import Formula

    try:
        subject = Formula(text=text, leaves=leaves)
        graph = subject.network.graph(1)
    except ExpressionError as error:
        if text.replace("-", "_").isidentifier():  # one word is rather a misspelt name
            raise DocumentError(
                f"{_cut(text)} is no file, no lesson, no built-in document ({', '.join(built_in())}), "
                f"and as an expression: {error}"
            ) from error
        raise
    at_the_end = View(position=len(make_record(graph).events))
    return Target(Document(Work(title=in_one_line(text), subject=subject), at_the_end), "expression")


def _leaf(pair: str) -> tuple[str, Any]:
    name, equals, text = (part.strip() for part in pair.partition("="))
    if not equals or not name or not text:
        raise ExpressionError(
            f"{_cut(pair)} after --at names no value. Write NAME=VALUE, as in x1=2 or x=[1,2]."
        )
    plain = text.replace(MINUS, "-")
    try:
        return name, json.loads(plain) if plain.startswith("[") else float(plain)
    except (ValueError, RecursionError) as error:
        point = plain.replace(",", ".")
        cure = f"{name}={point}" if re.fullmatch(r"-?\d*\.\d+", point) else f"{name}=2 or {name}=[1,2]"
        raise ExpressionError(
            f"{_cut(text)} is not a number or a list of numbers. Write {cure}, without spaces."
        ) from error


def _cut(text: str) -> str:
    """Return a word of the command line as a message quotes it."""
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}…"
