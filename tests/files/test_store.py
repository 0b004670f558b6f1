"""Documents on the disk: what goes in comes out, and what is broken is named."""

from __future__ import annotations

import errno
import json
import math
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import DocumentError, FileError
from graphviz_nn.files import SUFFIX, Document, load, save
from graphviz_nn.files.document import VERSION, Work
from graphviz_nn.files.store import MOST_BYTES, MOST_PARTS, from_bytes, to_bytes
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import MOST_RANK
from graphviz_nn.training.variants import Variant
from tests.altered import with_work
from tests.files.documents import documents

DOCUMENT = Document(Work(title="mine"))


@given(document=documents)
@settings(max_examples=60)
def test_what_goes_in_comes_out(document: Document) -> None:
    written = to_bytes(document)
    again = from_bytes(written)
    assert to_bytes(again) == written
    assert repr(again) == repr(document)  # in which a NaN equals a NaN


def test_a_saved_document_is_the_same_when_opened(tmp_path: Path) -> None:
    path = tmp_path / f"mine{SUFFIX}"
    save(DOCUMENT, path)
    assert load(path) == DOCUMENT
    assert load(str(path)) == DOCUMENT


def test_a_file_can_be_read_by_people() -> None:
    lines = to_bytes(DOCUMENT).decode().splitlines()
    assert lines[1] == f'  "version": {VERSION},'
    assert '    "learning_rate": 0.1,' in [line[2:] for line in lines]


def test_numbers_that_json_lacks_are_words() -> None:
    leaves: dict[str, Any] = {"a": [math.nan, math.inf], "b": -math.inf, "c": 1.0}
    document = Document(Work(subject=Formula(text="a+b+c", leaves=leaves)))
    tree = json.loads(to_bytes(document), parse_constant=pytest.fail)
    assert tree["subject"]["leaves"] == {"a": ["NaN", "Infinity"], "b": "-Infinity", "c": 1.0}


@pytest.mark.parametrize("cut", [0, 1, 20, 400, -3])
def test_a_document_that_is_cut_short_is_called_so(cut: int) -> None:
    with pytest.raises(DocumentError, match="x is cut short"):
        from_bytes(to_bytes(DOCUMENT)[:cut], "x")


def changed(**fields: Any) -> bytes:
    """The document's JSON with some fields of its tree replaced or added."""
    return json.dumps(json.loads(to_bytes(DOCUMENT)) | fields).encode()


def ruled(**fields: Any) -> dict[str, Any]:
    """Training settings with an optimiser of these fields."""
    return {"optimiser": fields}


def formula(leaves: Any) -> bytes:
    """A document of the expression x, with these leaves."""
    return changed(subject={"kind": "expression", "text": "x", "leaves": leaves})


def layered(*layers: dict[str, Any]) -> bytes:
    """A document of a stack of dense layers with these settings."""
    dense = [{"kind": "dense", **layer} for layer in layers]
    return changed(subject={"kind": "stack", "inputs": 2, "layers": dense})


