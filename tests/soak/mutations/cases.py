"""One case after the other: an input of a number is always the same, so that a failure can be had again."""

from __future__ import annotations

import resource
import time
import traceback
import warnings
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from graphviz_nn.errors import GnnError
from tests.soak.mutations.kinds import Kind

SLOW_SECONDS, MOST_BYTES = 2.0, 1_000_000_000
TRIES = 400  # to make a failing input smaller


class Failure(NamedTuple):
    """What went wrong.

    Attributes:
        kind, seed, number: of the case; they make the input again.
        sign: what failures of one cause have in common.
        words: what happened.
        content: the input, as small as it still fails so.

    """

    kind: str
    seed: int
    number: int
    sign: str
    words: str
    content: bytes


def random_of(kind: str, seed: int, number: int) -> Random:
    """Return the chance of a case."""
    return Random(f"{kind} {seed} {number}")


def failure_of(kind: Kind, seed: int, number: int) -> Failure | None:
    """Read the input of a number; return what is wrong with that, or None."""
    content = kind.changed(random_of(kind.name, seed, number))
    sign, words = wrong(kind, content)
    if not sign:
        return None
    smaller = smallest(content, lambda each: wrong(kind, each)[0] == sign) if sign != "slow" else content
    return Failure(kind.name, seed, number, sign, words, smaller)


def wrong(kind: Kind, content: bytes) -> tuple[str, str]:
    """Read an input; return a sign of what is wrong, and words for it, or twice ""."""
    seconds = 0.0
    for _ in range(2):  # what is slow only once has waited for something, as a first import
        began = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", UserWarning)  # which are ours
                kind.read(content)
        except GnnError:
            pass
        except Exception as error:
            return _sign(error), "".join(traceback.format_exception(error)[-3:])
        seconds = time.process_time() - began
        if seconds <= SLOW_SECONDS:
            return "", ""
    return "slow", f"{seconds:.1f} s of the processor"


def limit_memory() -> None:
    """Let this process have so much more than it has: what needs more meets a MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def smallest(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Return a part of an input that still fails: pieces are left out, first large ones and then small ones."""
    size, tries = max(len(content) // 2, 1), TRIES
    while size and tries:
        start = 0
        while start < len(content) and tries:
            shorter = content[:start] + content[start + size :]
            tries -= 1
            if fails(shorter):
                content = shorter
            else:
                start += size
        size //= 2
    return content


def _sign(error: Exception) -> str:
    """Return the kind of an error and where in the package it came from."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "graphviz_nn" in each.filename]
    ours = [
        each for each in frames if "/tests/" not in each.filename and "site-packages" not in each.filename
    ]
    where = f"{ours[-1].filename.rpartition('/graphviz_nn/')[2]}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}"
