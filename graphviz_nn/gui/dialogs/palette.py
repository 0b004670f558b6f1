"""Find any action, setting or lesson by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.outline.inputs import Input
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.shell.actions import Action
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.lessons import lesson_names, load_lesson

_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True)
class Entry:
    """Something to be found.

    Attributes:
        name: how the code calls it.
        text: its own words, in which a hit counts most.
        label: what the list shows.
        tip: one sentence that explains it, searched too.
        keys: its first key, or "".
        waits: what it waits for, where it cannot be done now; else "".
        also: other words that it is found by.
        run: does it.

    """

    name: str
    text: str
    label: str
    tip: str
    keys: str
    run: Callable[[], object]
    waits: str = ""
    also: str = ""


def of_actions(actions: Iterable[tuple[Action, QAction]]) -> tuple[Entry, ...]:
    """Return an entry for each action."""
    return tuple(_of_action(action, made) for action, made in actions)


def of_settings(panel: OutlinePanel, open_panel: Callable[[], None]) -> tuple[Entry, ...]:
    """Return an entry for each setting that the document has, which opens the panel and goes to the field."""

    def go_to(shown: Input) -> None:
        open_panel()
        panel.reveal(shown)

    return tuple(_of_setting(heading, shown, partial(go_to, shown)) for heading, shown in panel.settings())


def of_lessons(open_lesson: Callable[[str], None]) -> tuple[Entry, ...]:
    """Return an entry for each lesson, in the order of teaching."""
    lessons = map(load_lesson, lesson_names())
    return tuple(
        Entry(
            each.name, each.title, f"Lesson: {each.title}", each.summary, "", partial(open_lesson, each.name)
        )
        for each in lessons
    )


class Palette(QWidget):
    """A line to type in over the window, and what fits it; Enter does the first, Escape or a click beside it closes it.

    It is a part of the window, which has the keyboard already: a window of its own gets it from the system some tenths
    of a second later, and what is typed until then is lost. All keys are its own as long as it is open.
    """

    def __init__(self, entries: Iterable[Entry], window: QWidget) -> None:
        super().__init__(window)
        self._window, self._before = window, QApplication.focusWidget()
        self._entries = tuple(entries)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Type to find an action, a setting or a lesson")
        self.edit.setAccessibleName("Find an action")
        self._list = _make_list()
        self.nothing = Label("Nothing found. Try another word, or fewer.")
        set_kind(self.nothing, "hint")
        self._box = QFrame(self)
        self._box.setAccessibleName("Find an action")
        set_kind(self._box, "palette")
        column = QVBoxLayout(self._box)
        column.addWidget(self.edit)
        column.addWidget(self._list)
        column.addWidget(self.nothing)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.returnPressed.connect(self._on_chosen)
        self._list.itemClicked.connect(self._on_chosen)
        self.edit.installEventFilter(self)
        window.installEventFilter(self)
        self._on_text_changed("")
        self.hide()

    def open(self) -> None:
        """Lie over the window, and take what is typed from now on."""
        self._place()
        self.raise_()
        self.show()
        self.edit.setFocus()

    def leave(self) -> None:
        """Close, and give the keyboard back to whom it was taken from."""
        self.hide()
        self.deleteLater()
        if self._before is not None and isValid(self._before):
            self._before.setFocus()

    @property
    def found(self) -> tuple[str, ...]:
        """The names of the actions that fit, the best first."""
        items = map(self._list.topLevelItem, range(self._list.topLevelItemCount()))
        return tuple(item.data(0, Qt.ItemDataRole.UserRole) for item in items if item)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the list shows of them."""
        items = map(self._list.topLevelItem, range(self._list.topLevelItemCount()))
        return tuple(item.text(0) for item in items if item)

    def _on_text_changed(self, text: str) -> None:
        self._list.clear()
        words = text.lower().split()
        fitting = [(rank, each) for each in self._entries if (rank := _rank(each, words)) is not None]
        for _, entry in sorted(fitting, key=lambda pair: pair[0]):
            waits = f" — {entry.waits}" if entry.waits else ""
            item = QTreeWidgetItem(self._list, [f"{entry.label}{waits}", entry.keys])
            item.setToolTip(0, entry.tip)
            if waits:
                quiet = self.palette().brush(QPalette.ColorRole.PlaceholderText)
                item.setForeground(0, quiet)
                item.setForeground(1, quiet)
            item.setData(0, Qt.ItemDataRole.UserRole, entry.name)
        self.nothing.setVisible(not fitting)
        first = self._list.topLevelItem(0)
        if first:
            self._list.setCurrentItem(first)

    def _on_chosen(self) -> None:
        item = self._list.currentItem()
        if item is None:
            return
        name = item.data(0, Qt.ItemDataRole.UserRole)
        entry = next(entry for entry in self._entries if entry.name == name)
        if not entry.waits:  # else it stays, and says what that is
            self.leave()
            entry.run()

    def _place(self) -> None:
        """Cover the window, which a click beside the box reaches no more, and lie in its middle, a little above."""
        self.setGeometry(self._window.rect())
        line = self.fontMetrics().lineSpacing()
        size = QSize(34 * line, 22 * line).boundedTo(self.size())
        beside, above = self.width() - size.width(), self.height() - size.height()
        self._box.setGeometry(QRect(QPoint(beside // 2, above // 3), size))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let no key be a shortcut, and the arrow keys move through the list; stay as large as the window."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _LIST_KEYS
        ):
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at Escape; what the line has no use for is nobody else's."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at a click beside the box."""
        if not self._box.geometry().contains(event.position().toPoint()):
            self.leave()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let nothing below be scrolled or zoomed."""
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Keep the keyboard in the line: there is nowhere else to go."""
        return True


def _make_list() -> QTreeWidget:
    """Return a list of two columns: what is found, and its key."""
    made = QTreeWidget()
    made.setColumnCount(2)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    header = made.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    made.setAccessibleName("Actions")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _of_action(action: Action, made: QAction) -> Entry:
    # With the menu that it is in, `layers` says what it is about.
    label = f"{action.menu.replace('/', ' · ')} · {action.text}"
    return Entry(
        action.name,
        action.text,
        label,
        action.tip,
        action.keys[0] if action.keys else "",
        made.trigger,
        "" if made.isEnabled() else action.why_not or "not now",
        action.also,
    )


def _of_setting(heading: str, shown: Input, run: Callable[[], None]) -> Entry:
    field = shown.field
    label = f"{heading} · {field.setting.label}"
    return Entry(f"{heading}/{field.name}", field.setting.label, label, field.tip, "", run)


def _rank(entry: Entry, words: list[str]) -> tuple[int, bool, int] | None:
    """Return how well an entry fits: smaller is better, None is not at all.

    Of two that fit alike, what can be done now comes first, then the shorter name, of which more has been typed.
    """
    text, label, tip = entry.text.lower(), entry.label.lower(), f"{entry.tip} {entry.also}".lower()
    if not all(word in label or word in tip for word in words):
        return None
    misses = sum(
        0 if text.startswith(word) else 1 if word in text else 2 if word in label else 3 for word in words
    )
    return misses, bool(entry.waits), len(text) if words else 0
