"""List every key."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from graphviz_nn.gui.actions import MENUS, Action


class KeysDialog(QDialog):
    """A sheet of keys, menu by menu."""

    def __init__(self, actions: Iterable[Action], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        sheet = QTextBrowser()
        sheet.setHtml(_sheet(tuple(actions)))
        column = QVBoxLayout(self)
        column.addWidget(sheet)
        self.text = sheet.toPlainText()
        line = self.fontMetrics().lineSpacing()
        self.resize(46 * line, 36 * line)


def _sheet(actions: tuple[Action, ...]) -> str:
    return "".join(
        _part(menu, [a for a in actions if a.menu.split("/")[0] == menu and a.keys]) for menu in MENUS
    )


def _part(menu: str, actions: list[Action]) -> str:
    rows = "".join(
        f"<tr><td width='150'><b>{escape(' or '.join(a.keys))}</b></td>"
        f"<td width='150'>{escape(a.text)}</td><td>{escape(a.tip)}</td></tr>"
        for a in actions
    )
    return f"<h4>{menu}</h4><table cellpadding='3'>{rows}</table>" if rows else ""
