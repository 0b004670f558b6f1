"""What is kept for another call: never more than there is room for, and nothing of what has gone."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from weakref import ref

from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.kept import kept, kept_beside

COUNT, MOST = 8, 100


class Thing:
    """Something large, which one can watch go."""

    def __init__(self, weight: int) -> None:
        self.weight = weight


@given(st.lists(st.integers(1, 60), max_size=60))
def test_what_is_kept_weighs_no_more_than_there_is_room_for(asked: list[int]) -> None:
    make = kept(COUNT, MOST, weigh=lambda thing: thing.weight)(Thing)
    things = [ref(make(weight)) for weight in asked]
    alive = {thing() for thing in things} - {None}
    assert len(alive) <= COUNT
    assert sum(thing.weight for thing in alive if thing) <= MOST


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60))
def test_the_newest_results_are_the_ones_that_are_kept(asked: list[int]) -> None:
    make = kept(COUNT, MOST, weigh=lambda thing: thing.weight)(Thing)
    things = [make(weight) for weight in asked]
    newest = list(dict.fromkeys(reversed(asked)))
    room = [place < COUNT and sum(newest[: place + 1]) <= MOST for place in range(len(newest))]
    still = newest[: room.index(False) if False in room else len(room)]
    assert all(
        make(weight) is things[len(asked) - 1 - asked[::-1].index(weight)] for weight in reversed(still)
    )


def test_the_newest_ones_stay_whatever_they_weigh() -> None:
    make = kept(COUNT, MOST, weigh=lambda thing: thing.weight, least=2)(Thing)
    first, second = make(1_000), make(2_000)
    assert make(1_000) is first
    assert make(2_000) is second
    make(3_000)
    assert make(2_000) is second
    assert make(1_000) is not first


def test_what_someone_has_is_found_again_whatever_has_been_asked_for_since() -> None:
    make = kept(2, MOST, weigh=lambda thing: thing.weight, while_used=True)(Thing)
    used, unused = make(1), ref(make(2))
    for weight in (3, 4, 5):
        make(weight)
    assert make(1) is used
    assert unused() is None


def test_each_thread_gets_a_result_of_its_own_question() -> None:
    make = kept(COUNT, MOST, weigh=lambda thing: thing.weight)(Thing)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(make, [1 + place % 37 for place in range(2_000)]))
    assert [thing.weight for thing in found] == [1 + place % 37 for place in range(2_000)]


def test_what_is_kept_beside_something_goes_with_it() -> None:
    made = kept_beside(lambda owner, factor: Thing(factor * owner.weight))
    owner, other = Thing(3), Thing(4)
    found = ref(made(owner, 2))
    assert made(owner, 2) is found()
    assert made(owner, 5) is not found()
    assert made(other, 2).weight == 8
    del owner
    gc.collect()
    assert found() is None
