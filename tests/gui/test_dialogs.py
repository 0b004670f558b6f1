from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMenu
from pytestqt.qtbot import QtBot

from graphviz_nn.data.guess import guess
from graphviz_nn.data.tables import Told, read_table
from graphviz_nn.graph import QUICK
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.dialogs.columns import ColumnsDialog
from graphviz_nn.gui.dialogs.expression import EXAMPLE, ExpressionDialog
from graphviz_nn.gui.look.style import make_sheet, undress
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.output.formats import PICTURES
from graphviz_nn.gui.shell.files import legal_name
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.widgets.columns_table import ColumnsModel
from graphviz_nn.resources import resource
from graphviz_nn.session import commands
from tests.gui.hand import click
from tests.gui.settling import settle

OK = QDialogButtonBox.StandardButton.Ok


def columns_dialog(qtbot: QtBot, path: Path) -> ColumnsDialog:
    dialog = ColumnsDialog(guess(read_table(path)), Told())
    qtbot.addWidget(dialog)
    return dialog


def can_be_taken(dialog: ColumnsDialog) -> bool:
    return dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()


def written(folder: Path, *lines: str) -> Path:
    path = folder / "a.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def above(dialog: ColumnsDialog, row: int) -> list[str]:
    model = dialog.table.columns
    return [str(model.data(model.index(row, column))) for column in range(model.columnCount())]


def test_the_columns_show_what_is_guessed_of_them_and_the_first_rows(qtbot: QtBot) -> None:
    dialog = columns_dialog(qtbot, resource("data", "iris.csv"))
    assert above(dialog, 0) == ["feature ▾"] * 4 + ["target ▾"]
    assert above(dialog, 1) == ["number"] * 4 + ["category"]
    assert above(dialog, 2)[-1] == "its name says so"
    assert above(dialog, 3) == ["5.1", "3.5", "1.4", "0.2", "setosa"]
    assert (dialog.found.targets, dialog.found.task, dialog.features) == (
        ("species",),
        "classification",
        None,
    )
    assert can_be_taken(dialog)


def test_where_nothing_shows_the_target_it_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,b", "1.5,2.5", "2.5,7.5", "3.5,1.5"))
    assert not can_be_taken(dialog)
    dialog.choice.chosen.emit("b")
    assert dialog.found.targets == ("b",)
    assert dialog.found.features == ("a",)
    assert can_be_taken(dialog)


def test_a_click_on_the_part_of_a_column_offers_the_others(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,b,y", "1.5,2,3", "2.5,3,9", "3,8,4"))
    dialog.show()
    settle(dialog)
    place = dialog.table.visualRect(dialog.table.columns.index(0, 1)).center()
    click(dialog.table.viewport(), place)
    menu = qapp.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()][:3] == [
        "Learn from it",
        "Predict it",
        "Predict it, too",
    ]
    menu.actions()[3].trigger()
    menu.close()
    assert dialog.features == ("a",)
    assert above(dialog, 0) == ["feature ▾", "left out ▾", "target ▾"]


def test_several_numbers_can_be_predicted_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,b,y", "1.5,2,3", "2.5,3,9", "3,8,4"))
    dialog.set_part("b", "target", beside=True)
    assert dialog.found.targets == ("y", "b")
    assert dialog.found.features == ("a",)
    assert dialog.found.task == "regression"


