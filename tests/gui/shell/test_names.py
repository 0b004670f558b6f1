"""Names are text: whatever a document, a lesson, a table or an expression calls something, the window shows that."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from graphviz_nn.data import read_table
from graphviz_nn.data.guess import guess
from graphviz_nn.data.tables import Told
from graphviz_nn.files.store import SUFFIX
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.dialogs.columns import ColumnsDialog
from graphviz_nn.gui.lesson.large_field import LargeField
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from graphviz_nn.text import TURNING, one_line, unturned
from tests.gui.conftest import forget
from tests.gui.settling import settle
from tests.hostile import NAMES

HTML, KEY, CHANGED = '<img src="nothing.png"> <b>x', "A&B", "saved [*]"


def document(name: str) -> dict[str, Any]:
    """Return a document in which everything that has a name has this one."""
    layers = [{"kind": "dense", "units": 2, "name": name}, {"kind": "dense", "units": 1, "name": f"{name} 2"}]
    return {
        "version": 2,
        "title": name,
        "subject": {"kind": "stack", "inputs": 2, "layers": layers},
        "training": {"epochs": 1, "batch_size": 128},
        "variants": [{"name": name}, {"name": f"{name} 2", "momentum": 0.5}],
        "view": {"stage": ["graph"], "position": 3},
    }


def lesson(name: str) -> str:
    """Return a lesson in which every word is this one."""
    word = json.dumps(name)  # which is TOML too, as long as nothing in it is beyond the plane
    page = f'title = {word}\nwords = {word}\nanswer = {word}\nchoices = [{word}, "other"]\n'
    return f"place = 1\ntitle = {word}\nsummary = {word}\n[[pages]]\n{page}[[pages]]\n{page}"


def table(path: Path, name: str) -> Path:
    """Write a table whose columns and classes have this name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name, f"{name} 2", "target"])
        writer.writerows([k * k % 11, k * k % 7, (name, f"{name} 2")[k % 2]] for k in range(20))
    return path


def shown(root: QWidget) -> Iterator[QWidget]:
    """Yield a window and all that is in it."""
    yield root
    yield from root.findChildren(QWidget)


def markup(root: QWidget) -> list[str]:
    """Return what shows names as markup, or would, of all that is in a window."""
    found = []
    for each in shown(root):
        if isinstance(each, QLabel):
            if each.textFormat() not in (Qt.TextFormat.PlainText, Qt.TextFormat.RichText):
                found.append(f"{type(each).__name__} guesses: {each.text()[:40]!r}")
            if each.textFormat() == Qt.TextFormat.RichText and HTML in each.text():
                found.append(f"{type(each).__name__} has it as markup: {each.text()[:40]!r}")
    return found


def marked_keys(root: QWidget) -> list[str]:
    """Return what takes an & in a name for the mark of a key."""
    buttons = root.findChildren(QAbstractButton)
    faces = [
        each.text() for each in buttons if not isinstance(each, LargeField)
    ]  # which draws its words itself
    marks = [text for text in (*faces, *(each.text() for each in root.findChildren(QAction))) if KEY in text]
    return marks + [each.text() for each in buttons if not each.shortcut().isEmpty() and KEY in each.text()]


def open_kind(window: MainWindow, kind: str, name: str, folder: Path) -> None:
    """Open a document, a lesson, a table or an expression in which everything is called so."""
    if kind == "document":
        (path := folder / f"a{SUFFIX}").write_text(json.dumps(document(name)), encoding="utf-8")
        window.session.perform(commands.open_file, path)
    elif kind == "lesson":
        (path := folder / "a.toml").write_text(lesson(name), encoding="utf-8")
        window.session.perform(commands.open_file, path)
    elif kind == "table":
        path = table(folder / "a.csv", name)
        window.session.perform(commands.open_table, path, target="target")
    else:
        text = f"c = a + b; c*c  # {one_line(name)}"
        window.session.perform(commands.open_expression, text, {"a": 1.0, "b": 2.0})
    settle(window)


@pytest.mark.parametrize("kind", ["document", "lesson", "table", "expression"])
def test_no_name_is_markup_or_a_key_anywhere_in_the_window(
    window: MainWindow, tmp_path: Path, kind: str
) -> None:
    for name in (HTML, KEY):
        open_kind(window, kind, name, tmp_path)
        said = window.session.state.message
        assert said is None or said.kind != "error"
        assert markup(window) == []
        assert marked_keys(window) == []


def test_a_document_is_opened_or_refused_whatever_its_names_are(window: MainWindow, tmp_path: Path) -> None:
    for name in NAMES:
        open_kind(window, "document", name, tmp_path)
        said, state = window.session.state.message, window.session.state
        assert state.work.title == unturned(name) or (said is not None and said.kind == "error")
        assert said is None or one_line(said.text) == said.text
        assert markup(window) == []
        assert len(window.windowTitle()) < 3_000


@pytest.mark.parametrize("kind", ["document", "lesson", "table"])
def test_no_name_turns_our_own_words_round(window: MainWindow, tmp_path: Path, kind: str) -> None:
    for name in ("\u202egnp", "a\u2066b"):
        open_kind(window, kind, name, tmp_path)
        texts = [each.text() for each in window.findChildren(QLabel)] + [window.windowTitle()]
        texts += [each.text() for each in window.findChildren(QAction)]
        assert any(unturned(name) in text for text in texts)
        assert not any(TURNING.search(text) for text in texts)


def test_a_name_in_the_title_stands_for_no_unsaved_changes(window: MainWindow, tmp_path: Path) -> None:
    open_kind(window, "document", CHANGED, tmp_path)
    assert (
        window.windowTitle() == "saved [*][*][*] — graphviz_nn"
    )  # Qt shows the first two as one, and hides the third


@pytest.mark.parametrize("text", [HTML, "plain", HTML * 900])
def test_a_tool_tip_is_its_text(window: MainWindow, qtbot: QtBot, text: str) -> None:
    QToolTip.showText(window.mapToGlobal(QPoint(9, 9)), text, window)
    tips = [each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel")]
    assert tips
    assert all(isinstance(each, QLabel) for each in tips)
    assert {each.textFormat() for each in tips if isinstance(each, QLabel)} == {Qt.TextFormat.PlainText}
    QToolTip.hideText()


def test_the_question_about_unsaved_work_shows_a_title_as_it_is(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def question(parent: QWidget, title: str, text: str, *_: object) -> asking.Button:
        asked.append(text)
        return asking.Button.Cancel

    monkeypatch.setattr(asking, "question", question)
    for name in (HTML, "a & b", "x" * 20_000):
        open_kind(window, "document", name, tmp_path)
        commands.set_training(window.session, epochs=2)
        assert not window.files.may_leave(lambda: None)
        forget(window)
    assert asked[0] == f"Save the changes to {HTML}?"
    assert asked[1] == "Save the changes to a & b?"
    assert len(asked[2]) < 100


@pytest.mark.parametrize("name", [HTML, KEY])
def test_no_column_is_markup_where_they_are_chosen(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    dialog = ColumnsDialog(guess(read_table(table(tmp_path / "a.csv", name))), Told())
    qtbot.addWidget(dialog)
    dialog.show()
    assert markup(dialog) == []
    assert marked_keys(dialog) == []
