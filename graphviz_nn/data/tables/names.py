"""Names for all columns, each another."""

from __future__ import annotations

from collections.abc import Sequence

from graphviz_nn.text import unturned


def name_all(names: Sequence[str | None]) -> tuple[str, ...]:
    """Return the names as written; `column 3` for a third one without, and `x (2)` for a second x."""
    taken: set[str] = set()
    found = []
    for place, name in enumerate(names, start=1):
        plain = unturned(name or "") or f"column {place}"
        chosen, times = plain, 1
        while chosen in taken or (chosen != plain and chosen in names):
            times += 1
            chosen = f"{plain} ({times})"
        taken.add(chosen)
        found.append(chosen)
    return tuple(found)
