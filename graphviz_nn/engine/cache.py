"""Where compiled kernels are kept: a folder of the user's, one for each version of the kernels' sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from time import time

OTHERS = (
    2  # versions of the sources beside this one that may be in use: a checkout's and an installed one, say
)

STALE = 300.0  # seconds after which who began to compile has been stopped

_ENGINE = Path(__file__).resolve().parent


def folder() -> Path:
    """Return a folder that can be written to, made if it is not there.

    Numba notices a change in the file of an entry, but not in the files of what it calls; so the name holds a hash
    of all sources. Never inside the package, which may be read-only. NUMBA_CACHE_DIR, where set, is its parent.
    """
    for base in (os.environ.get("NUMBA_CACHE_DIR") or _user_folder(), tempfile.gettempdir()):
        path = Path(base) / "graphviz_nn" / f"kernels-{stamp()}"
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(path, os.W_OK):
            return path
    return Path(tempfile.mkdtemp(prefix="graphviz_nn-"))


def filled() -> bool:
    """Say whether kernels have been kept before, so that loading them takes less than compiling."""
    return (folder() / "complete").exists()


def claim() -> bool:
    """Note that someone begins to compile; say whether nobody else is at it."""
    path = folder() / "compiling"
    try:
        if path.exists() and time() - _last_used(path) > STALE:
            path.unlink(missing_ok=True)
        path.touch(exist_ok=False)
    except OSError:
        return False
    return True


def mark_filled() -> None:
    """Note that all kernels are kept; throw away what other sources left, but for those used last."""
    here = folder()
    (here / "complete").touch()
    (here / "compiling").unlink(missing_ok=True)
    os.utime(here)
    others = [path for path in here.parent.glob("kernels-*") if path != here]
    for path in sorted(others, key=_last_used, reverse=True)[OTHERS:]:
        shutil.rmtree(path, ignore_errors=True)


def clear() -> None:
    """Throw away what is kept."""
    shutil.rmtree(folder(), ignore_errors=True)


@cache
def stamp() -> str:
    """Return a short hash of every source that the kernels are compiled from, and of where they are.

    Numba knows a function by its file too: the same sources in another place are compiled once more.
    """
    digest = hashlib.sha256(str(_ENGINE).encode())
    for path in sorted([*_ENGINE.glob("kernels/*.py"), _ENGINE / "codes.py", _ENGINE / "instructions.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process was faster
        return 0.0


def _user_folder() -> Path:
    home = Path(os.path.expanduser("~"))
    if not home.is_absolute():  # nobody's: a user without an account, as in some containers
        home = Path(tempfile.gettempdir())
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
