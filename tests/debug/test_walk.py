"""Walks through time: every place once, either way, and nothing computed before it is come to."""

from __future__ import annotations

import pytest

from graphviz_nn.debug.record import Phase
from graphviz_nn.debug.tape import Tape
from graphviz_nn.debug.walk import Place, backwards, first, onwards
from tests.debug.examples import lecture_record, second_moment, small_problem, taped

TAPES = (second_moment(small_problem()).tape, taped(lecture_record()), second_moment(small_problem()).tape)
LENGTHS = [len(tape.record.events) for tape in TAPES]
EVERY = [(update, at) for update, length in enumerate(LENGTHS) for at in range(length + 1)]


class Asked:
    """Gives the tapes, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.updates: list[int] = []

    def __call__(self, update: int) -> Tape | None:
        self.updates.append(update)
        return TAPES[update] if 0 <= update < len(TAPES) else None


def named(place: Place) -> tuple[int, int]:
    return place.update, place.position


def test_onwards_comes_to_every_place_once_and_backwards_to_them_the_other_way() -> None:
    start, end = Place(TAPES[0], 0, 0), Place(TAPES[2], 2, LENGTHS[2])
    assert [*map(named, onwards(start, Asked()))] == EVERY[1:]
    assert [*map(named, backwards(end, Asked()))] == EVERY[-2::-1]


@pytest.mark.parametrize("at", range(0, len(EVERY), 5))
def test_from_anywhere_the_two_ways_share_out_all_places(at: int) -> None:
    update, position = EVERY[at]
    here = Place(TAPES[update], update, position)
    assert [*map(named, backwards(here, Asked()))][::-1] == EVERY[:at]
    assert [*map(named, onwards(here, Asked()))] == EVERY[at + 1 :]


def test_another_update_is_asked_for_only_when_the_walk_comes_there() -> None:
    asked = Asked()
    steps = onwards(Place(TAPES[0], 0, LENGTHS[0] - 1), asked)
    assert named(next(steps)) == (0, LENGTHS[0])
    assert asked.updates == []
    assert named(next(steps)) == (1, 0)
    assert asked.updates == [1]


def test_before_the_first_update_nothing_is_asked_for() -> None:
    asked = Asked()
    assert [*map(named, backwards(Place(TAPES[0], 0, 2), asked))] == [(0, 1), (0, 0)]
    assert asked.updates == []


def test_the_first_place_at_which_to_stop_is_found_or_none() -> None:
    start = Place(TAPES[0], 0, 0)
    found = first(onwards(start, Asked()), lambda place: place.phase is Phase.UPDATE)
    assert found is not None
    assert found.event is TAPES[0].record.events[found.position - 1]
    assert found.following is TAPES[0].record.events[found.position]
    assert first(onwards(start, Asked()), lambda place: False) is None


def test_the_ends_of_an_update_have_nothing_before_and_nothing_after() -> None:
    start = Place(TAPES[0], 0, 0)
    assert (start.event, start.phase) == (None, Phase.FORWARD)
    assert start.at(1 << 30).following is None
    assert named(start.at(1 << 30)) == (0, LENGTHS[0])
    assert named(start.at(-5)) == (0, 0)
