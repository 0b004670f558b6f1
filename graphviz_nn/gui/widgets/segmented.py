"""A switch between a few views, side by side; in several lines where there is no room for one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import without_keys


class Segmented(QWidget):
    """Buttons of which one is chosen.

    Attributes:
        chosen: emitted with the key of the button that the user chose.

    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_button_clicked)
        self._buttons: list[QToolButton] = []
        self._options: tuple[tuple[str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_options(self, options: Sequence[tuple[str, str, str]]) -> bool:
        """Offer these: (key, text, tool tip); return whether they are others than before.

        Buttons are kept: making one costs as much as a whole step.
        """
        if tuple(options) == self._options:
            return False
        self._options = tuple(options)
        while len(self._buttons) < len(options):
            self._buttons.append(self._make_button())
        for place, button in enumerate(self._buttons):
            if place < len(options):
                self._label(button, *options[place][1:])
            button.setVisible(place < len(options))
        return True

    def show_option(self, key: str) -> None:
        """Show this one as chosen."""
        for option, button in zip(self._options, self._buttons, strict=False):
            if option[0] == key:
                button.setChecked(True)

    @property
    def option(self) -> str:
        """The key of the one that is chosen, or ""."""
        offered = zip(self._options, self._buttons, strict=False)
        return next((option[0] for option, button in offered if button.isChecked()), "")

    @Slot()
    def _on_button_clicked(self) -> None:
        if self.option:  # one that was held down while its option went away chooses nothing
            self.chosen.emit(self.option)

    def _make_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        set_kind(button, "segment")
        button.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # by a click it takes no focus, so that keys stay time's
        self._group.addButton(button)
        self._row.add(button)
        return button

    def _label(self, button: QToolButton, text: str, tip: str) -> None:
        button.setText(without_keys(text))
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.accessibleName()}: {text}")
