"""CSV files for the tests of data."""

from __future__ import annotations

from pathlib import Path


def csv_file(folder: Path, *lines: str) -> str:
    path = folder / "plants.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
