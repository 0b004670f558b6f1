from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from graphviz_nn.gui.look.preferences import MOST_RECENT, Preferences

PACES = [("op", "5"), ("update", "20 s"), ("epoch", "0.5")]


def test_what_was_never_set_is_quiet(preferences: Preferences) -> None:
    assert (preferences.theme, preferences.scale, preferences.pace("op")) == ("light", 1.0, "")
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    assert preferences.layout("docks").isEmpty()


def test_nonsense_counts_as_never_set(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for key, value in (
        ("theme", "pink"),
        ("scale", "wide"),
        ("recent", 7),
        ("reduce_motion", "?"),
    ):
        settings.setValue(key, value)
    preferences = Preferences(settings)
    assert (preferences.theme, preferences.scale) == ("light", 1.0)
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    for value in ("nan", "inf", "-inf"):
        settings.setValue("scale", value)
        assert preferences.scale == 1.0


def test_settings_outlive_the_program(tmp_path: Path) -> None:
    file = str(tmp_path / "s.ini")
    first = Preferences(QSettings(file, QSettings.Format.IniFormat))
    first.theme, first.scale = "dark", 1.4
    for unit, pace in PACES:
        first.set_pace(unit, pace)
    first.reduce_motion = True
    del first
    again = Preferences(QSettings(file, QSettings.Format.IniFormat))
    assert (again.theme, again.scale) == ("dark", 1.4)
    assert [(unit, again.pace(unit)) for unit, _ in PACES] == PACES
    assert again.reduce_motion


def test_recent_documents_come_newest_first_each_once_and_only_while_they_exist(
    preferences: Preferences, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.gnn.json" for number in range(MOST_RECENT + 3)]
    for path in paths:
        path.touch()
        preferences.add_recent(path)
    preferences.add_recent(paths[5])
    assert preferences.recent[0] == paths[5]
    assert len(preferences.recent) == len(set(preferences.recent)) == MOST_RECENT
    paths[5].unlink()
    assert paths[5] not in preferences.recent


@pytest.mark.parametrize(
    "line", ["recent=,@ByteArray()\nb", f"recent=/b{'9' * 5000}", "recent=@Variant(\\0)", "folder=\\0"]
)
def test_what_is_no_file_of_the_last_time_is_passed_over(tmp_path: Path, line: str) -> None:
    (path := tmp_path / "a.ini").write_text(f"[General]\n{line}\n")
    read = Preferences(QSettings(str(path), QSettings.Format.IniFormat))
    assert read.recent == ()
    assert read.folder is None
