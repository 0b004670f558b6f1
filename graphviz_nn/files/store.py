"""Documents on the disk: `.gnn.json`, readable by people, checked on reading and written in one piece."""

from __future__ import annotations

import json
import math
import os
from codecs import BOM_UTF8 as BOM
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from graphviz_nn.data import SOURCES
from graphviz_nn.errors import DocumentError
from graphviz_nn.files.decode import document_of, tree_of, unturned_tree
from graphviz_nn.files.disk import read_bytes, write_bytes
from graphviz_nn.files.document import Document
from graphviz_nn.training.variants import Variant, with_change

SUFFIX = ".gnn.json"
OWN_SOURCE = "data.source"  # where a variant says that it learns from other data
MOST_BYTES = 64_000_000
MOST_PARTS = 2_000_000  # lists and tables: two bytes of a file, and thirty times as much of the memory
# JSON has no such numbers; the leaves of an expression may well have them.
_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def load(path: str | Path) -> Document:
    """Return the document in a file; a relative data file in it is looked for from the document's folder.

    Raise FileError if the file can't be read and DocumentError if it is not JSON, is cut short, is of a newer
    version, or holds an unknown field or a wrong value, with the place as in `$.training.batch_size`.
    """
    path = Path(os.path.expanduser(path))
    return beside(from_bytes(read_bytes(path, MOST_BYTES), str(path)), path)


def beside(document: Document, path: Path) -> Document:
    """Return the document with a relative data file looked for from the folder of the file that it was read from."""
    return _with_source(document, lambda source: os.path.normpath(path.absolute().parent / source))


def save(document: Document, path: str | Path) -> None:
    """Write a document, whole or not at all; a data file below the document's folder is named from there.

    Raise FileError if the file can't be written, and DocumentError for a number that JSON can't hold.
    """
    path = Path(os.path.expanduser(path))
    folder = path.absolute().parent
    write_bytes(path, to_bytes(_with_source(document, lambda source: _from_folder(source, folder))))


def to_bytes(document: Document) -> bytes:
    """Return a document as indented JSON in UTF-8; leaves that are not finite as words for them."""
    tree = tree_of(document)
    if "leaves" in tree["subject"]:
        tree["subject"]["leaves"] = _mapped(tree["subject"]["leaves"], _to_word)
    try:
        return msgspec.json.format(msgspec.json.encode(tree), indent=2) + b"\n"
    except (OverflowError, UnicodeError) as error:
        raise DocumentError(f"The document cannot be saved as JSON: {error}. Change that value.") from error


def from_bytes(content: bytes, where: str = "The document") -> Document:
    """Return the document that JSON in UTF-8 says; `where` begins the message of a DocumentError."""
    try:
        tree = unturned_tree(_json(content, where), content)
        for name in ("subject", "expression"):  # the second in version 1
            subject = tree.get(name) if isinstance(tree, dict) else None
            if isinstance(subject, dict) and "leaves" in subject:
                subject["leaves"] = _mapped(subject["leaves"], _from_word)
        return document_of(tree, where)
    except RecursionError as error:
        raise DocumentError(f"{where} is nested too deeply to be a document. Open another file.") from error


def _json(content: bytes, where: str) -> object:
    content = content.removeprefix(BOM)
    if content.count(b"[") + content.count(b"{") > MOST_PARTS:
        raise DocumentError(
            f"{where} has more than {MOST_PARTS:,} lists and tables, the most of a document. Put its rows into a table."
        )
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        if "surrogate" in str(error) or _is_whole(content):
            raise DocumentError(
                f"{where} is not JSON: a text in it has half a letter, as `\\ud800` is. Correct it there."
            ) from error
        if not content.strip() or "truncated" in str(error) or _ends_in_a_number(content, str(error)):
            raise DocumentError(
                f"{where} is cut short after {len(content)} bytes. Open an older copy of it."
            ) from error
        if "out of range" in str(error):
            raise DocumentError(
                f"{where} has a whole number with thousands of digits. Correct it there."
            ) from error
        raise DocumentError(f"{where} is not JSON: {error}. Open a .gnn.json file, or correct it.") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{where} is not JSON: it is not UTF-8. Open a .gnn.json file.") from error


def _is_whole(content: bytes) -> bool:
    """Tell whether Python's reader, which lets half a letter pass, comes to an end of it."""
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return b"\\ud" in content.lower()


def _ends_in_a_number(content: bytes, error: str) -> bool:
    """Tell whether what is wrong is a number at the very end, as in `{"noise": 0.`."""
    return "invalid number" in error and content.rstrip()[-1:] in b"-.eE+"


def _mapped(tree: Any, function: Callable[[Any], Any]) -> Any:
    """Return nested lists and tables with a function applied to every value; leaves are a few deep."""
    if isinstance(tree, dict):
        return {name: _mapped(value, function) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_mapped(value, function) for value in tree]
    return function(tree)


def _to_word(value: Any) -> Any:
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return next(word for word, number in _WORDS.items() if number == value or math.isnan(value))


def _from_word(value: Any) -> Any:
    return _WORDS.get(value, value) if isinstance(value, str) else value


def _with_source(document: Document, change: Callable[[str], str]) -> Document:
    """Return the document with its data file's path changed; built-in sets and paths from home stay."""
    work = document.work

    def moved(source: str) -> str:
        return source if source in SOURCES or not source or source.startswith("~") else change(source)

    data, variants = work.data, tuple(_with_own_source(variant, moved) for variant in work.variants)
    if data.given is None:
        data = msgspec.structs.replace(data, source=moved(data.source))
    return Document(msgspec.structs.replace(work, data=data, variants=variants), document.view)


def _with_own_source(variant: Variant, change: Callable[[str], str]) -> Variant:
    source = variant.changes.get(OWN_SOURCE)
    return with_change(variant, OWN_SOURCE, change(source)) if isinstance(source, str) else variant


def _from_folder(source: str, folder: Path) -> str:
    path = Path(os.path.abspath(source))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
