"""The window on a real X screen, in a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Start a virtual screen; yield the environment of a new user who sits before it."""
    server = shutil.which("Xvfb")
    if server is None:
        assert "CI" not in os.environ, "CI must have Xvfb, so that nothing is skipped there"
        pytest.skip("there is no Xvfb on this machine")
    read, write = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    kept = {
        key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    yield {
        **kept,
        "DISPLAY": f":{number}",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    process.terminate()
    process.wait(timeout=10)


def test_a_person_walks_through_the_window_by_keyboard_and_closes_it(screen: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.shell.walk", "first-look"],
        cwd=ROOT,
        env={**screen, "GRAPHVIZ_NN_TIMING": "1"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"first graph painted after \d+ ms", done.stderr)
    assert "Traceback" not in done.stderr
    assert "QObject" not in done.stderr
    seen = json.loads(done.stdout)
    assert seen["platform"] == "xcb"
    assert (seen["update"], seen["position"]) == (1, 0)
    assert seen["runs"] == 2
    assert seen["message"] == ""
    assert seen["colours"] > 60


def test_without_a_screen_the_same_picture_is_made_as_a_file(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in _SCREEN}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    (picture,) = tmp_path.glob("*.png")
    assert str(picture) in done.stdout
    assert picture.stat().st_size > 10_000


_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
