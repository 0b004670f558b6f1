"""A setting by its place: read there, and changed there, with nothing else touched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.files.places import places
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.optim import CosineDecay, StepDecay
from graphviz_nn.settings.places import names_in, replaced, value_at

STACK = Stack(inputs=2, layers=(Dense(units=4), Dropout(rate=0.2), Dense(units=1)))


@given(st.sampled_from(sorted(places(Work(subject=STACK)))))
def test_what_is_there_can_be_put_there_again(place: str) -> None:
    work = Work(subject=STACK)
    assert replaced(work, place, value_at(work, place)) == work


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("training.epochs", 7),
        ("training.optimiser.learning_rate", 1),
        ("data.standardise", True),
        ("subject.loss", "mae"),
        ("subject.layers.2.units", 3),
        ("variants.1.batch_size", 4),
    ],
)
def test_another_value_is_there_and_all_else_as_it_was(place: str, value: Any) -> None:
    before = Work(subject=STACK)
    after = replaced(before, place, value)
    assert value_at(after, place) == value
    assert replaced(after, place, value_at(before, place)) == before


def test_a_star_is_every_member_that_has_the_setting() -> None:
    made = replaced(STACK, "layers.*.use_bias", False)
    assert made.layers == (Dense(units=4, use_bias=False), STACK.layers[1], Dense(units=1, use_bias=False))


def test_a_part_is_told_by_its_tag_or_by_a_table() -> None:
    place = "training.optimiser.schedule"
    assert value_at(replaced(Work(), place, "cosine"), place) == CosineDecay()
    table = {"kind": "step", "updates": 5, "decay": 0.1}
    assert value_at(replaced(Work(), place, table), place) == StepDecay(updates=5, decay=0.1)


@pytest.mark.parametrize(
    "place", ["layers.3.units", "layers.1.units", "layers.*.unit", "layer", "layers.*", "", "*"]
)
def test_a_place_that_is_none_is_an_error_of_its_own(place: str) -> None:
    with pytest.raises(LookupError):
        replaced(STACK, place, 1)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("layers.0.units", 0, "number of units is 0; it must be a whole number of neurons, at least 1"),
        ("layers.0.units", "many", "number of units is 'many'"),
        ("layers.*.use_bias", 2, "bias is 2; it must be true or false"),
        ("layers.0.activation", "bent", "'bent' is unknown. Choose one of"),
        ("layers", [{"kind": "dense"}], "layers is"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_would(place: str, value: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        replaced(STACK, place, value)


def test_the_names_of_a_struct_are_those_of_all_that_is_in_it() -> None:
    assert {"inputs", "layers", "units", "rate", "use_bias"} <= names_in(STACK)