BROKEN = [
    (b"hello", "not JSON"),
    (b'{"version": 1, "title": "\xff"}', "not JSON"),
    (rb'{"version": 1, "title": "\ud800"}', r"half a letter, as `\ud800` is"),
    (rb'{"version": 1, "title": "a\udc00, and more of it"}', "half a letter"),
    (b"[1, 2]", "no document"),
    (b"{}", "no version number"),
    (
        changed(version=VERSION + 1),
        f"version {VERSION + 1}, and this graphviz_nn reads up to {VERSION}. Update",
    ),
    (changed(version="1"), "`$.version`"),
    (changed(version=True), "`$.version`"),
    (changed(version=0), "`$.version`"),
    (changed(colour="red"), "at `$`: Object contains unknown field `colour`"),
    (changed(training={"batch_size": "ten"}), "at `$.training.batch_size`: Expected `int`, got `str`"),
    (changed(training={"batch_size": 0}), "mini-batch size is 0"),
    (changed(training=ruled(rule="lion")), "at `$.training.optimiser.rule`: Invalid value 'lion'"),
    (changed(training=ruled(rule="adam", momentum=0.9)), "contains unknown field `momentum`"),
    (changed(training=ruled(rule="adam", beta_1=1.0)), "at `$.training.optimiser`: The decay beta_1 is 1.0"),
    (changed(training=ruled(rule="rmsprop", rho="x")), "at `$.training.optimiser.rho`: Expected `float`"),
    (changed(training=ruled(rule="adagrad", epsilon=0)), "The epsilon is 0.0; it must be"),
    (changed(training=ruled(rule="sgd", clip_value=1, clip_norm=1)), "Give one of the two"),
    (
        changed(training=ruled(rule="sgd", schedule={"kind": "linear"})),
        "at `$.training.optimiser.schedule.kind`",
    ),
    (changed(training=ruled(rule="sgd", schedule={"kind": "step", "updates": 0})), "number of updates is 0"),
    (changed(training=ruled(rule="sgd", schedule={"kind": "cosine", "decay": 1})), "unknown field `decay`"),
    (changed(variants=[{"optimiser": {"rule": "adam", "rho": 1}}]), "at `$.variants[0].optimiser`"),
    (changed(variants=[{"momentum": 5}]), "at `$.variants[0]`: The momentum is 5.0; it must be"),
    (changed(data={"seed": 10**400}), "at `$.data`: The seed of the data is 1000"),
    (changed(data={"noise": -0.0}), "at `$.data`: The noise is -0.0; it must be"),
    (
        changed(view={"plane": {"ranges": [[2, 1]]}}),
        "at `$.view.plane`: An axis of the surface goes from 2.0",
    ),
    (changed(view={"depth": "deep"}), "at `$.view.depth`"),
    (changed(variants=[{"momentum": []}]), "at `$.variants[0].momentum`"),
    (changed(variants=[]), "at `$`: The document has no variants"),
    (changed(view={"position": -1}), "at `$.view`"),
    (changed(subject={"text": "x", "leaves": {}}), "at `$.subject`: Object missing required field `kind`"),
    (changed(subject={"kind": "tree"}), "at `$.subject.kind`: Invalid value 'tree'"),
    (changed(subject=None), "at `$.subject`"),
    (changed(expression={"text": "x", "leaves": {}}), "at `$`: Object contains unknown field `expression`"),
    (formula({"x": "two"}), "at `$.subject.leaves[...]`: Expected `float | array`, got `str`"),
    (formula({"x": [True]}), "at `$.subject`: The leaf 'x' holds True"),
    (formula([1.0]), "at `$.subject.leaves`: Expected `object`, got `array`"),
    (layered({"units": "ten"}), "at `$.subject.layers[0].units`: Expected `int`, got `str`"),
    (layered({"units": 0}), "at `$.subject.layers[0]`: The number of units is 0"),
    (
        layered({"units": 1, "colour": "red"}),
        "at `$.subject.layers[0]`: Object contains unknown field `colour`",
    ),
    (layered(), "at `$.subject`: The model has no layers"),
    (b'{"version":2,"subject":{"leaves":' + b"[" * 90_000 + b"]" * 90_000 + b"}}", "nested too deeply"),
    (b"[" + b"{}," * MOST_PARTS + b"1]", "more than 2,000,000 lists and tables"),
]


