"""The kinds of input: what of each is right to begin with, how it is changed, and how it is read."""

from __future__ import annotations

import contextlib
import io
import json
import math
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QSettings

from graphviz_nn.cli import main
from graphviz_nn.data import read_table
from graphviz_nn.data.columns import choose
from graphviz_nn.data.guess import guess
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import make_record
from graphviz_nn.face.loading import load_model
from graphviz_nn.files.capture import capture
from graphviz_nn.files.decode import tree_of
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.files.learnt import Learnt
from graphviz_nn.files.store import from_bytes, to_bytes
from graphviz_nn.graph import graph_of
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.lessons import lesson_names, load_lesson, read_lesson
from graphviz_nn.model import Formula
from graphviz_nn.resources import resource
from graphviz_nn.scene.drawing import DrawingWish
from graphviz_nn.scene.layout import Room
from graphviz_nn.scene.scene import make_scene
from graphviz_nn.session.tasks import loaded, tasks_of
from tests.model.layers.everywhere import SAMPLES, problem_of, stack_around
from tests.soak.mutations.change import changed_bytes, changed_text, changed_tree

BYTES = 0.15  # of the changes are blind
LOOKED_AT = 8  # one in so many that open is laid out, as a window would
LARGE = 300_000  # numbers in a graph, beyond which that is no question of reading


class LostError(Exception):
    """What opened is not what is written back."""


