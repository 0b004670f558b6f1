"""Work over all cores: every part is done once, in whatever order, also from within other work."""

from __future__ import annotations

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.engine import pool


@given(count=st.integers(0, 5000))
def test_every_thing_is_in_exactly_one_part(count: int) -> None:
    seen: list[int] = []
    pool.split(lambda part: seen.extend(range(count)[part]), count)
    assert sorted(seen) == list(range(count))


def test_work_within_work_does_not_wait_for_ever() -> None:
    seen: list[int] = []
    inner = [pool.submit(pool.split, lambda part: seen.append(part.start), 2000) for _ in range(8)]
    for future in inner:
        future.result(timeout=30)
    assert len(seen) >= 8


def test_who_has_done_all_parts_waits_for_nobody() -> None:
    release, seen = Event(), set[int]()
    others = [pool.submit(release.wait, 60) for _ in range(pool.cores() + 2)]
    try:
        pool.split(lambda part: seen.add(part.start), 3000)
        assert len(seen) > 1
        assert not any(other.done() for other in others)
    finally:
        release.set()


def test_a_failure_is_told_to_who_waits() -> None:
    def fail(part: slice) -> None:
        raise ValueError(f"part {part.start}")

    with pytest.raises(ValueError, match="part"):
        pool.split(fail, 3000)
