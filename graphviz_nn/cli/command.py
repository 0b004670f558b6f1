"""What a command of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        name: the word that calls it.
        help: one line for `--help`.
        add_arguments: adds its arguments to its parser.
        run: does it and returns the exit code; imports what it needs itself, so that `--help` is quick.

    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
