"""What scores, verdicts and bars are, and that the rivals learn from the arrays that they are given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.data import load as load_data
from graphviz_nn.data.guess import Task
from graphviz_nn.files.document import Work
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.fitting import fit_to
from tests.benchmarks.tables.judge import BEHIND, LEVEL, Guessed, Row, bars, in_vain, score, verdict
from tests.benchmarks.tables.ours import Default, predictions, splits
from tests.benchmarks.tables.rivals import largest_class, rivals_of, straight_line
from tests.benchmarks.tables.truth import Entry

numbers = st.floats(-100, 100).map(lambda value: round(value, 3))


def _entry(**targets: Task) -> Entry:
    return Entry(
        package="p", path="p/t.csv", source="s", targets=targets, refused="" if targets else "a series"
    )


def _data(source: str, **fields: object) -> Dataset:
    return load_data(DataSpec(source=source, held_out=0.25, standardise=True, **fields))  # type: ignore[arg-type]


def test_what_is_not_finite_scores_below_everything() -> None:
    dataset = _data("iris")
    assert score(dataset, np.full_like(dataset.y_test, np.nan)) == -np.inf


@given(arrays(np.float64, (4, 2), elements=numbers), numbers)
def test_the_straight_line_finds_a_plane(slopes: FloatArray, height: float) -> None:
    iris = _data("iris")
    plane = replace(iris, y=iris.x @ slopes + height, y_test=iris.x_test @ slopes + height)
    np.testing.assert_allclose(straight_line(plane), plane.y_test, atol=1e-9)


@pytest.mark.parametrize("source", ["iris", "two blobs"])
def test_the_largest_class_is_said_of_every_row_as_y_says_it(source: str) -> None:
    dataset = _data(source)
    said = largest_class(dataset)
    assert said.shape == dataset.y_test.shape
    assert len(np.unique(said, axis=0)) == 1
    assert (dataset.y == said[0]).all(axis=1).mean() >= 1 / len(dataset.classes)


def test_only_those_who_can_do_its_task_are_rivals() -> None:
    assert "largest" in rivals_of(_data("iris"))
    assert "largest" not in rivals_of(_data("iris", target="petal_length"))


def test_every_variant_speaks_of_every_held_out_row_and_each_split_holds_out_others() -> None:
    spec = DataSpec(source="iris", held_out=0.25)
    dataset = load_data(spec)
    found = list(splits(Default(fit_to(Work(data=spec), dataset), dataset), 3))
    assert len({split.dataset.x_test.tobytes() for split in found}) == 3
    said = predictions(found[-1])
    assert len(said) == len(found[-1].work.variants)
    assert all(each.shape == found[-1].dataset.y_test.shape for each in said)


@pytest.mark.parametrize(
    ("guess", "expected"),
    [
        (Guessed(("a",), "regression"), "right"),
        (Guessed(("a", "b"), "regression"), "right"),
        (Guessed(("a",), "classification"), "wrong"),
        (Guessed(("c",), "regression"), "wrong"),
        (Guessed(("a", "c"), "regression"), "wrong"),
        (Guessed((), None), "asked"),
        (None, "refused"),
    ],
)
def test_a_guess_is_right_if_all_its_targets_are_documented_for_its_task(
    guess: Guessed | None, expected: str
) -> None:
    assert verdict(_entry(a="regression", b="regression"), guess) == expected


def test_any_guess_is_wrong_where_nothing_can_be_learnt() -> None:
    assert verdict(_entry(), Guessed(("a",), "regression")) == "wrong"


def test_to_ask_is_in_vain_only_where_the_file_has_a_clue() -> None:
    entry = Entry(package="p", path="t.csv", source="s", targets={"a": "regression"}, clue="its name")
    assert in_vain(Row(entry, 9, Guessed((), None), "asked"))
    assert not in_vain(Row(entry, 9, Guessed(("a",), "regression"), "right"))
    assert not in_vain(Row(_entry(a="regression"), 9, Guessed((), None), "asked"))


def _learnt(task: Task, ours: float) -> Row:
    rivals = {"line": 0.5, "largest": 0.5, "network": 0.5}
    return Row(_entry(a=task), 9, Guessed(("a",), task), "right", task, {"ours": ours, "worst": 0, **rivals})


def _met(rows: list[Row]) -> list[bool]:
    return [bar.met for bar in bars(rows)]


def test_the_bars_hold_up_to_their_limits_and_no_further() -> None:
    regressions = [_learnt("regression", 0.5 - 0.999 * BEHIND)] * 36
    classifications = [_learnt("classification", 0.5 - 0.999 * LEVEL)] * 14
    assert _met(regressions + classifications) == [True] * 5
    poor = _learnt("regression", 0.5 - 1.001 * BEHIND)
    assert _met([poor] * 6 + regressions[6:] + classifications) == [True, True, False, True, True]
    assert _met([poor] * 7 + regressions[7:] + classifications) == [True, True, False, False, True]
    rough = _learnt("classification", 0.5 - 1.001 * LEVEL)
    assert _met([*regressions, *classifications[1:], rough]) == [True, True, True, True, False]


def test_the_bars_hold_no_wrong_guess_and_nothing_lost() -> None:
    good = [_learnt("regression", 1.0)] * 36 + [_learnt("classification", 1.0)] * 14
    wrong = Row(_entry(), 9, Guessed(("a",), "regression"), "wrong")
    lost = Row(_entry(a="regression"), 9, None, "refused")
    assert _met([*good, wrong])[:2] == [False, True]
    assert _met([*good, lost])[:2] == [True, False]
    assert _met([*good, Row(_entry(), 9, None, "refused")])[:2] == [True, True]
