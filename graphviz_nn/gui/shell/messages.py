"""Bring every exception that nobody caught, from any thread, to the thread of the window."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

QUIET_SECONDS = 5.0  # a fault in painting comes again every frame


class Reporter(QObject):
    """Takes the place of Python's exception hooks.

    Attributes:
        show: told one sentence about each exception, on the thread that this object lives on.

    """

    _caught = Signal(str)

    def __init__(self, show: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.show = show
        self._told: dict[str, float] = {}
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook for exceptions of every thread."""
        sys.excepthook = self.hook
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give the hooks back to Python."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write the exception to stderr and queue it for the window; the same again soon after is left out."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        text = f"{kind.__name__}: {error}"
        now = monotonic()
        if now - self._told.get(text, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._told[text] = now
        traceback.print_exception(kind, error, trace)
        self._caught.emit(text)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        error = args.exc_value or args.exc_type()
        self.hook(args.exc_type, error, args.exc_traceback)

    @Slot(str)
    def _on_caught(self, text: str) -> None:
        self.show(f"Something went wrong inside the program, and your work is untouched. {text}")
