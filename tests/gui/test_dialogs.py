from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from graphviz_nn.data.tables import read_table
from graphviz_nn.errors import FileError
from graphviz_nn.gui.dialogs.columns import ColumnsDialog
from graphviz_nn.gui.dialogs.expression import EXAMPLE, ExpressionDialog
from graphviz_nn.gui.look.style import make_sheet, undress
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.output.export import SUFFIXES, export
from graphviz_nn.gui.shell.files import legal_name
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.resources import resource
from tests.gui.settling import settle

OK = QDialogButtonBox.StandardButton.Ok


def test_columns_start_with_the_numbers_as_features_and_the_last_as_target(qtbot: QtBot) -> None:
    dialog = ColumnsDialog(read_table(resource("data", "iris.csv")))
    qtbot.addWidget(dialog)
    assert dialog.features == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    assert dialog.target == "species"
    assert dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()


def test_a_target_that_is_a_feature_too_cannot_be_taken(qtbot: QtBot) -> None:
    dialog = ColumnsDialog(read_table(resource("data", "iris.csv")))
    qtbot.addWidget(dialog)
    dialog.choice.show_option("petal_width")
    assert not dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()
    dialog.items[3].setCheckState(Qt.CheckState.Unchecked)
    assert dialog.findChildren(QDialogButtonBox)[0].button(OK).isEnabled()


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


def test_text_cannot_be_a_feature_and_says_why(qtbot: QtBot) -> None:
    dialog = ColumnsDialog(read_table(resource("data", "iris.csv")))
    qtbot.addWidget(dialog)
    species = dialog.items[-1]
    assert not species.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert "text" in species.toolTip()


def test_the_rows_stay_where_they_are_while_columns_are_ticked(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    qapp.setStyleSheet(make_sheet(theme))
    try:
        dialog = ColumnsDialog(read_table(resource("data", "iris.csv")))
        qtbot.addWidget(dialog)
        dialog.show()
        settle(dialog)
        shown = dialog.items[0].listWidget()
        before = [shown.visualItemRect(item) for item in dialog.items], shown.geometry()
        for item in dialog.items[:4]:
            item.setCheckState(Qt.CheckState.Unchecked)
            settle(dialog)
            assert ([shown.visualItemRect(each) for each in dialog.items], shown.geometry()) == before
    finally:
        undress(qapp)


def test_columns_say_what_they_hold_and_why_they_cannot_be_features(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "x;ok;day;n;none;y\n1,5;yes;2024-01-02;1;;0\n2,5;no;2024-01-03;2;;1\n?;yes;2024-01-04;1 or 2;;1\n"
    )
    dialog = ColumnsDialog(read_table(path))
    qtbot.addWidget(dialog)
    words = [item.text().split("·")[1].strip() for item in dialog.items]
    assert words == ["numbers, 1 missing", "yes and no", "dates", "text", "all missing", "numbers"]
    assert dialog.features == ("x", "ok", "day")
    assert "would be numbers but for '1 or 2'" in dialog.items[3].toolTip()
    assert "missing" in dialog.items[4].toolTip()


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
    assert "one column, a" in window.bars.messages.text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_graph_is_drawn_into_a_file_of_each_kind(window: MainWindow, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"graph{suffix}"
    export(window.canvas, path)
    assert path.stat().st_size > 1000


def test_a_place_that_cannot_be_written_to_is_named(window: MainWindow, tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        with pytest.raises(FileError, match="nowhere"):
            export(window.canvas, tmp_path / "nowhere" / f"graph{suffix}")


def test_a_csv_file_is_learnt_from_after_its_columns_were_chosen(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{i * i % 7},{i % 2}\n" for i in range(40)))
    monkeypatch.setattr(ColumnsDialog, "exec", lambda self: 1)
    window.files.open(path)
    dataset = window.session.state.dataset
    assert dataset is not None
    assert dataset.features == ("a", "b")
    assert window.session.state.work.data.source == str(path)


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
