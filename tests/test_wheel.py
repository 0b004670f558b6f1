"""The wheel: built, installed into an environment of its own, it has the command and all that it ships."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.setup import ROOT, python_of

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
SHIPPED = sorted(
    path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()
)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel, and shares the packages it depends on."""
    folder = tmp_path_factory.mktemp("wheel test")
    pip = [sys.executable, "-m", "pip"]
    run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT])
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=os.name != "nt")
    python = python_of(folder / "venv")
    run([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel])
    own = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])[0]
    Path(own, "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def run(command: Sequence[str | Path]) -> list[str]:
    """Run a program away from the checkout and return the lines that it prints; what it complains of is shown."""
    away = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=Path(sys.prefix), env=away, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_the_installed_command_says_its_version(scripts: Path) -> None:
    assert run([scripts / "graphviz-nn", "--version"])[0].endswith(VERSION)


def test_the_installed_command_traces_an_expression(scripts: Path) -> None:
    lines = run([scripts / "graphviz-nn", "trace", "x*y", "--at", "x=2", "y=3", "--json"])
    assert json.loads("\n".join(lines))[-1]["value"] == 6.0


def test_every_resource_is_inside_the_installed_package(scripts: Path) -> None:
    lines = run([scripts / "python", "-c", "from graphviz_nn.resources import ROOT; print(ROOT)"])
    root = Path(lines[0])
    assert root.is_relative_to(scripts.parent)
    assert [path for path in SHIPPED if not (root / path).is_file()] == []
