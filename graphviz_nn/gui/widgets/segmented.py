"""A switch between a few views, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from graphviz_nn.gui.style import set_kind


class Segmented(QWidget):
    """Buttons of which one is chosen.

    Attributes:
        chosen: emitted with the key of the button that the user chose.

    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_button_clicked)
        self._buttons: dict[str, QToolButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_options(self, options: Sequence[tuple[str, str, str]]) -> None:
        """Offer these: (key, text, tool tip)."""
        texts = {key: button.text() for key, button in self._buttons.items()}
        if texts == {key: text for key, text, _ in options}:
            return
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {key: self._button(key, text, tip) for key, text, tip in options}

    def show_option(self, key: str) -> None:
        """Show this one as chosen."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    @property
    def option(self) -> str:
        """The key of the one that is chosen, or ""."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    @Slot()
    def _on_button_clicked(self) -> None:
        self.chosen.emit(self.option)

    def _button(self, key: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.accessibleName()}: {text}")
        button.setCheckable(True)
        set_kind(button, "segment")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.addButton(button)
        self._row.addWidget(button)
        button.show()
        return button
