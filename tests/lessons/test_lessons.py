"""The lessons: every page of every one can be shown, and what its words claim is so."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from graphviz_nn.data import load
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Record
from graphviz_nn.errors import DocumentError, FileError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.lessons import Lesson, Page, lesson_names, load_lesson, read_lesson
from graphviz_nn.model import Formula
from graphviz_nn.optim import Adam, CosineDecay, Sgd
from graphviz_nn.session.tasks import data_of, problems
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.variants import label
from graphviz_nn.work import finish, quiet
from tests.altered import with_work

PAGES = [(name, number) for name in lesson_names() for number in range(len(load_lesson(name).pages))]


def page(name: str, number: int) -> Page:
    return load_lesson(name).pages[number]


def problem(document: Document, variant: int) -> Problem:
    return problems(document.work, data_of(document.work))[variant]


def record(document: Document) -> Record:
    """What the page steps through at the start of its training."""
    task = problem(document, document.view.variant)
    return make_moment(task, task.start).record


def runs(name: str, number: int) -> dict[str, Run]:
    """The page's variants, trained."""
    return runs_of(page(name, number).document)


def runs_of(document: Document) -> dict[str, Run]:
    """The variants of a document, trained."""
    tasks = {
        label(v, document.work.training): problem(document, i) for i, v in enumerate(document.work.variants)
    }
    return {name: finish(train(task, make_machine(task)), quiet) for name, task in tasks.items()}


def end_of(document: Document, variant: int) -> float:
    """Where the one variable of an expression ends."""
    return float(list(runs_of(document).values())[variant].end.weights[0])


def test_the_first_lesson_is_the_first() -> None:
    assert lesson_names()[0] == "first-look"
    assert len(set(lesson_names())) == len(lesson_names()) >= 15


@pytest.mark.parametrize(("name", "number"), PAGES)
def test_every_page_can_be_shown_where_it_stands(name: str, number: int) -> None:
    document = page(name, number).document
    shown = record(document)
    assert np.isfinite(shown.graph.value).all()
    assert document.view.position <= len(shown.events)
    assert document.view.selected in ("", *(node.name for node in shown.graph.nodes))
    assert document.view.variant < len(document.work.variants)
    assert document.view.update < problem(document, document.view.variant).updates


@pytest.mark.parametrize(("name", "number"), PAGES)
def test_every_page_asks_for_a_prediction(name: str, number: int) -> None:
    asks = page(name, number)
    assert "**Predict" in asks.words
    assert "?" in asks.words
    assert asks.title
    assert asks.words.count("**") % 2 == asks.words.count("`") % 2 == 0
    assert asks.answer.count("**") % 2 == asks.answer.count("`") % 2 == 0


@pytest.mark.parametrize(("name", "number"), PAGES)
def test_on_every_page_come_a_question_and_what_to_press_and_the_answer_is_hidden(
    name: str, number: int
) -> None:
    asks = page(name, number)
    _, question, deed, *_ = asks.words.split("\n\n")
    assert question.startswith("**Predict")
    assert re.match("Press|Click|Look|Set|Switch|Choose|Open|Here|Count", deed)
    assert "**" in deed or "Click" in deed
    assert asks.answer
    assert "?" not in asks.answer


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_has_a_title_and_says_in_one_sentence_what_it_shows(name: str) -> None:
    lesson = load_lesson(name)
    assert lesson.name == name
    assert lesson.title
    assert lesson.summary.endswith(".")


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
        ("[[pages]]\ntitle = 1\nwords = ''", "`$.pages[0].title`"),
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


def test_a_lesson_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_lesson(tmp_path / "none.toml")


def test_guessing_costs_about_a_quarter_and_both_paths_of_the_first_look_get_far_below() -> None:
    assert float(record(page("first-look", 1).document).graph.value) == pytest.approx(0.25, abs=0.05)
    trained = runs("first-look", 4)
    assert trained["momentum 0.9"].losses[20] < trained["SGD"].losses[20]
    assert max(run.losses[-1] for run in trained.values()) < 0.01


def test_one_neuron_has_two_weights_and_parts_the_clouds() -> None:
    assert page("one-neuron", 2).document.work.subject.network.count == 2
    assert runs("one-neuron", 2)["SGD"].losses[-1] < 0.05


def test_the_derivatives_are_those_that_the_words_name() -> None:
    graph = record(page("derivatives", 1).document).graph
    assert graph.gradients()["x1"] == 5.5
    assert graph.gradients()["x2"] == pytest.approx(2 - np.cos(5))
    thrice = record(page("derivatives", 2).document)
    assert thrice.graph.gradients()["x"] == 7
    assert sum(edge.source == thrice.graph.index["x"] for edge in thrice.contributions) == 3


@pytest.mark.parametrize(
    ("number", "variant", "end"),
    [(0, 0, np.pi), (1, 0, 0.0), (2, 0, 3.692901), (3, 0, 3.692901), (3, 1, -3.588823)],
)
def test_the_descents_end_where_the_words_say(number: int, variant: int, end: float) -> None:
    document = page("downhill", number).document
    assert end_of(document, variant) == pytest.approx(end, abs=1e-3 if number == 0 else 1e-6)


