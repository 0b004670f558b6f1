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
    QSlider,
    QWidget,
)

from graphviz_nn.gui.dialogs.palette import Palette
from graphviz_nn.gui.shell.actions import Desk
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.time_keys import DIGIT_KEYS, PAGE_KEYS, TIME_KEYS

_KEY = Qt.Key
# What a widget does itself with keys that are the window's elsewhere. Text fields see to plain keys.
_OWN_KEYS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, frozenset({_KEY.Key_Space})),
    (QComboBox, frozenset({_KEY.Key_Space})),
    (QSlider, DIGIT_KEYS),
    (QAbstractItemView, TIME_KEYS | {_KEY.Key_Space}),
)
_ENDING = frozenset({_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_Escape})
_BLACK = frozenset({_KEY.Key_B, _KEY.Key_Period})
_OF_THE_WINDOW = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_RESTART = QKeySequence("Ctrl+Home")


class KeyGuard(QObject):
    """Watches the focused widget only: a filter over the whole application would see every event."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        kinds = (QLineEdit, *(kind for kind, _ in _OWN_KEYS))
        if new is not None and isinstance(new, kinds) and self._is_ours(new):
            new.installEventFilter(self)

    def _is_ours(self, widget: QWidget) -> bool:
        """Whether a widget is of this window, or of a dialog over it: another window's keys are for its own guard.

        The palette takes all keys itself.
        """
        part: QWidget | None = widget
        while part is not None and part is not self.parent() and not isinstance(part, Palette):
            part = part.parentWidget()
        return part is self.parent()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it counts as a shortcut; let some count as one where nothing is being typed."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QLineEdit):
            return self._is_seen_to(event, watched)
        own = next((keys for kind, keys in _OWN_KEYS if isinstance(watched, kind)), frozenset[Qt.Key]())
        if event.key() in PAGE_KEYS and self._desk.session.state.lesson is not None:
            return False  # a list is scrolled by them where there is no page to turn
        if not _modified(event) and event.key() in own:
            event.accept()
            return True
        return False

    def _is_seen_to(self, event: QKeyEvent, field: QLineEdit) -> bool:
        """Say for whom a key is, the field or the window, where the field would say otherwise."""
        if field.isModified():
            ends = not _modified(event) and event.key() in _ENDING
            event.setAccepted(ends)
            return ends
        event.ignore()
        return self._is_for_the_window(event, field)

    def _is_for_the_window(self, event: QKeyEvent, field: QLineEdit) -> bool:
        """Whether a key moves time or pages, undoes, or blackens, and does not write: only other text needs a space."""
        if any(map(event.matches, _OF_THE_WINDOW)) or QKeySequence(event.keyCombination()) == _RESTART:
            return True
        plain = frozenset[Qt.Key]()
        if isinstance(field, NumberEdit):
            plain |= TIME_KEYS | {_KEY.Key_Space}
        if self._desk.presenting:
            plain |= _BLACK
        return not _modified(event) and event.key() in plain


def _modified(event: QKeyEvent) -> bool:
    """Whether a key is more than itself; that it is on the keypad does not count."""
    return event.modifiers() not in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
