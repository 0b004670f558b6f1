"""From plain values to a struct, on any thread."""

from __future__ import annotations

from threading import Lock
from typing import TypeVar

import msgspec

T = TypeVar("T")
_converting = Lock()


def converted(tree: object, kind: type[T]) -> T:
    """Return the tree as a value of this kind; raise msgspec.ValidationError where it is none.

    msgspec learns a type when it first meets it, and crashes where two threads meet it at once.
    """
    with _converting:
        return msgspec.convert(tree, kind)
