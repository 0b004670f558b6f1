"""What a fault of the program is told as: one sentence for who sees it, and a report to send to who can mend it."""

from __future__ import annotations

import os
import platform
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PySide6

from graphviz_nn.text import shortened
from graphviz_nn.version import __version__

MOST_LETTERS = 200  # of an error's own words in a sentence
MOST_LINES = 200  # of a report's trace: a recursion repeats itself
_ON_THE_WAY = re.compile(r"Error calling Python override of \S+: ")  # PySide adds it for each call of Qt's
_FILE = re.compile(r'^(\s*File )"(.+?)"', re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """An exception that nobody caught.

    Attributes:
        error: its class and its words.
        trace: how it came about, as Python prints it.

    """

    error: str
    trace: str

    @classmethod
    def of(cls, error: BaseException) -> Fault:
        """Return what there is to know of an exception; it holds on to nothing that the exception does."""
        said = _ON_THE_WAY.sub("", f"{type(error).__name__}: {error}")
        words = " ".join(said.split()).removesuffix(":")
        trace = "".join(traceback.format_exception(error))
        return cls(words, trace)

    @property
    def words(self) -> str:
        """The error in at most a line or two."""
        return shortened(self.error, MOST_LETTERS)

    def report(self, shown: str) -> str:
        """Return the text of a report: the program, the machine, what was shown, and the trace without folders."""
        return "\n".join([*about(), f"Shown: {shown}", "", private_trace(self.trace)])


def place_of(error: BaseException) -> str:
    """Return the class of an exception and the line that raised it: the same again is the same fault."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        place = f"{frame.f_code.co_filename}:{line}"
    return f"{type(error).__name__} {place or error}"


def about() -> Iterator[str]:
    """Yield what program this is, and what it runs on."""
    yield f"graphviz_nn {__version__}"
    yield f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, NumPy {np.__version__}"
    yield platform.platform()


def private_trace(trace: str) -> str:
    """Return a trace with files named from their packages on: the names of folders tell about people."""
    named = _FILE.sub(lambda found: f'{found[1]}"{_from_package(found[2])}"', trace)
    home = os.path.expanduser("~")
    lines = (named.replace(home, "~") if len(home) > 1 else named).splitlines()
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - MOST_LINES} lines …", *lines[-half:]]
    return "\n".join(lines)


def _from_package(file: str) -> str:
    """Return a file's path from where Python looks for modules on; of a file elsewhere its name."""
    path = Path(file)
    roots = [Path(root) for root in sys.path if root and path.is_relative_to(root)]
    return path.relative_to(max(roots, key=lambda root: len(root.parts))).as_posix() if roots else path.name
