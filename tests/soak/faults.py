"""Hears whatever goes wrong in a process: exceptions, warnings, log records, what Qt says, what goes to stderr."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TextIO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

# The plugin that draws into memory cannot do all that a screen can; and a hand reaches for what takes nothing.
_FINE = ("This plugin does not support", "Unimplemented code", "Mouse event", "Keyboard event")
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


@dataclass
class Fault:
    """Something that went wrong, once or many times.

    Attributes:
        kind: what kind of fault it is, in a word or two.
        words: what tells it from others of its kind.
        details: a stack, or what else helps to find its cause.
        act: the act during or after which it was seen first.
        times: how often it was seen.

    """

    kind: str
    words: str
    details: str
    act: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.kind}: {self.words} ({self.times} ×, first at {self.act})"


@dataclass
class Faults:
    """All faults that were heard.

    Attributes:
        act: what is being done.
        all: the faults, by kind and words.

    """

    act: str = "the start"
    all: dict[tuple[str, str], Fault] = field(default_factory=dict)

    def add(self, kind: str, words: str, details: str = "") -> None:
        """Keep a fault, or count one that is known."""
        known = self.all.setdefault((kind, words), Fault(kind, words, details, self.act, 0))
        known.times += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear everything for a while; whoever heard exceptions and stderr before still does."""
        ears = _Ears(self)
        hooks = sys.excepthook, threading.excepthook, sys.stderr
        sys.excepthook, threading.excepthook = ears.on_exception(sys.excepthook), ears.on_thread
        sys.stderr = ears
        before = qInstallMessageHandler(ears.on_qt)
        logging.getLogger().addHandler(ears.log)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = ears.on_warning
                yield
        finally:
            logging.getLogger().removeHandler(ears.log)
            qInstallMessageHandler(before)
            sys.excepthook, threading.excepthook, sys.stderr = hooks


class _Ears:
    """Takes the place of Python's hooks, of Qt's and of stderr."""

    def __init__(self, faults: Faults) -> None:
        self._faults, self._stderr = faults, sys.stderr
        self.log = logging.Handler(logging.WARNING)
        self.log.emit = self.on_record  # type: ignore[method-assign]
        self._is_known = False  # what is being written or logged has been heard as something else

    def on_exception(self, before: Any) -> Any:
        """Return a hook for exceptions that tells the one before it, too."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self._add(kind, error, trace)
            self._is_known = True
            try:
                before(kind, error, trace)
            finally:
                self._is_known = False

        return hook

    def on_thread(self, args: threading.ExceptHookArgs) -> None:
        """Hear an exception that ended a thread."""
        self._add(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def on_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Hear a warning, with where it comes from."""
        stack = "".join(traceback.format_stack(limit=24))
        place = f"{filename.rpartition('/')[2]}:{lineno}"
        self._faults.add("warning", f"{category.__name__}: {message} ({place})", stack)

    def on_record(self, record: logging.LogRecord) -> None:
        """Hear a log record of a warning or worse."""
        if not self._is_known:
            self._faults.add("log record", f"{record.name}: {record.getMessage()}"[:200])

    def on_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Hear what Qt says."""
        if kind not in _QUIET and not text.startswith(_FINE):
            self._faults.add("Qt", text[:200], "".join(traceback.format_stack(limit=24)))

    def write(self, text: str) -> int:
        """Hear what is written to stderr, and write it."""
        if text.strip() and not self._is_known:
            self._faults.add("stderr", text.strip().splitlines()[-1][:200], text)
        return self._stderr.write(text)

    def flush(self) -> None:
        """Write what waits."""
        self._stderr.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stderr, name)

    def _add(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        frames = traceback.extract_tb(trace)
        place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "nowhere"
        details = "".join(traceback.format_exception(kind, error, trace))
        self._faults.add("exception", f"{kind.__name__} at {place}: {str(error)[:120]}", details)
