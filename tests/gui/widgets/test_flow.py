"""A row of several lines: what it knows of its widgets' sizes is what they would say now."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.widgets.flow import Flow

WIDTH = 260
TEXTS = st.lists(st.text("aMi ", max_size=20), min_size=1, max_size=5)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("text", "hide", "show", "font", "sheet", "least", "away", "back")), st.integers(0, 4)
    )
)


def changed(rows: tuple[Flow, list[QLabel]], window: QWidget, what: str, which: int) -> None:
    """Change a label, or what it stands in."""
    label = rows[1][which % len(rows[1])]
    match what:
        case "text":
            label.setText(label.text()[::-1] + "M")
        case "hide" | "show":
            label.setVisible(what == "show")
        case "font":
            label.setFont(QFont(label.font().family(), 8 + which))
        case "sheet":
            window.setStyleSheet(f"QLabel {{ padding: {which}px; }}")
        case "least":
            label.setMinimumWidth(20 * which)
        case _:
            rows[0].setVisible(what == "back")


def told(row: Flow) -> tuple[QSize, QSize, list[int], list[QRect]]:
    """What a row says of its size, and where it has put its widgets."""
    heights = [row.heightForWidth(width) for width in range(0, WIDTH, 20)]
    seen = [item.geometry() for item in row.findChildren(QLabel) if row.isVisible() and not item.isHidden()]
    return row.sizeHint(), row.minimumSizeHint(), heights, seen


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(WIDTH, 200)
    window.show()
    return window


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=TEXTS, changes=CHANGES)
def test_after_any_changes_a_row_is_as_one_made_anew(
    window: QWidget, texts: list[str], changes: list[tuple[str, int]]
) -> None:
    labels = [QLabel(text) for text in texts]
    row = Flow(*labels)
    row.setParent(window)
    row.show()
    row.resize(WIDTH, 100)
    told(row)
    for what, which in changes:
        changed((row, labels), window, what, which)
        told(row)  # also asked before the change has reached it
        QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    knew = told(row)
    row._known = None
    QCoreApplication.sendEvent(row, QEvent(QEvent.Type.LayoutRequest))
    QCoreApplication.processEvents()
    assert told(row) == knew
    row.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
