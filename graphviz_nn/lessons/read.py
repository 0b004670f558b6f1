"""From a TOML file to a lesson.

    place = 10                         # lessons are listed by it
    title = "Momentum"
    summary = "What rolling does for descent."

    [document.data]                    # what all pages share, where it differs from the default document
    source = "two blobs"

    [[pages]]
    title = "Predict"
    words = "Which path is longer?"
    answer = "The one with momentum."      # shown when asked for; may be left out
    choices = ["SGD", "momentum"]          # what the room can raise hands for; may be left out
    settings = ["training.optimiser.momentum"]  # at hand beside the words; may be left out
    [pages.document.training]          # what this page has different
    epochs = 50

Tables are merged into the document; lists (layers, variants) and expressions are replaced whole. The lines of a
paragraph of words or of an answer are joined.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.decode import checked, document_of, merge, tree_of
from graphviz_nn.files.disk import read_bytes
from graphviz_nn.files.document import Document
from graphviz_nn.lessons.lesson import Lesson, Page
from graphviz_nn.resources import names, resource

FOLDER, SUFFIX = "lessons", ".toml"
MOST_BYTES = 1_000_000


class _PageTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    words: str
    answer: str = ""
    choices: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    document: dict[str, Any] = {}


class _LessonTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    place: float
    title: str
    summary: str
    pages: list[_PageTable]
    document: dict[str, Any] = {}


def lesson_names() -> tuple[str, ...]:
    """Return the names of the shipped lessons in the order of teaching."""
    tables = {name: _table(resource(FOLDER, name + SUFFIX)) for name in names(FOLDER, SUFFIX)}
    return tuple(sorted(tables, key=lambda name: (tables[name].place, name)))


@lru_cache(maxsize=64)
def load_lesson(name: str) -> Lesson:
    """Return a shipped lesson; raise DocumentError, with the names there are, for an unknown one."""
    if name not in names(FOLDER, SUFFIX):
        raise DocumentError(f"There is no lesson {name!r}. There are {', '.join(lesson_names())}.")
    return read_lesson(resource(FOLDER, name + SUFFIX))


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raise FileError if the file can't be read, DocumentError, with the place, for what is no lesson.
    """
    table = _table(path)
    if not table.pages:
        raise DocumentError(f"{path}: the lesson has no pages. Add a table [[pages]].")
    shared = merge(tree_of(Document()), {"title": table.title} | table.document)
    pages = tuple(
        Page(
            title=page.title,
            words=_paragraphs(page.words),
            answer=_paragraphs(page.answer),
            choices=page.choices,
            settings=page.settings,
            document=document_of(merge(shared, page.document), f"{path}, page {number} ({page.title})"),
        )
        for number, page in enumerate(table.pages, 1)
    )
    return Lesson(name=path.stem, title=table.title, summary=table.summary, pages=pages)


def _paragraphs(words: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in words.split("\n\n") if part.strip())


def _table(path: Path) -> _LessonTable:
    try:
        tree = tomllib.loads(read_bytes(path, MOST_BYTES).decode())
    except (ValueError, RecursionError) as error:  # also of whole numbers of thousands of digits
        raise DocumentError(f"{path} is not a lesson in TOML: {error}. Correct it there.") from error
    return checked(tree, _LessonTable, str(path))
