from pathlib import Path

from PySide6.QtCore import QSettings

from graphviz_nn.gui.look.preferences import MOST_RECENT, Preferences


def test_what_was_never_set_is_quiet(preferences: Preferences) -> None:
    assert (preferences.theme, preferences.scale, preferences.speed) == ("light", 1.0, 1.0)
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    assert preferences.layout("docks").isEmpty()


def test_nonsense_counts_as_never_set(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for key, value in (
        ("theme", "pink"),
        ("scale", "wide"),
        ("speed", ""),
        ("recent", 7),
        ("reduce_motion", "?"),
    ):
        settings.setValue(key, value)
    preferences = Preferences(settings)
    assert (preferences.theme, preferences.scale, preferences.speed) == ("light", 1.0, 1.0)
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    for value in ("nan", "inf", "-inf"):
        settings.setValue("scale", value)
        settings.setValue("speed", value)
        assert (preferences.scale, preferences.speed) == (1.0, 1.0)


def test_settings_outlive_the_program(tmp_path: Path) -> None:
    file = str(tmp_path / "s.ini")
    first = Preferences(QSettings(file, QSettings.Format.IniFormat))
    first.theme, first.scale, first.speed = "dark", 1.4, 4.0
    first.reduce_motion = True
    del first
    again = Preferences(QSettings(file, QSettings.Format.IniFormat))
    assert (again.theme, again.scale, again.speed) == ("dark", 1.4, 4.0)
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
