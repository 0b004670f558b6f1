"""The walls of the house, read from the source: who may import whom, and how long a thing may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
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
    {"errors", "faults", "folders", "kept", "resources", "version", "work"},
    {"text"},
)
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
SHOWING = {"widgets", "canvas", "plots", "look"}
STATIC = re.compile(
    r"Q(MessageBox\.(question|warning|information|critical|about|aboutQt)|(File|Input|Color|Font)Dialog\.get\w+)"
)
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


@pytest.fixture(autouse=True, scope="module")
def _no_trees_left() -> Iterator[None]:
    """Forget what was parsed: millions of objects, which each later collection of garbage would go through."""
    yield
    tree_of.cache_clear()


def test_every_part_of_the_house_has_its_floor() -> None:
    assert {part_of(module_of(path)) for path in FILES} <= set(FLOOR_OF)


def test_the_readme_s_picture_of_the_house_is_the_house() -> None:
    readme = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    picture = readme.partition("The house, floor by floor.")[2].split("\n\n")[1]
    drawn = [set(re.split(r"\s{2,}", line.strip())[0].split(" | ")) for line in picture.splitlines()]
    assert drawn == [floor - {"__init__"} for floor in FLOORS]


def test_no_module_imports_itself_through_others_not_even_for_types() -> None:
    modules = {module_of(path) for path in FILES}
    sorter = TopologicalSorter({module_of(path): own_imports(path, modules) for path in FILES})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def imports_go_down(path: Path) -> Iterator[str]:
    here = part_of(module_of(path))
    if here == "__init__":
        return  # the public face names everything, and loads it when it is asked for
    for name, line in ours(path):
        there = part_of(name)
        if there != here and FLOOR_OF[there] <= FLOOR_OF[here]:
            yield f"{path}:{line}: {here} may not import {name}"


def only_the_gui_knows_qt(path: Path) -> Iterator[str]:
    if part_of(module_of(path)) != "gui":
        for name, line in imports(path):
            if name.split(".")[0] in QT:
                yield f"{path}:{line}: {name} belongs in gui"


def what_shows_values_does_not_know_the_session(path: Path) -> Iterator[str]:
    """Widgets are given values and emit requests; panels and the shell stand between them and the session."""
    if path.parent.parent == ROOT / "gui" and path.parent.name in SHOWING:
        for name, line in ours(path):
            if part_of(name) == "session":
                yield f"{path}:{line}: {path.parent.name} may not import {name}"


def no_panel_imports_another(path: Path) -> Iterator[str]:
    if path.parent == ROOT / "gui" / "panels" and path.name != "__init__.py":
        for name, line in ours(path):
            if name.startswith(f"{PACKAGE}.gui.panels."):
                yield f"{path}:{line}: imports the panel {name}"


def colours_and_sheets_stand_in_the_themes_alone(path: Path) -> Iterator[str]:
    if path.is_relative_to(ROOT / "gui" / "look"):
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            name = called(node)
            is_literal = bool(node.args) and all(isinstance(each, ast.Constant) for each in node.args)
            if name == "QColor" and is_literal:
                yield f"{path}:{node.lineno}: a colour of its own"
            if name == "setStyleSheet":
                yield f"{path}:{node.lineno}: a style sheet of its own"


def a_painter_is_opened_where_it_is_ended(path: Path) -> Iterator[str]:
    """One that is left open crashes the program when it is collected."""
    if path == ROOT / "gui" / "painting.py":
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and called(node) == "QPainter":
            yield f"{path}:{node.lineno}: use painting()"


def no_text_is_guessed_to_be_markup(path: Path) -> Iterator[str]:
    """A bare QLabel and a message box guess, and what they show may be a name from a file: see `widgets/label.py`."""
    says = "setTextFormat(" in path.read_text(encoding="utf-8")
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "QLabel" for base in node.bases):
            if "setTextFormat(" not in ast.unparse(node):
                yield f"{path}:{node.lineno}: {node.name} does not say whether its text is markup"
        elif isinstance(node, ast.Call):
            what = ast.unparse(node.func)
            if what == "QLabel":
                yield f"{path}:{node.lineno}: take a Label"
            if what == "QMessageBox" and not says:
                yield f"{path}:{node.lineno}: say whether its text is markup"


def no_dialog_is_a_static_function(path: Path) -> Iterator[str]:
    """While one waits, what Qt calls can't fail without holding up everything: see `gui/dialogs/asking.py`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and STATIC.fullmatch(ast.unparse(node.func)):
            yield f"{path}:{node.lineno}: ask by an object and its exec()"


def no_exception_leaves_what_qt_calls_to_paint(path: Path) -> Iterator[str]:
    """Qt would hand it to whoever has called it last, in the midst of something else, or crash."""
    if part_of(module_of(path)) != "gui":
        return
    for kind in ast.walk(tree_of(path)):
        if not isinstance(kind, ast.ClassDef) or not kind.bases or "Protocol" in map(ast.unparse, kind.bases):
            continue
        for method in kind.body:
            if not isinstance(method, FUNCTIONS) or method.name not in ("paintEvent", "paint"):
                continue
            if "contained()" not in map(ast.unparse, method.decorator_list):
                yield f"{path}:{method.lineno}: {kind.name}.{method.name} is not contained()"


def nothing_grows_too_long(path: Path) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES_OF_A_MODULE:
        yield f"{path} has {lines} lines"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, FUNCTIONS):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            most = MOST_LINES_OF_A_CONSTRUCTOR if node.name == "__init__" else MOST_LINES_OF_A_FUNCTION
            if length > most:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines"
        if isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, FUNCTIONS)]
            if len(methods) > MOST_METHODS_OF_A_CLASS:
                yield f"{path}: {node.name} has {len(methods)} methods"


def every_module_says_in_one_line_what_it_is_for(path: Path) -> Iterator[str]:
    words = ast.get_docstring(tree_of(path))
    if not words:
        yield f"{path} has no docstring"
    elif not words.splitlines()[0].rstrip().endswith((".", ":", ";")):
        yield f"{path}: its first line is no sentence"


RULES: tuple[Callable[[Path], Iterator[str]], ...] = (
    imports_go_down,
    only_the_gui_knows_qt,
    what_shows_values_does_not_know_the_session,
    no_panel_imports_another,
    colours_and_sheets_stand_in_the_themes_alone,
    a_painter_is_opened_where_it_is_ended,
    no_text_is_guessed_to_be_markup,
    no_dialog_is_a_static_function,
    no_exception_leaves_what_qt_calls_to_paint,
    nothing_grows_too_long,
    every_module_says_in_one_line_what_it_is_for,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rules_of_the_house(rule: Callable[[Path], Iterator[str]]) -> None:
    assert [broken for path in FILES for broken in rule(path)] == []
