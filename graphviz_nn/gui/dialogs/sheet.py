"""A sheet to read, in a dialog of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

MOST = 0.9  # of the screen
BOLD = "font-weight: 600"  # as the font has it; Qt would thicken it for <b>


class SheetDialog(QDialog):
    """Shows rich text that scrolls.

    Attributes:
        text: what it says, without its marks.

    """

    def __init__(self, title: str, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        sheet = QTextBrowser()
        sheet.setHtml(html)
        column = QVBoxLayout(self)
        column.addWidget(sheet)
        self.text = sheet.toPlainText()
        line = self.fontMetrics().lineSpacing()
        self.resize(QSize(48 * line, 36 * line).boundedTo(parent.screen().availableSize() * MOST))
