"""Undo: a list of the work as it was, each with the name of the change that left it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec

from graphviz_nn.files.document import Document

MERGE_SECONDS = 1.0
DEPTH = 200


@dataclass(frozen=True)
class Step:
    """The work, and where one looked at it, before a change (in undo) or after it (in redo), and the change's name."""

    document: Document
    name: str


@dataclass(frozen=True)
class History:
    """What can be undone and redone.

    Attributes:
        behind, ahead: the steps to undo and to redo, nearest last.
        merge: the key of the newest change; a change of the same key soon after it joins it.
        changed_at: when that was, in seconds.

    """

    behind: tuple[Step, ...] = ()
    ahead: tuple[Step, ...] = ()
    merge: str = ""
    changed_at: float = field(default=-MERGE_SECONDS)

    def push(self, before: Document, name: str, merge: str, now: float, *, is_held: bool = False) -> History:
        """Return the history after a change to `before`; what a hand still holds joins the last, however slow it is."""
        is_soon = is_held or now - self.changed_at < MERGE_SECONDS
        if merge and merge == self.merge and is_soon and self.behind:
            return replace(self, ahead=(), changed_at=now)
        return History((*self.behind, Step(before, name))[-DEPTH:], (), merge, now)

    def undo(self, current: Document) -> tuple[Document, History]:
        """Return the document before the newest change, and the history there; there must be one."""
        *rest, last = self.behind
        return last.document, History(tuple(rest), (*self.ahead, Step(current, last.name)))

    def redo(self, current: Document) -> tuple[Document, History]:
        """Return the document after the change undone last, and the history there; there must be one."""
        *rest, last = self.ahead
        return last.document, History((*self.behind, Step(current, last.name)), tuple(rest))

    def retitled(self, title: str) -> History:
        """Return the history with this title on all work in it: to save is no change that undo takes back."""
        behind, ahead = (
            tuple(replace(step, document=_titled(step.document, title)) for step in steps)
            for steps in (self.behind, self.ahead)
        )
        return replace(self, behind=behind, ahead=ahead)


def _titled(document: Document, title: str) -> Document:
    return replace(document, work=msgspec.structs.replace(document.work, title=title))
