"""Which file the user is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from graphviz_nn.gui.shell.main_window import MainWindow


def test_a_user_without_a_home_is_asked_in_a_folder_that_exists(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[str] = []

    def ask(parent: object, title: str, folder: str, kinds: str) -> tuple[str, str]:
        folders.append(folder)
        return "", ""

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as for a user without an account
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
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
