"""The plain keys that move through time and lessons: no setting may take them for its own."""

from __future__ import annotations

from PySide6.QtCore import Qt

TIME_KEYS = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
