"""The table that was read last, kept for as long as its file stays as it is: a file is read once."""

from __future__ import annotations

import os
import time
from collections.abc import Hashable
from pathlib import Path
from typing import TypeAlias

from graphviz_nn.data.tables.table import Table

Key: TypeAlias = tuple[Hashable, ...]
_SETTLED_S = 2.0  # a file that changed just now may change again within the grain of its clock
_kept: dict[Key, Table] = {}


def key_of(path: Path, told: Hashable) -> Key | None:
    """Return what names a file as it stands, and what was told of it; None where that may change unseen."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    if time.time() - found.st_mtime < _SETTLED_S:
        return None
    return (os.path.abspath(path), found.st_mtime_ns, found.st_size, found.st_ino, told)


def kept(key: Key | None) -> Table | None:
    """Return the table of this key, if it is the one that was read last."""
    return _kept.get(key) if key else None


def keep(key: Key | None, table: Table) -> None:
    """Keep a table in the place of the last one."""
    if key:
        _kept.clear()
        _kept[key] = table
