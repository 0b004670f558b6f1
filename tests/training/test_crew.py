"""Work over all cores leaves room for other work, and is stopped where it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from graphviz_nn.engine.pool import cores, submit
from graphviz_nn.training import crew
from graphviz_nn.training.crew import AHEAD, in_turn

MANY = 50 * AHEAD


def made(work: Generator[Any, None, Any]) -> Any:
    """Go through a work and return all that it told, by its places."""
    found: dict[int, Any] = {}
    while True:
        try:
            found |= next(work)
        except StopIteration as end:
            return found | end.value


def part_by_part(place: int, parts: int) -> Generator[tuple[int, int], None, tuple[int, int]]:
    for part in range(parts):
        yield place, part
    return place, parts


def test_each_thing_is_made_to_its_end() -> None:
    makers = [part_by_part(place, place % 4) for place in range(MANY)]
    assert made(in_turn(makers)) == {place: (place, place % 4) for place in range(MANY)}


def test_few_parts_wait_for_a_core_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cores take parts in the order they come in: who comes with a short work stands behind all that are there."""
    most, begun, ended = 0, list[object](), list[object]()

    def counted(work: Callable[..., Any], *args: Any) -> Any:
        nonlocal most
        part = submit(work, *args)
        part.add_done_callback(ended.append)
        begun.append(part)
        most = max(most, len(begun) - len(ended))
        return part

    monkeypatch.setattr(crew, "submit", counted)
    assert len(made(in_turn([part_by_part(place, 3) for place in range(MANY)]))) == MANY
    assert 1 < most <= AHEAD * cores()


def test_what_is_stopped_begins_nothing_more() -> None:
    begun = set[int]()

    def endless(place: int) -> Generator[int, None, int]:
        begun.add(place)
        while True:
            yield place

    work = in_turn([endless(place) for place in range(MANY)])
    next(work)
    work.close()
    assert made(in_turn([part_by_part(0, 1)])) == {
        0: (0, 1)
    }  # by now the cores have done what was on its way
    before = len(begun)
    assert made(in_turn([part_by_part(0, 1)])) == {0: (0, 1)}
    assert len(begun) == before
