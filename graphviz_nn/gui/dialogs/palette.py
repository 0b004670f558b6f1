"""Find any action by typing a part of its name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphviz_nn.gui.actions import Action
from graphviz_nn.gui.style import set_kind

_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class PaletteDialog(QDialog):
    """A line to type in, and what fits it; Enter does the first."""

    def __init__(self, actions: Iterable[tuple[Action, QAction]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Find an action")
        set_kind(self, "palette")
        self._actions = list(actions)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Type to find an action")
        self.edit.setAccessibleName("Find an action")
        self._list = QTreeWidget()
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._list.setAccessibleName("Actions")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.addWidget(self.edit)
        column.addWidget(self._list)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.returnPressed.connect(self._on_chosen)
        self._list.itemClicked.connect(self._on_chosen)
        self.edit.installEventFilter(self)
        self._on_text_changed("")
        line = self.fontMetrics().lineSpacing()
        self.resize(34 * line, 22 * line)

    @property
    def found(self) -> tuple[str, ...]:
        """The names of the actions that fit, the best first."""
        items = map(self._list.topLevelItem, range(self._list.topLevelItemCount()))
        return tuple(item.data(0, Qt.ItemDataRole.UserRole) for item in items if item)

    def _on_text_changed(self, text: str) -> None:
        self._list.clear()
        words = text.lower().split()
        fitting = [
            (rank, action) for action, _ in self._actions if (rank := _rank(action, words)) is not None
        ]
        for _, action in sorted(fitting, key=lambda pair: pair[0]):
            item = QTreeWidgetItem(self._list, [_name(action), action.keys[0] if action.keys else ""])
            item.setToolTip(0, action.tip)
            item.setData(0, Qt.ItemDataRole.UserRole, action.name)
        first = self._list.topLevelItem(0)
        if first:
            self._list.setCurrentItem(first)

    def _on_chosen(self) -> None:
        item = self._list.currentItem()
        if item is None:
            return
        name = item.data(0, Qt.ItemDataRole.UserRole)
        self.accept()
        next(made for action, made in self._actions if action.name == name).trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move through the list while the line keeps the focus."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _LIST_KEYS
        ):
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def _name(action: Action) -> str:
    """Return the name with the menu that it is in, so that `layers` says what it is about."""
    return f"{action.menu.replace('/', ' · ')} · {action.text}"


def _rank(action: Action, words: list[str]) -> int | None:
    """Return how well an action fits: smaller is better, None is not at all."""
    text, all_text = action.text.lower(), f"{_name(action)} {action.tip}".lower()
    if not all(word in all_text for word in words):
        return None
    return sum(0 if text.startswith(word) else 1 if word in text else 2 for word in words)
