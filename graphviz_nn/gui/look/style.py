"""Dress Qt's widgets in a theme: the Fusion style, a palette, and the one style sheet."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from graphviz_nn.gui.look.theme import Theme, mix

SHEET = Path(__file__).with_name("window.qss")
_LENGTH = re.compile(r"(\d+)px")
_ROLE = QPalette.ColorRole
_POLISHED = Qt.WidgetAttribute.WA_WState_Polished

# Which token each role of the palette takes.
_ROLES = {
    _ROLE.Window: "background",
    _ROLE.WindowText: "text",
    _ROLE.Base: "surface",
    _ROLE.AlternateBase: "sunk",
    _ROLE.Text: "text",
    _ROLE.Button: "surface",
    _ROLE.ButtonText: "text",
    _ROLE.BrightText: "error",
    _ROLE.Highlight: "forward",
    _ROLE.HighlightedText: "surface",
    _ROLE.Link: "forward",
    _ROLE.LinkVisited: "forward",
    _ROLE.PlaceholderText: "muted",
    _ROLE.ToolTipBase: "surface",
    _ROLE.ToolTipText: "text",
    _ROLE.Light: "surface",
    _ROLE.Midlight: "sunk",
    _ROLE.Mid: "line",
    _ROLE.Dark: "line",
    _ROLE.Shadow: "line",
    _ROLE.Accent: "forward",
}


def undress(app: QApplication) -> None:
    """Take the style sheet off: else every widget is dressed anew for the palette, the font and the sheet."""
    app.setStyleSheet("")


def dress(app: QApplication, theme: Theme) -> None:
    """Give the whole application the theme."""
    undress(app)
    if app.style().name() != "fusion":  # a sheet would hide the name
        app.setStyle("Fusion")
    app.setPalette(make_palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(make_sheet(theme))


def make_palette(theme: Theme) -> QPalette:
    """Return Qt's palette of the theme; disabled text is pale."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, theme.color(token))
    for role in (_ROLE.Text, _ROLE.WindowText, _ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, pale(theme))
    return palette


def make_sheet(theme: Theme) -> str:
    """Return the style sheet of the theme: tokens filled in, lengths above a hair line scaled."""
    shades = {
        "hover": mix(theme.color("surface"), theme.color("text"), 0.06),
        "pressed": mix(theme.color("surface"), theme.color("text"), 0.12),
        "pale": pale(theme),
    }
    colors = {name: color.name() for name, color in {**theme.tokens, **shades}.items()}
    texts = {name: f"{theme.pixels(size)}px" for name, size in theme.sizes.items()}
    sheet = _LENGTH.sub(lambda found: f"{_scaled(int(found[1]), theme)}px", SHEET.read_text(encoding="utf-8"))
    return Template(sheet).substitute(colors | texts | _radii(theme))


def pale(theme: Theme) -> QColor:
    """Return the colour of what cannot be used now."""
    return mix(theme.color("muted"), theme.color("surface"), 0.5)


def set_kind(widget: QWidget, kind: str) -> None:
    """Let the style sheet dress a widget as `*[kind="…"]` says."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    if widget.testAttribute(_POLISHED):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _radii(theme: Theme) -> dict[str, str]:
    """Return the radii of round ends; Qt draws square corners where one is more than half the height."""
    heights = {
        "pill_radius": theme.pixels(24) + 2,
        "phase_radius": theme.pixels(14) + 4,
        "knob_radius": theme.pixels(12) + 2 * theme.pixels(2),
    }
    return {name: f"{height // 2}px" for name, height in heights.items()}


def _scaled(length: int, theme: Theme) -> int:
    return length if length <= 1 else theme.pixels(length)
