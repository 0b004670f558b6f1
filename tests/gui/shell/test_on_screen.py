"""The window on a real X screen, in a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


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
    # From the first update's gradients on, past its end, back and forth, and to where the third one's have arrived.
    assert (seen["update"], seen["has_arrived"]) == (2, True)
    assert seen["runs"] == 1
    assert seen["message"] == ""
    assert seen["colours"] > 60


@pytest.mark.parametrize(
    "stale",
    [{}, {"DISPLAY": ":999"}, {"WAYLAND_DISPLAY": "none"}, {"DISPLAY": ":999", "QT_QPA_PLATFORM": "xcb"}],
    ids=lambda stale: " ".join(stale) or "nothing set",
)
def test_without_a_screen_the_same_picture_is_made_as_a_file(tmp_path: Path, stale: dict[str, str]) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in _SCREEN} | stale
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
    assert "no display" in done.stdout
    assert str(picture) in done.stdout
    assert picture.stat().st_size > 10_000


_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
