"""Where compiled kernels are kept: a folder of the user's, one for each version of the kernels' sources."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import time

from graphviz_nn.folders import cache_folder, private, temporary_folder
from graphviz_nn.ops import DType

OTHERS = (
    2  # versions of the sources beside this one that may be in use: a checkout's and an installed one, say
)

ROOM = 8_000_000  # bytes that the kernels and their index take, and some more
STALE = 300.0  # seconds after which who began to compile has been stopped

_SHARED = f"graphviz_nn-{os.getuid() if os.name == 'posix' else ''}"  # in a folder that all users share
_ENGINE = Path(__file__).resolve().parent


def folder() -> Path:
    """Return a folder of the user's own that can be written to, made if it is not there.

    Numba notices a change in the file of an entry, but not in the files of what it calls; so the name holds a hash
    of all sources. Never inside the package, which may be read-only. NUMBA_CACHE_DIR, where set, is its parent.

    Numba runs what it finds there. So it is nobody else's, and where there is no such place, a new one for as long as
    the process lives. Raise OSError where that can't be made either; see `is_possible`.
    """
    shared = temporary_folder()
    for base in (Path(os.environ.get("NUMBA_CACHE_DIR") or cache_folder()), shared):
        if base is None:
            continue
        ours = base / (_SHARED if base == shared else "graphviz_nn")
        try:
            path = private(private(ours) / f"kernels-{stamp()}")
        except OSError:
            continue
        if os.access(path, os.W_OK) and (_is_filled(path) or shutil.disk_usage(path).free > ROOM):
            return path
    return _of_this_process()


def is_possible() -> bool:
    """Say whether kernels can be kept at all, if only for as long as the process lives."""
    try:
        return folder().is_dir()
    except OSError:
        return False


def filled(dtype: DType = "float64") -> bool:
    """Say whether kernels for a type have been kept before, so that loading them takes less than compiling."""
    return is_possible() and _is_filled(folder(), dtype)


def claim(dtype: DType = "float64") -> bool:
    """Note that someone begins to compile; say whether nobody else is at it."""
    try:
        path = folder() / f"compiling-{dtype}"
        if path.exists() and abs(time() - _last_used(path)) > STALE:  # also of a clock that was put back
            path.unlink(missing_ok=True)
        path.touch(exist_ok=False)
    except OSError:
        return False
    return True


def unclaim(dtype: DType = "float64") -> None:
    """Note that who began to compile has been stopped."""
    with suppress(OSError):
        (folder() / f"compiling-{dtype}").unlink(missing_ok=True)


def mark_filled(dtype: DType = "float64") -> None:
    """Note that all kernels for a type are kept; throw away what other sources left, but for those used last."""
    if not is_possible():
        return
    here = folder()
    with suppress(OSError):  # a full disk: they are compiled once more the next time
        (here / f"complete-{dtype}").touch()
        os.utime(here)
    unclaim(dtype)
    others = [path for path in here.parent.glob("kernels-*") if path != here]
    for path in sorted(others, key=_last_used, reverse=True)[OTHERS:]:
        shutil.rmtree(path, ignore_errors=True)


def clear() -> None:
    """Throw away what is kept."""
    if is_possible():
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


def _is_filled(path: Path, dtype: DType = "float64") -> bool:
    return (path / f"complete-{dtype}").exists()


@cache
def _of_this_process() -> Path:
    path = Path(tempfile.mkdtemp(prefix="graphviz_nn-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path
