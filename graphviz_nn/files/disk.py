"""Reading and writing whole files, the reasons of the operating system in plain words."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import time
from typing import BinaryIO

from graphviz_nn.errors import FileError
from graphviz_nn.files.lock import lock

_FORBIDDEN = "the permission is missing, for it or for its folder"
_REASONS = {
    errno.ENOENT: "there is no such file or folder. Check the path",
    errno.EISDIR: "it is a folder. Name a file in it",
    errno.ENOTDIR: "a part of its path is a file, not a folder. Check the path",
    errno.EACCES: f"{_FORBIDDEN}. Choose another place, or ask its owner",
    errno.EPERM: f"{_FORBIDDEN}. Choose another place, or ask its owner",
    errno.EROFS: "the disk can only be read. Choose another place",
    errno.ENOSPC: "the disk is full. Make room, or choose another place",
    errno.EDQUOT: "your share of the disk is used up. Make room, or choose another place",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one",
}
# What file systems say that can't do it at all: they keep no permissions, or write at once.
_UNKNOWN_THERE = (errno.EINVAL, errno.EPERM, errno.ENOSYS, errno.ENOTSUP)
_TEMPORARY = ".tmp"
_OPEN_OWN = partial(os.open, mode=0o600)
ABANDONED = 60.0  # seconds after which what nobody holds is no saving that is about to begin


def read_bytes(path: Path, most_bytes: int) -> bytes:
    """Return what a file holds; raise FileError if it can't be read or is larger than `most_bytes`."""
    try:
        if path.exists() and not path.is_dir() and not path.is_file():
            raise FileError(f"{path} is not a file that can be read to its end. Give the path of a file.")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise file_error("read", path, error) from error
    if len(content) > most_bytes:
        raise FileError(
            f"{path} is larger than {most_bytes / 1e6:g} MB, which is too large to be one of ours."
        )
    return content


def write_bytes(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Write a file so that at every moment either the old or the new one is whole on the disk.

    A link is followed and an existing file keeps its permissions; a device or a pipe is written into. A file in a
    folder that can't be written to is refused: it could not be replaced in one piece. What is not `synced` outlives
    the program, but not a loss of power. Raise FileError if it can't be written.
    """
    try:
        _replace(path, content, synced=synced)
    except (OSError, ValueError) as error:
        raise file_error("write", path, error) from error


def write_own_bytes(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Write a plain file in a folder that only this process writes to, as `write_bytes` does.

    There is nothing to find out about it first, which takes as few calls of the system as can be: after each of them a
    thread waits for Python's lock, for some ms where another one works, and whoever ends the process may come before.
    """
    try:
        with _swapped(path, synced=synced) as temporary, open(temporary, "xb", opener=_OPEN_OWN) as file:
            _fill(file, content, synced=synced)
    except OSError as error:
        raise file_error("write", path, error) from error


def check_place(path: Path) -> None:
    """Raise FileError if it is plain from the start that a file can't be written, before long work for it begins."""
    folder, number = path.absolute().parent, 0
    try:
        if path.is_dir():
            number = errno.EISDIR
        elif not folder.is_dir():
            number = errno.ENOENT
        elif not os.access(folder, os.W_OK) and (path.is_file() or not path.exists()):
            number = errno.EACCES
    except OSError as error:  # a name that is too long, say
        raise file_error("write", path, error) from error
    if number:
        raise file_error("write", path, OSError(number, os.strerror(number)))


def file_error(verb: str, path: Path, error: Exception) -> FileError:
    """Return the error that says in plain words why a file could not be read or written."""
    number = error.errno if isinstance(error, OSError) else None
    reason = _REASONS.get(number or 0, f"{getattr(error, 'strerror', None) or error}. Check the path")
    return FileError(f"Cannot {verb} {path}: {reason}.")


def _replace(path: Path, content: bytes, *, synced: bool) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if path.exists() and not path.is_file():  # /dev/stdout, say, must stay what it is
        path.write_bytes(content)
        return
    path = Path(os.path.realpath(path))
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    _clear_abandoned(path)
    with _swapped(path, synced=synced) as temporary, _made(temporary, mode) as file:
        _fill(file, content, synced=synced)


@contextmanager
def _swapped(path: Path, *, synced: bool) -> Iterator[Path]:
    """Give a path to write to, and put that file in place of the one before; throw it away where that fails."""
    temporary = path.with_name(f"{_begun(path)}{secrets.token_hex(4)}{_TEMPORARY}")
    try:
        yield temporary
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if synced:
        _sync_folder(path.parent)


def _fill(file: BinaryIO, content: bytes, *, synced: bool) -> None:
    file.write(content)
    file.flush()
    if synced:
        _sync(file.fileno())


@contextmanager
def _made(path: Path, mode: int | None) -> Iterator[BinaryIO]:
    """Open a new file with these permissions, from the first moment no wider, and hold it."""
    first = 0o666 if mode is None else mode & 0o777
    with open(path, "xb", opener=partial(os.open, mode=first)) as file:
        if mode is not None:
            with _if_known():
                path.chmod(mode)
        with suppress(OSError):
            lock(file)
        yield file


def _begun(path: Path) -> str:
    """Return what the names of temporary files for a file begin with; a name has 255 bytes at most."""
    return f".{path.name.encode()[:100].decode(errors='ignore')}."


def _clear_abandoned(path: Path) -> None:
    """Throw away the temporary files of savings that were killed: nobody holds them."""
    begun = _begun(path)
    with suppress(OSError):
        for each in path.parent.iterdir():
            if each.name.startswith(begun) and each.suffix == _TEMPORARY:
                with suppress(OSError), each.open("rb+") as file:
                    if lock(file) and abs(time() - each.stat().st_mtime) > ABANDONED:
                        each.unlink()


def _sync(number: int) -> None:
    with _if_known():
        os.fsync(number)


def _sync_folder(folder: Path) -> None:
    """Write down that a file in a folder has a new name; some systems can't, and the file is whole in any case."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _if_known() -> Iterator[None]:
    """Do without what a file system does not know."""
    try:
        yield
    except OSError as error:
        if error.errno not in _UNKNOWN_THERE:
            raise
