"""List every key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.canvas.view import KEYS as KEYS_OF_GRAPH
from graphviz_nn.gui.dialogs.sheet import BOLD, SheetDialog
from graphviz_nn.gui.shell.actions import MENUS, Action
from graphviz_nn.gui.widgets.line import KEYS as KEYS_OF_FIELDS


class KeysDialog(SheetDialog):
    """A sheet of keys, menu by menu."""

    def __init__(self, actions: Iterable[Action], parent: QWidget) -> None:
        super().__init__("Keys", _sheet(tuple(actions), parent.fontMetrics().lineSpacing()), parent)


def _sheet(actions: tuple[Action, ...], line: int) -> str:
    of_menus = {
        menu: [(" or ".join(a.keys), a.text, a.tip) for a in actions if _is_in(a, menu)] for menu in MENUS
    }
    parts = {**of_menus, "On the graph": KEYS_OF_GRAPH, "In a field": KEYS_OF_FIELDS}
    return "".join(_part(heading, rows, line) for heading, rows in parts.items())


def _is_in(action: Action, menu: str) -> bool:
    return bool(action.keys) and action.menu.split("/")[0] == menu


def _part(heading: str, lines: Sequence[tuple[str, str, str]], line: int) -> str:
    """Return a heading and a table; its first columns are so wide that neither keys nor names break."""
    rows = "".join(
        f"<tr><td width='{9 * line}' style='{BOLD}'>{escape(keys)}</td>"
        f"<td width='{round(8.5 * line)}'>{escape(name)}</td><td>{escape(more)}</td></tr>"
        for keys, name, more in lines
    )
    return f"<p style='{BOLD}'>{heading}</p><table cellpadding='3'>{rows}</table>" if rows else ""
