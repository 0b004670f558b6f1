"""A folder for what a parser shall read, gone when it was read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphviz_nn.errors import FileError
from graphviz_nn.folders import temporary_folder


@contextmanager
def folder() -> Iterator[Path]:
    """Have a folder; raise FileError where there is none, or no room in it for what is written."""
    where = temporary_folder()
    if where is None:
        raise FileError(
            "There is no folder for temporary files that can be written to. Set TMPDIR to one that can."
        )
    try:
        with tempfile.TemporaryDirectory(prefix="graphviz_nn-", dir=where) as name:
            yield Path(name)
    except FileError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(f"There is no room in {where}: {reason}. Make room for the table.") from None
