"""From the arguments to a command, and from its errors to an exit code."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn, TextIO

from graphviz_nn.cli.check import CHECK
from graphviz_nn.cli.fit import FIT
from graphviz_nn.cli.lessons import LESSONS
from graphviz_nn.cli.render import RENDER
from graphviz_nn.cli.trace import TRACE
from graphviz_nn.cli.window import WINDOW
from graphviz_nn.errors import GnnError
from graphviz_nn.text import shortened
from graphviz_nn.version import __version__

COMMANDS = (WINDOW, LESSONS, TRACE, FIT, RENDER, CHECK)
USER_ERROR, INTERRUPTED = 2, 130
MOST_OF_A_WORD = 60  # letters of an argument that a message cites
_NEGATED = re.compile(r"-[^-ho]")  # an expression such as -x, and no option


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 for a failed check, 2 for what the user can mend."""
    _prepare_streams()
    _let_errors_fail()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except GnnError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has gone, and needs no more
        _let_go(sys.stdout)
        return 0
    except MemoryError:
        return _refuse("The memory does not hold this. Take fewer rows, a smaller model or smaller arrays.")
    except OSError as error:
        _let_go(sys.stdout)
        return _refuse(
            f"The output cannot be written: {error.strerror or error}. Send it elsewhere, or make room."
        )


def _refuse(message: str) -> int:
    """Say what is wrong, if anyone listens, and return the exit code."""
    try:
        print(f"graphviz-nn: {message}", file=sys.stderr, flush=True)
    except OSError:
        _let_go(sys.stderr)
    return USER_ERROR


def _let_go(stream: TextIO) -> None:
    """Lead a stream that cannot be written to into nothing, so that Python can flush it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _prepare_streams() -> None:
    r"""Put streams that lead nowhere in place of those that the shell has closed, as `>&-` does.

    What the others can't encode, as `²` in a Windows pipe, they spell: `\xb2`.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class _Unhindered(io.FileIO):
    """A file that takes what can't be written for written."""

    def write(self, content: Any) -> int:
        """Write what can be."""
        with suppress(OSError):
            return super().write(content) or 0
        return len(content)


def _let_errors_fail() -> None:
    """Do the work also where nobody can hear of its progress, as with `2>/dev/full`: its result goes elsewhere."""
    is_ours = sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper)
    if is_ours and not sys.stderr.isatty():
        raw = _Unhindered(sys.stderr.fileno(), "w", closefd=False)
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(raw), sys.stderr.encoding, "backslashreplace", line_buffering=True
        )


def _run(argv: list[str]) -> int:
    words = {command.name for command in COMMANDS} | {"-h", "--help", "--version"}
    named = argv if argv and argv[0] in words else [WINDOW.name, *argv]
    # To argparse, what begins with a space is no option.
    named = [f" {word}" if _NEGATED.match(word) else word for word in named]
    arguments = _parser().parse_args(named)
    code: int = arguments.run(arguments)
    return code


class _Parser(argparse.ArgumentParser):
    """A parser that cites a word of thousands of letters in part."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        super().error(" ".join(shortened(word, MOST_OF_A_WORD) for word in message.split(" ")))


def _parser() -> _Parser:
    parser = _Parser(
        prog="graphviz-nn",
        description="Opens a small neural network like a watch. Without a command it opens the window.",
        epilog="graphviz-nn COMMAND --help says more. Built-in documents: iris, penguins, digits.",
    )
    parser.add_argument("--version", action="version", version=f"graphviz-nn {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        inner = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(inner)
        inner.set_defaults(run=command.run)
    return parser
