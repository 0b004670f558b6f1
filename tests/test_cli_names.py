"""On the command line a name is a name: no line of its own, no colour, no movement of the cursor."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from graphviz_nn.cli import main
from graphviz_nn.text import one_line
from tests.hostile import NAMES

NAMED = [name for name in NAMES if name.strip()]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command; return all that it says, which is of lines that are seen."""
    assert main(words) in (0, 1, 2)
    captured = capsys.readouterr()
    text = captured.out + captured.err
    assert "Traceback" not in text
    for line in text.split("\n"):
        assert one_line(line) == line
    return text


def document(name: str) -> str:
    layers = [{"kind": "dense", "units": 1, "name": name.replace("/", "")}]
    subject = {"kind": "stack", "inputs": 2, "layers": layers}
    variants = [{"name": name}, {"name": f"{name} 2", "momentum": 0.5}]
    return json.dumps(
        {"version": 2, "title": name, "subject": subject, "training": {"epochs": 1}, "variants": variants}
    )


def test_no_name_in_a_document_is_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.gnn.json"
    for name in NAMED:
        path.write_text(document(name), encoding="utf-8")
        said(capsys, "fit", str(path))
        said(capsys, "check", str(path))


def test_no_name_in_a_table_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for name in NAMED:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([name, "b", "c"])
            writer.writerows([k % 5, k % 7, (name, "other")[k % 2]] for k in range(24))
        text = said(capsys, "fit", str(path), "--target", "c", "--epochs", "1")
        assert len(text) < 200_000


def test_no_name_in_a_lesson_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for name in NAMED:
        word = json.dumps(name)
        path.write_text(
            f"place = 1\ntitle = {word}\nsummary = {word}\n[[pages]]\ntitle = {word}\nwords = {word}\n"
        )
        lines = said(capsys, "check", str(path)).splitlines()
        assert lines[0].startswith(("page 1 (", "graphviz-nn: "))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp932"])
def test_what_a_stream_can_not_encode_is_spelt(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    for name, words in (("stdout", ("lessons",)), ("stderr", ("trace", "x²+ｘ y"))):
        into = io.BytesIO()
        stream = io.TextIOWrapper(into, encoding=encoding)
        monkeypatch.setattr(f"sys.{name}", stream)
        assert main(words) in (0, 2)
        stream.flush()
        assert into.getvalue().decode(encoding)
