"""The folders that the program keeps for its user: where they are, and that nobody else can write into them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

_OURS = 0o700
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path:
    """Return where the system keeps what a program can make anew."""
    if sys.platform == "win32":
        return _local()
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or _home() / ".cache")


def state_folder() -> Path:
    """Return where the system keeps what a program remembers by itself, and its user never chose a place for."""
    if sys.platform == "win32":
        return _local()
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or _home() / ".local" / "state")


def temporary_folder() -> Path | None:
    """Return the system's folder for what is needed for a moment; None where there is none that can be written to."""
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return None


def private(path: Path) -> Path:
    """Return a folder that is the user's alone, made if it is not there; raise OSError if there can be none.

    What is read from it is trusted like the program itself. So a link, or a folder of another user, is refused, and
    of a folder that others could write into nothing is kept.
    """
    path.mkdir(mode=_OURS, parents=True, exist_ok=True)
    if os.name != "posix":  # elsewhere the system's folders of a user are closed to the others
        return path
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{path} is not a folder of this user's own")
    if found.st_mode & _OTHERS_WRITE:
        path.chmod(_OURS)
        for each in path.iterdir():
            _remove(each)
    return path


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _home() -> Path:
    home = Path(os.path.expanduser("~"))
    # Else nobody's: a user without an account, as in some containers.
    return home if home.is_absolute() else temporary_folder() or Path(os.sep)


def _local() -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
