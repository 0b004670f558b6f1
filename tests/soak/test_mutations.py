"""The mutations themselves: the same again for the same numbers, failures found and made small, and a short run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from graphviz_nn.errors import DataError
from tests.soak.mutations.cases import failure_of, random_of, smallest, wrong
from tests.soak.mutations.kinds import KINDS, Kind

FEW = 20


class Touchy(Kind):
    """A reader with two faults: it falls over an x behind a y, and refuses a z in its own words."""

    name = "touchy"

    def right(self) -> Iterator[bytes]:
        """Yield what no fault is in."""
        yield b"abc"

    def changed(self, random: Random) -> bytes:
        """Return it with letters behind it, by chance."""
        return bytes(self.seeds[0]) + bytes(random.choices(b"abcxyz", k=40))

    def read(self, content: bytes) -> None:
        """Fall over, or refuse."""
        if content.startswith(b"z"):
            raise DataError("There is a z. Take it out.")
        if b"y" in content and b"x" in content.partition(b"y")[2]:
            raise RuntimeError("an x behind a y")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_right_is_read(kind: type[Kind], tmp_path: Path) -> None:
    made = kind(tmp_path)
    for seed in made.seeds:
        made.read(seed if isinstance(seed, bytes) else json.dumps(seed).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_changed_is_read_or_refused(kind: type[Kind], tmp_path: Path) -> None:
    made = kind(tmp_path)
    for number in range(FEW):
        assert failure_of(made, 0, number) is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_is_the_same_for_the_same_numbers_and_else_another(kind: type[Kind], tmp_path: Path) -> None:
    made = kind(tmp_path)
    inputs = [made.changed(random_of(kind.name, 3, number)) for number in range(20)]
    assert inputs == [made.changed(random_of(kind.name, 3, number)) for number in range(20)]
    assert len(set(inputs)) > 10


def test_a_failure_is_found_and_made_as_small_as_it_still_fails(tmp_path: Path) -> None:
    found = [failure for number in range(50) if (failure := failure_of(Touchy(tmp_path), 1, number))]
    assert {failure.content for failure in found} == {b"yx"}
    assert {failure.sign.partition(" at ")[0] for failure in found} == {"RuntimeError"}


def test_our_own_refusal_is_none(tmp_path: Path) -> None:
    assert wrong(Touchy(tmp_path), b"zyx") == ("", "")
    assert wrong(Touchy(tmp_path), b"yx")[0].startswith("RuntimeError")


def test_nothing_is_left_out_that_a_failure_needs() -> None:
    assert smallest(b"aaabaacaad", lambda part: b"b" in part and b"c" in part and b"d" in part) == b"bcd"
