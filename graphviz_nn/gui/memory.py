"""How the C library keeps memory for a window that is open all day: so that what is freed goes back to the system.

By itself glibc gives each thread a heap of its own, and after the first large block is freed keeps ever larger ones in
its heaps, where a small one that is still in use holds the room below it. A window's memory then goes up for hours,
though what it uses does not: after ten minutes of opening tables 520 MB were held for 150 in use.
"""

from __future__ import annotations

import ctypes
import os
import sys

_TRIM, _MMAP, _ARENAS = -1, -3, -8  # of malloc.h
LARGE = 4 << 20  # bytes: from here on a block is asked of the system, and goes back to it when it is freed
HEAPS = 2


def _libc() -> ctypes.CDLL | None:
    """Return glibc; None where the C library is another one, which has no such ways."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


def settle() -> None:
    """Keep few heaps, and large blocks out of them; called before there are threads. A user's own settings stay."""
    library = _libc()
    if library is None:
        return
    for name, option, value in (
        ("MALLOC_ARENA_MAX", _ARENAS, HEAPS),
        ("MALLOC_MMAP_THRESHOLD_", _MMAP, LARGE),
        ("MALLOC_TRIM_THRESHOLD_", _TRIM, LARGE),
    ):
        if name not in os.environ:
            library.mallopt(option, value)


def give_back() -> None:
    """Give what is free back to the system; takes some milliseconds."""
    library = _libc()
    if library is not None:
        library.malloc_trim(0)