@pytest.mark.parametrize(("content", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_broken_is_named_with_its_place(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        from_bytes(content, "x.gnn.json")
    assert str(caught.value).startswith("x.gnn.json")
    assert words in str(caught.value)


def test_a_leaf_is_not_nested_deeper_than_anyone_can_see() -> None:
    leaf: Any = 1.0
    for _ in range(MOST_RANK + 1):
        leaf = [leaf]
    with pytest.raises(DocumentError, match="leaf 'x'"):
        from_bytes(formula({"x": leaf}))


def test_every_prefix_of_a_document_is_refused_without_a_crash() -> None:
    whole = to_bytes(DOCUMENT).rstrip()
    for cut in range(0, len(whole), 7):
        with pytest.raises(DocumentError):
            from_bytes(whole[:cut])


def test_a_data_file_below_the_document_moves_with_it(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    document = with_work(DOCUMENT, data=DataSpec(source=str(here / "data" / "a.csv")))
    here.mkdir()
    save(document, here / "d.gnn.json")
    assert json.loads((here / "d.gnn.json").read_bytes())["data"]["source"] == "data/a.csv"
    here.rename(there)
    assert load(there / "d.gnn.json").work.data.source == str(there / "data" / "a.csv")


@pytest.mark.parametrize("source", ["iris", "two blobs", "~/a.csv", "/elsewhere/a.csv", ""])
def test_other_sources_stay_as_they_are(tmp_path: Path, source: str) -> None:
    document = with_work(DOCUMENT, data=DataSpec(source=source))
    save(document, tmp_path / "d.gnn.json")
    assert load(tmp_path / "d.gnn.json") == document


def test_a_variant_s_own_data_file_moves_with_its_document(tmp_path: Path) -> None:
    variants = (Variant(), Variant(changes={"data.source": str(tmp_path / "mine.csv")}), Variant())
    save(Document(Work(variants=variants)), tmp_path / "one.gnn.json")
    (tmp_path / "there").mkdir()
    (tmp_path / "one.gnn.json").rename(tmp_path / "there" / "one.gnn.json")
    opened = load(tmp_path / "there" / "one.gnn.json").work.variants
    assert opened[1].changes == {"data.source": str(tmp_path / "there" / "mine.csv")}
    assert (opened[0], opened[2]) == (Variant(), Variant())


def test_saving_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "d.gnn.json"
    save(DOCUMENT, path)
    path.chmod(0o640)
    save(DOCUMENT, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    path, link = tmp_path / "d.gnn.json", tmp_path / "link.gnn.json"
    save(DOCUMENT, path)
    link.symlink_to(path)
    save(with_work(DOCUMENT, title="new"), link)
    assert link.is_symlink()
    assert load(path).work.title == "new"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "the permission is missing"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_stops_a_saving_is_named_and_leaves_the_old_document_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, words: str
) -> None:
    path = tmp_path / "d.gnn.json"
    save(DOCUMENT, path)

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(FileError, match=words):
        save(with_work(DOCUMENT, title="new"), path)
    monkeypatch.undo()
    assert load(path) == DOCUMENT
    assert os.listdir(tmp_path) == ["d.gnn.json"]


UNREADABLE: list[tuple[Callable[[Path], Path], str]] = [
    (lambda folder: folder / "none.gnn.json", "no such file"),
    (lambda folder: folder, "it is a folder"),
    (lambda folder: folder / ("x" * 300), "too long"),
    (lambda folder: folder / "a\0b", "null"),
]


@pytest.mark.parametrize(("place", "words"), UNREADABLE, ids=[words for _, words in UNREADABLE])
def test_a_file_that_cannot_be_read_or_written_is_named_with_the_reason(
    tmp_path: Path, place: Callable[[Path], Path], words: str
) -> None:
    path = place(tmp_path)
    with pytest.raises(FileError, match=words):
        load(path)
    if words != "no such file":
        with pytest.raises(FileError, match=words):
            save(DOCUMENT, path)


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        save(DOCUMENT, tmp_path / "none" / "d.gnn.json")


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "d.gnn.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match="larger than 64 MB"):
        load(path)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert from_bytes(b"\xef\xbb\xbf" + to_bytes(DOCUMENT)) == DOCUMENT


def test_a_number_at_the_cut_is_called_cut_short() -> None:
    written = to_bytes(DOCUMENT)
    for cut in range(len(written) - 2):
        with pytest.raises(DocumentError, match="cut short"):
            from_bytes(written[:cut])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.gnn.json")
    with pytest.raises(FileError, match="read to its end"):
        load(pipe)


def test_the_home_of_nobody_is_a_file_that_is_not_there() -> None:
    with pytest.raises(FileError, match="~nobody-of-this-name"):
        load("~nobody-of-this-name/a.gnn.json")


AT_ONCE = """
import threading
from graphviz_nn.files import store
from graphviz_nn.files.document import Document
written, gate = store.to_bytes(Document()), threading.Barrier(3)

def read():
    gate.wait()
    store.from_bytes(written)

threads = [threading.Thread(target=read) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_documents_can_be_read_on_several_threads_at_once() -> None:
    """The first ones of a process, whose fields nobody has met yet."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", AT_ONCE], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
