"""The walls of the house, read from the source: who may import whom, and how long a thing may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "graphviz_nn"
ROOT = Path(__file__).parents[1] / PACKAGE
FILES = sorted(ROOT.rglob("*.py"))
MOST_LINES_OF_A_MODULE, MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_CONSTRUCTOR = 400, 50, 30
MOST_METHODS_OF_A_CLASS = 25

# Each part may import itself and those below it; parts of one floor do not know each other.
FLOORS = (
    {"cli", "__init__"},
    {"face"},
    {"gui"},
    {"session"},
    {"lessons"},
    {"files"},
    {"scene"},
    {"debug", "landscape"},
    {"training"},
    {"model", "optim", "data"},
    {"engine"},
    {"graph"},
    {"ops"},
    {"settings"},
    {"errors", "folders", "resources", "text", "version", "work"},
)
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
QT = {"PySide6", "shiboken6", "pyqtgraph", "OpenGL", "superqt"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def part_of(module: str) -> str:
    """The part of the house that a module of the package belongs to."""
    return [*module.split("."), "__init__"][1]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, also inside functions and for types alone, with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: imports are absolute here"
            if node.module == PACKAGE:
                yield from ((f"{PACKAGE}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module or "", node.lineno


def ours(path: Path) -> list[tuple[str, int]]:
    return [(name, line) for name, line in imports(path) if name.split(".")[0] == PACKAGE]


def own_imports(path: Path, modules: set[str]) -> set[str]:
    """The modules of the package that a file imports: `from a import b` is a.b where that is a module, else a."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else node.module for name in inner}
    return found & modules


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_part_of_the_house_has_its_floor() -> None:
    assert {part_of(module_of(path)) for path in FILES} <= set(FLOOR_OF)


def test_the_readme_s_picture_of_the_house_is_the_house() -> None:
    readme = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    picture = readme.partition("The house, floor by floor.")[2].split("\n\n")[1]
    drawn = [set(re.split(r"\s{2,}", line.strip())[0].split(" | ")) for line in picture.splitlines()]
    assert drawn == [floor - {"__init__"} for floor in FLOORS]


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_imports_only_go_down(path: Path) -> None:
    here = part_of(module_of(path))
    if here == "__init__":
        return  # the public face names everything, and loads it when it is asked for
    for name, line in ours(path):
        there = part_of(name)
        allowed = there == here or FLOOR_OF[there] > FLOOR_OF[here]
        assert allowed, f"{path}:{line}: {here} may not import {name}"


def test_no_module_imports_itself_through_others_not_even_for_types() -> None:
    modules = {module_of(path) for path in FILES}
    sorter = TopologicalSorter({module_of(path): own_imports(path, modules) for path in FILES})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_only_the_gui_knows_qt(path: Path) -> None:
    if part_of(module_of(path)) == "gui":
        return
    for name, line in imports(path):
        assert name.split(".")[0] not in QT, f"{path}:{line}: {name} belongs in gui"


@pytest.mark.parametrize("room", ["widgets", "canvas", "plots", "look"])
def test_what_shows_values_does_not_know_the_session(room: str) -> None:
    """Widgets are given values and emit requests; panels and the shell stand between them and the session."""
    for path in (ROOT / "gui" / room).glob("*.py"):
        for name, line in ours(path):
            assert part_of(name) != "session", f"{path}:{line}: {room} may not import {name}"


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_colours_and_sheets_stand_in_the_themes_alone(path: Path) -> None:
    if path.is_relative_to(ROOT / "gui" / "look"):
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            is_literal = bool(node.args) and all(isinstance(each, ast.Constant) for each in node.args)
            assert not (name == "QColor" and is_literal), f"{path}:{node.lineno}: a colour of its own"
            assert name != "setStyleSheet", f"{path}:{node.lineno}: a style sheet of its own"


def test_no_panel_imports_another() -> None:
    panels = ROOT / "gui" / "panels"
    for path in panels.glob("*.py"):
        if path.name == "__init__.py":
            continue
        for name, line in ours(path):
            assert not name.startswith(f"{PACKAGE}.gui.panels."), f"{path}:{line}: imports the panel {name}"


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_nothing_grows_too_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES_OF_A_MODULE, f"{path} has {lines} lines"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            most = MOST_LINES_OF_A_CONSTRUCTOR if node.name == "__init__" else MOST_LINES_OF_A_FUNCTION
            assert length <= most, f"{path}:{node.lineno}: {node.name} has {length} lines"
        if isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
            assert len(methods) <= MOST_METHODS_OF_A_CLASS, f"{path}: {node.name} has {len(methods)} methods"


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_every_module_says_in_one_line_what_it_is_for(path: Path) -> None:
    words = ast.get_docstring(tree_of(path))
    assert words, f"{path} has no docstring"
    assert words.splitlines()[0].rstrip().endswith((".", ":", ";")), f"{path}: its first line is no sentence"
