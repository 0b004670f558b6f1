from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from graphviz_nn.gui.look.preferences import MOST_RECENT, Preferences
from graphviz_nn.gui.look.theme import LARGEST_SCALE, SMALLEST_SCALE, THEMES

PACES = [("op", "5"), ("update", "20 s"), ("epoch", "0.5")]


def test_what_was_never_set_is_quiet(preferences: Preferences) -> None:
    assert (preferences.theme, preferences.scale, preferences.pace("op")) == ("light", 1.0, "")
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    assert preferences.layout("docks").isEmpty()


def test_nonsense_counts_as_never_set(tmp_path: Path) -> None:
    stored = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for key, value in (
        ("theme", "pink"),
        ("scale", "wide"),
        ("recent", 7),
        ("reduce_motion", "?"),
    ):
        stored.setValue(key, value)
    preferences = Preferences(stored)
    assert (preferences.theme, preferences.scale) == ("light", 1.0)
    assert preferences.recent == ()
    assert not preferences.reduce_motion
    for value in ("nan", "inf", "-inf"):
        stored.setValue("scale", value)
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


def test_recent_documents_come_newest_first_each_once_and_no_disk_is_asked(
    preferences: Preferences, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.gnn.json" for number in range(MOST_RECENT + 3)]
    for path in paths:
        preferences.add_recent(path)
    preferences.add_recent(paths[5])
    assert preferences.recent[0] == paths[5]
    assert len(preferences.recent) == len(set(preferences.recent)) == MOST_RECENT
    assert not paths[5].exists()


@pytest.mark.parametrize("line", ["recent=,@ByteArray()\nb", "recent=@Variant(\\0)", "folder=\\0"])
def test_what_is_no_file_of_the_last_time_is_passed_over(tmp_path: Path, line: str) -> None:
    (path := tmp_path / "a.ini").write_text(f"[General]\n{line}\n")
    read = Preferences(QSettings(str(path), QSettings.Format.IniFormat))
    assert read.recent == ()
    assert read.folder is None


# What Qt writes for values of its own, whole and broken, and what numbers and paths may be in a file of settings.
ODD = (
    "nan",
    "inf",
    "-1",
    "1e999",
    "9" * 400,
    "@Invalid()",
    "@ByteArray(x)",
    "@Size(1 2)",
    "@Rect(1 2)",
    "a, b",
    '"',
)
SHOWN: dict[str, Callable[[Preferences], object]] = {
    "theme": lambda preferences: preferences.theme in THEMES,
    "scale": lambda preferences: SMALLEST_SCALE <= preferences.scale <= LARGEST_SCALE,
    "reduce_motion": lambda preferences: isinstance(preferences.reduce_motion, bool),
    "legend": lambda preferences: isinstance(preferences.legend, bool),
    "recent": lambda preferences: all(path.is_absolute() for path in preferences.recent),
    "folder": lambda preferences: preferences.folder is None or preferences.folder.is_dir(),
    "pace/op": lambda preferences: isinstance(preferences.pace("op"), str),
    "layout/window": lambda preferences: isinstance(preferences.layout("window"), QByteArray),
}


@pytest.mark.parametrize("key", SHOWN)
@given(
    value=st.one_of(st.sampled_from(ODD), st.text(), st.just("/") | st.text(min_size=300)), rest=st.binary()
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_file_each_setting_makes_sense_and_can_be_set_again(
    tmp_path: Path, key: str, value: str, rest: bytes
) -> None:
    group, _, name = key.rpartition("/")
    file = tmp_path / "s.ini"
    file.write_bytes(f"[{group or 'General'}]\n{name}={value}\n".encode(errors="replace") + rest)
    preferences = Preferences(QSettings(str(file), QSettings.Format.IniFormat))
    assert all(makes_sense(preferences) for makes_sense in SHOWN.values())
    preferences.add_recent(tmp_path)
    preferences.theme, preferences.folder = "dark", tmp_path
    assert (preferences.recent[0], preferences.theme, preferences.folder) == (tmp_path, "dark", tmp_path)
