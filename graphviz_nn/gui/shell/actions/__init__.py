"""The one table of everything that the user can ask for; menus, buttons, keys, palette and help are made from it."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action, Desk, Sheet
from graphviz_nn.gui.shell.actions.editing import EDITING
from graphviz_nn.gui.shell.actions.files import FILES
from graphviz_nn.gui.shell.actions.help import HELP
from graphviz_nn.gui.shell.actions.lessons import LESSONS
from graphviz_nn.gui.shell.actions.stage import STAGE
from graphviz_nn.gui.shell.actions.time import TIME
from graphviz_nn.gui.shell.actions.view import VIEW

__all__ = ["ACTIONS", "MENUS", "Action", "Desk", "Sheet"]

MENUS = ("File", "Edit", "Time", "View", "Lessons", "Help")

ACTIONS: tuple[Action, ...] = (*FILES, *EDITING, *TIME, *VIEW, *STAGE, *LESSONS, *HELP)
