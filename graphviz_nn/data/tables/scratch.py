"""A folder for what a parser shall read, gone when it was read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphviz_nn.errors import FileError


@contextmanager
def folder() -> Iterator[Path]:
    """Have a folder; raise FileError where there is no room for it or for what is written into it."""
    try:
        with tempfile.TemporaryDirectory(prefix="graphviz_nn-") as name:
            yield Path(name)
    except FileError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(
            f"There is no room in {tempfile.gettempdir()}: {reason}. Make room for the table."
        ) from None
