"""Changes inputs at random and reads them: python -m tests.soak.mutations [--seed N] [--count N] [--kind KIND …]."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.mutations.beside import BY_NAME, failures
from tests.soak.mutations.cases import Failure, random_of


def main() -> int:
    """Print each failure when it is found, and a table; return 1 if there was one."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000, help="of inputs, over all kinds")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input of a kind")
    parser.add_argument("--kind", choices=BY_NAME, nargs="+", default=list(BY_NAME))
    parser.add_argument("--show", action="store_true", help="write the inputs, and read none")
    told = parser.parse_args()
    share = range(told.first, told.first + max(told.count // len(told.kind), 1))
    if told.show:
        with TemporaryDirectory() as folder:
            for name in told.kind:
                for number in share:
                    print(BY_NAME[name](Path(folder)).changed(random_of(name, told.seed, number)))
        return 0
    failed = False
    for name in told.kind:
        began, signs = time.perf_counter(), set[str]()
        for failure in failures(name, told.seed, share):
            if failure.sign not in signs:
                signs.add(failure.sign)
                print(_said(failure), flush=True)
        failed = failed or bool(signs)
        seconds = time.perf_counter() - began
        print(f"{name}: {len(share):,} inputs in {seconds:.0f} s, {len(signs)} kinds of failures", flush=True)
    return int(failed)


def _said(failure: Failure) -> str:
    again = f"--kind '{failure.kind}' --seed {failure.seed} --first {failure.number} --count 1"
    return f"--- {failure.sign}\n{failure.words}\n{failure.content[:2000]!r}\npython -m tests.soak.mutations {again}\n"


if __name__ == "__main__":
    sys.exit(main())
