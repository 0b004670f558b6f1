"""The window of a figure, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.painting import painting

RATIO = 2  # pixels of the file for each of the window's


class FigureWindow(QWidget):
    """Shows a picture, as large as the window allows; Escape closes it."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self._picture = picture
        self.setWindowTitle("graphviz_nn")
        self.resize(picture.size() / RATIO)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in the middle, its sides in proportion."""
        size: QSize = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple()
        )
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._picture.toImage().pixelColor(0, 0))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, self._picture)


def main(path: str) -> int:
    """Show the PNG of this path, which is removed once read, until the window is closed."""
    app = QApplication(sys.argv[:1])
    window = FigureWindow(QPixmap(path))
    Path(path).unlink(missing_ok=True)
    window.show()
    return app.exec()
