"""Where a command's result goes: to the standard output, or into a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_formats(parser: argparse.ArgumentParser) -> None:
    """Add `--json` and `--csv`, of which one can be chosen."""
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="as a JSON array, one row a line")
    formats.add_argument("--csv", action="store_true", help="as CSV")


def write_rows(rows: list[dict[str, Any]], arguments: argparse.Namespace, path: Path | None = None) -> None:
    """Write rows as the arguments' format says; a file that ends in .json is JSON unless they say otherwise."""
    from graphviz_nn.files.disk import write_bytes
    from graphviz_nn.files.export import as_csv, as_json

    ends_in_json = path is not None and path.suffix.lower() == ".json"
    text = as_json(rows) if arguments.json or (ends_in_json and not arguments.csv) else as_csv(rows)
    if path is None:
        sys.stdout.write(text)
    else:
        write_bytes(path, text.encode())
