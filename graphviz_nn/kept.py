"""Results that are kept for another call: by what they weigh together, or as long as what they are about is there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

P = ParamSpec("P")
R = TypeVar("R")
Owner = TypeVar("Owner")


def kept(
    results: int, most: int, weigh: Callable[[Any], int], *, least: int = 1, while_used: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator of functions that keeps so many newest `results`, which weigh no more than `most` together.

    The `least` newest stay whatever they weigh: they are in use. With `while_used` any other is found again as long as
    someone has it, and must be an object that can be referred to weakly. `functools.lru_cache` only counts, which will
    do where each result is small, and is no bound where one may hold a hundred megabytes.
    """

    def decorated(make: Callable[P, R]) -> Callable[P, R]:
        shelf = _Shelf[R](results, most, least)
        used: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()

        @wraps(make)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (args, *kwargs.items())
            found = shelf.take(key)
            if found is not None:
                return found[0]
            known = used.get(key) if while_used else None
            result: R = make(*args, **kwargs) if known is None else known
            shelf.put(key, result, weigh(result))
            if while_used:
                used[key] = result
            return result

        return ask

    return decorated


def kept_beside(make: Callable[Concatenate[Owner, P], R]) -> Callable[Concatenate[Owner, P], R]:
    """Keep what a function returns as long as its first argument is there, which what it returns must not hold."""
    found: WeakKeyDictionary[Owner, dict[Hashable, R]] = WeakKeyDictionary()

    @wraps(make)
    def ask(owner: Owner, /, *args: P.args, **kwargs: P.kwargs) -> R:
        results = found.setdefault(owner, {})
        key = (args, *kwargs.items())
        if key not in results:
            results[key] = make(owner, *args, **kwargs)
        return results[key]

    return ask


class _Shelf(Generic[R]):
    """Results by their arguments, the one asked for last at the end; asked by several threads."""

    def __init__(self, count: int, most: int, least: int) -> None:
        self._count, self._most, self._least, self._weight = count, most, least, 0
        self._results: OrderedDict[Hashable, tuple[R, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable) -> tuple[R, int] | None:
        """Return a result with its weight; None where there is none."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: Hashable, result: R, weight: int) -> None:
        """Keep a result; forget those that were asked for longest ago."""
        gone: list[tuple[R, int]] = []  # it goes once the lock is free: what it does as it goes may ask again
        with self._lock:
            if key in self._results:  # another thread was faster
                gone.append(self._results.pop(key))
            self._results[key] = result, weight
            self._weight += weight
            while self._is_full(self._weight - sum(weight for _, weight in gone)):
                gone.append(self._results.popitem(last=False)[1])
            self._weight -= sum(weight for _, weight in gone)

    def _is_full(self, weight: int) -> bool:
        count = len(self._results)
        return count > self._count or (weight > self._most and count > self._least)
