"""Long work: as a generator, whose yields are parts and whose return is the whole; and imports, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator
from importlib import import_module
from threading import RLock
from typing import Any, TypeVar

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


def imported(name: str) -> Any:
    """Return a module, imported now on a thread of its own if nobody has done so before.

    Two large packages that are imported at once, and that both import a third, wait for each other; Python notices that
    and lets one of the imports fail.
    """
    with _importing:
        return import_module(name)


_importing = RLock()  # a module that is imported may import others so
