"""What the columns of a table are for: kinds, roles, target and task, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from graphviz_nn.data.guess import Guess, guess
from graphviz_nn.data.tables import read_table
from graphviz_nn.errors import DataError
from tests.data.files import csv_file

RNG = np.random.default_rng(3)
ROWS = 40
MEASURES = RNG.normal(size=(ROWS, 3)).round(3)


def guessed(folder: Path, header: str, row: Callable[[int], Iterable[object]], rows: int = ROWS) -> Guess:
    lines = [",".join(map(str, row(i))) for i in range(rows)]
    return guess(read_table(csv_file(folder, *([header] if header else []), *lines)))


# A column of each kind, beside three of numbers: its name, its cells, its kind, its reason.
KINDS = [
    ("size", lambda i: i * i / 7, "number", "0 to 217"),
    ("count", lambda i: i % 7, "number", "0 to 6"),
    ("city", lambda i: ("Rome", "Oslo", "Bern")[i % 3], "category", "3 different words"),
    ("member", lambda i: ("yes", "no")[i % 2], "yes/no", "no or yes"),
    ("male", lambda i: i % 2, "yes/no", "0 or 1"),
    ("joined", lambda i: f"2024-01-{i % 28 + 1:02}", "date", "dates"),
    ("at", lambda i: f"{i % 24:02}:30", "time", "times of day"),
    ("id", lambda i: 1000 + 3 * i, "identifier", "named as one"),
    ("customerId", lambda i: 7 * (i % 11), "identifier", "named as one"),
    ("name", lambda i: f"P{i}", "identifier", "all different"),
    ("note", lambda i: f"text {i % 35}", "text", "35 different words"),
    ("unit", lambda i: 5, "constant", "always 5"),
    ("place", lambda i: "here", "constant", "always 'here'"),
    ("nothing", lambda i: "", "empty", "nothing in it"),
    ("nearly", lambda i: "many" if i == 9 else i / 3, "text", "numbers but 'many' in row 11"),
]


@pytest.mark.parametrize(("name", "cell", "kind", "reason"), KINDS, ids=[each[0] for each in KINDS])
def test_each_column_is_told_for_what_it_is(
    tmp_path: Path, name: str, cell: Callable[[int], object], kind: str, reason: str
) -> None:
    found = guessed(tmp_path, f"a,b,{name},target", lambda i: (*MEASURES[i, :2], cell(i), MEASURES[i, 2]))
    part = found.part(name)
    assert (part.kind, part.reason) == (kind, reason)
    is_learnt_from = kind in ("number", "category", "yes/no", "date", "time")
    assert part.role == ("feature" if is_learnt_from else "left out")


NUMBERED = ["", "Unnamed: 0", "row", "no", "rownames", "Obs", "index"]


@pytest.mark.parametrize("name", NUMBERED)
def test_the_numbers_of_the_rows_are_left_out(tmp_path: Path, name: str) -> None:
    found = guessed(tmp_path, f"{name},a,b,y", lambda i: (i, *MEASURES[i]))
    assert found.parts[0].reason == "row numbers"
    assert found.features == ("a", "b")


@pytest.mark.parametrize("name", ["x", "time", "day", "year"])
def test_a_scale_that_goes_up_by_one_is_learnt_from(tmp_path: Path, name: str) -> None:
    found = guessed(tmp_path, f"{name},a,b,y", lambda i: (i, *MEASURES[i]))
    assert found.features == (name, "a", "b")


def test_names_of_rows_as_r_writes_them_are_left_out_though_some_are_missing(tmp_path: Path) -> None:
    found = guessed(tmp_path, ",a,b,y", lambda i: (2 * i + i % 2, *MEASURES[i]))
    assert found.parts[0].reason == "names of rows"


# What the columns are called, with cells of words where there are any, and the target; none where it must be asked for.
TARGETS = [
    ("a,b,c", {}, None),
    ("a,b,y", {}, "y"),
    ("y,a,b", {}, "y"),
    ("x,y,z", {}, None),
    ("x,y,label", {}, "label"),
    ("target,y,b", {}, "target"),
    ("area,rooms,price", {}, "price"),
    ("year,price,sold", {}, None),
    ("a,b,c,species", {"species": "abc"}, "species"),
    ("species,a,b,year", {"species": "abc"}, "species"),
    ("a,b,c,spray", {"spray": "abc"}, "spray"),
    ("a,b,spray", {"spray": "abc"}, None),
    ("a,spray,b,c", {"spray": "abc"}, None),
    ("a,b,c,sex", {"sex": "fm"}, None),
    ("a,b,c,region", {"region": "nsw"}, None),
    ("colour,a,b,kind", {"colour": "rgb", "kind": "abc"}, "kind"),
    ("class,age,survived", {"class": "123", "survived": ["yes", "no"]}, "survived"),
    ("a,k", {"k": ["yes", "no"]}, "k"),
    ("a,b,k,l", {"k": ["yes", "no"], "l": ["yes", "no"]}, None),
]


@pytest.mark.parametrize(("header", "words", "target"), TARGETS, ids=[each[0] for each in TARGETS])
def test_the_target_is_what_its_name_or_kind_says_and_else_asked_for(
    tmp_path: Path, header: str, words: dict[str, str], target: str | None
) -> None:
    names = header.split(",")
    shuffled = RNG.permutation(ROWS)

    def row(i: int) -> Iterable[object]:
        for place, name in enumerate(names):
            yield words[name][shuffled[i] % len(words[name])] if name in words else RNG.normal() + place

    assert guessed(tmp_path, header, row).targets == ((target,) if target else ())


# Targets, and whether they are classes.
TASKS = [
    ("y", lambda i: 2 * i + 1, False),
    ("y", lambda i: i % 2, True),
    ("y", lambda i: (-1, 1)[i % 2], True),
    ("y", lambda i: (1, 2)[i % 2], True),
    ("y", lambda i: (0.5, 1.5)[i % 2], True),
    ("y", lambda i: i % 3, True),
    ("y", lambda i: 1 + i % 4, True),
    ("y", lambda i: 4 + 2 * (i % 3), False),
    ("y", lambda i: (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)[i % 10], False),
    ("y", lambda i: i % 3 + 0.5, False),
    ("y", lambda i: ("a", "b", "c")[i % 3], True),
    ("label", lambda i: (7, 7, 7, 7, 7, 7, 7, 8, 8, 9)[i % 10], True),
    ("class", lambda i: 3 * (i % 6), True),
]


@pytest.mark.parametrize(("name", "cell", "is_class"), TASKS)
def test_whole_numbers_are_classes_where_name_or_spread_say_so(
    tmp_path: Path, name: str, cell: Callable[[int], object], is_class: bool
) -> None:
    found = guessed(tmp_path, f"a,b,{name}", lambda i: (*MEASURES[i, :2], cell(i)))
    assert found.task == ("classification" if is_class else "regression")
    assert found.task_reason


def test_what_is_told_is_not_guessed(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b,y", *(f"{i},{i * i % 7},{i % 2}" for i in range(20))))
    found = guess(table, features=("y",), targets=("a",), task="regression")
    assert (found.features, found.targets, found.task) == (("y",), ("a",), "regression")
    assert [part.role for part in found.parts] == ["target", "left out", "feature"]


@pytest.mark.parametrize(
    ("features", "targets", "words"),
    [
        (("z",), None, "has no column 'z'"),
        (None, ("z",), "has no column 'z'"),
        (("a", "a"), None, "feature 'a' is there twice"),
        (("a", "y"), ("y",), "feature 'y' is also the target"),
    ],
)
def test_a_name_that_is_no_column_or_there_twice_is_refused(
    tmp_path: Path, features: tuple[str, ...] | None, targets: tuple[str, ...] | None, words: str
) -> None:
    table = read_table(csv_file(tmp_path, "a,b,y", "1,2,3", "4,5,6"))
    with pytest.raises(DataError, match=words):
        guess(table, features, targets)


def test_a_column_that_is_mostly_missing_is_left_out(tmp_path: Path) -> None:
    found = guessed(tmp_path, "a,b,y", lambda i: (MEASURES[i, 0], "" if i % 3 else i, MEASURES[i, 2]))
    assert found.features == ("a",)
    assert found.part("b").reason == "65% missing"


def test_holes_that_would_take_most_rows_cost_the_column_with_most_of_them(tmp_path: Path) -> None:
    def row(i: int) -> Iterable[object]:
        return (i / 7, "" if i % 10 in (0, 1, 2, 3) else i / 3, "" if i % 10 in (5, 6, 7) else i / 5, i / 9)

    found = guessed(tmp_path, "a,b,c,y", row)
    assert found.features == ("a", "c")


@pytest.mark.parametrize("path", ["iris.csv", "penguins.csv", "digits.csv"])
def test_the_sets_that_come_along_are_known_for_what_they_are(path: str) -> None:
    from graphviz_nn.resources import resource

    found = guess(read_table(resource("data", path)))
    assert found.targets in (("species",), ("digit",))
    assert found.task == "classification"
