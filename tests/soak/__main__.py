"""Lets the monkey loose, row by row and seed by seed, and prints a table of the runs: see the package.

python -m tests.soak --minutes 30 --seeds 1 2 --rows lessons table
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.gui.conftest import virtual_screen
from tests.soak.run import FOLDER, Report, of_file
from tests.soak.subjects import ROWS

MEMORY = ("MB in use, warm", "end", "MB/h", "resident, warm", "end")
HEADINGS = ("row", "seed", "acts", "min", *MEMORY, "longest", "result")


def run_apart(row: str, seed: int, minutes: float, folder: Path, screen: dict[str, str]) -> tuple[str, ...]:
    """Run in a process of its own; return the line of the table."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "report.json"
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.soak.run", "--row", row, "--seed", str(seed)]
    with (folder / "output.txt").open("wb") as output:
        done = subprocess.run(
            [*command, "--minutes", str(minutes), "--folder", str(folder)],
            env={**os.environ, **screen},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    died = _death(done.returncode)
    if not told.exists():
        acts = len((folder / "acts.txt").read_text(encoding="utf-8").splitlines())
        return (
            row,
            str(seed),
            f"{acts:,}",
            *[""] * (len(MEMORY) + 1),
            f"CRASH ({died or 'stuck'}), see {folder}/output.txt",
        )
    line = cells(of_file(told), folder)
    return (*line[:-1], f"CRASH at the end ({died})") if died else line


def _death(code: int) -> str:
    """Return how a process died; "" where it ended by itself, with faults or without."""
    return signal.Signals(-code).name if code < 0 else "" if code in (0, 1) else f"exit {code}"


def cells(report: Report, folder: Path) -> tuple[str, ...]:
    """Return a run's line of the table."""
    warm, growth = report.warm, report.growth
    result = "fine" if not report.faults else f"{len(report.faults)} faults, see {folder}/output.txt"
    return (
        report.row,
        str(report.seed),
        f"{report.acts:,}",
        f"{report.minutes:.0f}",
        f"{warm[0][1].mb:.0f}" if warm else "",
        f"{warm[-1][1].mb:.0f}" if warm else "",
        f"{growth:+.1f}" if growth is not None else "",
        f"{warm[0][1].resident:.0f}" if warm else "",
        f"{warm[-1][1].resident:.0f}" if warm else "",
        f"{report.longest_ms:.0f} ms",
        result,
    )


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Yield where the windows go, as variables: the screen that there is, else one of our own, else memory."""
    if os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM"):
        yield {}
    else:
        with virtual_screen("-screen", "0", "1920x1080x24") as display:
            yield {"DISPLAY": display}


def lines(table: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table, its columns below each other."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def main(arguments: list[str]) -> int:
    """Run as the command line says; return 1 where a run failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0, help="of each run")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--rows", choices=ROWS, nargs="+", default=list(ROWS))
    asked = parser.parse_args(arguments)
    table: list[tuple[str, ...]] = [HEADINGS]
    with screen() as where:
        for row in asked.rows:
            for seed in asked.seeds:
                table.append(run_apart(row, seed, asked.minutes, FOLDER / f"{row}-{seed}", where))
                print("  ".join(table[-1]), flush=True)
    print("\n" + "\n".join(lines(table)))
    return int(any(line[-1] != "fine" for line in table[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
