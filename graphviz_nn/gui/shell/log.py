"""What Python and Qt warn of goes into a file, not to who looks at the window."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from graphviz_nn.folders import private, state_folder

NAME = "log.txt"
MOST_BYTES = 250_000  # then it is put aside, in place of the one before
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SOURCES = ("graphviz_nn", "py.warnings", "qt")


@contextmanager
def logged() -> Iterator[None]:
    """Keep a log for as long as the window is open; where none can be written there is none, and no word about it."""
    handler, loggers = _handler(), [logging.getLogger(name) for name in _SOURCES]
    propagated = [each.propagate for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.propagate = False
    before = qInstallMessageHandler(_on_message)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        qInstallMessageHandler(before)
        for each, did_propagate in zip(loggers, propagated, strict=True):
            each.removeHandler(handler)
            each.propagate = did_propagate
        handler.close()


class _Log(RotatingFileHandler):
    """A log that is no reason to stop, nor to say anything, where it cannot be written."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Do without the line."""


def _handler() -> logging.Handler:
    try:
        folder = private(state_folder() / "graphviz_nn")
    except OSError:
        return logging.NullHandler()
    made = _Log(
        folder / NAME, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8", delay=True, errors="replace"
    )
    made.setFormatter(logging.Formatter("%(asctime)s %(process)d %(name)s %(levelname)s: %(message)s"))
    made.setLevel(logging.WARNING)
    return made


def _on_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", text)
