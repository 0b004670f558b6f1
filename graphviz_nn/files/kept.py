"""Unsaved work, kept in a folder of the process so that it outlives it: written, found again, thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import IO, Any

import msgspec

from graphviz_nn.errors import DocumentError
from graphviz_nn.files import store
from graphviz_nn.files.disk import file_error, read_bytes, write_own_bytes
from graphviz_nn.files.document import Document
from graphviz_nn.files.lock import lock
from graphviz_nn.folders import private, state_folder

MOST_BYTES = 4 * store.MOST_BYTES  # a lesson has several pages
_LOCK, _WORK = "lock", "work.json"


@dataclass(frozen=True)
class Kept:
    """What one needs to go on where one was.

    Attributes:
        document: what is open, and where one looks at it.
        title: what the window called it.
        path: the file that it came from or went to, or None.
        changed: whether it differs from what is in that file.
        lesson: the file of the lesson that is open, or None; with its `page`, from 0.
        drafts: what was made of the lessons' other pages, by the lesson's name and the page.
        at: when it was kept, in seconds since 1970.

    """

    document: Document
    title: str = ""
    path: Path | None = None
    changed: bool = True
    lesson: Path | None = None
    page: int = 0
    drafts: Mapping[tuple[str, int], Document] = field(default_factory=dict)
    at: float = 0.0


class _Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lesson: str
    page: int
    document: msgspec.Raw


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of kept work; the documents in it are those of any file."""

    title: str
    at: float
    path: str | None
    changed: bool
    lesson: str | None
    page: int
    document: msgspec.Raw
    drafts: tuple[_Draft, ...]


class Place:
    """A folder for the work of one process, which holds its lock for as long as it lives; see `new` and `abandoned`."""

    def __init__(self, folder: Path, held: IO[Any]) -> None:
        self.folder, self._held = folder, held

    def write(self, kept: Kept, *, synced: bool = False) -> None:
        """Keep this work in place of what was kept before; see `write_own_bytes`.

        Raise FileError if that can't be written, and DocumentError for a number that JSON can't hold.
        """
        write_own_bytes(self.folder / _WORK, _to_bytes(kept), synced=synced)

    def read(self) -> Kept:
        """Return the work; raise FileError or DocumentError where it can't be read."""
        path = self.folder / _WORK
        return _from_bytes(read_bytes(path, MOST_BYTES), str(path))

    def clear(self) -> None:
        """Keep nothing."""
        (self.folder / _WORK).unlink(missing_ok=True)

    def let_go(self) -> None:
        """Leave what is kept to the next process that looks; nothing may be written any more."""
        self._held.close()

    def remove(self) -> None:
        """Throw all of it away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._held.close()
        with suppress(OSError):  # where an open file can't be removed
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()


def new() -> Place:
    """Return a place for the work of this process; raise FileError where there can be none."""
    here = state_folder()
    try:
        here = _home()
        while True:
            folder = here / f"{os.getpid()}-{secrets.token_hex(4)}"
            folder.mkdir(mode=0o700)
            held = (folder / _LOCK).open("xb")
            if lock(held) and folder.exists():  # else someone who looked for abandoned work took it for such
                return Place(folder, held)
            held.close()
    except OSError as error:
        raise file_error("write", here, error) from error


def abandoned() -> tuple[Place, ...]:
    """Return the places of processes that are gone and left work, the newest first; nobody else gets them meanwhile.

    They are told by their locks, which the system takes from a process that ends. Raise FileError where the folder
    can't be read.
    """
    try:
        folders = sorted(_home().iterdir(), key=_newest, reverse=True)
    except OSError as error:
        raise file_error("read", state_folder(), error) from error
    found = []
    for folder in folders:
        place = _taken(folder)
        if place and (folder / _WORK).is_file():
            found.append(place)
        elif place:
            place.remove()
    return tuple(found)


def _taken(folder: Path) -> Place | None:
    """Return a place that nobody holds; None where someone does."""
    try:
        held = (folder / _LOCK).open("rb+")
    except OSError:
        return None
    try:
        if lock(held):
            return Place(folder, held)
    except OSError:  # no locks there: nobody can tell
        pass
    held.close()
    return None


def _home() -> Path:
    """Return the folder of all places."""
    return private(private(state_folder() / "graphviz_nn") / "work")


def _newest(folder: Path) -> float:
    try:
        return (folder / _WORK).stat().st_mtime
    except OSError:
        return 0.0


def _to_bytes(kept: Kept) -> bytes:
    drafts = tuple(_Draft(name, page, _raw(document)) for (name, page), document in kept.drafts.items())
    path, lesson = (str(each) if each else None for each in (kept.path, kept.lesson))
    return msgspec.json.encode(
        _Written(kept.title, time(), path, kept.changed, lesson, kept.page, _raw(kept.document), drafts)
    )


def _from_bytes(content: bytes, where: str) -> Kept:
    try:
        found = msgspec.json.decode(content, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"{where}: this is no kept work: {error}. Discard it.") from error
    return Kept(
        document=store.from_bytes(bytes(found.document), where),
        title=found.title,
        path=Path(found.path) if found.path else None,
        changed=found.changed,
        lesson=Path(found.lesson) if found.lesson else None,
        page=found.page,
        drafts={
            (draft.lesson, draft.page): store.from_bytes(bytes(draft.document), where)
            for draft in found.drafts
        },
        at=found.at,
    )


def _raw(document: Document) -> msgspec.Raw:
    return msgspec.Raw(store.to_bytes(document))
