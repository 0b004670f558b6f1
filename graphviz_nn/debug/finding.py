"""What keeps a network from learning, as the checks tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphviz_nn.text import either


@dataclass(frozen=True)
class Finding:
    """Something that keeps a network from learning.

    Attributes:
        kind: which check found it, as in `saturated`.
        node: the name of the node to look at.
        text: one sentence on the number and the cure; it begins with the node's name.
        from_start: the same with the cure that is right where it was so before any update; "" where that is no other.

    """

    kind: str
    node: str
    text: str
    from_start: str = ""


def driven(
    kind: str,
    node: str,
    what: str,
    update: int,
    *,
    at_start: Sequence[str],
    later: Sequence[str],
    ever_since: Sequence[str] = (),
) -> Finding:
    """Return a finding on what updates may have driven a node to, seen at an update, from 1.

    Before the first one no learning rate has had a say: there are ways out `at_start`, and others `later`. Where it is
    found later and known to be there from the start, those `ever_since` are told; left out, those at the start.
    """

    def sentence(ways: Sequence[str]) -> str:
        return f"{node} {what}: {either(ways)}"

    if update == 1:
        return Finding(kind, node, sentence(at_start))
    return Finding(kind, node, sentence(later), sentence(ever_since or at_start))
