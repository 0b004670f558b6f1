"""The plain keys that move through time and lessons: no setting may take them for its own."""

from __future__ import annotations

from PySide6.QtCore import Qt

PAGE_KEYS = frozenset({Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
TIME_KEYS = PAGE_KEYS | {Qt.Key.Key_Home, Qt.Key.Key_End}
DIGIT_KEYS = frozenset(map(Qt.Key, range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)))
