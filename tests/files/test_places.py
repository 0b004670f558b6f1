"""Each setting of a document has a place, at which it is read, and changed as its own command does."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.files.places import places, value_at
from graphviz_nn.lessons import lesson_names, load_lesson, read_lesson
from graphviz_nn.model import Formula
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.training.spec import TrainingSpec

FORMULA = Work(subject=Formula(text="x * A", leaves={"x": 2.0, "A": [1.0, 2.0]}))
HEAD = "place = 1\ntitle = 'M'\nsummary = 'S.'\n[[pages]]\ntitle = 'a'\nwords = 'b'\n"


@pytest.mark.parametrize("work", [Work(), FORMULA], ids=["network", "formula"])
def test_at_each_place_there_is_a_value_that_fits_the_setting_there(work: Work) -> None:
    found = places(work)
    assert {
        "training.epochs",
        "training.optimiser.momentum",
        "data.noise",
        "variants.1.learning_rate",
    } <= set(found)
    for place, field in found.items():
        assert field.fault(value_at(work, place)) == "", place


def test_layers_leaves_and_variants_are_told_apart_by_their_labels() -> None:
    assert places(Work())["subject.layers.1.units"].setting.label == "Units, dense_1"
    assert places(Work())["variants.1.momentum"].setting.label == "Momentum, B"
    assert "subject.leaves.x" in places(FORMULA)
    assert "subject.leaves.A" not in places(FORMULA)  # a tensor has no slider


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("training.epochs", 3),
        ("training.optimiser", "adam"),
        ("training.optimiser.learning_rate", 0.25),
        ("training.optimiser.schedule", "cosine"),
        ("data.noise", 0.3),
        ("subject.loss", "mae"),
        ("subject.layers.0.units", 3),
        ("variants.1.batch_size", 4),
        ("variants.0.optimiser", "adam"),
        ("seeds", 3),
    ],
)
def test_a_place_is_changed_as_the_outline_changes_it_and_undone(place: str, value: object) -> None:
    session = Session()
    commands.open_document(
        session, Document(Work(training=TrainingSpec(optimiser=Sgd(learning_rate=0.1), epochs=1)))
    )
    before = session.state.work
    field = places(session.state.shown)[place]
    commands.set_place(session, place, value)
    assert field.key(queries.setting_at(session.state, place)[0]) == value
    commands.undo(session)
    assert session.state.work == before


def test_a_variable_has_its_place() -> None:
    session = Session()
    commands.open_expression(session, "x * x", {"x": 2.0})
    commands.set_place(session, "subject.leaves.x", 3.0)
    assert queries.setting_at(session.state, "subject.leaves.x") == (3.0, "")


def test_an_empty_setting_of_a_variant_says_what_holds() -> None:
    session = Session()
    commands.new(session)
    assert queries.setting_at(session.state, "variants.1.momentum") == (None, "0.9")


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("training.optimizer.momentum", "training.optimiser.momentum"),
        ("subject.layers.7.units", "subject.layers."),
        ("data.noize", "data.noise"),
        ("epochs", "training.epochs"),
    ],
)
def test_a_lesson_with_a_setting_that_its_page_lacks_is_refused_with_the_one_that_may_be_meant(
    tmp_path: Path, place: str, meant: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{HEAD}settings = ['{place}']\n")
    with pytest.raises(
        DocumentError, match=rf"page 1 \(a\): there is no setting at '{place}'.*Did you mean '{meant}"
    ):
        read_lesson(path)


@pytest.mark.parametrize("choices", ["['one']", "['a', 'b', 'c', 'd', 'e']", "['same', 'same']"])
def test_a_lesson_with_choices_that_are_none_is_refused(tmp_path: Path, choices: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{HEAD}choices = {choices}\n")
    with pytest.raises(DocumentError, match="Give 2 to 4 that differ"):
        read_lesson(path)


@pytest.mark.parametrize("name", lesson_names())
def test_the_parts_of_a_page_are_its_words(name: str) -> None:
    for page in load_lesson(name).pages:
        assert "\n\n".join(part for part in page.parts if part) == page.words
