"""Compiling the kernels in a process of its own, beside what this one does."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING

from graphviz_nn.engine import cache

if TYPE_CHECKING:  # most scripts never need it
    import subprocess

# Told where this process finds its modules, and as polite as the system lets it be.
_PROGRAM = """
import os, sys
sys.path[:] = sys.argv[1:]
if hasattr(os, "nice"):
    os.nice(10)
from graphviz_nn.engine import native
native.load()
"""
LOOK_SECONDS = 0.1
_begun: list[subprocess.Popen[bytes]] = []


def compile_beside() -> None:
    """Let a process compile the kernels and keep them, unless they are kept or one is at it on this machine.

    A process, since a thread would share Python's lock with the work here. It goes on when this one ends: a script of
    ten seconds leaves compiled kernels to the next, and is not held up. Where there can be none, nothing happens.
    """
    if cache.filled() or not sys.executable or not cache.claim():
        return
    import subprocess

    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        _begun.append(
            subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, *sys.path],
                stdin=nowhere,
                stdout=nowhere,
                stderr=nowhere,
                start_new_session=True,
            )
        )


def compiling() -> Generator[None, None, None]:
    """Let a process compile the kernels, as above, and yield for as long as it does; it ends with who waits for it.

    For a window, which would live on, closed, for as long as a thread of its own compiles: that no one can stop.
    """
    compile_beside()
    try:
        while _begun and _is_running(_begun[-1]):
            yield
    finally:
        end()


def wait() -> None:
    """Wait for the process that this one has begun, if it has."""
    while _begun:
        _begun.pop().wait()


def end() -> None:
    """End the process that this one has begun, if it has; another may begin anew."""
    while _begun:
        process = _begun.pop()
        if process.poll() is None:
            process.terminate()
            process.wait()
            cache.unclaim()


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has not ended within a while."""
    import subprocess

    try:
        process.wait(LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False
