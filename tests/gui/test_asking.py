"""What is asked and waited for: the answer comes back; what fails meanwhile is told at once, and holds up nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.dialogs.about import show_about

BUTTON = asking.Button
TITLE = "<b>A</b> & B"


class Someone(QObject):
    """Answers the dialog that is open, by a slot, after a fault in a method that Qt calls."""

    def __init__(self, answer: Callable[[QDialog], object]) -> None:
        super().__init__()
        self._answer = answer
        QApplication.postEvent(self, QEvent(QEvent.Type.User))
        QTimer.singleShot(0, self.answer)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            raise ValueError("in the midst of a question")
        return super().event(event)

    @Slot()
    def answer(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            self._answer(dialog)
        else:
            QTimer.singleShot(0, self.answer)


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    """A widget to ask over; a fault while it is asked is told to Python's hook, once, and before the answer."""
    widget = QWidget()  # qtbot would close it before it is looked at
    widget.show()
    with qtbot.captureExceptions() as caught:
        yield widget
    assert [str(error).rpartition(": ")[2] for _, error, _ in caught] == ["in the midst of a question"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not widget.findChildren(QDialog), "asked once, and not kept"
    widget.deleteLater()


def press(button: BUTTON) -> Callable[[QDialog], object]:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert (dialog.text(), dialog.textFormat()) == (TITLE, Qt.TextFormat.PlainText)
        dialog.button(button).click()

    return answer


def choose(path: Path, kind: str = "") -> Callable[[QDialog], object]:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(path))
        if kind:
            dialog.selectNameFilter(kind)
        dialog.accept()

    return answer


@pytest.mark.parametrize("button", [BUTTON.Save, BUTTON.Discard])
def test_a_question_is_answered_by_a_button(parent: QWidget, button: BUTTON) -> None:
    _someone = Someone(press(button))
    assert asking.question(parent, "Title", TITLE, BUTTON.Save | BUTTON.Discard, BUTTON.Save) == button


def test_escape_answers_a_question_by_cancel(parent: QWidget) -> None:
    _someone = Someone(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert asking.question(parent, "Title", "?", BUTTON.Save | BUTTON.Cancel, BUTTON.Save) == BUTTON.Cancel


def test_a_file_that_is_there_is_chosen(parent: QWidget, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    _someone = Someone(choose(path))
    assert asking.existing_file(parent, "Open", str(tmp_path), "Tables (*.csv);;All files (*)") == str(path)


def test_a_file_to_write_is_suggested_and_another_chosen_with_its_kind(
    parent: QWidget, tmp_path: Path
) -> None:
    suggested: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        suggested.extend(dialog.selectedFiles())
        choose(tmp_path / "b", "B (*.b)")(dialog)

    _someone = Someone(answer)
    found = asking.new_file(parent, "Save", tmp_path / "a", "A (*.a);;B (*.b)")
    assert suggested == [str(tmp_path / "a")]
    assert found == (str(tmp_path / "b"), "B (*.b)")


def test_no_file_is_no_path(parent: QWidget, tmp_path: Path) -> None:
    _someone = Someone(QDialog.reject)
    assert asking.existing_file(parent, "Open", str(tmp_path), "All files (*)") == ""


def test_what_the_program_is_can_be_read_and_closed(parent: QWidget) -> None:
    _someone = Someone(QDialog.reject)
    show_about(parent, "1.2.3")
