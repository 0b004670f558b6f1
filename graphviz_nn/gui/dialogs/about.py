"""Say what the program is, and where its pieces come from."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from graphviz_nn.gui.dialogs.asking import for_once

_TEXT = """<p style="font-size: large; font-weight: 600">graphviz_nn {version}</p>
<p>Opens a small neural network like a watch: its graph, its values, its gradients, its loss surface.</p>
<p>One graph is drawn, stepped, differentiated, trained and measured.</p>
<p>Qt {qt} · Python {python}<br>
Fonts: Inter and JetBrains Mono (SIL Open Font License). Icons: Lucide (ISC).</p>"""


def show_about(window: QWidget, version: str) -> None:
    """Open the box."""
    with for_once(QMessageBox(window)) as box:
        box.setWindowTitle("About graphviz_nn")
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(_TEXT.format(version=version, qt=qVersion(), python=platform.python_version()))
        box.setIconPixmap(window.windowIcon().pixmap(64))
        box.exec()