class Kind(ABC):
    """One kind of input; `folder` takes the files that reading needs."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def seeds(self) -> Sequence[Any]:
        """What can be read, as it is before it is changed."""
        return list(self.right())

    @abstractmethod
    def right(self) -> Iterator[Any]:
        """Yield the seeds."""

    @abstractmethod
    def changed(self, random: Random) -> bytes:
        """Return an input that was right, with changes."""

    @abstractmethod
    def read(self, content: bytes) -> None:
        """Read an input, or raise a GnnError."""

    def written(self, content: bytes, ending: str) -> Path:
        """Return the path of a file with this content."""
        path = self.folder / f"mutated{ending}"
        path.write_bytes(content)
        return path


class Trees(Kind):
    """Inputs that are trees of plain values, written as JSON."""

    def changed(self, random: Random) -> bytes:
        """Change a tree, or the bytes that it is written as."""
        tree = random.choice(self.seeds)
        if random.random() < BYTES:
            return changed_bytes(random, json.dumps(tree).encode())
        return changed_tree(random, tree)


class Texts(Kind):
    """Inputs that are texts of words and signs."""

    def changed(self, random: Random) -> bytes:
        """Change a text, or its bytes."""
        text = random.choice(self.seeds)
        if random.random() < BYTES:
            return changed_bytes(random, text)
        return changed_text(random, text, self.seeds)


class Documents(Trees):
    """Documents, as `files.store` writes them."""

    name = "documents"

    def right(self) -> Iterator[Any]:
        """Yield one of each lesson and of each layer, and an expression."""
        yield {"version": 1, "model": {"inputs": 2, "layers": [{"units": 3}, {"units": 1}]}}
        for name in lesson_names():
            yield tree_of(load_lesson(name).pages[0].document)
        for sample in SAMPLES:
            stack = stack_around(sample)
            problem = problem_of(stack, rows=2)
            yield tree_of(capture(stack, problem, "mine"))
        subject = Formula(
            text="c = A @ x; sum(c) + y²", leaves={"A": [[1.0, 2.0]], "x": [3.0, 4.0], "y": 5.0}
        )
        yield tree_of(Document(Work(subject=subject), View(position=3)))

    def read(self, content: bytes) -> None:
        """Open it, write it back, open that; now and then lay it out."""
        document = from_bytes(content)
        kept(document)
        if zlib.crc32(content) % LOOKED_AT == 0:
            looked_at(document)


class Models(Trees):
    """Models with their weights, as `model.save` writes them."""

    name = "models"

    def right(self) -> Iterator[Any]:
        """Yield some with the rows of a fit."""
        for sample in SAMPLES[:4]:
            stack = stack_around(sample)
            learnt = Learnt(stack.network.initial(0), stack.network.first_states)
            yield tree_of(capture(stack, problem_of(stack, rows=2), "mine", learnt))

    def read(self, content: bytes) -> None:
        """Load the model, and let it predict where its rows are few numbers."""
        path = self.written(content, ".gnn.json")
        model = load_model(path)
        if model.network.numbers_of_example < LARGE:
            model.predict(np.zeros((1, *model.spec.input_shape)))


class Expressions(Trees):
    """A formula with the values of its names, as `gnn.expression` takes them."""

    name = "expressions"
    RIGHT: ClassVar[dict[str, dict[str, Any]]] = {
        "x1*x2 + ln(x1) - sin(x2)": {"x1": 2.0, "x2": 5.0},
        "c = a + b; c² + 2|c|": {"a": 1.0, "b": -2.0},
        "sum(maximum([[1, 2], [3, 4]] @ W, 0)[:, 0])": {"W": [[0.5, 1.0], [1.0, 2.0]]},
        "where(x > 0, x, -0.5x) + max(x, axis=0)": {"x": [1.0, -2.0]},
        "mse(softmax(A @ x), [1, 0]) + √(y·π) − ½x[0]": {"A": [[1, 2], [3, 4]], "x": [1.0, -2.0], "y": 0.5},
        "sum(Aᵀ @ A, axis=1)[0] ^ 2 / (1e-3 + relu(-y))": {"A": [[1.0, 2.0], [3.0, 4.0]], "y": 0.5},
    }

    def right(self) -> Iterator[Any]:
        """Yield each formula with the values that it needs."""
        for text, leaves in self.RIGHT.items():
            yield {"text": text, "leaves": leaves}

    def changed(self, random: Random) -> bytes:
        """Change the formula's words and signs, or the values."""
        tree = dict(random.choice(self.seeds))
        if random.random() < 0.75:
            others = [each["text"].encode() for each in self.seeds]
            text = changed_text(random, tree["text"].encode(), others)
            return json.dumps(tree | {"text": text.decode(errors="surrogateescape")}).encode()
        return changed_tree(random, tree)

    def read(self, content: bytes) -> None:
        """Evaluate it, differentiate it, and keep it in a document where it can be written."""
        tree = values_of(content)
        if not isinstance(tree, dict) or not isinstance(tree.get("text"), str):
            return
        text, leaves = tree["text"], tree.get("leaves", {})
        if not isinstance(leaves, dict):
            return
        graph = graph_of(text, leaves)
        if sum(math.prod(node.shape) for node in graph.nodes) < LARGE:
            graph.trace()
            if zlib.crc32(content) % LOOKED_AT == 0:
                laid_out(make_record(graph))


class Lessons(Texts):
    """Lessons, in TOML."""

    name = "lessons"

    def right(self) -> Iterator[bytes]:
        """Yield the shipped ones."""
        for name in lesson_names():
            yield resource("lessons", f"{name}.toml").read_bytes()

    def read(self, content: bytes) -> None:
        """Read it, and keep each page's document."""
        for page in read_lesson(self.written(content, ".toml")).pages:
            kept(page.document)


class Tables(Texts):
    """Tables, separated by anything."""

    name = "tables"
    OTHERS = (
        b"name;height;born;member\n" + b"Ann;1,72;1990-02-01;yes\nBen;1,80;1985-12-31;no\n" * 8,
        b"\xef\xbb\xbfsep=,\n# a remark\nx,y,target\n"
        + b'1.5e3,"1,250.00",12 %\n-2,(12.00),NA\n7,8,9 %\n' * 6,
        b"a\tb\n1\t2\n3\t'4'\n\n5\t6\n",
    )

    def right(self) -> Iterator[bytes]:
        """Yield every eighth row of the shipped ones, and some as people write them."""
        for name in ("iris", "penguins"):
            header, *rows = resource("data", f"{name}.csv").read_bytes().splitlines()
            yield b"\n".join([header, *rows[::8]])
        yield from self.OTHERS

    def read(self, content: bytes) -> None:
        """Guess what is to be learnt, and take the numbers."""
        found = read_table(self.written(content, ".csv"))
        guessed = guess(found)
        choose(guessed if guessed.targets else guess(found, targets=found.names[-1:]))


