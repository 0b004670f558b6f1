"""Measures this project beside C, NumPy and its peers in one run: python -m tests.benchmarks [--compile | WORD …]."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from tests.benchmarks import busy, dragging, playing
from tests.benchmarks.contest import Work, best_of
from tests.benchmarks.works import OURS, works

PLAYING = "playing by epoch, in the window"
DRAGGING = "dragging the learning rate, in the window"
BUSY = "what keeps the window's thread longest"
_SIGNS = {True: "met", False: "missed", None: "not measured"}


def main() -> None:
    """Print a table: each contestant's best time, its ratio to ours, and whether the bar is met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only works whose name holds one of these")
    parser.add_argument(
        "--compile", action="store_true", help="compile all kernels anew, and measure nothing else"
    )
    chosen = parser.parse_args()
    table = Table("work", "contestant", "time", "× ours", "asked for", "")
    for work in works(chosen.compile):
        if not chosen.words or any(word in work.name for word in chosen.words):
            _add(table, work)
    Console(width=130).print(table)
    for name, lines in ((BUSY, busy.lines), (PLAYING, playing.lines), (DRAGGING, dragging.lines)):
        if not chosen.compile and (not chosen.words or any(word in name for word in chosen.words)):
            for line in lines():
                print(line, flush=True)


def _add(table: Table, work: Work) -> None:
    print(f"{work.name} …", flush=True)
    seconds = best_of(work)
    for name, value in seconds.items():
        ours = name == OURS
        table.add_row(
            *(work.name if ours else "", name, _readable(value), f"{value / seconds[OURS]:.2f}"),
            *((work.bar, _SIGNS[work.met(seconds)]) if ours else ("", "")),
        )
    table.add_section()


def _readable(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds >= 0.1 else f"{seconds * 1000:.3f} ms"


if __name__ == "__main__":
    main()
