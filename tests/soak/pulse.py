"""Takes the pulse of the window's thread: what each turn of its event loop takes, and what it is busy with when long.

A turn is what the thread does without looking for what has come in meanwhile: an event, or some that were due at once.
It is measured in the thread's own processor time, which a busy machine does not change. No event goes through Python
for it: that would hold on to Qt's objects while they are destroyed, and crashes by itself.
"""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, TypeAlias

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

LOOK_S = 0.02  # from one look at a long turn to the next
LONG_S = 0.08  # a turn that has taken so long is worth a look
SIGNAL = signal.SIGUSR2
WRITING_S = 0.002  # that a thread takes at most to write where it is
_DEEP = 12  # frames that are kept of each look

# A frame as faulthandler writes it, the innermost first.
_PLACE = re.compile(r'  File "(.*)", line (\d+) in (.*)')

# File, line and function of each frame, the outermost first.
Stack: TypeAlias = tuple[tuple[str, int, str], ...]


class Pulse(QObject):
    """Tells of each turn how many milliseconds it took, and where the thread was seen most often in a long one."""

    def __init__(self, tell: Callable[[float, str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._began = time.thread_time()
        self._is_excused = False
        self._stacks = _Stacks(self)
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.connect(self._on_turn)
        dispatcher.awake.connect(self._on_turn)
        self._stacks.start()

    @property
    def began(self) -> float:
        """When the turn began, in the thread's processor time."""
        return self._began

    @contextmanager
    def excused(self) -> Iterator[None]:
        """Tell nothing for a while: what is done is not the window's own work."""
        before, self._is_excused = self._is_excused, True
        try:
            yield
        finally:
            self._began, self._is_excused = time.thread_time(), before

    def stop(self) -> None:
        """Look no more."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.disconnect(self._on_turn)
        dispatcher.awake.disconnect(self._on_turn)
        self._stacks.stop()

    @Slot()
    def _on_turn(self) -> None:
        now = time.thread_time()
        took = now - self._began
        if not self._is_excused:
            self._tell(1000 * took, self._stacks.seen(self._began) if took > LONG_S else "")
        self._began = time.thread_time()


class _Stacks(threading.Thread):
    """Asks, from a thread of its own, the thread that made it where it is.

    By a signal, upon which `faulthandler` writes there and then: frames as objects would hold what is local to them, so
    that this thread might be the last to let go of widgets, and to read the frames of a thread that runs may crash.
    """

    def __init__(self, pulse: Pulse) -> None:
        super().__init__(name="stacks", daemon=True)
        self._pulse, self._watched = pulse, threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._watched)
        self._of = -1.0
        self._seen: Counter[Stack] = Counter()
        self._over = threading.Event()

    def seen(self, began: float) -> str:
        """Return where a turn was seen most often; "" where nobody looked."""
        most = self._seen.most_common(1) if self._of == began else []
        return "".join(traceback.format_list([(*place, None) for place in most[0][0]])) if most else ""

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look again and again."""
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as file, _written_on_signal(file):
            while not self._over.wait(LOOK_S):
                began = self._pulse.began
                if time.clock_gettime(self._clock) - began < LONG_S:
                    continue
                stack = self._telling(file)
                if began != self._of:
                    self._of, self._seen = began, Counter()
                self._seen[stack] += 1

    def _telling(self, file: IO[str]) -> Stack:
        """Return what tells where the thread is: the program's own frames, and the innermost one.

        Their lines are not read yet, for which this thread would have to wait for the one that is busy.
        """
        file.seek(0)
        file.truncate()
        signal.pthread_kill(self._watched, SIGNAL)
        before = -1
        while (now := os.fstat(file.fileno()).st_size) != before and not self._over.wait(WRITING_S):
            before = now
        file.seek(0)
        places = [(name, int(line), function) for name, line, function in _PLACE.findall(file.read())]
        own = [place for place in places[1:] if "graphviz_nn/" in place[0]]
        return (*reversed(own[:_DEEP]), *places[:1])


@contextmanager
def _written_on_signal(file: IO[str]) -> Iterator[None]:
    """Let a thread that gets the signal write into a file where it is."""
    faulthandler.register(SIGNAL, file, all_threads=False)
    try:
        yield
    finally:
        faulthandler.unregister(SIGNAL)
