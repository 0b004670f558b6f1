"""What events some widgets get, such as paintings, and how large each widget is then."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QWidget


class Watch(QObject):
    """Takes note of events of one kind.

    Attributes:
        seen: the widget and its size at each such event.

    """

    def __init__(self, kind: QEvent.Type, watched: Iterable[QWidget]) -> None:
        super().__init__()
        self._kind = kind
        self.seen: list[tuple[QWidget, QSize]] = []
        for widget in watched:
            widget.installEventFilter(self)

    def sizes(self, widget: QWidget) -> list[QSize]:
        """Return how large a widget was at each of its events."""
        return [size for seen, size in self.seen if seen is widget]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind and isinstance(watched, QWidget):
            self.seen.append((watched, watched.size()))
        return False
