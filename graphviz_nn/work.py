"""Long work as a generator: its yields are parts, what it returns is the whole."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

Part = TypeVar("Part")
Whole = TypeVar("Whole")


def finish(work: Generator[Part, None, Whole], tell: Callable[[Part], object]) -> Whole:
    """Do some work to its end, telling each part that it yields, and return what it returns."""
    while True:
        try:
            tell(next(work))
        except StopIteration as end:
            whole: Whole = end.value
            return whole


def quiet(*parts: object) -> None:
    """Tell nothing."""