class CommandLines(Trees):
    """Words on the command line, behind a command that opens no window and trains nothing."""

    name = "command lines"

    def right(self) -> Iterator[Any]:
        """Yield some that are right."""
        yield ["trace", "x1*x2 + ln(x1)", "--at", "x1=2", "x2=5", "--json"]
        yield ["trace", "sum(A @ x)", "--at", "A=[[1,2],[3,4]]", "x=[1,2]", "--csv"]
        yield ["check", "x^2 + |y|", "--at", "x=1", "y=-2"]
        yield ["check", "--at", "x=0.5", "--", "relu(x)"]

    def read(self, content: bytes) -> None:
        """Run them; whatever they say, say it in whole lines."""
        words = values_of(content)
        given = words if isinstance(words, list) else []
        told = [word for word in given if isinstance(word, str) and "\0" not in word]
        if not told or told[0] not in ("trace", "check", "lessons") or any("/" in word for word in told[1:2]):
            return
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            contextlib.suppress(SystemExit),
        ):
            main(told)
        if "Traceback" in err.getvalue():
            raise LostError(err.getvalue())


class Settings(Texts):
    """What the window remembers, in Qt's own format."""

    name = "settings"

    def right(self) -> Iterator[bytes]:
        """Yield one in which everything is set."""
        yield (
            b"[General]\ntheme=dark\nscale=1.5\nreduce_motion=true\nlegend=false\nrecent=/a.gnn.json, /b.csv\n"
            b"folder=/tmp\n\n[pace]\nop=quick\n\n[layout]\nwindow=@ByteArray(\\x1\\xd9\\xd0\\xcb)\n"
        )

    def read(self, content: bytes) -> None:
        """Read all of it."""
        path = self.written(content, ".ini")
        read = Preferences(QSettings(str(path), QSettings.Format.IniFormat))
        if not 1 <= read.scale <= 2:
            raise LostError(f"scale {read.scale}")
        _ = read.theme, read.reduce_motion, read.legend, read.recent, read.folder, read.pace("op")
        _ = read.layout("window"), read.layout("docks")


KINDS: tuple[type[Kind], ...] = (Documents, Models, Expressions, Lessons, Tables, CommandLines, Settings)


def values_of(content: bytes) -> Any:
    """Return what JSON says; None where it is none, which is no matter of ours."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def kept(document: Document) -> None:
    """Raise LostError unless a document is written, and opens as what was written."""
    try:
        once = to_bytes(document)
        again = to_bytes(from_bytes(once))
    except Exception as error:
        raise LostError(f"it opens, and then: {error!r}") from error
    if once != again:
        raise LostError("it is written back as another")


def looked_at(document: Document) -> None:
    """Lay out the first update of a document that is small, as a window does."""
    work, view = document.work, document.view
    if work.data.given is None and "/" in work.data.source:
        return
    problem = tasks_of(work, loaded(work))[min(view.variant, len(work.variants) - 1)].problem
    if problem.network.numbers_of_example * problem.batch_size < LARGE:
        laid_out(make_moment(problem, problem.start).record, view)


def laid_out(record: Any, view: View | None = None) -> None:
    """Lay out a record."""
    wish = DrawingWish(
        view.depth if view else "operations", view.folded if view else (), (), Room((800.0, 600.0))
    )
    make_scene(record, min(view.position if view else 0, len(record.events)), wish)
