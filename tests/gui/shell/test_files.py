"""Which file the user is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphviz_nn.files import load
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from tests.session.late import LateRunner


def test_a_user_without_a_home_is_asked_in_a_folder_that_exists(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[str] = []

    def ask(parent: object, title: str, folder: str, kinds: str) -> str:
        folders.append(folder)
        return ""

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as for a user without an account
    monkeypatch.setattr(asking, "existing_file", ask)
    window.files.ask_open()
    assert Path(folders[0]).is_dir()


def test_a_lesson_of_one_s_own_is_opened_like_a_document(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        "place = 1\ntitle = 'Mine'\nsummary = 'S.'\n[[pages]]\ntitle = 'a'\nwords = 'b'\n"
        "document.training.epochs = 1\n"
    )
    window.files.open(path)
    lesson = window.session.state.lesson
    assert lesson is not None
    assert lesson.title == "Mine"


def test_a_window_that_saves_first_closes_once_the_work_is_saved(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes its time, and the window works on meanwhile."""
    session, late, path = window.session, LateRunner(), tmp_path / "a.gnn.json"
    commands.save_as(session, path)
    commands.set_layer(session, 0, units=5)
    monkeypatch.setattr(asking, "question", lambda *_: asking.Button.Save)
    monkeypatch.setattr(session.jobs, "_runner", late)
    assert not window.close()
    assert [activity.label for activity in session.state.activities] == ["Saving a.gnn.json"]
    late.finish()
    assert not window.isVisible()
    assert load(path).work == session.state.work


def test_a_window_stays_where_its_work_can_not_be_saved(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, path = window.session, tmp_path / "a.gnn.json"
    commands.save_as(session, path)
    commands.set_layer(session, 0, units=5)
    path.unlink()
    path.mkdir()
    monkeypatch.setattr(asking, "question", lambda *_: asking.Button.Save)
    assert not window.close()
    assert window.isVisible()
    assert "it is a folder" in window.bars.messages.text
