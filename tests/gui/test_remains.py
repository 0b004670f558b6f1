"""What is done many times leaves nothing behind: no widget, and no other object that the window would keep."""

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias
from weakref import ReferenceType, ref

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from graphviz_nn.debug.explain import Cell
from graphviz_nn.gui.dialogs.palette import Palette
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.turns import FRAME_MS
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.session import commands
from tests.gui.settling import settle

ROUNDS = 6
Census: TypeAlias = Callable[[], tuple[int, int]]


@pytest.fixture
def census(window: MainWindow) -> Census:
    """Count the window's objects, and all widgets, once all is done and dealt with: two counts in a row agree."""

    def count() -> tuple[int, int]:
        settle(window)
        gc.collect()  # widgets of other tests that nothing holds any more
        return len(window.findChildren(QObject)), len(QApplication.allWidgets())

    def settled() -> tuple[int, int]:
        before, now = (0, 0), count()
        while now != before:
            before, now = now, count()
        return now

    return settled


def see() -> None:
    """Let the panels show what is so now."""
    QTest.qWait(2 * FRAME_MS)


def step_through_an_update(window: MainWindow, _: int) -> None:
    """Explain each number in turn, with its formula."""
    commands.to_start(window.session)
    for _ in range(12):
        commands.step(window.session)
        see()


def look_into_cells(window: MainWindow, _: int) -> None:
    """Select a number of each node, and of its gradient."""
    record = window.session.state.record
    assert record is not None
    for node in record.graph.nodes:
        for of in ("value", "gradient"):
            commands.select_cell(window.session, Cell(node.name, of, (0,) * len(node.shape)))
            see()


def write_expressions(window: MainWindow, turn: int) -> None:
    """Look into an expression with names that nobody has used, and come back to the network."""
    names = [f"v{turn}_{place}" for place in range(5)]
    before = window.session.state.document
    commands.open_expression(window.session, " * ".join(names), dict.fromkeys(names, 2.0))
    see()
    commands.open_document(window.session, before)


def compare_variants(window: MainWindow, _: int) -> None:
    """Add variants, and remove them again."""
    for _ in range(2):
        commands.add_variant(window.session)
    see()
    for _ in range(2):
        commands.remove_variant(window.session, 1)
    see()


def deepen_and_flatten(window: MainWindow, _: int) -> None:
    """Add layers, and remove them again."""
    for _ in range(2):
        commands.add_layer(window.session)
    see()
    for _ in range(2):
        commands.remove_layer(window.session, 0)
    see()


def mistype(window: MainWindow, turn: int) -> None:
    """Write what is no number into a field of an expression that goes."""
    before = window.session.state.document
    commands.open_expression(window.session, f"v{turn} * 2", {f"v{turn}": 2.0})
    window.activateWindow()
    see()
    field = next(line for line in window.findChildren(NumberEdit) if line.isVisible())
    field.begin("?")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault
    commands.open_document(window.session, before)
    see()


def dress_anew(window: MainWindow, _: int) -> None:
    """Put the other theme on, and the first one again."""
    for _ in range(2):
        window.actions_["theme"].trigger()
        see()


def follow_a_lesson(window: MainWindow, _: int) -> None:
    """Open a lesson, turn its page, and close it."""
    before = window.session.state.document
    commands.open_lesson(window.session, "first-look")
    commands.go_to_page(window.session, 1)
    see()
    commands.close_lesson(window.session)
    commands.open_document(window.session, before)


def open_dialogs(window: MainWindow, _: int) -> None:
    """Open what asks and what lists, and close it."""
    for name in ("palette", "keys"):
        window.actions_[name].trigger()
        asking = [*window.findChildren(QDialog), *window.findChildren(Palette)]
        QTest.keyClick(next(each for each in asking if each.isVisible()), Qt.Key.Key_Escape)


def _name(use: Callable[..., None]) -> str:
    return use.__name__


@pytest.mark.parametrize(
    "use",
    [step_through_an_update, write_expressions, mistype, dress_anew, follow_a_lesson, open_dialogs],
    ids=_name,
)
def test_what_is_done_many_times_leaves_no_more_behind_than_what_is_done_once(
    window: MainWindow, census: Census, use: Callable[[MainWindow, int], None]
) -> None:
    use(window, 0)
    before = census()
    for turn in range(1, ROUNDS):
        use(window, turn)
    assert census() == before


@pytest.mark.parametrize("use", [look_into_cells, compare_variants, deepen_and_flatten], ids=_name)
def test_what_came_and_went_leaves_nothing_behind(
    window: MainWindow, census: Census, use: Callable[[MainWindow, int], None]
) -> None:
    before = census()
    for turn in range(ROUNDS):
        use(window, turn)
    assert census() == before


def test_python_keeps_no_widget_of_a_row_that_has_gone(window: MainWindow) -> None:
    def held() -> int:
        settle(window)
        gc.collect()
        return sum(issubclass(type(each), QWidget) for each in gc.get_objects())

    counts = []
    for turn in range(ROUNDS):
        deepen_and_flatten(window, turn)
        counts.append(held())
    # What is made once, on a busy machine perhaps late, comes once; what is left behind comes with every round.
    assert not all(before < after for before, after in pairwise(counts))


def test_nothing_holds_the_runs_that_have_gone(window: MainWindow) -> None:
    """They hold most of what a document takes of the memory; what is kept of a run is kept beside it."""
    seen: list[ReferenceType[object]] = []
    for turn in range(ROUNDS):
        commands.set_training(window.session, seed=turn)
        settle(window)
        see()
        seen += map(ref, window.session.state.runs)
    gc.collect()
    now = window.session.state.runs
    assert now
    assert [run() for run in seen if run() is not None] == list(now)


def test_a_dialog_that_was_asked_is_gone(
    window: MainWindow, census: Census, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDialog, "exec", lambda self: 0)
    window.files.new_expression()
    before = census()
    window.files.new_expression()
    assert census() == before
