"""A lock on an open file that ends with the process which holds it, however that ends."""

from __future__ import annotations

import errno
import sys
from typing import IO, Any

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)

if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(file: IO[Any]) -> bool:
    """Lock a file for as long as it is open; return whether nobody else holds it.

    Raise OSError where the file system knows no locks.
    """
    try:
        _lock(file.fileno())
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
