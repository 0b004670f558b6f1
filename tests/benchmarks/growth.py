"""Measures how the time grows with width, depth, batch, points and ops: python -m tests.benchmarks.growth [WORD …]."""

from __future__ import annotations

import argparse
import os

# Before NumPy is there: its BLAS on one thread, as an update of ours is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pathlib import Path

from rich.console import Console
from rich.table import Table

from graphviz_nn.resources import resource
from tests.benchmarks.curve import ROUNDS, Curve, Growth, measure, readable
from tests.benchmarks.growth_picture import picture
from tests.benchmarks.growths import growths

PICTURE = resource("pictures", "growth.png")


def main() -> None:
    """Print a table of what one more costs, and draw all curves into resources/pictures/growth.png."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="only growths whose title holds one of these"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each size has its turn")
    parser.add_argument(
        "-o", "--picture", type=Path, help="where to draw them; all of them: the README's picture"
    )
    chosen = parser.parse_args()
    table = Table("growth", "contestant", "from", "to", "exponent", "one more")
    measured = []
    for growth in growths():
        if not chosen.words or any(word in growth.title for word in chosen.words):
            print(f"{growth.title} …", flush=True)
            measured.append((growth, measure(growth, chosen.rounds)))
            add_rows(table, *measured[-1])
    Console(width=130).print(table)
    path = chosen.picture or (None if chosen.words else PICTURE)
    if path and measured:
        picture(measured).save(str(path))
        print(f"drawn: {path}")


def add_rows(table: Table, growth: Growth, curves: tuple[Curve, ...]) -> None:
    """Add a growth's lines to the table: the exponent and the cost of one more over the last half of the sizes."""
    for curve in curves:
        ends = (f"{readable(curve.seconds[i])} at {curve.sizes[i]:,.0f}" for i in (0, -1))
        one = f"{readable(curve.one_more)} {growth.one}" if growth.order == 1 else ""
        table.add_row(
            growth.title if curve is curves[0] else "",
            *(curve.contestant.name, *ends, f"{curve.exponent:.2f}", one),
        )
    table.add_section()


if __name__ == "__main__":
    main()
