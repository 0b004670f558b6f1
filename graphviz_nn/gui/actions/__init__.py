"""The one table of everything that the user can ask for; menus, buttons, keys, palette and help are made from it."""

from __future__ import annotations

from graphviz_nn.gui.actions.action import Action, Desk
from graphviz_nn.gui.actions.editing import EDITING
from graphviz_nn.gui.actions.files import FILES
from graphviz_nn.gui.actions.help import HELP
from graphviz_nn.gui.actions.lessons import LESSONS
from graphviz_nn.gui.actions.time import TIME
from graphviz_nn.gui.actions.view import VIEW

__all__ = ["ACTIONS", "MENUS", "Action", "Desk"]

MENUS = ("File", "Edit", "Time", "View", "Lessons", "Help")

ACTIONS: tuple[Action, ...] = (*FILES, *EDITING, *TIME, *VIEW, *LESSONS, *HELP)