def test_words_beside_another_target_cannot_be_taken(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,b,y", "1.5,u,3", "2.5,v,9", "3,u,4"))
    dialog.set_part("b", "target", beside=True)
    assert not can_be_taken(dialog)


def test_what_was_to_be_predicted_is_learnt_from_again(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,b,c,y", "1.5,2,1,3", "2.5,3,4,9", "3,8,2,4"))
    dialog.set_part("a", "left out")
    for target in ("b", "c", "y"):
        dialog.choice.chosen.emit(target)
    assert (dialog.found.features, dialog.found.targets) == (("b", "c"), ("y",))


def test_without_a_feature_it_cannot_be_taken(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,y", "1.5,3", "2.5,9", "3,4"))
    dialog.set_part("a", "left out")
    assert not can_be_taken(dialog)


def test_whole_numbers_can_be_taken_as_classes(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = columns_dialog(qtbot, written(tmp_path, "a,y", "1.5,3", "2.5,9", "3,4", "4,3"))
    tasks = [dialog.found.task]
    dialog.task.chosen.emit("classification")
    assert [*tasks, dialog.found.task] == ["regression", "classification"]


def test_an_expression_says_at_once_what_is_wrong_with_it(qtbot: QtBot) -> None:
    dialog = ExpressionDialog()
    qtbot.addWidget(dialog)
    ok = dialog.findChildren(QDialogButtonBox)[0].button(OK)
    assert dialog.text == EXAMPLE
    assert ok.isEnabled()
    dialog.edit.setText("x1 +")
    assert not ok.isEnabled()
    dialog.edit.setText("tanh(w * 3)")
    assert ok.isEnabled()
    assert "w" in dialog.note.text()


def test_a_long_expression_is_not_read_while_it_is_typed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "graphviz_nn.gui.dialogs.expression.begun", lambda *_: pytest.fail("read on the window's thread")
    )
    long = " + ".join(["x"] * QUICK)
    dialog = ExpressionDialog(text=long)
    qtbot.addWidget(dialog)
    assert dialog.text == long
    assert dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()
    assert f"{len(long):,} characters" in dialog.note.text()


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("c = a + b\nc·c\n", "c = a + b; c·c"),
        ("a +\n b", "a +  b"),
        ("c = (a\n + b);\nc²", "c = (a  + b); c²"),
        ("c = 2 x y\nc", "c = 2 x y; c"),
    ],
)
def test_an_expression_of_several_lines_is_put_on_one(qtbot: QtBot, pasted: str, text: str) -> None:
    dialog = ExpressionDialog()
    qtbot.addWidget(dialog)
    dialog.edit.selectAll()
    QApplication.clipboard().setText(pasted)
    dialog.edit.paste()
    assert dialog.text == text


def test_a_broken_expression_keeps_its_text_and_shows_the_whole_message(qtbot: QtBot) -> None:
    dialog = ExpressionDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit.setText("x1*x2 + ln(x1 - sin(x2)")
    settle(dialog)
    assert dialog.text == "x1*x2 + ln(x1 - sin(x2)"
    assert dialog.note.height() >= dialog.note.heightForWidth(dialog.note.width())


def test_the_table_stays_where_it_is_while_parts_are_changed(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    qapp.setStyleSheet(make_sheet(theme))
    try:
        dialog = columns_dialog(qtbot, resource("data", "penguins.csv"))
        dialog.show()
        settle(dialog)

        def places() -> list[QRect]:
            cells = [dialog.table.columns.index(row, 0) for row in range(5)]
            return [*map(dialog.table.visualRect, cells), dialog.table.geometry()]

        before = places()
        for part in dialog.found.parts[1:3]:
            dialog.set_part(part.name, "left out")
            settle(dialog)
            assert places() == before
    finally:
        undress(qapp)


def test_of_a_table_of_thousands_of_columns_those_in_sight_are_fitted_and_each_when_it_comes(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"a_rather_long_name_{'x' * (place % 7)}_{place}" for place in range(3_000)]
    path = written(tmp_path, ",".join(names), *(",".join([row] * 3_000) for row in "123"))
    asked, data = 0, ColumnsModel.data

    def counted(*args: Any) -> Any:
        nonlocal asked
        asked += 1
        return data(*args)

    monkeypatch.setattr(ColumnsModel, "data", counted)
    dialog = columns_dialog(qtbot, path)
    dialog.show()
    qtbot.waitExposed(dialog)
    table = dialog.table
    assert asked < 50 * 3_000  # eight questions for each of eleven cells of each column would be more
    for share in (0.0, 0.5, 1.0):
        bar = table.horizontalScrollBar()
        bar.setValue(round(share * bar.maximum()))
        first = table.columnAt(0)
        text = table.columns.headerData(first, Qt.Orientation.Horizontal)
        assert table.columnWidth(first) >= table.fontMetrics().horizontalAdvance(text)


def test_columns_say_what_they_hold_and_why_they_are_left_out(qtbot: QtBot, tmp_path: Path) -> None:
    lines = (
        "x;ok;day;n;none;y",
        "1,5;yes;2024-01-02;1;;0",
        "2,5;no;2024-01-03;2;;1",
        "?;yes;2024-01-04;1 or 2;;1",
    )
    dialog = columns_dialog(qtbot, written(tmp_path, *lines))
    assert above(dialog, 1) == ["number", "yes/no", "date", "text", "empty", "yes/no"]
    assert above(dialog, 2)[3:5] == ["numbers but '1 or 2' in row 4", "nothing in it"]
    assert above(dialog, 3) == ["1.5", "yes", "2024-01-02", "1", "", "0"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("x1*x2 / 3", "x1 x2 3"),
        ("A: what? <why>", "A what why"),
        ("..", "network"),
        ("", "network"),
        ("mine", "mine"),
    ],
)
def test_every_title_gives_a_legal_name(title: str, name: str) -> None:
    assert legal_name(title) == name


def test_a_table_of_one_column_says_so(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "thin.csv"
    path.write_text("a\n1\n2\n")
    window.files.open(path)
    dialog = the_dialog(window)
    assert not can_be_taken(dialog)
    assert "one column, a" in " ".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.fixture
def export_to(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Export the stage into a file that is chosen in the dialog of the system; return what the window says of it."""

    def export(path: Path) -> str:
        chosen = str(path), f"{PICTURES[path.suffix]} (*{path.suffix})"
        monkeypatch.setattr(asking, "new_file", lambda *_: chosen)
        window.files.export_picture()
        settle(window)
        message = window.session.state.message
        return message.text if message else ""

    return export


@pytest.mark.parametrize("suffix", PICTURES)
def test_the_stage_is_drawn_into_a_file_of_each_kind(
    export_to: Callable[[Path], str], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"graph{suffix}"
    assert export_to(path) == f"Drawn into graph{suffix}."
    assert path.stat().st_size > 1000


def test_a_place_that_cannot_be_written_to_is_named(export_to: Callable[[Path], str], tmp_path: Path) -> None:
    for suffix in PICTURES:
        assert "nowhere" in export_to(tmp_path / "nowhere" / f"graph{suffix}")


def the_dialog(window: MainWindow) -> ColumnsDialog:
    (dialog,) = [each for each in window.findChildren(ColumnsDialog) if each.isVisible()]
    return dialog


def test_a_table_is_learnt_from_after_its_columns_were_chosen(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{i * i % 7},{i % 2}\n" for i in range(40)))
    window.files.open(path)
    dialog = the_dialog(window)
    dialog.choice.chosen.emit("c")
    dialog.accept()
    state = window.session.state
    assert state.dataset is not None
    assert state.dataset.features == ("b",)
    assert (state.work.data.source, state.work.data.target) == (str(path), "c")


def test_other_columns_of_the_open_table_keep_the_network_and_its_training(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("p,q,price\n" + "".join(f"{i / 7},{i * i % 7},{i % 5 / 3}\n" for i in range(40)))
    window.session.perform(commands.open_table, path)
    window.session.perform(commands.set_rule, "adam")
    before = window.session.state.work
    window.files.choose_columns()
    dialog = the_dialog(window)
    assert dialog.found.targets == ("price",)
    dialog.choice.chosen.emit("p")
    dialog.accept()
    work, dataset = window.session.state.work, window.session.state.dataset
    assert dataset is not None
    assert (dataset.features, dataset.targets) == (("q", "price"), ("p",))
    assert work.training == before.training


def test_a_table_is_read_otherwise_in_the_dialog(window: MainWindow, tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,y", "1;2,3", "4;5,7", "6;8,1")
    window.files.open(path)
    dialog = the_dialog(window)
    dialog.layoutChanged.emit(Told(delimiter=","))
    assert dialog.found.table.names == ("a;b", "y")


def test_a_csv_file_that_cannot_be_read_is_told(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    window.files.open(path)
    assert "empty" in window.bars.messages.text


def test_an_unknown_function_is_named_before_the_dialog_closes(qtbot: QtBot) -> None:
    dialog = ExpressionDialog(text="sin(x) - log(w)")
    qtbot.addWidget(dialog)
    assert not dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()
    assert "'log'" in dialog.note.text()
