"""A lesson of one's own: opened from its file, and checked before a class sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphviz_nn.cli import main
from graphviz_nn.cli.targets import target_of
from graphviz_nn.errors import DocumentError
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import lesson_beside

HEAD = 'place = 1\ntitle = "Mine"\nsummary = "S."\n'
SOUND = """
[[pages]]
title = "Sums"
words = "**Predict:** which sign has the sum? Look at `dense/matmul`."
choices = ["plus", "minus"]
answer = "Minus."
[pages.document.training]
epochs = 2
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + SOUND)
    return path


def test_it_is_a_target_of_every_command(mine: Path) -> None:
    target = target_of(str(mine))
    assert target.lesson is not None
    assert target.name == target.lesson.name == "mine"
    assert target.document == target.lesson.pages[0].document


def test_the_window_opens_it_as_it_opens_a_document(mine: Path) -> None:
    session = Session()
    commands.open_file(session, mine)
    assert session.state.lesson is not None
    assert session.state.lesson.title == "Mine"
    assert session.state.record is not None
    assert not lesson_beside(session.state, 1)


def test_a_sound_one_passes(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(mine)]) == 0
    assert capsys.readouterr().out == "page 1 (Sums): passed\n"


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (
            "document.view.selected = 'dense/matmull'",
            "no node is called 'dense/matmull'. There are x, dense/kernel",
        ),
        ("document.view.position = 99", "position 99 is beyond the 22 steps"),
        ("document.view.update = 5000", "update 5000 is beyond the last one, 1599"),
        (
            "document.subject = { kind = 'expression', text = 'a @ b', leaves = { a = [1, 2], b = [1] } }",
            "matmul",
        ),
        ("document.data.source = 'iris'", "The data have 4 features an example, the model has 2 inputs"),
        (
            "document.view.cell = { node = 'loss', of = 'value', index = [3] }",
            "the cell loss[3] is not there",
        ),
    ],
)
def test_what_a_page_cannot_show_fails_with_its_number(
    mine: Path, capsys: pytest.CaptureFixture[str], second: str, words: str
) -> None:
    mine.write_text(f"{mine.read_text()}\n[[pages]]\ntitle = 'B'\nwords = 'b'\n{second}\n")
    assert main(["check", str(mine)]) == 1
    said = capsys.readouterr().out
    assert "page 1 (Sums): passed\npage 2 (B): FAILED\n" in said
    assert words in said


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (f"words = '{'word ' * 61}'", "61 words to read, more than 60"),
        ("words = 'w'\nanswer = 'a'\ndocument.view.stage = ['loss']", 'add covered = ["future"]'),
        ("words = 'w'\ndocument.view.stage = ['why']", "the stage's why has nothing to show"),
        (
            "words = 'w'\ndocument.view.stage = ['cells']\ndocument.view.selected = 'loss'",
            "no product of matrices",
        ),
        ("words = 'see `dense/matmull`'", "the words name dense/matmull"),
    ],
)
def test_what_a_class_would_mind_is_a_warning(
    mine: Path, capsys: pytest.CaptureFixture[str], second: str, words: str
) -> None:
    mine.write_text(f"{mine.read_text()}\n[[pages]]\ntitle = 'B'\n{second}\n")
    assert main(["check", str(mine)]) == 0
    said = capsys.readouterr().out
    assert "page 2 (B): warnings\n" in said
    assert words in said


def test_a_shipped_one_that_cannot_be_read_is_told_below_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"mine": DocumentError("mine.toml is not a lesson in TOML: …")}
    monkeypatch.setattr("graphviz_nn.lessons.broken_lessons", lambda: broken)
    assert main(["lessons"]) == 0
    said = capsys.readouterr().out
    assert "Cannot be read: mine.toml is not a lesson in TOML" in said
    assert "first-look" in said
