"""What memory this process holds: all that the system counts, and what of it is in use.

They differ by pages that were freed and are not given back, shared libraries and pictures that lie at the screen's: the
first goes up and down by 10 MB for the same contents, the second tells a leak of 1 MB.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from tempfile import TemporaryFile

MB = 2**20
_PYTHONS = re.compile(r"# bytes in allocated blocks\s*=\s*([\d,]+)")


class _Told(ctypes.Structure):
    """What `mallinfo2` of malloc.h tells of the C library's memory, in bytes."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "mapped",
            "usmblks",
            "fsmblks",
            "used",
            "free",
            "keepcost",
        )
    ]


def resident_mb() -> float:
    """Return how much memory the system counts as this process's."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / MB


def in_use_mb() -> tuple[float, float]:
    """Return how much of it is in use: in blocks of the C library's, and in Python's own."""
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = _Told
    told = library.mallinfo2()
    return float(told.used + told.mapped) / MB, _pythons() / MB


def _pythons() -> int:
    """Return how many bytes Python's own blocks have, which it tells to the standard error alone."""
    with TemporaryFile() as file:
        sys.stderr.flush()
        before = os.dup(2)
        try:
            os.dup2(file.fileno(), 2)
            sys._debugmallocstats()
        finally:
            os.dup2(before, 2)
            os.close(before)
        file.seek(0)
        text = file.read().decode()
    found = _PYTHONS.search(text)
    assert found, text
    return int(found[1].replace(",", ""))