def test_momentum_gets_further_along_the_valley_and_too_much_of_it_does_not() -> None:
    trained = runs("momentum", 0) | runs("momentum", 3)
    ends = {name: run.losses[-1] for name, run in trained.items()}
    assert ends["momentum 0.9"] < ends["SGD"] < ends["momentum 0.99"]
    x = problem(page("momentum", 0).document, 0).x
    flat, steep = np.linalg.eigvalsh(x.T @ x)
    assert steep / flat == pytest.approx(260, abs=5)


def test_the_two_formulas_of_momentum_take_the_same_path() -> None:
    keras, lecture = runs("momentum", 2).values()
    np.testing.assert_allclose(keras.path, lecture.path, rtol=0, atol=1e-12)


def test_smaller_mini_batches_make_more_updates_and_get_further_at_once() -> None:
    ten, one = runs("batch-size", 0).values()
    assert (ten.problem.updates_per_epoch, one.problem.updates_per_epoch) == (10, 100)
    assert one.losses[1] < ten.losses[1]
    ten, whole = runs("batch-size", 2).values()
    assert whole.losses[-1] > 5 * ten.losses[-1]


def test_without_a_bias_the_loss_rests_far_above_that_with_one() -> None:
    without, with_one = runs("bias", 0)["momentum 0.9"], runs("bias", 1)["momentum 0.9"]
    assert without.losses[-1] > 0.15
    assert with_one.losses[-1] < 0.01
    assert with_one.end.weights[-1] < 0


def test_one_neuron_gives_up_on_xor_and_hidden_ones_do_not() -> None:
    assert runs("better-models", 0)["SGD"].losses[-1] == pytest.approx(0.25, abs=0.01)
    assert runs("better-models", 1)["momentum 0.9"].losses[-1] < 0.03
    assert runs("better-models", 2)["momentum 0.9"].losses[-1] < 0.03
    spiral = problem(page("better-models", 3).document, 0)
    assert len(spiral.x) == spiral.network.count == 105


def test_zero_weights_stay_and_equal_neurons_stay_equal() -> None:
    zero = runs("initialisation", 1)["momentum 0.9"]
    assert not zero.end.weights[:-1].any()
    assert zero.losses[-1] == pytest.approx(0.25, abs=0.005)
    equal = runs("initialisation", 2)["momentum 0.9"].end.weights[:8].reshape(2, 4)
    np.testing.assert_allclose(equal, equal[:, :1] + np.zeros(4), rtol=1e-12)


def test_weights_far_too_large_saturate_the_sigmoid_and_hold_training_back() -> None:
    shown = record(page("initialisation", 3).document)
    values = shown.values[shown.graph.index["dense/sigmoid"]]
    assert np.mean((values < 0.01) | (values > 0.99)) > 0.7
    assert runs("initialisation", 3)["SGD"].losses[-1] > 10 * runs("initialisation", 0)["SGD"].losses[-1]


def test_standardised_inputs_get_further_at_the_same_rate() -> None:
    raw, standardised = runs("standardise", 0), runs("standardise", 1)
    assert standardised["SGD"].losses[-1] < 0.05 < 0.15 < raw["SGD"].losses[-1]


def test_sorted_examples_hold_the_training_back() -> None:
    trained = runs("shuffle", 0)
    assert trained["sorted"].losses[0] > 1.3 * trained["shuffled"].losses[0]
    assert not record(page("shuffle", 1).document).graph.leaves["y"].any()


def test_the_middle_rate_is_the_best_and_the_limit_lies_where_the_words_say() -> None:
    trained = {name: run.losses[-1] for name, run in runs("learning-rate", 0).items()}
    assert trained["right"] == min(trained.values())
    below, above = runs("learning-rate", 1).values()
    assert below.losses[-1] < below.losses[0]
    assert above.losses[-1] > 100 * above.losses[0]
    x = below.problem.x
    limit = 2 / np.linalg.eigvalsh(2 * x.T @ x / len(x)).max()
    assert 0.2 < limit < 0.22
    ends = {name: run.losses[-1] for name, run in runs("learning-rate", 2).items()}
    assert ends["right"] < ends["too small"] < ends["too large"]


def test_the_tutorials_network_has_37_parameters_and_16000_updates() -> None:
    task = problem(page("keras", 2).document, 0)
    assert task.network.count == 37
    assert (task.updates_per_epoch, task.updates) == (8, 16_000)


def test_the_real_data_are_as_many_as_the_words_say() -> None:
    iris, penguins = (load(page("real-data", number).document.work.data) for number in (1, 2))
    assert (len(iris.x), len(iris.x_test)) == (105, 45)
    assert len(penguins.x) + len(penguins.x_test) == 342


@pytest.mark.parametrize(
    ("number", "variant", "start", "end"),
    [(0, 0, -1.0, -np.pi), (2, 0, 7.0, 9.640), (3, 0, 5.0, 3.693), (3, 1, 5.0, 3.693)],
)
def test_other_starts_lead_where_the_answers_say(number: int, variant: int, start: float, end: float) -> None:
    document = page("downhill", number).document
    assert isinstance(document.work.subject, Formula)
    moved = msgspec.structs.replace(document.work.subject, leaves={"x": start})
    elsewhere = with_work(document, subject=moved)
    assert end_of(elsewhere, variant) == pytest.approx(end, abs=1e-3)


def test_the_valley_at_9_640_is_the_lowest_of_the_four() -> None:
    heights = [x**2 * np.cos(x) + np.sin(x) for x in (9.640, -9.619, 3.693, -3.589)]
    assert heights == sorted(heights)
