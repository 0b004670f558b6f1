"""Leave each key to whom it is meant for: the widget that has the focus, or the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)

from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.time_keys import TIME_KEYS

_KEY = Qt.Key
_OF_TIME = TIME_KEYS | {_KEY.Key_Space}
# Text fields see to plain keys themselves.
_OWN_KEYS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, frozenset({_KEY.Key_Space})),
    (QComboBox, frozenset({_KEY.Key_Space})),
    (QAbstractItemView, TIME_KEYS | {_KEY.Key_Space}),
)
_UNDOING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class KeyGuard(QObject):
    """Watches the focused widget only: a filter over the whole application would see every event."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and isinstance(new, (QLineEdit, *(kind for kind, _ in _OWN_KEYS))):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it counts as a shortcut; let some count as one where nothing is being typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if isinstance(watched, QLineEdit):
                event.ignore()
                return not watched.isModified() and _is_for_the_window(event, watched)
            own = next((keys for kind, keys in _OWN_KEYS if isinstance(watched, kind)), frozenset())
            if not event.modifiers() and event.key() in own:
                event.accept()
                return True
        return False


def _is_for_the_window(event: QKeyEvent, field: QLineEdit) -> bool:
    """Whether a key undoes, redoes or moves time, and does not write: a number needs no space, other text does."""
    moves = isinstance(field, NumberEdit) and not event.modifiers() and event.key() in _OF_TIME
    return moves or any(map(event.matches, _UNDOING))
