"""The bytes of a file: checked before they are read, unpacked where they are packed, and never too many."""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator
from pathlib import Path

from graphviz_nn.errors import DataError, FileError
from graphviz_nn.text import counted

MOST_BYTES = 200_000_000
MOST_CELLS = (
    20_000_000  # 160 MB as numbers, of which there are the table's, the chosen ones and the scaled ones
)
MOST_TEXTS = 5_000_000  # of cells that are read as texts, which take ten times as much each
GZIP = b"\x1f\x8b"
_STEP = 4_000_000
_WITH_HEADER = 16 + zlib.MAX_WBITS  # what zlib calls gzip


def content_of(path: Path) -> Generator[float, None, bytes]:
    """Read a file to its end, unpacked if it is gzip whatever it is called; yield how far it is, from 0 to 1.

    Raise FileError for what is no file, can't be read, is cut short, or has more than MOST_BYTES when unpacked.
    """
    content = _read(path)
    yield 0.5
    return (yield from _unpacked(path, content)) if content.startswith(GZIP) else content


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder. Give the path of a table in it.")
        if path.exists() and not path.is_file():
            raise FileError(f"{path} is not a file that can be read to its end. Give the path of a table.")
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path, "is")
        return path.read_bytes()
    except FileError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{path} can't be read: {reason}. Check the path and the permissions.") from None


def _unpacked(path: Path, packed: bytes) -> Generator[float, None, bytes]:
    """Unpack in steps, so that a small file that unpacks to a huge one is refused before it fills the memory."""
    parts, size = [], 0
    try:
        while packed:
            member = zlib.decompressobj(_WITH_HEADER)
            while not member.eof:
                part = member.decompress(packed, _STEP)
                packed = member.unconsumed_tail
                size += len(part)
                if size > MOST_BYTES:
                    raise _too_large(path, "unpacks to")
                if not (part or packed or member.eof):
                    raise FileError(f"{path} is packed and cut short: its end is missing. Get it once more.")
                parts.append(part)
                yield 0.5 + 0.5 * size / MOST_BYTES
            packed = member.unused_data.lstrip(b"\0")  # padding of tapes
    except zlib.error as error:
        raise FileError(f"{path} can't be unpacked: {error}. Get it once more.") from None
    return b"".join(parts)


def _too_large(path: Path, verb: str) -> FileError:
    more = "larger" if verb == "is" else "more"
    return FileError(
        f"{path} {verb} {more} than {MOST_BYTES // 10**6} MB. Cut it down to a sample of its rows."
    )


def most_rows(columns: int, texts: int = 0) -> int:
    """Return how many rows a table may have, so many of whose columns are `texts`.

    A row counts one cell more, for where it stands in its file.
    """
    return min(MOST_CELLS // (columns + 1), MOST_TEXTS // texts if texts else MOST_CELLS)


def check_cells(path: Path, rows: int, columns: int, texts: int = 0) -> None:
    """Raise DataError for a table that would fill the memory; see `most_rows`."""
    most = most_rows(columns, texts)
    if rows <= most:
        return
    if most < most_rows(columns):
        raise DataError(
            f"{path} has more than {most:,} rows, the most with {counted(texts, 'column')} to be read as text. "
            "Cut it down to a sample of its rows, or leave columns of words out."
        )
    raise DataError(
        f"{path} has more than {most:,} rows, the most with {counted(columns, 'column')}. "
        "Cut it down to a sample of its rows."
    )


def expanded(path: str | Path) -> Path:
    """Return a path with the home folder in the place of its `~`."""
    return Path(os.path.expanduser(path))
