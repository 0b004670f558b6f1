"""A few kills of the many that `python -m tests.soak.kills` does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.kills import MOST_LOST, kill_saving, kill_working


def test_a_process_killed_while_it_saves_leaves_a_whole_file(tmp_path: Path) -> None:
    assert kill_saving(3, tmp_path) == 3


def test_a_window_killed_while_someone_works_loses_one_command_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "")  # given back after it
    (lost,) = kill_working(1, tmp_path)
    assert lost <= MOST_LOST
