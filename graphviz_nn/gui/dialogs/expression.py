"""Ask for an expression to look into."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from graphviz_nn.errors import GnnError
from graphviz_nn.graph.expression import names
from graphviz_nn.gui.style import set_kind

EXAMPLE = "x1*x2 + ln(x1) - sin(x2)"


class ExpressionDialog(QDialog):
    """Takes one line in the grammar of expressions, and says at once what is wrong with it."""

    def __init__(self, parent: QWidget | None = None, text: str = EXAMPLE) -> None:
        super().__init__(parent)
        self.setWindowTitle("New expression")
        self.setMinimumWidth(460)
        self.edit = QLineEdit(text)
        self.edit.setAccessibleName("Expression")
        self.edit.setToolTip(
            "Arithmetic, @ for matrix products, functions such as ln, sin, tanh, relu, and names."
        )
        self.edit.selectAll()
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        set_kind(self.note, "hint")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel("Formula to look into"))
        column.addWidget(self.edit)
        column.addWidget(self.note)
        column.addWidget(self._buttons)
        self.edit.textChanged.connect(self._on_text_changed)
        self._on_text_changed(text)

    @property
    def text(self) -> str:
        """The expression."""
        return self.edit.text().strip()

    def _on_text_changed(self, text: str) -> None:
        try:
            words, fine = f"Variables: {', '.join(names(text.strip())) or 'none'}", True
        except GnnError as error:
            words, fine = str(error), False
        self.note.setText(words)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)
