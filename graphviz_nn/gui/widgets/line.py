"""A line to type in: a click selects all of it, Enter takes it, Escape takes it back and leaves it."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.cap import Cap
from graphviz_nn.gui.widgets.fault import Fault

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# What the keys do in it: the key, what it does, and more of that.
KEYS = (
    ("Enter", "Take the number", "What is wrong with it is said below the field, and it stays to be mended."),
    ("Escape", "Take it back", "Leave the field as it was, and go back to the graph."),
    ("A digit, on a slider", "Type a number", "An arrow key moves the slider one step."),
)


class Line(QLineEdit):
    """A short text at the right of its label; abstract. What is typed counts once it is finished.

    Signals: `rejected(str)` says why a text was not taken, where one has left the field.
    """

    rejected = Signal(str)

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_kind(self, "inline")
        self._is_entered = False
        self._fault = Fault(self)
        self.textEdited.connect(self._on_edited)
        Cap(self).refused.connect(self.rejected)
        self.editingFinished.connect(self._on_finished)

    @abstractmethod
    def true_text(self) -> str:
        """Return the text of what is true now."""

    @abstractmethod
    def take(self, text: str) -> str:
        """Ask for what was typed; return what is wrong with it, or "" where it fits."""

    @property
    def fault(self) -> str:
        """What is wrong with the text that is in it; "" where nothing is."""
        return self._fault.text()

    def write(self) -> None:
        """Show what is true now."""
        if self.text() != self.true_text():
            self.setText(self.true_text())
            self.setCursorPosition(0)
        self.setModified(False)
        self._say("")

    def begin(self, text: str) -> None:
        """Be typed into, beginning with this text."""
        self.setFocus()
        self.setText(text)
        self.setModified(True)

    def is_typed_in(self) -> bool:
        """Whether there is a text in it that is not finished."""
        return self.hasFocus() and self.isModified()

    def _on_finished(self) -> None:
        """Ask for what was typed; what is wrong stays to be mended, and is told elsewhere if one has gone elsewhere."""
        if not self.isModified():
            return
        typed = self.text()
        self.setText(typed)  # what is true then may be shown, and what was typed cannot be undone one by one
        fault = self.take(typed.strip())
        if fault and self.hasFocus():
            self.setModified(True)
            self._say(fault)
            return
        self.write()
        if fault:
            self.rejected.emit(fault)

    def _on_edited(self) -> None:
        self._say("")

    def _say(self, fault: str) -> None:
        if fault != self.fault:
            self._fault.say(fault)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Notice when a click comes from elsewhere."""
        super().focusInEvent(event)
        self._is_entered = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select all on the first click, unless it has dragged over a part."""
        super().mouseReleaseEvent(event)
        if self._is_entered and not self.hasSelectedText():
            self.selectAll()
        self._is_entered = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select all: to Qt, a number is two words with a point between them."""
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back on Escape what was typed, and leave; on Enter stay, ready for another text."""
        if event.key() == Qt.Key.Key_Escape:
            if self.isModified():
                self.write()
                self.clearFocus()
            else:
                event.ignore()  # it is the window's to leave it
            return
        super().keyPressEvent(event)
        if event.key() in _ENTER and not self.isModified():
            self.selectAll()
