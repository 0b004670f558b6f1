"""Since when a fault is there: found by few looks, and never told where it is not so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.debug.finding import Finding, driven
from graphviz_nn.debug.since import MOST_LOOKS, Onset, Since, is_worth_it, search
from graphviz_nn.model import Dense, Stack
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import train
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows


class Looks:
    """Faults that each begin at an update, and which updates were looked at."""

    def __init__(self, onsets: Sequence[int]) -> None:
        self.onsets, self.seen = onsets, list[int]()

    def __call__(self, update: int) -> tuple[Finding, ...]:
        self.seen.append(update)
        return self.at(update)

    def at(self, update: int) -> tuple[Finding, ...]:
        """Return the findings, whose numbers differ from update to update."""
        there = (place for place, onset in enumerate(self.onsets) if update >= onset)
        return tuple(Finding("dead", f"n{place}", f"n{place} has {update}") for place in there)


def searched(looks: Looks, update: int, stops: Sequence[int] = ()) -> Since:
    return finish(search(looks.at(update), update, stops, looks), quiet)


@given(st.data())
def test_the_first_update_of_a_fault_is_found_exactly_and_by_few_looks(data: st.DataObject) -> None:
    update = data.draw(st.integers(0, 4_000))
    onset = data.draw(st.integers(0, update))
    every = data.draw(st.integers(1, 500))
    looks = Looks([onset])
    since = searched(looks, update, range(0, update + every, every))
    assert since.onsets == (Onset(onset),)
    assert len(looks.seen) == len({*looks.seen}) <= MOST_LOOKS
    assert update not in looks.seen


@given(st.data())
def test_whatever_is_told_of_many_faults_in_a_long_training_is_true(data: st.DataObject) -> None:
    update = data.draw(st.integers(0, 50_000_000))
    looks = Looks(data.draw(st.lists(st.integers(0, update), max_size=6)))
    since = searched(looks, update, range(0, update + 1, max(1, update // 2_000)))
    assert len(looks.seen) <= MOST_LOOKS
    for onset, told in zip(looks.onsets, since.onsets, strict=True):
        if told is not None:
            assert told.update >= onset
            assert told.update == onset or not told.is_exact
            assert told.update < update or told.is_exact


def test_halving_looks_at_checkpoints_as_long_as_it_can() -> None:
    looks = Looks([700])
    searched(looks, 1000, range(0, 1001, 100))
    between = [update % 100 != 0 for update in looks.seen]
    assert between == sorted(between)


def test_a_fault_of_all_layers_is_the_same_wherever_it_is_seen() -> None:
    def look(update: int) -> tuple[Finding, ...]:
        return (Finding("vanishing", f"n{update % 3}", f"n{update % 3} fades"),) if update >= 20 else ()

    assert finish(search(look(50), 50, (), look), quiet).onsets == (Onset(20),)


def test_an_onset_is_said_with_the_update_counted_from_1() -> None:
    assert [str(Onset(0)), str(Onset(33)), str(Onset(1233, is_exact=False))] == [
        "from the start",
        "since update 34",
        "since about update 1,234",
    ]


def test_it_is_told_of_the_very_findings_that_were_asked_about_alone() -> None:
    looks = Looks([3, 0])
    found = looks.at(9)
    since = finish(search(found, 9, (), looks), quiet)
    assert since.words_of(found) == ("since update 4", "from the start")
    assert since.words_of(looks.at(9)) == ()


@pytest.mark.parametrize(("units", "is_cheap"), [(4, True), (15_000, False)])
def test_a_search_that_would_take_long_is_left(units: int, is_cheap: bool) -> None:
    x, y = some_rows(400, inputs=8)
    layers = (Dense(units=units), Dense(units=1))
    spec = TrainingSpec(batch_size=400, epochs=2)
    task = Problem(Stack(inputs=8, layers=layers).network, spec, x, np.asarray(y))
    run = finish(train(task, make_machine(task)), quiet)
    assert is_worth_it(run) is is_cheap


@pytest.mark.parametrize("onset", [0, 5])
def test_what_was_there_from_the_start_is_not_laid_to_the_updates(onset: int) -> None:
    ways = {"at_start": ["draw other weights"], "later": ["lower the learning rate"]}

    def look(update: int) -> tuple[Finding, ...]:
        return (driven("dead", "n", "is off", update + 1, **ways),) if update >= onset else ()

    found = look(9)
    (told,) = finish(search(found, 9, (), look), quiet).told(found)
    assert found[0].text == "n is off: lower the learning rate"
    assert told.text == ("n is off: lower the learning rate" if onset else "n is off: draw other weights")
