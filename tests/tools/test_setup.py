"""The set-up: what it finds missing, and that what was cut short is made anew."""

import sys
from pathlib import Path

import pytest

from tools import setup

ALL_INSTALLED = "".join(f"installed\t{package}\t\n" for package in setup.QT_PACKAGES)


def test_nothing_is_missing_where_every_package_is_installed() -> None:
    assert setup.missing_packages(ALL_INSTALLED) == []


def test_a_removed_package_is_missing_though_its_settings_remain() -> None:
    listing = ALL_INSTALLED.replace("installed\tlibegl1", "config-files\tlibegl1")
    assert setup.missing_packages(listing) == ["libegl1"]


def test_a_package_under_a_newer_name_counts_by_what_it_provides() -> None:
    newer = "libglib2.0-0t64\tlibglib2.0-0 (= 2.84.0), gsettings-backend (= 1)\n"
    assert setup.missing_packages(ALL_INSTALLED.replace("libglib2.0-0\t\n", newer)) == []


def test_the_line_to_run_by_hand_names_what_is_missing() -> None:
    line = setup.by_hand(["libegl1", "libgl1"])
    assert line.endswith("libegl1 libgl1'")
    assert "\n" not in line


@pytest.mark.parametrize("arguments", [[], ["tests"], ["run", "test"]])
def test_an_unknown_set_ends_with_two_and_the_known_ones(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        setup.main(arguments)
    assert stopped.value.code == 2
    assert "run, test" in capsys.readouterr().err


def test_a_folder_without_a_working_python_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_bytes((setup.LOCKS / "run.lock").read_bytes())
    assert not setup.is_installed(tmp_path, "run")


def test_a_set_up_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    locks, venv = tmp_path / "locks", tmp_path / "a venv"
    for folder in (locks, venv):
        folder.mkdir()
    for name in ("run.lock", "test.lock"):
        (locks / name).write_text(f"# {name}: no packages\n")
    (venv / "incomplete").touch()
    (venv / "half").touch()

    setup.install(venv, "test", locks)

    assert not (venv / "half").exists()
    assert not (venv / "incomplete").exists()
    assert setup.is_installed(venv, "test", locks)
    assert setup.is_installed(venv, "run", locks)
    (locks / "run.lock").write_text("# another lock\n")
    assert not setup.is_installed(venv, "run", locks)


def test_the_environment_that_runs_this_is_usable() -> None:
    assert setup.is_usable(Path(sys.prefix))
