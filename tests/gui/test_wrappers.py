"""No thread makes a wrapper of a Qt class while another does: all are made before there are two."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import graphviz_nn
from graphviz_nn.gui import wrappers

PROGRAM = """
import sys
from graphviz_nn.gui.shell.app import make_app

make_app()
for name, module in sorted(sys.modules.items()):
    if name.startswith("PySide6.Qt"):
        print(name, sorted(set(dir(module)) - set(vars(module))))
"""


def test_all_are_there_as_soon_as_there_is_an_application() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    made = sorted(module.__name__ for module in wrappers.MODULES)
    assert (done.stdout.splitlines(), done.stderr) == ([f"{name} []" for name in made], "")


def test_every_module_of_qt_that_the_program_uses_is_known() -> None:
    sources = [path.read_text("utf-8") for path in Path(graphviz_nn.__file__).parent.rglob("*.py")]
    used = {
        line.split()[1]
        for source in sources
        for line in map(str.strip, source.splitlines())
        if line.startswith("from PySide6.Qt")
    }
    assert used == {module.__name__ for module in wrappers.MODULES}
