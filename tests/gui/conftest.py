"""A theme, a small session, and a window that remembers nothing."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.engine import cache, native
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec


@pytest.fixture(autouse=True, scope="session")
def _kernels() -> None:
    """Have the kernels ready, as they are in a window a second after it has opened: a surface takes milliseconds."""
    native.load()


@pytest.fixture(autouse=True, scope="session")
def _nothing_old_to_collect() -> None:
    """Leave what the tests before have made out of each collection: there it would be gone through for every window."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_window_of_before() -> None:
    """Destroy the window of the test before, which else waits for an event loop: a theme is put on all there are."""
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if len(QApplication.topLevelWidgets()) > 100:
            gc.collect()


@pytest.fixture(autouse=True)
def _no_held_button() -> Iterator[None]:
    """Fail a test that presses and never lets go: later presses of another button would be ignored."""
    yield
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme.load("light")


@pytest.fixture
def session() -> Session:
    """A small network, trained for two epochs of eight updates."""
    session = Session()
    commands.open_document(session, Document(Work(training=TrainingSpec(epochs=2))))
    assert session.state.record is not None
    return session


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def window(qtbot: QtBot, session: Session, preferences: Preferences) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Appearance(app, preferences), preferences)
    qtbot.addWidget(window, before_close_func=forget)
    window.open_up()
    yield window
    app.setStyleSheet("")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a user who sits before a virtual screen: new, but for the kernels that are compiled."""
    hidden = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    with virtual_screen() as display:
        yield {
            **kept,
            "DISPLAY": display,
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "NUMBA_CACHE_DIR": str(cache.folder().parents[1]),
        }


@contextmanager
def virtual_screen(*options: str) -> Iterator[str]:
    """Start a virtual screen; yield its name."""
    server = shutil.which("Xvfb")
    if server is None:
        assert "CI" not in os.environ, "CI must have Xvfb, so that nothing is skipped there"
        pytest.skip("there is no Xvfb on this machine")
    read, write = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp", *options],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def forget(window: QWidget) -> None:
    """Let a window close without a question."""
    assert isinstance(window, MainWindow)
    window.session.update(saved=window.session.state.work)
