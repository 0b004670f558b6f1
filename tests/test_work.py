"""Imports on threads take turns."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from graphviz_nn.work import imported

SOURCE = """
import sys

told = sys.modules["told_of_imports"]
told.began["{own}"].set()
told.overlaps.append(told.began["{other}"].wait(0.1) and not told.ended["{other}"].is_set())
told.ended["{own}"].set()
"""


def test_two_imports_on_threads_never_overlap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("imported_first", "imported_second")
    told = SimpleNamespace(
        began={name: Event() for name in names}, ended={name: Event() for name in names}, overlaps=[]
    )
    monkeypatch.setitem(sys.modules, "told_of_imports", told)
    monkeypatch.syspath_prepend(tmp_path)
    for own, other in (names, names[::-1]):
        (tmp_path / f"{own}.py").write_text(SOURCE.format(own=own, other=other))
    threads = [Thread(target=imported, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert told.overlaps == [False, False]
    assert all(name in sys.modules for name in names)
    for name in names:
        monkeypatch.delitem(sys.modules, name)
