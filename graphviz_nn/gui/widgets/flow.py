"""A row that becomes several lines where it is too narrow for one."""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

UNLIMITED = 1 << 20  # pixels of width, for as long as nobody says how much room there is


class Flow(QWidget):
    """Widgets as wide as they wish to be, from the left; with a leader, which stands alone at the left.

    What follows a leader stands at the right, beside it if all of it has room there, else below it.
    """

    def __init__(self, *widgets: QWidget, leader: QWidget | None = None) -> None:
        super().__init__()
        self._leader, self._space = leader, 0
        self._items: list[QWidget] = []
        for widget in (*([leader] if leader else []), *widgets):
            self.add(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others."""
        widget.setParent(self)
        self._items.append(widget)
        self.updateGeometry()

    def set_space(self, space: int) -> None:
        """Leave so much room between widgets, and between lines."""
        if space != self._space:
            self._space = space
            self.updateGeometry()
            self._place()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        widths = [_hint(item).width() for item in self._shown]
        return QSize(sum(widths) + self._space * max(0, len(widths) - 1), self.heightForWidth(UNLIMITED))

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the widest needs alone."""
        least = [_least(item) for item in self._shown]
        return QSize(max((size.width() for size in least), default=0), self.heightForWidth(UNLIMITED))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that there are at a width."""
        heights = [_height(line) for line in self._lines(width)]
        return sum(heights) + self._space * max(0, len(heights) - 1)

    @property
    def _shown(self) -> list[QWidget]:
        return [item for item in self._items if not item.isHidden()]

    def _lines(self, width: int) -> list[list[QWidget]]:
        """Return what stands on each line; a leader shares its own with all the others or with none."""
        lines: list[list[QWidget]] = []
        room = 0
        shown = self._shown
        wished = sum(_hint(item).width() + self._space for item in shown) - self._space
        alone = self._leader if wished > width else None
        for item in shown:
            needed = _hint(item).width() + self._space
            if not lines or needed > room or alone in lines[-1]:
                lines.append([])
                room = width + self._space
            lines[-1].append(item)
            room -= needed
        return lines

    def _place(self) -> None:
        """Give all widgets their places, those of a line in its middle."""
        top, wide = 0, self.width()
        for line in self._lines(wide):
            height = _height(line)
            widths = [min(_hint(item).width(), max(wide, _least(item).width())) for item in line]
            steps = [width + self._space for width in widths]
            lefts = list(accumulate(steps[:-1], initial=0))
            spare = max(0, wide - sum(steps) + self._space) if self._leader else 0
            for item, left, width in zip(line, lefts, widths, strict=True):
                high = min(_hint(item).height(), height)
                shift = 0 if item is self._leader else spare
                item.setGeometry(QRect(left + shift, top + (height - high) // 2, width, high))
            top += height + self._space

    def event(self, event: QEvent) -> bool:
        """Make room where a widget came, went or became wider."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        self._place()


def _hint(item: QWidget) -> QSize:
    """Return the size that a widget wishes, within what it may have."""
    return item.sizeHint().expandedTo(_least(item)).boundedTo(item.maximumSize())


def _least(item: QWidget) -> QSize:
    """Return what a widget cannot do without; a least size that was set counts instead of what it would say."""
    least, own = item.minimumSize(), item.minimumSizeHint()
    return QSize(least.width() or own.width(), least.height() or own.height()).boundedTo(item.maximumSize())


def _height(line: list[QWidget]) -> int:
    return max(_hint(item).height() for item in line)
