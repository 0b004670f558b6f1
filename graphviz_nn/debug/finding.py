"""What keeps a network from learning, as the checks tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that keeps a network from learning.

    Attributes:
        kind: which check found it, as in `saturated`.
        node: the name of the node to look at.
        text: one sentence on the number and the cure; it begins with the node's name.

    """

    kind: str
    node: str
    text: str
