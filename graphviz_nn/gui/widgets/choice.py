"""A choice of one among few: a combo box with a chevron of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.time_keys import TIME_KEYS

CHEVRON = 5.0  # of its half widths: where it begins, from the right


class Choice(QComboBox):
    """Shows options by their text, each with a tool tip. By a click it takes no focus, so that keys stay time's.

    Signals: `chosen(object)` with the key of the option that the user chose.
    """

    chosen = Signal(object)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._options: tuple[tuple[object, str, str], ...] = ()
        self.activated.connect(self._on_activated)

    @property
    def _unit(self) -> float:
        """Half the width of the chevron."""
        return self.fontMetrics().xHeight() / 2

    def set_options(self, options: Sequence[tuple[object, str, str]]) -> None:
        """Offer these: (its key, the text, the tool tip)."""
        if tuple(options) == self._options:
            return
        self._options = tuple(options)
        self.clear()
        for key, text, tip in options:
            self.addItem(text, key)
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def show_option(self, key: object) -> None:
        """Show the option of this key; nothing if there is none."""
        keys = [option[0] for option in self._options]
        self.setCurrentIndex(keys.index(key) if key in keys else -1)

    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self._options[place][0])

    @property
    def painted_text(self) -> str:
        """The text of the option that is shown; one that is too long ends in …, not in half a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        right = min(field.right(), round(self.width() - CHEVRON * self._unit))
        room = right - field.left() - 2 * self._unit
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, round(room))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page around it: a choice must not change by scrolling past."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to time its keys."""
        if event.key() in TIME_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and a chevron at its right."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.painted_text or self.placeholderText()
        with painting(self) as painter:
            style, parts = self.style(), QStyle.ComplexControl.CC_ComboBox
            style.drawComplexControl(parts, option, painter, self)
            style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            role = QPalette.ColorRole.PlaceholderText
            size = self._unit
            painter.setPen(QPen(self.palette().color(role), size / 3))
            x, y = self.width() - 4 * size, self.height() / 2
            corners = ((x - size, y - size / 2), (x, y + size / 2), (x + size, y - size / 2))
            painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
