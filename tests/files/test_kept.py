"""Unsaved work outlives its process, is found by one other, and is read like any document."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import DocumentError, FileError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.files.kept import Kept, Place, abandoned, new
from tests.files.documents import documents

WORK = Kept(Document(Work(title="mine")), title="mine", changed=True)
OTHER = (
    "from graphviz_nn.files import kept; from graphviz_nn.files.document import Document\n"
    "place = kept.new(); place.write(kept.Kept(Document(), title='other')); print('ready', flush=True); input()"
)
LOOK = "from graphviz_nn.files.kept import abandoned; print(len(abandoned()))"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def place() -> Iterator[Place]:
    place = new()
    yield place
    place.remove()


@given(document=documents, draft=documents, page=st.integers(0, 9), changed=st.booleans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back(
    place: Place, document: Document, draft: Document, page: int, changed: bool
) -> None:
    kept = Kept(
        document, "a <b>", Path("/a/b.gnn.json"), changed, Path("/l.toml"), page, {("first-look", 1): draft}
    )
    place.write(kept)
    again = place.read()
    assert repr(again).rpartition(" at=")[0] == repr(kept).rpartition(" at=")[0]
    assert again.at > 1e9


def test_only_what_a_process_left_that_is_gone_is_found(place: Place) -> None:
    place.write(WORK)
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    assert abandoned() == ()
    other.kill()
    other.communicate()
    (left,) = abandoned()
    assert left.read().title == "other"
    assert abandoned() == (), "it is offered once"
    looked = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert looked.stdout.strip() == "0", "and by one process"
    left.let_go()
    (again,) = abandoned()
    again.remove()
    assert abandoned() == ()


def test_all_that_was_left_is_found_the_newest_first() -> None:
    for title in "abc":
        place = new()
        place.write(Kept(Document(), title=title))
        place.let_go()
    found = abandoned()
    assert [place.read().title for place in found] == ["c", "b", "a"]
    for each in found:
        each.remove()


def test_where_nothing_is_kept_nothing_stays(home: Path) -> None:
    cleared, empty = new(), new()
    cleared.write(WORK)
    cleared.clear()
    for place in (cleared, empty):
        place.let_go()
    assert abandoned() == ()
    assert not any((home / "graphviz_nn" / "work").iterdir())


def test_kept_work_is_closed_to_others(home: Path, place: Place) -> None:
    place.write(WORK)
    assert place.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"title": 1}'], ids=range(7)
)
def test_what_can_not_be_read_is_named(place: Place, content: bytes) -> None:
    (place.folder / "work.json").write_bytes(content)
    with pytest.raises(DocumentError, match=r"work\.json.*Discard it"):
        place.read()


def test_a_document_in_it_is_checked_like_any_other(place: Place) -> None:
    place.write(WORK)
    path = place.folder / "work.json"
    path.write_bytes(path.read_bytes().replace(b'"batch_size": 16', b'"batch_size": 0'))
    with pytest.raises(DocumentError, match=r"at `\$\.training`: The mini-batch size is 0"):
        place.read()


def test_a_home_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "/dev/null")
    for use in (new, abandoned):
        with pytest.raises(FileError, match="/dev/null"):
            use()
