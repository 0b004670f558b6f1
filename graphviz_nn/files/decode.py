"""From plain tables and lists to a checked document, every error with its place inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.document import VERSION, Document, View, Work
from graphviz_nn.files.misspelt import meant
from graphviz_nn.files.upgrade import as_given, upgraded
from graphviz_nn.settings.convert import converted
from graphviz_nn.text import unturned

T = TypeVar("T")


class _Viewed(msgspec.Struct, frozen=True):
    """The part of a file that is no work, so that messages name its place in the whole."""

    view: View = View()


# The fields of tables that say of which kind they are.
_TAGS = {"optimiser": ("rule",), "schedule": ("kind",), "subject": ("kind",)}
# The letters of `text.TURNING`, in UTF-8 or spelt.
_TURNING = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\\[uU](?:0000)?20(?:2[a-eA-E]|6[6-9])")
_CURE = "Correct it there, or open an older copy."


def document_of(tree: object, where: str, cure: str = _CURE) -> Document:
    """Return the document that a tree of plain values says; `where` begins every message, and `cure` ends it.

    Raise DocumentError for a newer version, an unknown field, or a wrong type or value, with its place as in
    `$.training.batch_size`.
    """
    given = versioned(tree, where)
    parts = upgraded(given)
    del parts["version"]
    view = {"view": parts.pop("view")} if "view" in parts else {}
    try:
        return Document(checked(parts, Work, where, cure), checked(view, _Viewed, where, cure).view)
    except DocumentError as error:
        raise DocumentError(as_given(str(error), given)) from error


def tree_of(document: Document) -> dict[str, Any]:
    """Return a document as plain values, as a file holds it."""
    work, view = msgspec.to_builtins(document.work), msgspec.to_builtins(document.view)
    return {"version": VERSION, **work, "view": view}


def versioned(tree: object, where: str) -> Mapping[str, Any]:
    """Return the tree; raise DocumentError unless it is a document of a version that can be read."""
    if not isinstance(tree, Mapping) or "version" not in tree:
        raise DocumentError(
            f"{where}: this is no document of graphviz_nn: it has no version number. Open a .gnn.json file."
        )
    version = tree["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DocumentError(
            f"{where}: the version {version!r} at `$.version` is not a whole number from 1. {_CURE}"
        )
    if version > VERSION:
        raise DocumentError(
            f"{where}: the document is of version {version}, and this graphviz_nn reads up to {VERSION}. "
            "Update graphviz_nn to open it."
        )
    return tree


def checked(tree: object, kind: type[T], where: str, cure: str = _CURE) -> T:
    """Return the tree as a value of this kind; raise DocumentError with the place of what does not fit."""
    try:
        return converted(tree, kind)
    except msgspec.ValidationError as error:
        reason, place = _parted(str(error))
        near = meant(reason, place, kind) or cure
        raise DocumentError(f"{where}: at `{place}`: {reason.rstrip('.')}. {near}") from error


def unturned_tree(tree: Any, content: bytes) -> Any:
    """Return a tree with no text that turns the reading round; most files have none, as their content tells."""
    return _unturned(tree) if _TURNING.search(content) else tree


def merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `changes`, table into table; lists and expressions are replaced whole.

    So is a rule or a schedule by one of another kind, which has other settings.
    """
    merged = dict(base)
    for name, value in changes.items():
        inner = merged.get(name)
        if isinstance(value, Mapping) and isinstance(inner, Mapping) and not _replaces(name, inner, value):
            merged[name] = merge(inner, value)
        else:
            merged[name] = value
    return merged


def _unturned(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {unturned(name): _unturned(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_unturned(value) for value in tree]
    return unturned(tree) if isinstance(tree, str) else tree


def _replaces(name: str, base: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether a table takes the place of another as a whole."""
    other = any(tag in changes and changes[tag] != base.get(tag) for tag in _TAGS.get(name, ()))
    return other or changes.get("kind") == "expression"


def _parted(text: str) -> tuple[str, str]:
    """Return what msgspec says, and the place that it says it of."""
    reason, dash, place = text.rpartition(" - at ")
    return (reason, place.strip("`")) if dash else (text, "$")
