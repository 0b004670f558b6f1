"""Ctrl+C in the middle of a picture: the program is gone at once, and nothing of it is left."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from graphviz_nn.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

ROOT = Path(__file__).parents[1]
INTERRUPTED = """
import signal, sys
from graphviz_nn.cli import main
from graphviz_nn.gui.output import picture

picture.paint_all = lambda *_: signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.{handler})
sys.exit(main(["render", "first-look", "--stage", "graph", "-o", sys.argv[1]]))
"""


def interrupted(path: Path, handler: str = "default_int_handler") -> subprocess.CompletedProcess[str]:
    """Draw a picture into a file, with Ctrl+C pressed half-way."""
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(handler=handler), str(path)],
        cwd=ROOT,
        env={"TMPDIR": str(path.parent), "HOME": str(path.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_picture_that_is_interrupted_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"graph.{ending}"
    path.write_text("as it was")
    done = interrupted(path)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
    assert path.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_where_a_shell_ignores_ctrl_c_a_picture_is_drawn_to_its_end(tmp_path: Path) -> None:
    done = interrupted(tmp_path / "graph.png", "SIG_IGN")
    assert done.returncode == 0
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")


def test_after_a_picture_ctrl_c_means_what_it_meant(tmp_path: Path, qapp: QApplication) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert main(["render", "first-look", "-o", str(tmp_path / "graph.png"), "--size", "64x64"]) == 0
    assert signal.getsignal(signal.SIGINT) is before
