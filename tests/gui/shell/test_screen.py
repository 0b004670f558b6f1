"""Whether there is a screen, told before Qt would abort: the answer is Qt's own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from graphviz_nn.gui.screen import hang_up, missing_display
from tests.gui.conftest import virtual_screen

ROOT = Path(__file__).parents[3]
_NAMES = (
    "DISPLAY",
    "QT_QPA_PLATFORM",
    "WAYLAND_DISPLAY",
    "WAYLAND_SOCKET",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_TYPE",
)
SERVER = "the server of this test"
START = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
ASK = "from graphviz_nn.gui.screen import missing_display; assert missing_display() == ''; "


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment that names no screen."""
    for name in _NAMES:
        monkeypatch.delenv(name, raising=False)
    yield monkeypatch
    hang_up()


def qt_starts(environment: Mapping[str, str]) -> bool:
    """Whether Qt finds a screen: if not, it aborts."""
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment, stderr=subprocess.DEVNULL, timeout=60, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"DISPLAY": SERVER},
        {"DISPLAY": ":999"},
        {"DISPLAY": ""},
        {"DISPLAY": "no display at all"},
        {"WAYLAND_DISPLAY": "none"},
        {"WAYLAND_DISPLAY": "none", "DISPLAY": SERVER},
        {"WAYLAND_DISPLAY": "none", "DISPLAY": ":999"},
        {"XDG_SESSION_TYPE": "wayland"},
        {"XDG_SESSION_TYPE": "wayland", "DISPLAY": SERVER},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":999"},
        {"QT_QPA_PLATFORM": "wayland", "DISPLAY": SERVER},
        {"QT_QPA_PLATFORM": "wayland-egl;xcb", "DISPLAY": SERVER},
        {"QT_QPA_PLATFORM": "xcb;offscreen", "DISPLAY": ":999"},
        {"QT_QPA_PLATFORM": "offscreen"},
    ],
    ids=lambda named: " ".join(map("=".join, named.items())) or "nothing",
)
def test_a_screen_is_missing_exactly_where_qt_would_abort(
    screen: dict[str, str], surroundings: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    for name, value in named.items():
        surroundings.setenv(name, screen["DISPLAY"] if value == SERVER else value)
    assert (missing_display() == "") == qt_starts(os.environ)


def test_a_screen_that_ends_with_its_last_client_is_still_there_for_qt(
    surroundings: pytest.MonkeyPatch,
) -> None:
    with virtual_screen("-terminate") as display:
        surroundings.setenv("DISPLAY", display)
        subprocess.run([sys.executable, "-c", ASK + START], cwd=ROOT, check=True, timeout=60)


def test_what_was_asked_in_vain_is_named(surroundings: pytest.MonkeyPatch) -> None:
    assert missing_display() == "DISPLAY is not set"
    surroundings.setenv("DISPLAY", ":999")
    assert missing_display() == "no X server answers at DISPLAY=:999"
    surroundings.setenv("WAYLAND_DISPLAY", "none")
    assert missing_display().startswith("no compositor answers at WAYLAND_DISPLAY=none, and no X server")


@pytest.mark.parametrize("is_path", [False, True])
def test_a_compositor_that_answers_is_a_screen_and_one_that_left_its_socket_is_none(
    surroundings: pytest.MonkeyPatch, tmp_path: Path, is_path: bool
) -> None:
    surroundings.setenv("XDG_RUNTIME_DIR", "/nowhere" if is_path else str(tmp_path))
    surroundings.setenv("WAYLAND_DISPLAY", str(tmp_path / "way") if is_path else "way")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "way"))
        compositor.listen()
        assert missing_display() == ""
    assert "WAYLAND_DISPLAY" in missing_display()
