"""Whatever a table is written with, it is read back the same."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphviz_nn.data.tables import Told, read_table
from graphviz_nn.data.tables.cells import HOLES, HOLES_AMONG_NUMBERS, is_number
from graphviz_nn.data.tables.column import YES_AND_NO
from graphviz_nn.data.tables.moments import is_moment

numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
words = st.sampled_from(
    ["red", "green, dark", "blue; light", "a|b", 'say "hi"', "grün", "New York", "x\ny", "O'Brien"]
)


class Style(NamedTuple):
    """How a table is written."""

    delimiter: str
    decimal: str
    quoting: Any
    newline: str
    encoding: str
    packed: bool


styles = st.builds(
    Style,
    st.sampled_from(",;\t|"),
    st.sampled_from(".,"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.booleans(),
)


def written(rows: list[list[object]], style: Style) -> bytes:
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=style.delimiter, quoting=style.quoting, lineterminator=style.newline, quotechar='"'
    )
    writer.writerows(
        [[str(x).replace(".", style.decimal) if isinstance(x, float) else x for x in row] for row in rows]
    )
    content = out.getvalue().encode(style.encoding)
    return gzip.compress(content) if style.packed else content


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(numbers, words, numbers), min_size=3, max_size=40), styles)
def test_a_table_of_any_style_is_read_back(
    tmp_path: Path, rows: list[tuple[float, str, float]], style: Style
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(written([["size", "colour", "weight"], *map(list, rows)], style))
    table = read_table(path)
    assert table.names == ("size", "colour", "weight")
    assert [column.kind for column in table.columns] == ["number", "text", "number"]
    for place in (0, 2):
        assert table.columns[place].values.tolist() == [row[place] for row in rows]
    assert table.columns[1].values.tolist() == [row[1] for row in rows]


letters = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t", exclude_characters="\\"
)
cells = st.text(letters, max_size=8).map(str.strip)
TOLD = Told(delimiter=",", decimal=".", header=True)
PAIRS = {word for pair in YES_AND_NO for word in pair}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_text_is_read_back_where_the_layout_is_told(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    filled = [row for row in rows if not set(row) <= HOLES_AMONG_NUMBERS]
    if len(filled) < len(rows):
        return
    for column, right in zip(read_table(path, TOLD).columns, zip(*rows, strict=True), strict=True):
        if column.kind == "text":
            assert column.values.tolist() == [None if cell in HOLES else cell for cell in right]
        else:
            left = {cell for cell in right if cell not in HOLES_AMONG_NUMBERS}
            assert all(is_number(cell) or is_moment(cell) or cell.lower() in PAIRS for cell in left)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5), st.sampled_from([" ", "   ", "\t ", " \t"]), st.data())
def test_numbers_parted_by_any_blanks_are_read_back(
    tmp_path: Path, width: int, blanks: str, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=3, max_size=10))
    path = tmp_path / "a.txt"
    path.write_text("".join(f"  {blanks.join(map(str, row))}\n" for row in rows), encoding="utf-8")
    table = read_table(path)
    assert np.array([column.values for column in table.columns]).T.tolist() == rows
