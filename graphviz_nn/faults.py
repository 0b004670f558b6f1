"""Faults of the program itself: told to Python's hook for what nobody caught, while all else goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def contained() -> Iterator[None]:
    """Let no exception out of the block: what comes after it does not hang on it.

    For what is done one after the other for many, as telling the views of a state: the fault of one must not keep the
    others from it. What the user can mend, a `GnnError`, belongs to who asked for the work, and not in here.
    """
    try:
        yield
    except Exception:
        sys.excepthook(*sys.exc_info())
