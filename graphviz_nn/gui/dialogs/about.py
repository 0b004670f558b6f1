"""Say what the program is, and where its pieces come from."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

_TEXT = """<p style="font-size: large; font-weight: 600">graphviz_nn {version}</p>
<p>Opens a small neural network like a watch: its graph, its values, its gradients, its loss surface.</p>
<p>One graph is drawn, stepped, differentiated, trained and measured.</p>
<p>Qt {qt} · Python {python}<br>
Fonts: Inter and JetBrains Mono (SIL Open Font License). Icons: Lucide (ISC).</p>"""


def show_about(window: QWidget, version: str) -> None:
    """Open the box."""
    QMessageBox.about(
        window,
        "About graphviz_nn",
        _TEXT.format(version=version, qt=qVersion(), python=platform.python_version()),
    )
