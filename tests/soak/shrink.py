"""Makes the acts of a failed run few: python -m tests.soak.shrink build/soak/table-4/acts.txt --fault "KeyError".

Halves, quarters and so on are left out and the rest is done again, in a process of its own each time; what still fails
in the same way is kept. What hangs on time fails now and then only: --tries says how often one must be fine to be so.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests.soak.monkey import HOME, Act
from tests.soak.run import acts_of
from tests.soak.subjects import ROWS

T = TypeVar("T")


def fewest(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """Return few of the items, in their order, that still fail, none of which can be left out alone; all must fail."""
    parts = 2
    while len(items) > 1:
        size = -(-len(items) // parts)
        for start in range(0, len(items), size):
            rest = [*items[:start], *items[start + size :]]
            if fails(rest):
                items, parts = rest, max(2, parts - 1)
                break
        else:
            if size == 1:
                break
            parts = min(len(items), 2 * parts)
    return items


def main(arguments: list[str]) -> int:
    """Shrink as the command line says, and write the few acts beside the many."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.shrink", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("acts", type=Path)
    parser.add_argument("--row", choices=ROWS, default="lessons")
    parser.add_argument("--fault", default="", help="what is said of it; a crash where nothing is given")
    parser.add_argument("--tries", type=int, default=1)
    asked = parser.parse_args(arguments)

    def fails(acts: Sequence[Act]) -> bool:
        return any(_fails(acts, asked.row, asked.fault) for _ in range(asked.tries))

    acts: Sequence[Act] = [act for act in acts_of(asked.acts) if act.name != HOME]
    if not fails(acts):
        print("These acts do not fail so any more.")
        return 1
    few = fewest(acts, fails)
    short = asked.acts.with_name("few.txt")
    short.write_text("".join(f"{act}\n" for act in few), encoding="utf-8")
    print(f"{len(few)} of {len(acts)} acts, in {short}: " + ", ".join(map(str, few)))
    return 0


def _fails(acts: Sequence[Act], row: str, fault: str) -> bool:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "again.txt"
        file.write_text("".join(f"{act}\n" for act in acts), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "tests.soak.run",
            "--row",
            row,
            "--again",
            str(file),
            "--folder",
            folder,
        ]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    print(f"{len(acts)} acts: exit {done.returncode}", flush=True)
    said = done.stdout + done.stderr
    return fault in said if fault else done.returncode not in (0, 1) or "Fatal Python error" in said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
