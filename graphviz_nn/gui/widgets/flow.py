"""A row that becomes several lines where it is too narrow for one."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

# What tells that a widget in it may have another size now.
_RESIZING = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange)


class Flow(QWidget):
    """Widgets as wide as they wish to be, from the left; with a leader, which stands alone at the left.

    What follows a leader stands at the right, beside it if all of it has room there, else below it.
    """

    def __init__(self, *widgets: QWidget, leader: QWidget | None = None) -> None:
        super().__init__()
        self._leader, self._space = leader, 0
        self._items: list[QWidget] = []
        self._known: list[_Box] | None = None
        for widget in (*([leader] if leader else []), *widgets):
            self.add(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others."""
        widget.setParent(self)
        self._items.append(widget)
        self._known = None
        self.updateGeometry()

    def set_space(self, space: int) -> None:
        """Leave so much room between widgets, and between lines."""
        if space != self._space:
            self._space = space
            self.updateGeometry()
            self._place()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        boxes = self._boxes
        width = sum(box.wished.width() for box in boxes) + self._space * max(0, len(boxes) - 1)
        return QSize(width, max((box.wished.height() for box in boxes), default=0))

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the widest needs alone."""
        boxes = self._boxes
        width = max((box.least.width() for box in boxes), default=0)
        return QSize(width, max((box.wished.height() for box in boxes), default=0))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that there are at a width."""
        heights = [_height(line) for line in self._lines(width)]
        return sum(heights) + self._space * max(0, len(heights) - 1)

    @property
    def _boxes(self) -> list[_Box]:
        """Return what is shown, each asked once for its sizes: layouts ask dozens of times.

        While the row is out of sight it is told of no change, and asks anew.
        """
        if self._known is None or not self.isVisible():
            self._known = [_Box.of(item) for item in self._items if not item.isHidden()]
        return self._known

    def _lines(self, width: int) -> list[list[_Box]]:
        """Return what stands on each line; a leader shares its own with all the others or with none."""
        lines: list[list[_Box]] = []
        room = 0
        boxes = self._boxes
        wished = sum(box.wished.width() + self._space for box in boxes) - self._space
        alone = self._leader if wished > width else None
        for box in boxes:
            needed = box.wished.width() + self._space
            if not lines or needed > room or alone is lines[-1][-1].item:
                lines.append([])
                room = width + self._space
            lines[-1].append(box)
            room -= needed
        return lines

    def _place(self) -> None:
        """Give all widgets their places, those of a line in its middle."""
        top, wide = 0, self.width()
        for line in self._lines(wide):
            height = _height(line)
            widths = [min(box.wished.width(), max(wide, box.least.width())) for box in line]
            steps = [width + self._space for width in widths]
            lefts = list(accumulate(steps[:-1], initial=0))
            spare = max(0, wide - sum(steps) + self._space) if self._leader else 0
            for box, left, width in zip(line, lefts, widths, strict=True):
                high = box.wished.height()
                shift = 0 if box.item is self._leader else spare
                box.item.setGeometry(QRect(left + shift, top + (height - high) // 2, width, high))
            top += height + self._space

    def event(self, event: QEvent) -> bool:
        """Make room where a widget came, went or became wider."""
        if event.type() in _RESIZING:
            self._known = None
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Make room for what came while nobody was told."""
        super().showEvent(event)
        self._known = None
        self.updateGeometry()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        self._place()


class _Box(NamedTuple):
    """A widget, the size that it wishes within what it may have, and what it cannot do without."""

    item: QWidget
    wished: QSize
    least: QSize

    @classmethod
    def of(cls, item: QWidget) -> _Box:
        """Ask a widget; a least size that was set counts instead of what it would say."""
        item.ensurePolished()  # undressed, it would keep the size that it has so
        set_, said, most = item.minimumSize(), item.minimumSizeHint(), item.maximumSize()
        least = QSize(set_.width() or said.width(), set_.height() or said.height()).boundedTo(most)
        return cls(item, item.sizeHint().expandedTo(least).boundedTo(most), least)


def _height(line: list[_Box]) -> int:
    return max(box.wished.height() for box in line)
