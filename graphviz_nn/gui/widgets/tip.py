"""Tool tips that stand above what they explain, where below them is what one looks at."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

GAP = 6  # pixels


def show_above(widget: QWidget, text: str, x: int = 0) -> None:
    """Show a tool tip above a widget, from `x` pixels of it on."""
    corner = widget.mapToGlobal(QPoint(x, 0))
    QToolTip.showText(corner, text, widget)
    right = widget.screen().availableGeometry().right()
    for label in QApplication.topLevelWidgets():
        if label.inherits("QTipLabel") and label.isVisible():  # Qt itself puts it below the pointer
            label.move(min(corner.x(), right - label.width()), corner.y() - label.height() - GAP)
