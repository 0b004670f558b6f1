"""Lessons are read from TOML files; what is wrong in one is said with its page and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphviz_nn.errors import DocumentError, FileError
from graphviz_nn.files.document import Work
from graphviz_nn.lessons import Lesson, broken_lessons, lesson_names, load_lesson, read, read_lesson
from graphviz_nn.optim import Adam, CosineDecay, Sgd


def test_the_first_lesson_is_the_first() -> None:
    assert lesson_names()[0] == "first-look"
    assert len(set(lesson_names())) == len(lesson_names()) >= 15


def test_an_unknown_lesson_is_answered_with_those_there_are() -> None:
    with pytest.raises(DocumentError, match=r"'nothing'.*first-look"):
        load_lesson("nothing")


def lesson_of(folder: Path, text: str) -> Lesson:
    path = folder / "mine.toml"
    path.write_text('place = 1\ntitle = "Mine"\nsummary = "S."\n' + text)
    return read_lesson(path)


def test_a_page_says_only_what_differs(tmp_path: Path) -> None:
    lesson = lesson_of(
        tmp_path,
        """
        [document.data]
        source = "xor"
        [[pages]]
        title = "One"
        words = '''a
        b

        c'''
        [pages.document.training.optimiser]
        momentum = 0.5
        """,
    )
    document = lesson.pages[0].document
    assert document.work.data.source == "xor"
    rate = Work().training.optimiser.learning_rate
    assert document.work.training.optimiser == Sgd(learning_rate=rate, momentum=0.5)
    assert document.work.title == "Mine"
    assert lesson.pages[0].words == "a b\n\nc"


def test_a_page_may_train_by_another_rule_and_another_schedule(tmp_path: Path) -> None:
    lesson = lesson_of(
        tmp_path,
        """
        [document.training.optimiser]
        momentum = 0.5
        schedule = { kind = "step", updates = 5 }
        [[pages]]
        title = "One"
        words = "a"
        document.training.optimiser = { rule = "adam", beta_1 = 0.8 }
        [[pages]]
        title = "Two"
        words = "b"
        document.training.optimiser.schedule = { kind = "cosine", floor = 0.1 }
        """,
    )
    first, second = (page.document.work.training.optimiser for page in lesson.pages)
    assert first == Adam(beta_1=0.8)
    assert second == Sgd(learning_rate=0.1, momentum=0.5, schedule=CosineDecay(floor=0.1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pages = []", "no pages"),
        ("[[pages]]\ntitle = 1\nwords = ''", "page 1, from line 4: at `$.title`"),
        ("[[pages]]\ntitle = 'a'\nwords = ''\n[[pages]]\ntitle = 'b'\nanser = 'c'", "page 2, from line 7"),
        ("[[pages]]\ntitle = 'a'\nwords = ''\nanser = 'c'", "Did you mean `answer`?"),
        (
            "[[pages]]\ntitle = 'a'\nwords = '**Predict'",
            "page 1 (a): in the words, 1 mark ** for bold are no pairs",
        ),
        ("[[pages]]\ntitle = 'a'\nwords = ''\nanswer = '`x'", "page 1 (a): in the answer, 1 mark ` for code"),
        (
            "[[pages]]\ntitle = 'a'\nwords = ''\ndocument.data.source = 'two blob'",
            "page 1 (a): the data 'two blob' are no set and no file. Did you mean 'two blobs'?",
        ),
        (
            f"[[pages]]\ntitle = 'a'\nwords = ''\ndocument.data.source = '{'x' * 5000}'",
            "are no set and no file",
        ),
        (
            "[[pages]]\ntitle = 'a'\nwords = ''\ndocument.view.variant = 5",
            "page 1 (a): the view shows variant 5, and there are 2",
        ),
        (
            "[[pages]]\ntitle = 'a'\nwords = ''\ndocument.training.optimiser.momentun = 0.9",
            "page 1 (a): at `$.training.optimiser`: Object contains unknown field `momentun`. Did you mean",
        ),
        ("[[pages]]\ntitle = 'a'\nwords = ''\ncolour = 1", "colour"),
        (
            "[[pages]]\ntitle = 'a'\nwords = ''\ndocument.training.epochs = 'x'",
            "page 1 (a): at `$.training.epochs`",
        ),
        ("[[pages]", "not a lesson in TOML"),
        (f"place = {'9' * 5000}", "not a lesson in TOML"),
    ],
)
def test_what_is_no_lesson_is_named_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        lesson_of(tmp_path, text)
    assert words in str(caught.value)
    assert "mine.toml" in str(caught.value)
    assert "older copy" not in str(caught.value)


def test_a_lesson_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_lesson(tmp_path / "none.toml")


def test_a_table_beside_a_lesson_is_found_from_there(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("a,b,y\n1,2,0\n2,1,1\n")
    lesson = lesson_of(tmp_path, "[[pages]]\ntitle = 'a'\nwords = ''\ndocument.data.source = 'mine.csv'")
    assert lesson.pages[0].document.work.data.source == str(tmp_path / "mine.csv")


def test_one_broken_file_in_the_folder_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        lesson_of(tmp_path, "[[pages]]\ntitle = 'a'\nwords = ''")
        (tmp_path / "mine.toml").rename(tmp_path / f"{name}.toml")
    (tmp_path / "c.toml").write_text("[[pages]")
    monkeypatch.setattr("graphviz_nn.lessons.read.names", lambda *_: ("a", "b", "c"))
    monkeypatch.setattr("graphviz_nn.lessons.read.resource", lambda _, file: tmp_path / file)
    forget_lessons()
    try:
        assert lesson_names() == ("a", "b")
        assert list(broken_lessons()) == ["c"]
        assert "c.toml is not a lesson in TOML" in str(broken_lessons()["c"])
    finally:
        forget_lessons()


def forget_lessons() -> None:
    read.load_lesson.cache_clear()
    read._read_shelf.cache_clear()
