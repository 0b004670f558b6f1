"""Compiling the kernels in a process of its own, beside what this one does."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING

from graphviz_nn.engine import cache
from graphviz_nn.ops import DType

if TYPE_CHECKING:  # most scripts never need it
    import subprocess

# Told where this process finds its modules, and as polite as the system lets it be.
_PROGRAM = """
import os, sys
dtype, *sys.path[:] = sys.argv[1:]
if hasattr(os, "nice"):
    os.nice(10)
from graphviz_nn.engine import native
native.load(dtype)
"""
LOOK_SECONDS = 0.1
_begun: list[tuple[subprocess.Popen[bytes], DType]] = []


def compile_beside(dtype: DType = "float64") -> None:
    """Let a process compile the kernels and keep them, unless they are kept or one is at it on this machine.

    A process, since a thread would share Python's lock with the work here. It goes on when this one ends: a script of
    ten seconds leaves compiled kernels to the next, and is not held up. Where there can be none, nothing happens.
    """
    if cache.filled(dtype) or not sys.executable or not cache.claim(dtype):
        return
    import subprocess

    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, dtype, *sys.path],
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )
        _begun.append((process, dtype))


def compiling(dtype: DType = "float64") -> Generator[None, None, None]:
    """Let a process compile the kernels, as above, and yield for as long as it does; it ends with who waits for it.

    For a window, which would live on, closed, for as long as a thread of its own compiles: that no one can stop.
    """
    compile_beside(dtype)
    try:
        while _begun and _is_running(_begun[-1][0]):
            yield
    finally:
        end()


def wait() -> None:
    """Wait for the process that this one has begun, if it has."""
    while _begun:
        _begun.pop()[0].wait()


def end() -> None:
    """End the process that this one has begun, if it has; another may begin anew."""
    while _begun:
        process, dtype = _begun.pop()
        if process.poll() is None:
            process.terminate()
            process.wait()
            cache.unclaim(dtype)


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has not ended within a while."""
    import subprocess

    try:
        process.wait(LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False
