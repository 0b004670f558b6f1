"""Kinds of files that people have, each as it is written and as a person reads it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graphviz_nn.data.tables.table import Kind

Cell = float | str | None  # of a date or a time: as ISO 8601 writes it
Named = tuple[str | None, Kind, Sequence[Cell]]
Columns = tuple[Named, ...]
INF = float("inf")


class Case(NamedTuple):
    """A file: its bytes, and for each column its name (None: the file has none), its kind and its cells."""

    content: bytes
    columns: Columns


A = (1.5, -0.25, 3.0, 0.125, 2.75, -1.0, 0.5, 4.25)
B = (10, 20, 30, 40, 50, 60, 70, 80)
L = ("yes", "no", "maybe", "yes", "no", "maybe", "no", "yes")
ABL: Columns = (
    ("a", "number", A),
    ("b", "number", B),
    ("label", "text", L),
)
LINES = [f"{a},{b},{label}" for a, b, label in zip(A, B, L, strict=True)]
COMMAS = ["a,b,label", *LINES]
GERMAN = ["a;b;label", *(line.replace(",", ";").replace(".", ",") for line in LINES)]
WORDS = ("süß", "no", "naïve", "süß", "no", "naïve", "no", "süß")
UMLAUTS = ["Größe,b,label", *(f"{a},{b},{word}" for a, b, word in zip(A, B, WORDS, strict=True))]
UMLAUT_COLUMNS: Columns = (
    ("Größe", "number", A),
    ("b", "number", B),
    ("label", "text", WORDS),
)
Y: Named = ("y", "number", (1.5, 2.5, 3.5))
DAYS = ("2024-02-01", "2024-02-15", "2024-03-28")
MARKS = (
    *("NA", "N/A", "n/a", "NaN", "nan", "-NaN", "-nan", "NULL", "null", "None", "<NA>", "?", "-", "--", "."),
    *("#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "1.#IND", "1.#QNAN"),
)


def lines(*rows: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    return "".join(row + end for row in rows).encode(encoding)


def parted(delimiter: str, rows: Iterable[str] = COMMAS) -> bytes:
    return lines(*(row.replace(",", delimiter) for row in rows))


def dated(kind: Kind, *cells: str, iso: Sequence[str] = DAYS) -> Case:
    rows = (f'"{cell}",{y}' for cell, y in zip(cells, Y[2], strict=True))
    return Case(lines("when,y", *rows), (("when", kind, iso), Y))


def numbers(
    *columns: tuple[str | None, Sequence[Cell]],
) -> Columns:
    return tuple((name, "number", cells) for name, cells in columns)


def of(rows: Sequence[str], *columns: Named) -> Case:
    return Case(lines(*rows), columns)


T = (43874.5, 1250000.25, 987, 12500.75)
ROOMS = ("rooms", (3, 5, 1, 2))
PRICE = numbers(ROOMS, ("price", T))
IRIS = numbers((None, (5.1, 4.9, 6.2, 5.9)), (None, (3.5, 3, 2.9, 3)))
COUNTED = numbers((None, (5.1, 4.9, 6.2, 5.9, 5, 6.5)), (None, (3.5, 3, 2.9, 3, 3.25, 2.75)))

CASES: dict[str, Case] = {
    # delimiters
    "commas": Case(parted(","), ABL),
    "semicolons": Case(parted(";"), ABL),
    "tabs": Case(parted("\t"), ABL),
    "bars": Case(parted("|"), ABL),
    "blanks": Case(parted(" "), ABL),
    "blanks that align": Case(
        lines(
            "     a    b  label", *(f"{a:6.3f} {b:4d}  {label}" for a, b, label in zip(A, B, L, strict=True))
        ),
        ABL,
    ),
    "a comma and a blank": Case(parted(", "), ABL),
    "commas within cells of a file with semicolons": of(
        ["city;x", "Bonn, NRW;1.5", "Ulm, BW;2.5", "Jena, TH;3.5"],
        ("city", "text", ("Bonn, NRW", "Ulm, BW", "Jena, TH")),
        ("x", "number", (1.5, 2.5, 3.5)),
    ),
    "semicolons within cells of a file with commas": of(
        ["tags,n", "red;blue;round,3", "red;green;flat,1", "blue;green;flat,2"],
        ("tags", "text", ("red;blue;round", "red;green;flat", "blue;green;flat")),
        ("n", "number", (3, 1, 2)),
    ),
    "blanks within cells": of(
        ["name,country", "Ada Lovelace,United Kingdom", "Emmy Noether,German Empire"],
        ("name", "text", ("Ada Lovelace", "Emmy Noether")),
        ("country", "text", ("United Kingdom", "German Empire")),
    ),
    "one column": of(["x", "1.5", "2.5", "-3.25"], *numbers(("x", (1.5, 2.5, -3.25)))),
    "one column of decimal commas": of(["x", "1,5", "2,25", "-3,75"], *numbers(("x", (1.5, 2.25, -3.75)))),
    "one column of words": of(
        ["name", "Ada Lovelace", "Emmy Noether"], ("name", "text", ("Ada Lovelace", "Emmy Noether"))
    ),
    "a line that names the delimiter": Case(b"sep=;\r\n" + parted(";"), ABL),
    "the same in quotes": Case(b'"sep=,"\r\n' + parted(","), ABL),
    "a line that names a tab": Case(b"sep=\t\r\n" + parted("\t"), ABL),
    "a delimiter that nobody else has": Case(b"sep=^\n" + parted("^"), ABL),
    # decimal commas
    "decimal commas": Case(lines(*GERMAN), ABL),
    "decimal commas and tabs": Case(lines(*(row.replace(";", "\t") for row in GERMAN)), ABL),
    "decimal commas and blanks": Case(lines(*(row.replace(";", " ") for row in GERMAN)), ABL),
    "decimal commas in quotes": Case(
        lines("a,b,label", *('"{}",{},{}'.format(*row.split(";")) for row in GERMAN[1:])), ABL
    ),
    "decimal commas of three digits": of(
        ["x1;x2", "0,877;-0,083", "0,500;0,250", "-1,125;2,500"],
        *numbers(("x1", (0.877, 0.5, -1.125)), ("x2", (-0.083, 0.25, 2.5))),
    ),
    "decimal commas without a header": of(
        ["1,5;2,25", "2,5;3,25", "-0,5;1,75"], *numbers((None, (1.5, 2.5, -0.5)), (None, (2.25, 3.25, 1.75)))
    ),
    "a comma in one column and a point in the other": of(
        ["a;b", "1,5;1.25", "2,5;0.125", "3,5;2.5"],
        *numbers(("a", (1.5, 2.5, 3.5)), ("b", (1.25, 0.125, 2.5))),
    ),
    # thousands, percent, currency, other spellings
    "thousands in quotes": of(
        ["rooms,price", '3,"43,874"', '5,"1,250,000"', "1,987", '2,"12,500"'],
        *numbers(ROOMS, ("price", (43874, 1250000, 987, 12500))),
    ),
    "thousands with commas": of(
        ["rooms;price", "3;43,874.50", "5;1,250,000.25", "1;987.00", "2;12,500.75"], *PRICE
    ),
    "thousands with points": of(
        ["rooms;price", "3;43.874,50", "5;1.250.000,25", "1;987,00", "2;12.500,75"], *PRICE
    ),
    "thousands with points and no decimals beside decimal commas": of(
        ["area;price", "75,5;43.874", "140,25;1.250.000", "30,0;98.700"],
        *numbers(("area", (75.5, 140.25, 30)), ("price", (43874, 1250000, 98700))),
    ),
    "thousands with blanks": of(
        ["rooms;price", "3;43 874,50", "5;1 250 000,25", "1;987,00", "2;12\u00a0500,75"], *PRICE
    ),
    "thousands with apostrophes": of(
        ["rooms;price", "3;43'874.50", "5;1'250'000.25", "1;987.00", "2;12'500.75"], *PRICE
    ),
    "percent": of(
        ["rate,share", "12.5%,40 %", "7%,25 %", "-3.25%,100 %"],
        *numbers(("rate", (0.125, 0.07, -0.0325)), ("share", (0.4, 0.25, 1))),
    ),
    "dollars": of(
        ["item,price", 'lamp,"$1,234.50"', "pen,$0.99", 'chair,"-$12,000.00"'],
        ("item", "text", ("lamp", "pen", "chair")),
        ("price", "number", (1234.5, 0.99, -12000)),
    ),
    "euros": of(
        ["Ding;Preis", "Lampe;1.234,50 €", "Stift;0,99 €", "Stuhl;-12.000,00 €"],
        ("Ding", "text", ("Lampe", "Stift", "Stuhl")),
        ("Preis", "number", (1234.5, 0.99, -12000)),
    ),
    "losses in parentheses": of(
        ["n,balance", '1,"(1,234.50)"', "2,250.00", "3,(12.00)"],
        *numbers(("n", (1, 2, 3)), ("balance", (-1234.5, 250, -12))),
    ),
    "numbers in other spellings": of(
        ["a,b,c,d", "1e5,.5,+3,−1.5", "2.5E-3,5.,+4.5,−2", "-3e2,0.,+0,3"],
        *numbers(("a", (1e5, 0.0025, -300)), ("b", (0.5, 5, 0)), ("c", (3, 4.5, 0)), ("d", (-1.5, -2, 3))),
    ),
    "infinite numbers": of(
        ["a,y", "1.5,0", "inf,1", "-inf,0"], *numbers(("a", (1.5, INF, -INF)), ("y", (0, 1, 0)))
    ),
    "large whole numbers": of(
        ["n,x", "9007199254740993,1.5", "18446744073709551616,3.5"],
        *numbers(("n", (9007199254740993, 18446744073709551616)), ("x", (1.5, 3.5))),
    ),
    "postal codes": of(
        ["zip,n", "00501,3", "01001,2", "90210,5"],
        ("zip", "text", ("00501", "01001", "90210")),
        ("n", "number", (3, 2, 5)),
    ),
    "a fraction further down": Case(
        lines("i,x", *(f"{i},{i % 7 + (0.5 if i > 2400 else 0)}" for i in range(2500))),
        numbers(("i", range(2500)), ("x", [i % 7 + (0.5 if i > 2400 else 0) for i in range(2500)])),
    ),
    "thousands further down": Case(
        lines("i,x", *(f"{i},{i}" for i in range(500)), '500,"1,250"'),
        numbers(("i", range(501)), ("x", (*range(500), 1250))),
    ),
    "a word further down": Case(
        lines("i,x", *(f"{i},{'unknown' if i == 2400 else i}" for i in range(2500))),
        (
            ("i", "number", range(2500)),
            ("x", "text", ["unknown" if i == 2400 else str(i) for i in range(2500)]),
        ),
    ),
    "an underscore further down is a word": Case(
        lines("i,x", *(f"{i},{i}" for i in range(500)), "500,2024_01"),
        (("i", "number", range(501)), ("x", "text", (*map(str, range(500)), "2024_01"))),
    ),
    # quotes
    "quotes around everything": Case(lines(*('"' + row.replace(",", '","') + '"' for row in COMMAS)), ABL),
    "a delimiter in quotes": of(
        ["name,n", '"Smith, John",3', "Bo,5"],
        ("name", "text", ("Smith, John", "Bo")),
        ("n", "number", (3, 5)),
    ),
    "a line end in quotes": of(
        ["text,n", '"one\ntwo",3', "plain,4", '"three\r\nfour, five",5'],
        ("text", "text", ("one\ntwo", "plain", "three\r\nfour, five")),
        ("n", "number", (3, 4, 5)),
    ),
    "doubled quotes": of(
        ["text,n", '"say ""hi""",3', '"""",4', "plain,5"],
        ("text", "text", ('say "hi"', '"', "plain")),
        ("n", "number", (3, 4, 5)),
    ),
    "single quotes": of(
        ["name,n", "'Smith, John',3", "'Miller, Ann',4", "'Bo',5"],
        ("name", "text", ("Smith, John", "Miller, Ann", "Bo")),
        ("n", "number", (3, 4, 5)),
    ),
    "single quotes in the header alone": of(
        ["'a'\t'b'", "1\t2", "3\t4"], *numbers(("a", (1, 3)), ("b", (2, 4)))
    ),
    "a backslash before quotes": of(
        ["text,n", '"say \\"hi\\", now",3', '"a \\"b\\"",4', "plain,5"],
        ("text", "text", ('say "hi", now', 'a "b"', "plain")),
        ("n", "number", (3, 4, 5)),
    ),
    "an inch is no quote": of(
        ["size,n", '5" pipe,3', '7" pipe,4'],
        ("size", "text", ('5" pipe', '7" pipe')),
        ("n", "number", (3, 4)),
    ),
    "a blank before quotes": of(
        ["n, name", '3, "Smith, John"', '4, "Bo"'],
        ("n", "number", (3, 4)),
        ("name", "text", ("Smith, John", "Bo")),
    ),
    "apostrophes": of(
        ["name,n", "O'Brien,3", "D'Arcy,4"], ("name", "text", ("O'Brien", "D'Arcy")), ("n", "number", (3, 4))
    ),
    # what stands above and between
    "comments above": Case(lines("# made by tool 1", "# second", *COMMAS), ABL),
    "comments between": Case(lines("# made by tool 1", *COMMAS[:5], "# restarted, then", *COMMAS[5:]), ABL),
    "comments with a percent sign": Case(lines("% made by, tool 1") + parted(" "), ABL),
    "the header in a comment": of(
        ["# a b y", "1.5 10 0", "2.5 20 1"], *numbers(("a", (1.5, 2.5)), ("b", (10, 20)), ("y", (0, 1)))
    ),
    "a # that begins a cell": of(
        ["colour,n", "#ff0000,3", "#00ff00,4"],
        ("colour", "text", ("#ff0000", "#00ff00")),
        ("n", "number", (3, 4)),
    ),
    "a title above": Case(lines("Sales of the third quarter", "source: the books", "", *COMMAS), ABL),
    "a title with delimiters": Case(lines("Sales,,", ",,", *COMMAS), ABL),
    "what an instrument writes above": Case(
        lines(
            "Device: XJ-9",
            "Date: 2024-05-01 10:00",
            "[data]",
            "t;voltage",
            "0,00;1,25",
            "0,01;1,50",
            "0,02;-0,75",
        ),
        numbers(("t", (0, 0.01, 0.02)), ("voltage", (1.25, 1.5, -0.75))),
    ),
    # headers
    "no header": of(["5.1,3.5", "4.9,3.0", "6.2,2.9", "5.9,3.0"], *IRIS),
    "no header beside words": of(
        [
            "5.1,3.5,Iris-setosa",
            "4.9,3.0,Iris-setosa",
            "6.2,2.9,Iris-versicolor",
            "5.9,3.0,Iris-virginica",
            "",
        ],
        *IRIS,
        (None, "text", ("Iris-setosa", "Iris-setosa", "Iris-versicolor", "Iris-virginica")),
    ),
    "no header over blanks": of(
        ["  18.0  8  chevrolet", "  15.0  8  buick", "  24.0  4  toyota"],
        *numbers((None, (18, 15, 24)), (None, (8, 8, 4))),
        (None, "text", ("chevrolet", "buick", "toyota")),
    ),
    "a header of years": of(
        ["country,1990,1991,1992", "Peru,1.5,1.6,1.7", "Chad,0.5,0.6,0.4"],
        ("country", "text", ("Peru", "Chad")),
        *numbers(("1990", (1.5, 0.5)), ("1991", (1.6, 0.6)), ("1992", (1.7, 0.4))),
    ),
    "a header over words": of(
        ["colour,taste", "red,sweet", "green,sour", "red,sour"],
        ("colour", "text", ("red", "green", "red")),
        ("taste", "text", ("sweet", "sour", "sour")),
    ),
    "names that are there twice": of(
        ["x,x,y", "1,2,3", "4,5,6"], *numbers(("x", (1, 4)), ("x (2)", (2, 5)), ("y", (3, 6)))
    ),
    "row names under an empty cell": of(
        ['"","a"', '"1",1.5', '"2",2.5', '"3",3.5'], *numbers((None, (1, 2, 3)), ("a", (1.5, 2.5, 3.5)))
    ),
    "row names under nothing": of(
        ['"a" "b"', '"r1" 1.5 x', '"r2" 2.5 y', '"r3" 3.5 x'],
        (None, "text", ("r1", "r2", "r3")),
        ("a", "number", (1.5, 2.5, 3.5)),
        ("b", "text", ("x", "y", "x")),
    ),
    "a line of counts": of(
        [
            "6,2,setosa,virginica",
            "5.1,3.5,0",
            "4.9,3.0,0",
            "6.2,2.9,1",
            "5.9,3.0,1",
            "5.0,3.25,0",
            "6.5,2.75,1",
        ],
        *COUNTED,
        (None, "number", (0, 0, 1, 1, 0, 1)),
    ),
    "an empty last column": Case(lines(*(row + "," for row in COMMAS)), ABL),
    "an empty last column that the header lacks": Case(
        lines("a,b,label", *(row + "," for row in LINES)), ABL
    ),
    # encodings and line ends
    "UTF-8": Case(lines(*UMLAUTS), UMLAUT_COLUMNS),
    "UTF-8 with a mark": Case(lines(*UMLAUTS, encoding="utf-8-sig")[:3] + lines(*UMLAUTS), UMLAUT_COLUMNS),
    "UTF-16 with a mark": Case("\n".join(UMLAUTS).encode("utf-16"), UMLAUT_COLUMNS),
    "UTF-16 of the other order": Case(
        "\ufeff".encode("utf-16-be") + lines(*UMLAUTS, encoding="utf-16-be"), UMLAUT_COLUMNS
    ),
    "UTF-16 without a mark": Case(lines(*UMLAUTS, encoding="utf-16-le"), UMLAUT_COLUMNS),
    "Latin-1": Case(lines(*UMLAUTS, encoding="latin-1"), UMLAUT_COLUMNS),
    "Windows": Case(
        lines("Preis in €;Ort", "1;Köln – Süd", "2;München", encoding="cp1252"),
        (("Preis in €", "number", (1, 2)), ("Ort", "text", ("Köln – Süd", "München"))),
    ),
    "a German spreadsheet": Case(
        "\ufeff".encode()
        + lines(
            "Datum;Größe;Anteil",
            "01.02.2024;1,75;12,5%",
            "15.02.2024;1,80;7%",
            "28.03.2024;1,62;30%",
            end="\r\n",
        ),
        (("Datum", "date", DAYS), *numbers(("Größe", (1.75, 1.8, 1.62)), ("Anteil", (0.125, 0.07, 0.3)))),
    ),
    "Windows line ends": Case(lines(*COMMAS, end="\r\n"), ABL),
    "the line ends of old Macs": Case(lines(*COMMAS, end="\r"), ABL),
    "no last line end": Case(lines(*COMMAS)[:-1], ABL),
    "blank lines": Case(lines("", "", *COMMAS[:3], "", "  ", *COMMAS[3:], "", ""), ABL),
    "packed": Case(gzip.compress(parted(";"), mtime=0), ABL),
    "packed in two parts": Case(
        gzip.compress(lines(*COMMAS[:4]), mtime=0) + gzip.compress(lines(*COMMAS[4:]), mtime=0), ABL
    ),
    # holes
    "the marks of holes among numbers": Case(
        lines("a,b", "1.5,0", *(f"{mark},{i}" for i, mark in enumerate(MARKS, start=1)), ",99"),
        numbers(("a", (1.5, *(None for _ in MARKS), None)), ("b", (*range(len(MARKS) + 1), 99))),
    ),
    "question marks without a header": of(
        ["39,State-gov,77516", "50,?,83311", "?,Private,215646", "28,Private,?"],
        (None, "number", (39, 50, None, 28)),
        (None, "text", ("State-gov", None, "Private", "Private")),
        (None, "number", (77516, 83311, 215646, None)),
    ),
    "holes among words": of(
        ["a,label", "1.5,x", "2.5,NA", "3.5,", "4.5,x"],
        ("a", "number", (1.5, 2.5, 3.5, 4.5)),
        ("label", "text", ("x", None, None, "x")),
    ),
    "None among words is a word": of(
        ["bags,n", "None,1", "Driver only,2", "None,3"],
        ("bags", "text", ("None", "Driver only", "None")),
        ("n", "number", (1, 2, 3)),
    ),
    "a column of holes": of(
        ["a,b", "1.5,NA", "2.5,", "3.5,NA"],
        ("a", "number", (1.5, 2.5, 3.5)),
        ("b", "empty", (None, None, None)),
    ),
    "rows of delimiters": Case(lines(*COMMAS, ",,", ",,"), ABL),
    # dates and times
    "dates of ISO 8601": dated("date", *DAYS),
    "German dates": dated("date", "01.02.2024", "15.02.2024", "28.03.2024"),
    "American dates": dated("date", "02/01/2024", "02/15/2024", "03/28/2024"),
    "British dates": dated("date", "01/02/2024", "15/02/2024", "28/03/2024"),
    "dates in words": dated("date", "Feb 1 2024", "Feb 15 2024", "Mar 28 2024"),
    "dates in words, day first": dated("date", "1-Feb-24", "15-Feb-24", "28-Mar-24"),
    "dates in long words": dated("date", "February 1, 2024", "February 15, 2024", "March 28, 2024"),
    "short American dates": dated("date", "2/1/24", "2/15/24", "3/28/24"),
    "dates with a hole": Case(
        lines("when,y", "2024-02-01,1", "NA,2", "2024-02-15,3"),
        (("when", "date", ("2024-02-01", None, "2024-02-15")), *numbers(("y", (1, 2, 3)))),
    ),
    "days and times": dated(
        "date",
        "2024-02-01 10:30:00",
        "2024-02-15 00:00:00",
        "2024-03-28 23:59:59",
        iso=("2024-02-01T10:30", "2024-02-15T00:00", "2024-03-28T23:59:59"),
    ),
    "days and times of a zone": dated(
        "date",
        "2024-02-01T10:30:00Z",
        "2024-02-15T02:00:00+02:00",
        "2024-03-28T23:59:59Z",
        iso=("2024-02-01T10:30", "2024-02-15T00:00", "2024-03-28T23:59:59"),
    ),
    "German days and times": dated(
        "date",
        "01.02.2024 10:30",
        "15.02.2024 00:00",
        "28.03.2024 23:59",
        iso=("2024-02-01T10:30", "2024-02-15T00:00", "2024-03-28T23:59"),
    ),
    "morning and afternoon": dated(
        "date",
        "2/1/2024 10:30 AM",
        "2/15/2024 12:00 AM",
        "3/28/2024 11:59 PM",
        iso=("2024-02-01T10:30", "2024-02-15T00:00", "2024-03-28T23:59"),
    ),
    "times": dated("time", "10:30:00", "00:00:05", "23:59:59", iso=("10:30", "00:00:05", "23:59:59")),
    "short times": dated("time", "10:30", "00:05", "23:59", iso=("10:30", "00:05", "23:59")),
    "a day that is none": dated(
        "text", "31.06.2024", "15.02.2024", "28.03.2024", iso=("31.06.2024", "15.02.2024", "28.03.2024")
    ),
    # small and wide
    "true and false": of(
        ["a,ok", "1.5,true", "2.5,false", "3.5,"],
        ("a", "number", (1.5, 2.5, 3.5)),
        ("ok", "yes/no", (1, 0, None)),
    ),
    "yes and no": of(["a,ok", "1.5,Yes", "2.5,No"], ("a", "number", (1.5, 2.5)), ("ok", "yes/no", (1, 0))),
    "a truth table": of(
        ["x1,x2,y", "0,0,0", "0,1,1", "1,0,1", "1,1,0"],
        *numbers(("x1", (0, 0, 1, 1)), ("x2", (0, 1, 0, 1)), ("y", (0, 1, 1, 0))),
    ),
    "a truth table without a header": of(
        ["0 0 0", "0 1 1", "1 0 1", "1 1 0"],
        *numbers((None, (0, 0, 1, 1)), (None, (0, 1, 0, 1)), (None, (0, 1, 1, 0))),
    ),
    "one row": of(["a,label", "1.5,x"], ("a", "number", (1.5,)), ("label", "text", ("x",))),
    "12,000 columns": Case(
        lines(
            ",".join(f"gene_{i:06d}" for i in range(12_000)),
            *(",".join(str((i + j) % 4) for i in range(12_000)) for j in range(2)),
        ),
        numbers(*((f"gene_{i:06d}", (i % 4, (i + 1) % 4)) for i in range(12_000))),
    ),
}
