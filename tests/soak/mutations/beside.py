"""Inputs are read in a process beside, which may die or never come back, and has little memory."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.mutations.cases import Failure, failure_of, limit_memory, random_of
from tests.soak.mutations.kinds import KINDS

LOST_SECONDS = 60.0  # without a word from the process that reads
WARM = 20  # cases before the memory is limited: imports, caches, threads
BY_NAME = {kind.name: kind for kind in KINDS}


def failures(name: str, seed: int, numbers: range) -> Iterator[Failure]:
    """Yield what fails among the inputs of a kind, read in a process beside; one that dies is followed by another."""
    context = multiprocessing.get_context("spawn")
    left = numbers
    while left:
        here, there = context.Pipe()
        reader = context.Process(target=_read, args=(there, name, seed, left), daemon=True)
        reader.start()
        there.close()
        at: int | None = None
        try:
            while here.poll(LOST_SECONDS):
                said = here.recv()
                if isinstance(said, Failure):
                    yield said
                elif said is None:
                    return
                else:
                    at = said
            words = f"no word for {LOST_SECONDS:.0f} s"
        except EOFError:
            reader.join()
            if at is None:
                raise RuntimeError(f"The process that reads {name} does not begin") from None
            words = f"the process died with {reader.exitcode}"
        reader.kill()
        with TemporaryDirectory() as folder:
            assert at is not None
            content = BY_NAME[name](Path(folder)).changed(random_of(name, seed, at))
        yield Failure(name, seed, at, words, words, content)
        left = range(at + 1, left.stop)


def _read(there: Connection, name: str, seed: int, numbers: range) -> None:
    """Read inputs, and tell of each failure, of each number before it is read, and of the end."""
    with TemporaryDirectory() as folder:
        kind = BY_NAME[name](Path(folder))
        for number in numbers:
            if number == numbers.start + WARM:
                limit_memory()
            there.send(number)
            failure = failure_of(kind, seed, number)
            if failure:
                there.send(failure)
    there.send(None)
