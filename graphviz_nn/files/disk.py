"""Reading and writing whole files, the reasons of the operating system in plain words."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from graphviz_nn.errors import FileError

_REASONS = {
    errno.ENOENT: "there is no such file or folder. Check the path",
    errno.EISDIR: "it is a folder. Name a file in it",
    errno.ENOTDIR: "a part of its path is a file, not a folder. Check the path",
    errno.EACCES: "the permission is missing. Choose another place, or ask its owner",
    errno.EPERM: "the permission is missing. Choose another place, or ask its owner",
    errno.EROFS: "the disk can only be read. Choose another place",
    errno.ENOSPC: "the disk is full. Make room, or choose another place",
    errno.EDQUOT: "your share of the disk is used up. Make room, or choose another place",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one",
}


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


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that at every moment either the old or the new one is whole on the disk.

    A link is followed and an existing file keeps its permissions; a device or a pipe is written into. Raise FileError
    if it can't be written.
    """
    try:
        _replace(path, content)
    except (OSError, ValueError) as error:
        raise file_error("write", path, error) from error


def check_place(path: Path) -> None:
    """Raise FileError if it is plain from the start that a file can't be written, before long work for it begins."""
    folder, number = path.absolute().parent, 0
    if path.is_dir():
        number = errno.EISDIR
    elif not folder.is_dir():
        number = errno.ENOENT
    elif not os.access(folder, os.W_OK) and not path.exists():
        number = errno.EACCES
    if number:
        raise file_error("write", path, OSError(number, os.strerror(number)))


def file_error(verb: str, path: Path, error: Exception) -> FileError:
    """Return the error that says in plain words why a file could not be read or written."""
    number = error.errno if isinstance(error, OSError) else None
    reason = _REASONS.get(number or 0, f"{getattr(error, 'strerror', None) or error}. Check the path")
    return FileError(f"Cannot {verb} {path}: {reason}.")


def _replace(path: Path, content: bytes) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if path.exists() and not path.is_file():  # /dev/stdout, say, must stay what it is
        path.write_bytes(content)
        return
    path = Path(os.path.realpath(path))
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
