"""How a program went down that a fault of its own has killed: written in its last moment, found at the next start."""

from __future__ import annotations

import faulthandler
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from graphviz_nn.files.lock import lock
from graphviz_nn.folders import private, state_folder

MOST_BYTES = 100_000
KEPT = 3  # of those that have been told, the newest
_OPEN, _TOLD = ".log", ".txt"


class CrashLog:
    """The file that Python writes into if a fatal signal comes; it goes where the process ends in another way.

    Where no file can be kept, Python writes to stderr.
    """

    def __init__(self, about: str) -> None:
        self._file: IO[Any] | None = None
        try:
            file = (_home() / f"{os.getpid()}-{secrets.token_hex(4)}{_OPEN}").open("x", encoding="utf-8")
            lock(file)
        except OSError:
            faulthandler.enable()
            return
        self._file = file
        with suppress(OSError):  # a full disk
            file.write(f"{about}\n\n")
            file.flush()
        faulthandler.enable(file)

    def close(self) -> None:
        """Throw the file away: the process ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            with suppress(OSError):
                Path(self._file.name).unlink(missing_ok=True)


def last_crash() -> str:
    """Return how the newest of the processes went down that are gone and were killed by a fault; "" if none was.

    It is told once. Files of processes that were ended from outside, which say nothing, are thrown away.
    """
    try:
        files = sorted(_home().glob(f"*{_OPEN}"), key=_changed)
        found = [text for text in map(_taken, files) if text]
        for old in sorted(_home().glob(f"*{_TOLD}"), key=_changed)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return ""
    return found[-1] if found else ""


def _taken(path: Path) -> str:
    """Return what a process that is gone has left in its file; the file is put away."""
    try:
        with path.open("r+", encoding="utf-8", errors="replace") as file:
            if not lock(file):
                return ""
            text = file.read(MOST_BYTES)
        if "Fatal Python error" in text or "Windows fatal exception" in text:
            path.replace(path.with_suffix(_TOLD))
            return text
        path.unlink()
    except OSError:  # of another process, which was faster, or that still runs
        pass
    return ""


def _home() -> Path:
    return private(private(state_folder() / "graphviz_nn") / "crashes")


def _changed(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
