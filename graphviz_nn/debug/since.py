"""Since when a training has had its faults: a search back through its updates, few of which are looked at."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from graphviz_nn.debug.finding import Finding
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.run import Run

MOST_LOOKS = 14  # tells one fault's first update among 8,000 exactly
MOST_SECONDS = 5.0  # in which all looks should be done
_OF_A_MOMENT = 3.0  # what the record of an update costs, in updates
# Told once for the whole network: the node to look at may be another at another update.
_OF_ALL_LAYERS = ("vanishing", "at rest", "exploding", "large steps", "not finite")

Fault = tuple[str, str]


@dataclass(frozen=True)
class Onset:
    """The update, from 0, from which on a fault is there; or the earliest one known, where they are not all known."""

    update: int
    is_exact: bool = True

    def __str__(self) -> str:
        """Return it as a clause, the updates counted from 1."""
        if not self.update:
            return "from the start"
        return f"since {'' if self.is_exact else 'about '}update {self.update + 1:,}"


@dataclass(frozen=True, eq=False)
class Since:
    """Since when each of some findings holds.

    Attributes:
        findings: the very findings that were asked about.
        onsets: of each; None where it is not known.

    """

    findings: tuple[Finding, ...]
    onsets: tuple[Onset | None, ...]

    def told(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return findings, those with the cure of a fault from the start that are known to have been there then."""
        if findings is not self.findings:
            return findings
        return tuple(
            replace(each, text=each.from_start) if onset == Onset(0) and each.from_start else each
            for each, onset in zip(findings, self.onsets, strict=True)
        )

    def words_of(self, findings: tuple[Finding, ...]) -> tuple[str, ...]:
        """Return a clause for each finding, "" where it is not known; nothing about others than those asked about."""
        if findings is not self.findings:
            return ()
        return tuple("" if onset is None else str(onset) for onset in self.onsets)


def is_worth_it(run: Run) -> bool:
    """Whether a search through a run takes seconds at most."""
    updates = max(run.problem.updates, 1)
    apart = run.updates / len(run.checkpoints)
    return MOST_LOOKS * (_OF_A_MOMENT + apart) * seconds_of_training(run.problem) / updates < MOST_SECONDS


def search(
    findings: tuple[Finding, ...],
    update: int,
    stops: Sequence[int],
    look: Callable[[int], Sequence[Finding]],
) -> Generator[float, None, Since]:
    """Return since when each finding at an update, from 0, holds; yield how far the search is, from 0 to 1.

    Each is looked for by halving: it holds at the update that is told, and did not at the one before. `look` returns
    the findings at an update, which is cheap at the `stops`, in their order from 0 on.
    """
    seen: dict[int, frozenset[Fault]] = {update: frozenset(map(_fault, findings))}
    onsets: list[Onset | None] = []
    for finding in findings:
        without, held = -1, update
        while held - without > 1 and (len(seen) <= MOST_LOOKS or held - 1 in seen):
            known = [place for place in seen if without < place < held]
            place = known[0] if known else _between(without, held, stops)
            if place not in seen:
                seen[place] = frozenset(map(_fault, look(place)))
                yield min(1.0, len(seen) / (MOST_LOOKS + 1))
            if _fault(finding) in seen[place]:
                held = place
            else:
                without = place
        is_exact = held - without == 1
        onsets.append(Onset(held, is_exact) if is_exact or held < update else None)
    return Since(findings, tuple(onsets))


def _between(without: int, held: int, stops: Sequence[int]) -> int:
    """Return the update to look at next: the start at first, then the stop nearest to the middle, then the middle."""
    if without < 0:
        return 0
    middle = (without + held) // 2
    inside = [stop for stop in stops if without < stop < held]
    return min(inside, key=lambda stop: abs(stop - middle)) if inside else middle


def _fault(finding: Finding) -> Fault:
    """Return what makes a finding the same at another update, whatever its numbers are."""
    return finding.kind, "" if finding.kind in _OF_ALL_LAYERS else finding.node
