"""Which scopes are open: at first whole levels of them, as long as all can be seen; then as the user wishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from graphviz_nn.scene.layout.scopes import Scope

MOST_AT_FIRST = 160  # cards
MOST_OPEN = 400  # cards: to open more closes what was opened longest ago


def opened(whole: Scope, toggled: Sequence[str], *, layers: bool = True) -> frozenset[str]:
    """Return the names of the scopes that are open.

    `toggled` are the scopes that are not as they are at first, that of the newest change last; without `layers`, these
    stay folded at first.
    """
    names = set(_at_first(whole, layers))
    for name in reversed(toggled):
        changed = names ^ {name}
        if name in names or cards(whole, changed) <= MOST_OPEN:
            names = changed
    return frozenset(names)


def cards(whole: Scope, names: AbstractSet[str]) -> int:
    """Return how many cards are seen with the scopes of these names open."""
    return sum(len(scope.parts) for scope in _open(whole, names)) - sum(1 for _ in _open(whole, names)) + 1


def _open(whole: Scope, names: AbstractSet[str]) -> Iterator[Scope]:
    """Yield the scopes that are open, with all those around them."""
    todo = [whole]
    while todo:
        scope = todo.pop()
        yield scope
        todo += (inner for inner in scope.scopes if inner.name in names)


def _at_first(whole: Scope, layers: bool) -> Iterator[str]:
    """Yield the names of the scopes of so many levels as can be open at once."""
    level, count = [whole], len(whole.parts)
    while level:
        level = [inner for scope in level for inner in scope.scopes if layers or not inner.is_layer]
        count += sum(len(scope.parts) - 1 for scope in level)
        if count > MOST_AT_FIRST:
            return
        yield from (scope.name for scope in level)
