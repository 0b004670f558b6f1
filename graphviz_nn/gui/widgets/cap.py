"""Take back what would make a line longer than it can show at once, and say so; Qt would cut it in silence."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit

MOST_LETTERS = 250_000  # 100 × 100 numbers with all their digits; drawing them takes some 50 ms


class Cap(QObject):
    """Lets a line be edited up to its longest, and takes back whatever leads beyond.

    Signals: `refused(str)` says why, and what to do instead.
    """

    refused = Signal(str)

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        edit.setMaxLength(MOST_LETTERS + 1)  # of what is longer, one letter too many is left to be seen here
        edit.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if len(text) <= MOST_LETTERS:
            return
        self._edit.undo()
        self.refused.emit(
            f"What was put into {self._edit.accessibleName()} is longer than the {MOST_LETTERS:,} characters that a "
            "field takes, so it was left out. Put in less, or write it into a document's file and open that."
        )
