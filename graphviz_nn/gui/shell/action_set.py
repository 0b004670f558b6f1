"""Qt's actions, made from the table and kept in step with the state."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.shell.actions import ACTIONS, MENUS, Action, Desk
from graphviz_nn.gui.shell.actions.action import Face

# What a button says in place of the action's text.
SHORT = {
    "palette": "Ctrl K",
    "start": "Start",
    "step_back": "Back",
    "step_over": "Over",
    "finish_forward": "Loss",
    "finish_backward": "Gradients",
    "next_update": "Update",
    "next_epoch": "Epoch",
}
# In the header these show their picture only.
ONLY_ICON = frozenset({"theme"})


class ActionSet:
    """All actions of a window, by name."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        self._desk = desk
        self._table = {action.name: action for action in ACTIONS}
        self._group = QActionGroup(window)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._group.triggered.connect(self._on_triggered)
        self._actions = {name: _make(action, self._group) for name, action in self._table.items()}
        self._faces: dict[str, Face] = {}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[tuple[Action, QAction]]:
        return ((self._table[name], made) for name, made in self._actions.items())

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put all actions into the menus of a bar; return the menus by their path, as in `View/Theme`."""
        menus = {name: bar.addMenu(f"&{name}") for name in MENUS}  # Alt and the first letter opens it
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        for action, made in self:
            if action.menu not in menus:
                parent, _, name = action.menu.rpartition("/")
                menus[action.menu] = menus[parent].addMenu(name)
            menu = menus[action.menu]
            if action.divides:
                menu.addSeparator()
            menu.addAction(made)
        return menus

    def refresh(self) -> None:
        """Show which actions are possible, and which switches are on."""
        state = self._desk.session.state
        for action, made in self:
            if action.is_possible:
                possible = action.is_possible(state)
                if possible is not made.isEnabled():
                    made.setEnabled(possible)
                    made.setToolTip(_tip(action) if possible else f"{_tip(action)}\n{action.why_not}".strip())
            if action.says and made.text() != action.says(state):
                made.setText(action.says(state))
            if action.is_on and made.isChecked() != action.is_on(self._desk):
                made.setChecked(not made.isChecked())
            if action.face and self._faces.get(action.name) != (face := action.face(state)):
                self._faces[action.name] = face
                made.setText(face.text)
                made.setIconText(face.text)
                made.setToolTip(_tip(action, face.tip))
                self._draw(action, made)

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours, and show which theme is on."""
        for action, made in self:
            self._draw(action, made)
        self.refresh()

    def _draw(self, action: Action, made: QAction) -> None:
        face = self._faces.get(action.name)
        name = face.icon if face else action.icon
        if name:
            made.setIcon(icon(name, self._desk.appearance.theme))

    def _on_triggered(self, made: QAction) -> None:
        self._table[made.objectName()].run(self._desk)
        # A switch that the command left as it was must not look as if it had changed.
        self.refresh()


def _make(action: Action, group: QActionGroup) -> QAction:
    made = QAction(action.text, group)
    made.setObjectName(action.name)
    made.setIconText(SHORT.get(action.name, action.text))
    made.setCheckable(action.is_on is not None)
    made.setShortcuts([QKeySequence(key) for key in action.keys])
    made.setProperty("only_icon", action.name in ONLY_ICON)
    made.setToolTip(_tip(action))
    return made


def _tip(action: Action, words: str = "") -> str:
    words = words or action.tip
    return f"{words} ({', '.join(action.keys)})" if action.keys else words
