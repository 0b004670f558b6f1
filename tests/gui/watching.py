"""What events some widgets get, such as paintings, and how large each widget is then."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget


class Watch(QObject):
    """Takes note of events of one kind.

    Attributes:
        seen: the widget at each such event, and where it was in its window.

    """

    def __init__(self, kind: QEvent.Type, watched: Iterable[QWidget]) -> None:
        super().__init__()
        self._kind = kind
        self.seen: list[tuple[QWidget, QRect]] = []
        for widget in watched:
            widget.installEventFilter(self)

    @property
    def widgets(self) -> set[QWidget]:
        """Those that have had such an event."""
        return {widget for widget, _ in self.seen}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind and isinstance(watched, QWidget):
            self.seen.append((watched, place_in_window(watched)))
        return False


def place_in_window(widget: QWidget) -> QRect:
    """Return where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
