"""What is open in a run: a row of the table of runs, with where it begins and comes home to, and what else it opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphviz_nn.files import store
from graphviz_nn.lessons import lesson_names
from graphviz_nn.resources import resource
from graphviz_nn.session import Session, commands
from tests.benchmarks.graphs import text_of

OPS = 10_000
Opens = Callable[[Session], None]

GOOD = (
    "x1*x2 + ln(x1) - sin(x2)",
    "sum(maximum([[1, 2], [3, 4]] @ W, 0)[:, 0])",
    "c = a + b; c² + 2|c|",
    "where(x > 0, x, exp(x) - 1)",
    "mse([p, 1 - p], [1, 0])",
    "x",
    " + ".join(f"x{number}" for number in range(40)),
)
NOT_FINITE = ("ln(0)*x", "1/(x - x)", "exp(exp(exp(x)))", "ln(x - 5)", "0*ln(x - x)", "√(x - 10)")
BAD = ("", "x +", "1/2x", "x(y)", "-1j", "-'a'", "((((", "[[1, 2], [3]] @ x", "__import__('os')", "x" * 3000)

_LESSON = """
place = 99
title = "Rolling"
summary = "What momentum does for descent."
[document.data]
source = "two blobs"
[[pages]]
title = "Who is first?"
words = "Two trainings from one start.\\n\\n**Predict:** which is further down?"
choices = ["SGD", "momentum"]
answer = "Momentum."
settings = ["training.optimiser.momentum"]
[pages.document.training]
epochs = 50
[pages.document.view]
stage = ["surface", "loss"]
covered = ["future"]
"""


@dataclass(frozen=True)
class Subject:
    """What is open in a run.

    Attributes:
        home: opens what the run begins with and comes back to, to see what memory has grown by.
        others: open what else belongs to it.
        texts: formulas to be typed.

    """

    home: Opens
    others: tuple[Opens, ...]
    texts: tuple[str, ...] = (*GOOD, *NOT_FINITE, *BAD)


def lesson(name: str) -> Opens:
    """Return what opens a lesson."""
    return lambda session: session.perform(commands.open_lesson, name)


def table(name: str) -> Opens:
    """Return what opens a table that comes with the program, as the window does where nothing is chosen otherwise."""
    return lambda session: session.perform(commands.open_table, resource("data", name))


def formula(text: str) -> Opens:
    """Return what opens an expression."""
    return lambda session: session.perform(commands.open_expression, text)


def document(name: str) -> Opens:
    """Return what opens a document that comes with the program; not as a file, or the monkey would save over it."""
    made = store.load(resource("documents", name))

    def opens(session: Session) -> None:
        commands.open_document(session, made)

    return opens


def _lessons() -> Subject:
    return Subject(lesson("first-look"), tuple(map(lesson, lesson_names())))


def _table() -> Subject:
    names = ("iris.csv", "penguins.csv", "digits.csv")
    documents = ("iris.gnn.json", "penguins.gnn.json", "digits.gnn.json")
    return Subject(table("penguins.csv"), (*map(table, names), *map(document, documents)))


def _expression() -> Subject:
    return Subject(formula(GOOD[0]), tuple(map(formula, GOOD + NOT_FINITE)))


def _large() -> Subject:
    sizes = (OPS // 100, OPS // 10, OPS)
    return Subject(formula(text_of(OPS)), tuple(formula(text_of(size)) for size in sizes))


ROWS: Mapping[str, Callable[[], Subject]] = MappingProxyType(
    {"lessons": _lessons, "table": _table, "expression": _expression, "large": _large}
)


def write_files(folder: Path) -> list[Path]:
    """Write files that a hand may choose, sound ones and others; return their paths, and one of none that exists."""
    blobs = '{"version": 1}'
    contents = {
        "mine.gnn.json": blobs,
        "short.gnn.json": blobs[:9],
        "folded.gnn.json": '{"version": 1, "view": {"folded": ["", "nothing", "dense_1"]}}',
        "not-finite.gnn.json": '{"version": 1, "expression": {"text": "x*y", "leaves": {"x": "NaN", "y": "Infinity"}}}',
        "wild.gnn.json": '{"version": 1, "training": {"optimiser": {"rule": "sgd", "learning_rate": 1e6}}}',
        "mine.toml": _LESSON,
        "cut.toml": _LESSON[:99],
        "small.csv": "a,b,c\n" + "\n".join(f"{n},{n * n % 7},{n % 2}" for n in range(30)),
        "words.csv": "a;b\nyes;1,5\nno;2,5\n" * 20,
        "ragged.csv": "a,b\n1,2\n3\n",
        "quote.csv": 'a,b\n"1,2\n',
        "empty.csv": "",
        "<b>bold & <img src=x>.csv": "<i>x</i>,y\n1,2\n2,3\n3,5\n",
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "bytes.csv").write_bytes(bytes(range(256)) * 8)
    return [*sorted(path for path in folder.iterdir() if path.is_file()), folder / "missing.csv"]
