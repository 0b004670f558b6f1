"""List every key."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.dialogs.sheet import BOLD, SheetDialog
from graphviz_nn.gui.shell.actions import MENUS, Action


class KeysDialog(SheetDialog):
    """A sheet of keys, menu by menu."""

    def __init__(self, actions: Iterable[Action], parent: QWidget) -> None:
        super().__init__("Keys", _sheet(tuple(actions), parent.fontMetrics().lineSpacing()), parent)


def _sheet(actions: tuple[Action, ...], line: int) -> str:
    return "".join(
        _part(menu, [a for a in actions if a.menu.split("/")[0] == menu and a.keys], line) for menu in MENUS
    )


def _part(menu: str, actions: list[Action], line: int) -> str:
    """Return a heading and a table; its first columns are so wide that neither keys nor names break."""
    rows = "".join(
        f"<tr><td width='{9 * line}' style='{BOLD}'>{escape(' or '.join(a.keys))}</td>"
        f"<td width='{round(8.5 * line)}'>{escape(a.text)}</td><td>{escape(a.tip)}</td></tr>"
        for a in actions
    )
    return f"<p style='{BOLD}'>{menu}</p><table cellpadding='3'>{rows}</table>" if rows else ""
