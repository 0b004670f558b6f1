"""Ask for an expression to look into."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from graphviz_nn.errors import GnnError
from graphviz_nn.graph import IN_SHORT, QUICK, begun, begun_as
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.cap import Cap
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.one_line import OneLine
from graphviz_nn.gui.widgets.wrapped import Wrapped

EXAMPLE = "x1*x2 + ln(x1) - sin(x2)"
VALUES = {"x1": 2.0, "x2": 5.0}  # of the example's names, where its graph is worth looking at
LINES = 3  # below the formula, before a longer message makes the dialog higher


class ExpressionDialog(QDialog):
    """Takes one line in the grammar of expressions, and says at once what is wrong with it."""

    def __init__(self, parent: QWidget | None = None, text: str = EXAMPLE) -> None:
        super().__init__(parent)
        self.setWindowTitle("New expression")
        self.setMinimumWidth(34 * self.fontMetrics().lineSpacing())
        self.edit = QLineEdit(text)
        self.edit.setAccessibleName("Expression")
        self.edit.setToolTip(IN_SHORT)
        self.edit.selectAll()
        self.note = Wrapped()
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note.setMinimumHeight(LINES * self.fontMetrics().lineSpacing())
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(Label("Formula to look into"))
        column.addWidget(self.edit)
        column.addWidget(self.note)
        column.addWidget(self._buttons)
        self.edit.textChanged.connect(self._on_text_changed)
        OneLine(self.edit)
        # Queued: Qt tells of the text that was too long after it has been taken back.
        Cap(self.edit).refused.connect(self._on_refused, Qt.ConnectionType.QueuedConnection)
        self._on_text_changed()

    @property
    def text(self) -> str:
        """The expression."""
        return self.edit.text().strip()

    @property
    def leaves(self) -> Mapping[str, float]:
        """The values with which the names of the example begin; others begin as the formula needs them."""
        return VALUES if self.text == EXAMPLE else {}

    @Slot(str)
    def _on_refused(self, words: str) -> None:
        self._show_note(words, "error")

    def _show_note(self, words: str, kind: str) -> None:
        self.note.setText(words)
        set_kind(self.note, kind)
        self._make_room()

    def _make_room(self) -> None:
        """Grow until the message can be read to its end."""
        least = LINES * self.fontMetrics().lineSpacing()
        self.note.setMinimumHeight(max(least, self.note.heightForWidth(max(1, self.note.width()))))

    def changeEvent(self, event: QEvent) -> None:
        """Let the first key replace what stands there: on its way to the front the dialog loses the selection."""
        super().changeEvent(event)
        came = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if came and not self.edit.isModified():
            self.edit.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines of the message anew."""
        super().resizeEvent(event)
        self._make_room()

    @Slot()
    def _on_text_changed(self) -> None:
        try:
            words, fine = self._said(), True
        except GnnError as error:
            words, fine = str(error), False
        self._show_note(words, "hint" if fine else "error")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)

    def _said(self) -> str:
        """Return what there is to say of a formula, a long one of which is read later; raise where it has no graph."""
        if len(self.text) > QUICK:
            return f"{len(self.text):,} characters: they are read when you press OK."
        return f"Variables: {begun_as(begun(self.text, self.leaves)) or 'none'}"
