"""When the system asks the program to end: at the terminal, at the end of a login, or when a machine is shut down."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Slot

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Signals(QObject):
    """Calls `leave` on the window's thread after the first such signal; a second one ends the program as it always did.

    Python looks for signals only when it runs, and while nothing happens Qt waits: so the system wakes Qt by a byte
    on a socket. What the shell has the program ignore, as `nohup` does, stays ignored.
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave, self._is_asked = leave, False
        self._before: dict[int, Any] = {}
        if threading.current_thread() is not threading.main_thread():  # only there Python takes signals
            return
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._woken_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._note)

    def stop(self) -> None:
        """Leave signals as they were found."""
        self._restore()
        if hasattr(self, "_near"):
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._woken_before)
            self._near.close()
            self._far.close()

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._is_asked = True
        self._restore()

    def _restore(self) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    @Slot()
    def _on_woken(self) -> None:
        self._near.recv(64)
        if self._is_asked:
            self._is_asked = False
            self._leave()
