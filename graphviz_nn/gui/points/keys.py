"""The keys of a hand over points: from one to the next, a step aside, away, another class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_KEY = Qt.Key
_ASIDE = {
    _KEY.Key_Left: (-1.0, 0.0),
    _KEY.Key_Right: (1.0, 0.0),
    _KEY.Key_Up: (0.0, 1.0),
    _KEY.Key_Down: (0.0, -1.0),
}
_GONE = (_KEY.Key_Delete, _KEY.Key_Backspace)
_DIGITS = {Qt.Key(_KEY.Key_1 + place): place for place in range(9)}
_PLAIN = Qt.KeyboardModifier.NoModifier
FINE = 0.1  # of a step, while Shift is held


class PointKeys(QObject):
    """Takes keys from a widget that has the focus, while it is on.

    Attributes:
        turned: emitted with 1 for the next point, −1 for the one before.
        nudged: emitted with how many steps a point is to move, across and up.
        removed: emitted when the chosen point is to go.
        added: emitted when one is to come.
        inked: emitted with the number of a class, from 0; −1 to take points away.
        left: emitted when the hand is to be laid down.

    """

    turned = Signal(int)
    nudged = Signal(float, float)
    removed = Signal()
    added = Signal()
    inked = Signal(int)
    left = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget, self._is_on, self._place, self._count = widget, False, -1, 0
        widget.installEventFilter(self)

    def set_on(self, is_on: bool, place: int | None = None, count: int = 0) -> None:
        """Take the keys, or leave them; of so many points one is chosen."""
        self._place, self._count = -1 if place is None else place, count
        if is_on != self._is_on:
            self._is_on = is_on
            policy = Qt.FocusPolicy.StrongFocus if is_on else Qt.FocusPolicy.NoFocus
            self._widget.setFocusPolicy(policy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it counts as a shortcut of the window, and do what it stands for."""
        if not self._is_on or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and self._is_ours(event):
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._is_ours(event) and self._do(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        """Whether a key means something here: beyond the last point Tab goes on to what comes next in the window."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            return 0 <= self._place + _turn(key) < self._count
        if key in _ASIDE:
            return held in (_PLAIN, Qt.KeyboardModifier.ShiftModifier)
        return held == _PLAIN and key in (*_GONE, *_DIGITS, _KEY.Key_0, _KEY.Key_Insert, _KEY.Key_Escape)

    def _do(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            self.turned.emit(_turn(key))
        elif key in _ASIDE:
            by = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self.nudged.emit(*(by * part for part in _ASIDE[Qt.Key(key)]))
        elif key in _GONE:
            self.removed.emit()
        elif key == _KEY.Key_Insert:
            self.added.emit()
        elif key == _KEY.Key_Escape:
            self.left.emit()
        else:
            self.inked.emit(_DIGITS.get(Qt.Key(key), -1))
        return True


def _turn(key: int) -> int:
    return 1 if key == _KEY.Key_Tab else -1
