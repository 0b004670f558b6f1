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

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from graphviz_nn.data import SOURCES
from graphviz_nn.errors import DocumentError, FileError
from graphviz_nn.files.decode import checked, document_of, merge, tree_of, unturned_tree
from graphviz_nn.files.disk import read_bytes
from graphviz_nn.files.document import Document
from graphviz_nn.files.places import places, unknown
from graphviz_nn.files.store import beside
from graphviz_nn.lessons.lesson import Lesson, Page
from graphviz_nn.resources import names, resource
from graphviz_nn.text import counted

FOLDER, SUFFIX = "lessons", ".toml"
MOST_BYTES = 1_000_000
_CURE = "Correct it there."
_HEADING = re.compile(r"\s*\[\[\s*pages\s*\]\]")
LEAST_CHOICES, MOST_CHOICES = 2, 4
_reading = Lock()


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
    """Return the names of the shipped lessons in the order of teaching; one that can't be read is left out."""
    return _shelf()[0]


def broken_lessons() -> Mapping[str, DocumentError | FileError]:
    """Return what is wrong with the shipped lessons that can't be read, by their names."""
    return _shelf()[1]


@lru_cache(maxsize=64)
def load_lesson(name: str) -> Lesson:
    """Return a shipped lesson; raise DocumentError, with the names there are, for an unknown one."""
    if name not in names(FOLDER, SUFFIX):
        raise DocumentError(f"There is no lesson {name!r}. There are {', '.join(lesson_names())}.")
    return read_lesson(resource(FOLDER, name + SUFFIX))


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in a file; a relative data file in it is looked for from the lesson's folder.

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
            document=_document(merge(shared, page.document), page, path, number),
        )
        for number, page in enumerate(table.pages, 1)
    )
    for number, page in enumerate(pages, 1):
        _check(page, f"{path}, page {number} ({page.title})")
    return Lesson(
        name=path.stem,
        title=table.title,
        summary=table.summary,
        place=table.place,
        pages=pages,
        path=path.absolute(),
    )


def _check(page: Page, where: str) -> None:
    """Raise DocumentError for a setting that the page's document lacks, and for choices that are none."""
    known = places(page.document.work)
    for place in page.settings:
        if place not in known:
            raise DocumentError(f"{where}: {unknown(page.document.work, place)}")
    if page.choices and not LEAST_CHOICES <= len(set(page.choices)) == len(page.choices) <= MOST_CHOICES:
        raise DocumentError(
            f"{where}: the choices are {', '.join(map(repr, page.choices))}. "
            f"Give {LEAST_CHOICES} to {MOST_CHOICES} that differ, or none."
        )


def _paragraphs(words: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in words.split("\n\n") if part.strip())


def _document(tree: dict[str, Any], page: _PageTable, path: Path, number: int) -> Document:
    """Return what a page shows; raise DocumentError for what is wrong with the page, with its number and title."""
    where = f"{path}, page {number} ({page.title})"
    for called, words in (("words", page.words), ("answer", page.answer)):
        for mark, sign in (("**", "bold"), ("`", "code")):
            if words.count(mark) % 2:
                raise DocumentError(
                    f"{where}: in the {called}, {counted(words.count(mark), 'mark')} {mark} for {sign} are no pairs. "
                    "Add the one that is missing, or take one out."
                )
    document = document_of(tree, where, _CURE)
    located = beside(document, path)
    source, view, variants = document.work.data.source, document.view, document.work.variants
    if document.work.data.given is None and not _is_found(located.work.data.source):
        near = get_close_matches(source, SOURCES, 1)
        cure = (
            f"Did you mean {near[0]!r}?"
            if near
            else f"There are {', '.join(SOURCES)}, and files beside the lesson."
        )
        raise DocumentError(f"{where}: the data {source!r} are no set and no file. {cure}")
    if view.variant >= len(variants):
        raise DocumentError(
            f"{where}: the view shows variant {view.variant}, and there are {len(variants)}, counted from 0. "
            f"Choose one up to {len(variants) - 1}, or add a variant."
        )
    return located


def _is_found(source: str) -> bool:
    return source in SOURCES or os.path.isfile(
        os.path.expanduser(source)
    )  # False, too, for what can be no path


def _table(path: Path) -> _LessonTable:
    try:
        content = read_bytes(path, MOST_BYTES)
        text = content.decode()
        tree = unturned_tree(tomllib.loads(text), content)
    except (ValueError, RecursionError) as error:  # also of whole numbers of thousands of digits
        is_long = "int_max_str_digits" in str(error)
        why = "it has a whole number with thousands of digits" if is_long else error
        raise DocumentError(f"{path} is not a lesson in TOML: {why}. {_CURE}") from error
    given = tree.get("pages")
    pages = given if isinstance(given, list) else []
    for number, page in enumerate(pages, 1):
        checked(page, _PageTable, f"{path}, page {number}{_line(text, number, len(pages))}", _CURE)
    return checked(tree, _LessonTable, str(path), _CURE)


def _line(text: str, number: int, pages: int) -> str:
    """Return where a page begins, as in ", from line 12"; "" where its heading can't be told from words."""
    lines = [line for line, said in enumerate(text.splitlines(), 1) if _HEADING.match(said)]
    return f", from line {lines[number - 1]}" if len(lines) == pages else ""


def _shelf() -> tuple[tuple[str, ...], Mapping[str, DocumentError | FileError]]:
    """Return the names of the shipped lessons that can be read, in order, and what is wrong with the others."""
    with _reading:  # a window that asks while another thread reads them waits for that, and reads nothing
        return _read_shelf()


@lru_cache(maxsize=1)
def _read_shelf() -> tuple[tuple[str, ...], Mapping[str, DocumentError | FileError]]:
    found: list[tuple[float, str]] = []
    broken: dict[str, DocumentError | FileError] = {}
    for name in names(FOLDER, SUFFIX):
        try:
            found.append((load_lesson(name).place, name))
        except (DocumentError, FileError) as error:
            broken[name] = error
    return tuple(name for _, name in sorted(found)), broken
