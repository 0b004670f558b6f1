"""The start: some of the first weights are given, by name, and the others are those of the seed."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.settings import settings_of, typed
from graphviz_nn.training.experiment import seeded
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply, label, variant_of
from tests.training.rows import some_rows

NETWORK = Stack(inputs=2, layers=(Dense(units=3, activation="tanh"), Dense(units=1))).network
CELLS = tuple(map(NETWORK.cell_name, range(NETWORK.count)))
FIELD = settings_of(TrainingSpec)["start"]
STARTS = st.dictionaries(st.sampled_from(CELLS), st.floats(allow_nan=False, allow_infinity=False))


def problem(**start: float) -> Problem:
    return Problem(NETWORK, TrainingSpec(start=start, seed=3), *some_rows(5))


@given(STARTS)
def test_what_is_given_is_the_start_and_the_rest_is_the_seed_s(start: dict[str, float]) -> None:
    weights, drawn = problem(**start).start.weights, NETWORK.initial(3)
    for place, name in enumerate(CELLS):
        assert weights[place] == start.get(name, drawn[place])


def test_where_nothing_is_given_nothing_is_copied() -> None:
    drawn = NETWORK.initial(0)
    assert NETWORK.begun(drawn, {}) is drawn
    assert NETWORK.begun(drawn, {CELLS[0]: 7.0}) is not drawn


def test_it_lies_over_the_weights_that_come_with_a_model() -> None:
    first = (np.arange(float(NETWORK.count)), np.empty(0))
    task = Problem(NETWORK, TrainingSpec(start={CELLS[4]: -1.0}), *some_rows(5), first=first)
    np.testing.assert_array_equal(task.start.weights, np.where(np.arange(NETWORK.count) == 4, -1.0, first[0]))


def test_each_seed_has_it() -> None:
    for task in seeded(problem(**{CELLS[2]: 0.5}), [3, 4, 5]):
        assert task.start.weights[2] == 0.5
        assert task.start.weights[3] == NETWORK.initial(task.training.seed)[3]


def test_blanks_in_a_name_are_as_one_likes() -> None:
    spec = TrainingSpec(start={"dense/kernel[0,1]": 1.0, "dense/kernel[ 1 , 2 ]": 2.0})
    assert spec.start == {"dense/kernel[0, 1]": 1.0, "dense/kernel[1, 2]": 2.0}
    assert hash(spec) == hash(TrainingSpec(start=spec.start))


@pytest.mark.parametrize("number", [math.nan, math.inf, 10**400, True, "1"])
def test_what_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(SettingError, match=r"^The start is .*; it must be finite numbers by name"):
        TrainingSpec(start={CELLS[0]: number})


@pytest.mark.parametrize("name", ["dense/kernel", "dense/kernel[0, 3]", "kernel", ""])
def test_a_weight_that_is_not_there_is_refused_by_name(name: str) -> None:
    with pytest.raises(SettingError) as refused:
        problem(**{name: 1.5})
    assert f"The start sets {name!r} to 1.5. There is no weight {name!r}." in str(refused.value)
    assert "dense/kernel[0, 0]" in str(refused.value)


@given(STARTS)
def test_what_a_field_shows_can_be_typed_again(start: dict[str, float]) -> None:
    assert typed(FIELD, FIELD.text(start) if start else "") == start


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("a = 1", {"a": 1.0}),
        ("dense/kernel[0, 1]=−2.5;b= 3;", {"dense/kernel[0, 1]": -2.5, "b": 3.0}),
    ],
)
def test_numbers_by_name_are_typed(text: str, wanted: dict[str, float]) -> None:
    assert typed(FIELD, text) == wanted


@pytest.mark.parametrize("text", ["a", "= 1", "a = much", "a = 1, b = 2"])
def test_what_is_no_list_of_them_is_told(text: str) -> None:
    with pytest.raises(SettingError, match="as in a = 1; b = 2"):
        typed(FIELD, text)


def test_a_variant_has_a_start_of_its_own() -> None:
    training = TrainingSpec(start={CELLS[0]: 1.0})
    own = variant_of({"start": {CELLS[1]: 2.0}})
    assert own.changes == {"training.start": {CELLS[1]: 2.0}}
    assert apply(own, training).start == {CELLS[1]: 2.0}
    assert apply(Variant(), training).start == training.start
    assert label(own, TrainingSpec(optimiser=Sgd())) == f"SGD, start {CELLS[1]} = 2"


def test_a_file_keeps_it_and_an_older_one_has_none() -> None:
    spec = TrainingSpec(start={CELLS[0]: 0.1 + 0.2, CELLS[1]: 5e-324})
    assert msgspec.json.decode(msgspec.json.encode(spec), type=TrainingSpec) == spec
    assert msgspec.json.decode(b"{}", type=TrainingSpec).start == {}
