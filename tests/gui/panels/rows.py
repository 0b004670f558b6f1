"""The inputs of the outline, found by the names of their settings."""

from __future__ import annotations

from typing import Any

from graphviz_nn.gui.outline.rows import Rows


def row(rows: Rows, name: str) -> Any:
    """Return the widget that shows a setting: a knob, a number, a switch or a choice."""
    return rows.rows[name].input.widget
