"""Which column is to be learnt, by evidence; that a column is the last one alone is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphviz_nn.data.guess.found import LEARNT_FROM, Kind
from graphviz_nn.data.guess.kinds import Meaning
from graphviz_nn.data.guess.names import goal_rank, is_description, is_usual_goal
from graphviz_nn.data.tables.table import Table

_LEAST_MEASURES = 3  # beside one category, before that is taken for what the measures tell


class Goal(NamedTuple):
    """The name of a target, and in about three words why it is one."""

    name: str
    reason: str


class _Candidate(NamedTuple):
    name: str
    kind: Kind
    is_first: bool
    is_last: bool
    is_words: bool

    @property
    def at_edge(self) -> bool:
        return self.is_first or self.is_last


def find_target(table: Table, meanings: Sequence[Meaning]) -> Goal | None:
    """Return the column that something in the table says is the target; None where nothing does, or two things do."""
    pairs = zip(table.columns, meanings, strict=True)
    possible = [(column, meaning.kind) for column, meaning in pairs if meaning.kind in LEARNT_FROM]
    candidates = [
        _Candidate(
            column.name,
            kind,
            place == 0,
            place == len(possible) - 1,
            column.kind != "number" or bool(column.words),
        )
        for place, (column, kind) in enumerate(possible)
    ]
    if table.columns[-1].words and table.columns[-1].kind == "number":
        return Goal(table.columns[-1].name, "first line says so")
    if goal := _named(table, meanings, candidates):
        return goal
    if len(candidates) < 2:
        return None
    for is_one, reason in _SIGNS:
        found = [each for each in candidates if is_one(each, candidates)]
        if len(found) == 1:
            return Goal(found[0].name, reason)
    return None


def _named(table: Table, meanings: Sequence[Meaning], candidates: Sequence[_Candidate]) -> Goal | None:
    """Return the one that is named as a target, if no other is as well, or is named as what is usually one.

    It may be one from which nothing can be learnt, a constant or names: that is for its error to say.
    """
    names = [
        name for name, meaning in zip(table.names, meanings, strict=True) if meaning.kind != "identifier"
    ]
    ranked = [(rank, name) for name in names if (rank := goal_rank(name)) is not None]
    best = min((rank for rank, _ in ranked), default=None)
    plainest = [name for rank, name in ranked if rank == best]
    if len(plainest) != 1 or (plainest[0].lower() == "y" and any(name.lower() == "z" for name in names)):
        return None
    others = (each for each in candidates if each.name != plainest[0])
    is_alone = best == 0 or not any(_is_usual(each, candidates) for each in others)
    return Goal(plainest[0], "its name says so") if is_alone else None


def _is_usual(each: _Candidate, _: Sequence[_Candidate]) -> bool:
    return each.at_edge and is_usual_goal(each.name)


def _is_yes_or_no(each: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    """Tell whether it is the one that says yes or no in words; 0 and 1 may as well be a measure."""
    is_meant = each.kind == "yes/no" and each.is_words and each.at_edge and not is_description(each.name)
    return is_meant and _count("yes/no", candidates) == 1


def _is_category(each: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    is_meant = each.kind == "category" and each.is_last and not is_description(each.name)
    is_only = is_meant and _count("category", candidates) == 1
    return is_only and _count("number", candidates) >= _LEAST_MEASURES


def _count(kind: Kind, candidates: Sequence[_Candidate]) -> int:
    return sum(each.kind == kind for each in candidates)


_Sign = Callable[[_Candidate, Sequence[_Candidate]], bool]
_SIGNS: tuple[tuple[_Sign, str], ...] = (
    (_is_usual, "its name says so"),
    (_is_yes_or_no, "the only yes/no"),
    (_is_category, "the only category"),
)
