"""Opens 80 real tables as the program does by default, and holds guess and score against documentation and rivals.

The tables come from packages that pip fetches into build/tables, where they stay. So does scikit-learn, which is
imported from a folder of its own there, so that no lock of the project knows of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table as Printed

from graphviz_nn.data import read_table
from graphviz_nn.data.guess import Task, guess
from graphviz_nn.errors import GnnError
from tests.benchmarks.tables import truth
from tests.benchmarks.tables.fetch import fetch, provide_sklearn
from tests.benchmarks.tables.judge import Bar, Guessed, Row, bars, in_vain, listed, score, verdict
from tests.benchmarks.tables.ours import Default, default, predictions, splits
from tests.benchmarks.tables.rivals import rivals_of
from tests.benchmarks.tables.truth import Entry

SECOND = 1  # the variant with momentum, which the program shows first to who opens a table
COLUMNS = ("ours", "worst", "line", "largest", "network")


def main() -> None:
    """Print a row for each table, and at the end whether the bars are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tables", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="only tables whose path holds one of these")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--splits",
        type=int,
        default=5,
        metavar="N",
        help="hold out N different choices of rows and report the median: few rows alone say little",
    )
    chosen = parser.parse_args()
    known = truth.load()
    entries = [e for e in known.table if not chosen.files or any(word in e.path for word in chosen.files)]
    folders = {package: fetch(package, known.packages[package]) for package in {e.package for e in entries}}
    provide_sklearn(known.packages["scikit-learn"])
    rows = []
    for place, entry in enumerate(entries, 1):
        print(f"{place} of {len(entries)}: {entry.path}", file=sys.stderr, flush=True)
        rows.append(_row(entry, folders[entry.package] / entry.path, chosen.splits))
    held = () if chosen.files else bars(rows)  # the bars are those of all tables
    (_print_json if chosen.json else _print_table)(rows, held)


def _row(entry: Entry, path: Path, count: int) -> Row:
    """Return what comes of a table: the guess, and the scores of the program and of its rivals."""
    table = read_table(path)
    entry.check(table)
    row = Row(entry, len(table.lines), None, "refused")
    try:
        found = guess(table)
        guessed = Guessed(found.targets, found.task)
        row = row._replace(guess=guessed, verdict=verdict(entry, guessed))
        if entry.refused:
            return row
        by_itself = row.verdict == "right"
        first = default(path) if by_itself else default(path, entry.target, entry.task)
    except GnnError as error:
        return row._replace(verdict="refused", note=str(error))
    task: Task = "classification" if first.dataset.classes else "regression"
    return row._replace(task=task, scores=_scores(first, count))


def _scores(first: Default, count: int) -> dict[str, float]:
    """Return the median score of each, over `count` choices of held-out rows."""
    found: dict[str, list[float]] = {}
    for document in splits(first, count):
        dataset = document.dataset
        of_variants = [score(dataset, predicted) for predicted in predictions(document)]
        once = {"ours": of_variants[min(SECOND, len(of_variants) - 1)], "worst": min(of_variants)}
        once |= {name: score(dataset, rival(dataset)) for name, rival in rivals_of(dataset).items()}
        for name, value in once.items():
            found.setdefault(name, []).append(value)
    return {name: median(values) for name, values in found.items()}


def _print_table(rows: Sequence[Row], held: Sequence[Bar]) -> None:
    table = Printed("file", "rows", "documented", "guessed", "verdict", *COLUMNS, box=None)
    for row in rows:
        scores = (f"{row.scores[name]:.3f}" if name in row.scores else "" for name in COLUMNS)
        table.add_row(row.entry.name, f"{row.rows:,}", _documented(row), _guess(row), row.verdict, *scores)
    console = Console(width=150)
    console.print(table)
    for row in rows:
        if row.note:
            console.print(f"{row.entry.name}: {row.note}", markup=False)
    counts = Counter(row.verdict for row in rows)
    console.print(", ".join(f"{count} {name}" for name, count in counts.most_common()))
    console.print(f"asked although the file has a clue: {listed([row for row in rows if in_vain(row)])}")
    for bar in held:
        console.print(f"{'met' if bar.met else 'missed'}: {bar.text}: {bar.found}", markup=False)


def _documented(row: Row) -> str:
    return f"{row.entry.target}, {row.entry.task}" if row.entry.target else "nothing"


def _guess(row: Row) -> str:
    if row.guess is None or not row.guess.targets:
        return ""
    return f"{' '.join(row.guess.targets)}, {row.guess.task}"


def _print_json(rows: Sequence[Row], held: Sequence[Bar]) -> None:
    tables = [
        {
            "package": row.entry.package,
            "path": row.entry.path,
            "rows": row.rows,
            "documented": row.entry.targets,
            "guessed": row.guess and row.guess._asdict(),
            "verdict": row.verdict,
            "note": row.note,
            "task": row.task,
            "scores": {name: value if isfinite(value) else None for name, value in row.scores.items()},
        }
        for row in rows
    ]
    print(json.dumps({"tables": tables, "bars": [bar._asdict() for bar in held]}, indent=2))


if __name__ == "__main__":
    main()
