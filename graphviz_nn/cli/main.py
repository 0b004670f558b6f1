"""From the arguments to a command, and from its errors to an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import graphviz_nn
from graphviz_nn.cli.check import CHECK
from graphviz_nn.cli.fit import FIT
from graphviz_nn.cli.lessons import LESSONS
from graphviz_nn.cli.render import RENDER
from graphviz_nn.cli.trace import TRACE
from graphviz_nn.cli.window import WINDOW
from graphviz_nn.errors import GnnError

COMMANDS = (WINDOW, LESSONS, TRACE, FIT, RENDER, CHECK)
USER_ERROR, INTERRUPTED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 for a failed check, 2 for what the user can mend."""
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except GnnError as error:
        print(f"graphviz-nn: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; keep Python from complaining when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(argv: list[str]) -> int:
    words = {command.name for command in COMMANDS} | {"-h", "--help", "--version"}
    named = argv if argv and argv[0] in words else [WINDOW.name, *argv]
    arguments = _parser().parse_args(named)
    code: int = arguments.run(arguments)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="graphviz-nn",
        description="Opens a small neural network like a watch. Without a command it opens the window.",
        epilog="graphviz-nn COMMAND --help says more. Built-in documents: iris, penguins.",
    )
    parser.add_argument("--version", action="version", version=f"graphviz-nn {graphviz_nn.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        inner = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(inner)
        inner.set_defaults(run=command.run)
    return parser
