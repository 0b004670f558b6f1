"""Choosing columns: rows with holes go, and every cell that can't be used is named by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphviz_nn.data.columns import choose
from graphviz_nn.data.guess import guess
from graphviz_nn.data.raw import RawData
from graphviz_nn.data.tables import read_table
from graphviz_nn.errors import DataError
from tests.data.files import csv_file


def chosen(
    folder: Path, *lines: str, features: tuple[str, ...] | None = None, target: str | None = None
) -> RawData:
    table = read_table(csv_file(folder, *lines))
    return choose(guess(table, features, (target,) if target else None))


def test_features_come_in_the_order_asked_for(tmp_path: Path) -> None:
    data = chosen(tmp_path, "a,b,c", "1,2,0", "3,4,1", features=("b", "a"), target="c")
    assert data.x.tolist() == [[2.0, 1.0], [4.0, 3.0]]
    assert data.features == ("b", "a")


def test_any_column_can_be_the_target(tmp_path: Path) -> None:
    data = chosen(tmp_path, "kind,a,b", "x,2,0", "y,4,1", target="kind")
    assert data.features == ("a", "b")
    assert data.classes == ("x", "y")


def test_rows_with_holes_in_used_columns_are_left_out_and_counted(tmp_path: Path) -> None:
    lines = ("a,b,unused,y", "1,2,,0", ",2,x,0", "3,NA,,1", "5,6,,1", "7,8,,?")
    data = chosen(tmp_path, *lines, features=("a", "b"))
    assert data.x.tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert data.y.tolist() == [[0.0], [1.0]]
    assert data.notes == ("3 of 5 rows have holes and are left out.",)


def test_one_row_with_a_hole_is_counted_in_the_singular(tmp_path: Path) -> None:
    data = chosen(tmp_path, "a,y", "1,0", ",0", "3,1")
    assert data.notes == ("1 of 3 rows has a hole and is left out.",)


def test_text_in_a_column_that_is_not_used_does_no_harm(tmp_path: Path) -> None:
    data = chosen(tmp_path, "a,id,y", "1,1,0", "2,2,1", "3,3b,1", features=("a",))
    assert data.x.tolist() == [[1.0], [2.0], [3.0]]


def test_numbers_in_any_spelling_are_learnt_from(tmp_path: Path) -> None:
    data = chosen(
        tmp_path, "area;rate;price", "75,5;5%;43.874,50 €", "n/a;6%;1,00 €", "80;7 %;1.250.000,25 €"
    )
    assert data.x.tolist() == [[75.5, 0.05], [80.0, 0.07]]
    assert data.y.tolist() == [[43874.5], [1250000.25]]


def test_the_words_of_yes_and_no_are_the_classes_and_as_a_feature_are_0_and_1(tmp_path: Path) -> None:
    lines = ("a,ok,x", "1,yes,0.5", "2,no,1.5", "3,yes,2.5")
    data = chosen(tmp_path, *lines, features=("a",), target="ok")
    assert data.classes == ("no", "yes")
    assert data.y.tolist() == [[1.0], [0.0], [1.0]]
    assert chosen(tmp_path, *lines, target="x").x.tolist() == [[1.0, 1.0], [2.0, 0.0], [3.0, 1.0]]


def test_a_line_of_counts_gives_the_names_of_the_classes(tmp_path: Path) -> None:
    data = chosen(tmp_path, "4,2,setosa,virginica", "5.1,3.5,0", "4.9,3.0,0", "6.2,2.9,1", "5.9,3.0,1")
    assert data.classes == ("setosa", "virginica")
    assert data.features == ("column 1", "column 2")


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    lines = ("a,place,empty,c1,c2,y", "1,here,,5,0,0", "2,there,NA,5,0,1")
    assert chosen(tmp_path, *lines).notes == (
        "Left out: place (all different); empty (nothing in it); c1, c2 (constant).",
    )


def test_a_column_with_a_cell_that_is_no_number_is_left_out_with_that_cell(tmp_path: Path) -> None:
    data = chosen(tmp_path, "a,b,y", "1,2,0", "x,3,1", "2,4,1")
    assert data.features == ("b",)
    assert data.notes == ("Left out: a (numbers but 'x' in row 3).",)


def test_a_feature_of_words_becomes_columns_of_0_and_1(tmp_path: Path) -> None:
    lines = ("colour,size,y", "red,S,0", "green,L,1", "blue,S,1", "red,L,0", "green,S,1", "blue,L,0")
    data = chosen(tmp_path, *lines)
    assert data.features == ("colour=blue", "colour=green", "colour=red", "size=S")
    assert data.x[:2].tolist() == [[0, 0, 1, 1], [0, 1, 0, 0]]


def test_several_targets_are_numbers(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b,c", "1,2,3", "4,5,6", "7,,9"))
    data = choose(guess(table, targets=("c", "b")))
    assert data.targets == ("c", "b")
    assert data.y.tolist() == [[3.0, 2.0], [6.0, 5.0]]


def test_where_no_target_is_known_the_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"which column is to be predicted.*--target NAME.*one of: a, b\."):
        chosen(tmp_path, "a,b", "1.5,2", "2.5,7")


def test_digits_that_name_something_are_words(tmp_path: Path) -> None:
    lines = ("zip,y", "00501,0", "90210,1", "10115,1")
    assert chosen(tmp_path, *lines, features=("zip",)).features == ("zip=00501", "zip=10115", "zip=90210")


@pytest.mark.parametrize(
    ("lines", "features", "target", "words"),
    [
        (
            ["a,b,y", "1,2,0", "x,3,1", "2,4,1"],
            ("a", "b"),
            None,
            "row 3, column 'a': 'x' is text where a number",
        ),
        (["a,b,y", "1,2,0", "", "2,4,1", "1,5,old"], None, None, "row 5, column 'y': 'old' is text"),
        (
            ["a;y", "1.5;0", "2,5;1", "3;1"],
            ("a",),
            None,
            "row 2, column 'a': '1.5' .*Write all decimals with the same sign",
        ),
        (["a,y", "1,0", "-inf,1"], None, None, "row 3, column 'a': it is infinite"),
        (["a,y", "1,0", "1e999,1"], None, None, "row 3, column 'a': it is infinite"),
        (["a,y", "1,0.5", "2,inf"], None, None, "row 3, column 'y': it is infinite"),
        (["a,y", "1,0", "2,1"], ("z",), None, "has no column 'z'. Its columns are: a, y."),
        (["a,y", "1,0", "2,1"], None, "z", "has no column 'z'. Its columns are: a, y."),
        (["a,y", "1,0", "2,1"], ("a", "a"), None, "feature 'a' is there twice"),
        (["a,y", "1,0", "2,1"], ("a", "y"), None, "feature 'y' is also the target"),
        (["a,y", "1,0", "2,1"], (), None, "no feature to learn 'y' from; the other columns: a"),
        (["a,y", "u,0", "v,1"], None, None, "no feature to learn 'y' from; the other columns: a"),
        (
            ["y", "0", "1"],
            None,
            None,
            "no feature to learn 'y' from; the other columns: there are none",
        ),
        (["a,y", "1,0", "2,0"], None, None, "target 'y': it is 0 in every row"),
        (["a,y", "1,u", "2,u"], None, None, "target 'y': it is 'u' in every row"),
        (["a,y", "1,0", "2,1", f"{'x' * 99},1"], ("a",), None, r"row 4, column 'a': 'x+\.\.\.x+' is text"),
        (["a,y", "1,0"], ("a",), None, "target 'y': it is 0 in every row"),
        (["a,y", "1,0", "2,0", ",1"], None, None, "target 'y': it is 0 in every row"),
        (
            ["a,b,y", "1,,0", ",2,1", ",2,1"],
            ("a", "b"),
            None,
            "every row has a hole.*column 'a' has 2 in 3 rows",
        ),
        (["a,b,y", "1,,0", "2,,1"], ("a", "b"), None, "every row has a hole.*column 'b' has 2 in 2 rows"),
    ],
)
def test_what_can_not_be_learnt_from_is_named(
    tmp_path: Path, lines: list[str], features: tuple[str, ...] | None, target: str | None, words: str
) -> None:
    with pytest.raises(DataError, match=words) as caught:
        chosen(tmp_path, *lines, features=features, target=target)
    assert "plants.csv" in str(caught.value)
